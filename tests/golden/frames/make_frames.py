"""Makes the golden frames by hand, straight from docs/http.md and from no code of ours.

Each `NAME.bin` is a frame; `NAME.json` is what must be decoded from it. `server/frame.py` and `ui/src/frame.ts` are
tested on them. Run it from anywhere: `python tests/golden/frames/make_frames.py`.
"""

import json
import math
import struct
from pathlib import Path

HERE = Path(__file__).parent

ALL = [
    "x_first",
    "x_last",
    "x_min",
    "x_max",
    "first",
    "last",
    "min",
    "max",
    "mean",
    "count",
    "nan",
    "pos_inf",
    "neg_inf",
]
COUNTS = {"count", "nan", "pos_inf", "neg_inf"}


def pack(column: str, value: str, numbers: list[float]) -> bytes:
    if column.startswith("x_"):
        return struct.pack(f"<{len(numbers)}d", *numbers)
    if column in COUNTS:
        return struct.pack(f"<{len(numbers)}I", *numbers)
    return struct.pack(f"<{len(numbers)}{'d' if value == 'f64' else 'f'}", *numbers)


def frame(head: dict, columns: list[str], series: list[dict]) -> bytes:
    body = b""
    places: dict[bytes, int] = {}
    entries = []
    for one in series:
        at = []
        for column in columns:
            packed = pack(column, one["value"], one["columns"][column])
            if packed not in places:
                places[packed] = len(body)
                body += packed + bytes(-len(packed) % 8)
            at.append(places[packed])
        entries.append(
            {key: one[key] for key in ("run", "tag", "n", "points", "superseded", "restarts", "width", "value")}
            | {"at": at}
        )
    header = json.dumps(head | {"columns": columns, "series": entries}, ensure_ascii=False).encode()
    header += b" " * (-(4 + len(header)) % 8)
    return struct.pack("<I", len(header)) + header + body


def spelled(number: float) -> float | str:
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    return number


def save(name: str, head: dict, columns: list[str], series: list[dict]) -> None:
    (HERE / f"{name}.bin").write_bytes(frame(head, columns, series))
    spelled_series = [
        one | {"columns": {column: [spelled(number) for number in one["columns"][column]] for column in columns}}
        for one in series
    ]
    text = json.dumps(head | {"columns": columns, "series": spelled_series}, indent=1, ensure_ascii=False)
    (HERE / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def one(
    run: int, tag: int, points: int, width: float, value: str, columns: dict, superseded: int = 0, restarts: tuple = ()
) -> dict:
    n = len(next(iter(columns.values())))
    return {
        "run": run,
        "tag": tag,
        "n": n,
        "points": points,
        "superseded": superseded,
        "restarts": list(restarts),
        "width": width,
        "value": value,
        "columns": columns,
    }


def points(steps: list[float], values: list[float]) -> dict:
    """Each bucket is one point: the x columns are equal, and so are the value columns."""
    finite = [value if math.isfinite(value) else math.nan for value in values]
    columns = dict.fromkeys(ALL[:4], steps) | dict.fromkeys(ALL[4:9], finite)
    columns["count"] = [int(math.isfinite(value)) for value in values]
    columns["nan"] = [int(math.isnan(value)) for value in values]
    columns["pos_inf"] = [int(value == math.inf) for value in values]
    columns["neg_inf"] = [int(value == -math.inf) for value in values]
    return columns


def main() -> None:
    save(
        "points",
        {"boot": "9f3c1a", "seq": 412, "x": "step"},
        ALL,
        [one(0, 0, 5, 0, "f32", points([0, 10, 20, 30, 40], [1.5, math.nan, math.inf, -math.inf, -0.25]))],
    )
    columns = ["x_first", "x_last", "min", "max", "mean", "count", "nan"]
    shared = {"x_first": [0, 4, 8], "x_last": [3, 7, 9], "count": [4, 3, 2], "nan": [0, 1, 0]}
    save(
        "buckets",
        {"boot": "läuft", "seq": 9007199254740991, "x": "relative"},
        columns,
        [
            one(3, 1, 10, 4, "f32", shared | {"min": [0.5, 0.25, 0.125], "max": [4, 2, 1], "mean": [2, 1, 0.5]}),
            one(
                3,
                2,
                10,
                4,
                "f64",
                shared | {"min": [0.1, 0.2, 0.3], "max": [1e300, 2, 3], "mean": [1 / 3, 1, 2]},
                7,
                ([4.5, 12],),
            ),
            one(99, 1, 0, 0, "f32", {column: [] for column in columns}),
        ],
    )
    save("nothing", {"boot": "0", "seq": 0, "x": "wall"}, ["x_first", "mean"], [])
    wide = {"x_first": [1795417631.75, 1795417632.0], "mean": [16777217.0, 1e-320]}
    save("precise", {"boot": "0", "seq": 1, "x": "wall"}, ["x_first", "mean"], [one(0, 0, 2, 0.25, "f64", wide)])


if __name__ == "__main__":
    main()
