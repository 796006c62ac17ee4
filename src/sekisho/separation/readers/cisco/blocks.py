"""A Cisco configuration as blocks: a line at the margin and the indented lines below it.

A banner runs to the line with its closing sign; a certificate to `quit`. Both are one block whose
lines are nobody's commands.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

_OPENING = ("banner", "certificate")


class Line(NamedTuple):
    """A line that is neither empty nor a comment."""

    number: int  # from 1
    text: str

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the line; it has one at least."""
        return tuple(self.text.split())

    @property
    def first(self) -> str:
        """The first word of the line."""
        return self.text.split(None, 1)[0]


@dataclass(slots=True)
class Block:
    """A line at the margin with what belongs to it; `swallowed` lines are text, not commands."""

    head: Line
    body: list[Line] = field(default_factory=list)
    swallowed: int = 0


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a configuration in order."""
    block: Block | None = None
    closing = ""
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if closing and block is not None:
            block.swallowed += 1 if line else 0
            closing = "" if closing in raw else closing
            continue
        if not line or line.startswith(("!", ":")):
            continue
        made = Line(number, line)
        if block is not None and raw[0].isspace():
            block.body.append(made)
            closing = _closing(made)
            continue
        if block is not None:
            yield block
        block = Block(made)
        closing = _closing(made)
    if block is not None:
        yield block


def _closing(line: Line) -> str:
    """Return the sign that ends the text this line opens; nothing when it opens none."""
    if not line.text.startswith(_OPENING):
        return ""
    words = line.words
    if words[0] == "banner" and len(words) > 2:
        sign = "^C" if words[2].startswith("^C") else words[2][0]
        opened = line.text.split(words[1], 1)[1]
        return "" if opened.count(sign) > 1 else sign
    if words[0] == "certificate" and len(words) > 1:
        return "quit"
    return ""
