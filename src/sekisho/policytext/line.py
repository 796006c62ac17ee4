"""One line of extracted text, as every format hands it to the reading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

_NARROW = re.compile(r"[\x00-\u1fff\uff61-\uff9f]")


class Style(StrEnum):
    """What the format itself says about a line."""

    PLAIN = "plain"
    TITLE = "title"  # the document's title
    HEADING = "heading"  # a heading, by the format's own mark-up
    TABLE = "table"  # one row, cells separated by tabs


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its surrounding blanks.

    `number` is 1-based in the extracted text. `indent` counts half-width columns. `full` says
    that the line was broken because the page ended there, not the paragraph; `runs_on` that this
    is sure even after a full stop. `removed` holds
    (text, reason) pairs already taken off this line; `drop` is the reason the whole line is left
    out for. `label` is a number the format keeps apart from the words (例規集 `span.num`).
    """

    text: str
    number: int
    indent: int = 0
    style: Style = Style.PLAIN
    level: int = 0  # of a heading, 1 the highest; 0 where the format has none
    label: str = ""
    nest: int = 0  # lists around the line, where the format has lists; an entry's own counts
    gap: bool = False  # a blank line, or a paragraph's end, stands before it
    full: bool = False
    runs_on: bool = False
    removed: tuple[tuple[str, str], ...] = ()
    drop: str = ""

    @property
    def bulleted(self) -> bool:
        """Say whether the line was an entry of a list without numbers."""
        return any(reason == "list-mark" for _, reason in self.removed)

    @property
    def visible(self) -> bool:
        """Say whether anything is left of the line."""
        return bool(self.text or self.label)

    def untabbed(self) -> "Line":
        """Return the line with blanks for tabs, which stand between the cells of rows only."""
        if self.style is Style.TABLE or "\t" not in self.text:
            return self
        return replace(self, text=self.text.replace("\t", " "))

    def with_full(self, full: bool) -> "Line":  # noqa: FBT001  # the field's own name
        """Return the line marked as broken by the page's edge, or not."""
        return replace(self, full=full)

    def without(self, mark: str, reason: str, rest: str) -> "Line":
        """Return this line with `mark` taken off for `reason` and `rest` remaining."""
        return replace(self, text=rest, removed=(*self.removed, (mark, reason)))


def columns(text: str) -> int:
    """Return the display width in half-width columns: Japanese characters count two."""
    return 2 * len(text) - len(_NARROW.findall(text))


def from_text(text: str) -> Iterator[Line]:
    """Yield the lines of plain text, numbered, blank lines kept only as gaps."""
    gap = False
    for number, raw in enumerate(text.splitlines(), start=1):
        stripped = raw.strip()
        if not stripped:
            gap = True
            continue
        lead = raw[: len(raw) - len(raw.lstrip())]
        yield Line(stripped, number, indent=columns(lead), gap=gap)
        gap = False
