"""Write, read, look at and diagnose training runs."""

from typing import TYPE_CHECKING, Any

from runchart._core import __version__
from runchart.writer import SummaryWriter

if TYPE_CHECKING:
    from runchart.reader import open  # noqa: A004

__all__ = ["SummaryWriter", "__version__", "open"]


def __getattr__(name: str) -> Any:
    """Imports the reader, and numpy with it, when it is first asked for: neither training nor the board's start waits."""
    if name == "open":
        from runchart.reader import open  # noqa: A004

        return open
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
