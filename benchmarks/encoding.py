"""PNG as runchart makes it against Pillow's: the same pictures in one process, in alternation."""

from __future__ import annotations

import io
import sys
import time

from contents import Content, pictures
from processes import answer, sample
from report import Table, Target, median, number, spread, times


def compressed(quick: bool) -> tuple[Table, Target]:
    found = [sample(__file__, 2 if quick else 7) for _ in range(1 if quick else 3)]
    table = Table(
        "PNG of 512x512 pixels, encoded in one thread",
        "CPU time of the thread. Pillow with its defaults, runchart with its own choice; the figure is 640x480.",
        ["picture", "runchart", "Pillow", "times as fast", "bytes: runchart", "Pillow", "of Pillow's size"],
    )
    slowest, largest = float("inf"), 0.0
    for name in dict.fromkeys(key.split("/")[0] for key in found[0]):
        ours, theirs = ([figures[f"{name}/{who}_ms"] for figures in found] for who in ("runchart", "pillow"))
        sizes = [found[0][f"{name}/{who}_bytes"] for who in ("runchart", "pillow")]
        faster, larger = median(theirs) / median(ours), sizes[0] / sizes[1]
        slowest, largest = min(slowest, faster), max(largest, larger)
        row = [name, spread(ours, "ms"), spread(theirs, "ms"), times(faster), *map(number, sizes), f"{larger:.2f}"]
        table.rows.append(row)
    said = f"{times(slowest)} at least, at {largest:.2f}x at most"
    reached = slowest >= 8 and largest <= 1.25
    return table, Target("PNG of any picture against Pillow's default", ">= 8x, <= 1.25x its size", said, reached)


def worker(rounds: int) -> dict[str, float]:
    makers = {"runchart": with_runchart, "pillow": with_pillow}
    figures: dict[str, float] = {}
    for name, picture in pictures().items():
        seconds: dict[str, list[float]] = {who: [] for who in makers}
        for _ in range(rounds):
            for who, make in makers.items():
                start = time.thread_time()
                png = make(picture)
                seconds[who].append(time.thread_time() - start)
                figures[f"{name}/{who}_bytes"] = len(png)
        figures.update({f"{name}/{who}_ms": 1000 * median(taken) for who, taken in seconds.items()})
    return figures


def with_runchart(picture: Content) -> bytes:
    from runchart._core import Draft

    return Draft.png(picture, "uint8", "HWC").SerializeToString()


def with_pillow(picture: Content) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()


if __name__ == "__main__":
    answer(worker(int(sys.argv[1])))
