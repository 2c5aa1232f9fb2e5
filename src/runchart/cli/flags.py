"""The flags of `runchart serve`, TensorBoard's among them: what it knows, we accept, use or say is not needed."""

from __future__ import annotations

import math
import re
from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence

from runchart._core import __version__

LONGEST_INTERVAL = 86_400

DESCRIPTION = """\
Shows the runs below a directory of TensorBoard event files, live, in the browser.

  runchart logs            the board over logs/
  runchart                 the same over runs/, or else logs/
  runchart --logdir=logs   the same, for fingers that know TensorBoard
  runchart a=logs1 b=logs2 'exp-*'   several as one: runs are named a/..., b/..., exp-1/...

Other commands; each has --help:

  runchart ls logs [RUN]                 the runs, or the tags of a run, and what they hold
  runchart cat logs RUN TAG              the points of one tag as text
  runchart export logs --to csv          all scalars in one table: csv, json or parquet; html: the board in one file
  runchart check logs                    what is damaged; --repair OUT makes a clean copy
  runchart serve check                   the board over a directory that is called like a command
"""

# TensorBoard's flags that ask for what the board does anyway, or for what it has no need of. Each takes a value.
NOT_NEEDED = {
    "--samples_per_plugin": "every point is kept",
    "--load_fast": "loading is always fast",
    "--reload_multifile": "all files of a run are followed",
    "--reload_multifile_inactive_secs": "all files of a run are followed",
    "--reload_task": "loading never stops the server",
    "--max_reload_threads": "all cores are used",
    "--purge_orphaned_data": "points that a restart replaced are kept and counted",
    "--detect_file_replacement": "a file that was replaced is noticed",
    "--generic_data": "there is one way to read data",
    "--extra_data_server_flags": "there is no separate data server",
    "--reuse_port": "the next free port is taken",
    "--window_title": "the title shows the logdir",
}


def parse(arguments: Sequence[str]) -> Namespace:
    """Reads the flags; on a mistake says so and exits with 2."""
    parser = _parser()
    flags = parser.parse_args(arguments)
    if flags.logdir is not None and flags.directories:
        parser.error(
            f"two logdirs were given, {flags.directories[0]} and --logdir {flags.logdir}; "
            "give one, or several without --logdir"
        )
    flags.directories = flags.directories if flags.logdir is None else [flags.logdir]
    if flags.bind_all and flags.host is not None:
        parser.error("--bind_all and --host were both given; --bind_all is --host 0.0.0.0, give one")
    if flags.bind_all:
        flags.host = "0.0.0.0"  # noqa: S104  # asked for, and guarded by a token
    flags.host = flags.host or "127.0.0.1"
    for flag, reason in NOT_NEEDED.items():
        if getattr(flags, flag[2:]) is not None:
            print(f"{flag} is not needed here: {reason}.", flush=True)
    return flags


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        "runchart", description=DESCRIPTION, formatter_class=RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument(
        "directories",
        nargs="*",
        metavar="LOGDIR",
        help="the directory that holds the runs; several, named ones (a=logs1) and patterns ('exp-*') are shown as one",
    )
    parser.add_argument("--logdir", metavar="LOGDIR", help="the same, one only")
    parser.add_argument("--port", type=_port, help="default: 6006, or the next free one; 0: any free one")
    parser.add_argument("--host", help="the address to listen on (default: 127.0.0.1); others need the printed token")
    parser.add_argument("--bind_all", action="store_true", help="the same as --host 0.0.0.0")
    parser.add_argument(
        "--path_prefix", "--path-prefix", type=_path_prefix, default="", help="serve below this path, such as /board"
    )
    parser.add_argument(
        "--allowed-host",
        "--allowed_host",
        action="append",
        default=[],
        metavar="NAME",
        help="answer requests for this host name too; may be given again",
    )
    parser.add_argument(
        "--reload_interval",
        "--reload-interval",
        type=_seconds,
        default=None,
        metavar="SECONDS",
        help="look at files no more often than this (default: at those that change, 10 times a second); 0: read once",
    )
    parser.add_argument("--version", action="version", version=f"runchart {__version__}")
    for flag in NOT_NEEDED:
        parser.add_argument(flag, help=SUPPRESS)
    return parser


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise ArgumentTypeError(f"{text!r} is not a port; give a number from 0 to 65535")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds <= LONGEST_INTERVAL:
        raise ArgumentTypeError(f"{text!r} is not an interval; give seconds, from 0 (read once) to {LONGEST_INTERVAL}")
    return seconds


def _path_prefix(text: str) -> str:
    prefix = text.rstrip("/")
    if prefix and not re.fullmatch(r"(/[A-Za-z0-9._~-]+)+", prefix):
        raise ArgumentTypeError(f"{text!r} is not a path; give one such as /board, of letters, digits and . _ ~ -")
    return prefix
