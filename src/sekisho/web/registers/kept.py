"""How a plan's lines are kept with the file until it is applied."""

import json
import zlib
from typing import Any

from sekisho.web.registers.planning import Difference, Line, Verdict


def packed(data: bytes) -> bytes:
    """Return bytes for keeping."""
    return zlib.compress(data, 6)


def unpacked(data: bytes | memoryview) -> bytes:
    """Return what was packed."""
    return zlib.decompress(bytes(data))


def lines_packed(lines: tuple[Line, ...]) -> bytes:
    """Return the lines for keeping."""
    told: list[Any] = [
        [
            line.row,
            line.number,
            str(line.verdict),
            [[each.heading, each.before, each.after] for each in line.differences],
            line.errors,
        ]
        for line in lines
    ]
    return packed(json.dumps(told).encode("ascii"))


def lines_unpacked(data: bytes | memoryview) -> tuple[Line, ...]:
    """Return the lines that were kept."""
    return tuple(
        Line(
            row, number, Verdict(verdict), tuple(Difference(*d) for d in differences), tuple(errors)
        )
        for row, number, verdict, differences, errors in json.loads(unpacked(data))
    )
