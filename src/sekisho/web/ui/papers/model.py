"""What a paper is made of, whatever it is written as.

Every text is text: no character of it is ever read as markup. A line feed begins a new line.
"""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

Align = Literal["start", "center", "end"]

# What XML 1.0 (§2.2) cannot carry, and half characters: shown as U+FFFD, not dropped silently.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; underlined where a comparison marks a change (傍線)."""

    text: str
    underline: bool = False


Words: TypeAlias = str | tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within the paper; level 1 to 3."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `end` is where date, number and issuer stand, `center` where 記 stands."""

    text: Words
    align: Align = "start"


@dataclass(frozen=True, slots=True)
class Clause:
    """A line of a regulation: its label, its text, indented by its depth (0 for an article).

    `caption` stands on a line of its own above, never parted from it: the （見出し） of an article.
    """

    label: str
    text: Words
    depth: int = 0
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a heading row that repeats on each page; every row as long as the header.

    `widths` are shares (one per column); empty gives equal columns.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    widths: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        columns = len(self.header)
        if not columns or any(len(row) != columns for row in self.rows):
            raise ValueError("every row must have one cell per column of the header")
        if self.widths and (len(self.widths) != columns or min(self.widths) < 1):
            raise ValueError("widths must be one share of at least 1 per column")

    @property
    def shares(self) -> tuple[int, ...]:
        """The width of each column in shares."""
        return self.widths or (1,) * len(self.header)


@dataclass(frozen=True, slots=True)
class Definitions:
    """Names at the left, what they are at the right, ruled as in a form."""

    rows: tuple[tuple[str, Words], ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Text for machines, line by line as it is: a checkpoint, a fingerprint."""

    text: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label to stick on a thing: what its QR code says, and the lines beside it."""

    code: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Labels:
    """A sheet of labels, three across and eight down an A4 page."""

    labels: tuple[Label, ...]


Block: TypeAlias = Heading | Paragraph | Clause | Table | Definitions | Code | PageBreak | Labels


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: title, lines under it, blocks; `header` and `footer` stand on every page."""

    title: str
    subtitle: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    header: str = ""
    footer: str = ""
    landscape: bool = False  # 新旧対照表 and wide registers
    bare: bool = False  # nothing but the blocks: a sheet of labels
    watermark: str = ""  # one line in light letters, slanted, across every page


def runs(words: Words) -> tuple[Run, ...]:
    """Return the words as runs, every character printable."""
    given = (Run(words),) if isinstance(words, str) else words
    return tuple(Run(printable(run.text), run.underline) for run in given)


def printable(text: str) -> str:
    """Return the text with line ends as line feeds and unprintable characters as U+FFFD."""
    return _UNPRINTABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
