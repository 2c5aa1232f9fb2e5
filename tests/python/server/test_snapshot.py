"""POST /api/snapshot: a page that holds its own data, and nothing that a logged name could do to it."""

from __future__ import annotations

import re

import pytest

import runchart


@pytest.fixture(scope="module")
def board(served, tmp_path_factory):
    logdir = tmp_path_factory.mktemp("saved") / "logs"
    for run in ("a", "b"):
        with runchart.SummaryWriter(logdir / run) as writer:
            writer.add_scalar("</script><!--", 1.0, 0)
    return served(logdir)


def test_names_cannot_leave_their_place(board):
    with board.client() as client:
        answer = client.post("api/snapshot", json={"runs": None})
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    data = answer.text.partition('id="runchart-answers">')[2].partition("</script>")[0]
    assert "<" not in data
    assert "connect-src 'none'" in answer.text
    assert answer.text.count("</script>") == 8
    assert not re.search(r'(src|href)="(?!data:)', answer.text.partition("<script")[0])


def test_only_the_runs_that_were_asked_for(board):
    with board.client() as client:
        text = client.post("api/snapshot", json={"runs": ["b"]}).text
    assert '"name":"b"' in text
    assert '"name":"a"' not in text


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"runs": "a"}, 400, "a list of names"),
        ({"fragment": 1}, 400, "as a string"),
        ({"runs": ["nobody"]}, 422, "nothing to show"),
    ],
)
def test_what_cannot_be_saved_is_said(board, body, status, said):
    with board.client() as client:
        answer = client.post("api/snapshot", json=body)
    assert answer.status_code == status
    assert said in answer.json()["error"]
