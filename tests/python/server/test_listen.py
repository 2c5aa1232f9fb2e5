"""The sockets that the board listens on."""

import socket

import pytest

from runchart.server.listen import listen


def test_an_accepted_connection_sends_small_answers_at_once():
    with listen("127.0.0.1", 0, tries=1) as listening, socket.create_connection(listening.getsockname()):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_taken_port_is_passed_over_as_often_as_asked():
    with listen("127.0.0.1", 0, tries=1) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            listen("127.0.0.1", port, tries=1)
        with listen("127.0.0.1", port, tries=50) as next_one:
            assert next_one.getsockname()[1] > port
