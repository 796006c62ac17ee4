"""What became of each line of a file: one place where readers of lines count and name them."""

from typing import Protocol

from sekisho.separation.device import Coverage, NotUnderstood
from sekisho.separation.rules import Origin


class Numbered(Protocol):
    """A line, or what else a reader takes as one."""

    @property
    def number(self) -> int:
        """The line it stands in, from 1."""

    @property
    def text(self) -> str:
        """What stands there."""


class Counting:
    """Counts the lines of one file, and keeps those not understood."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.not_understood: list[NotUnderstood] = []
        self._all = self._known = self._beside = 0

    @property
    def coverage(self) -> Coverage:
        """What was counted so far."""
        return Coverage(self._all, self._known, self._beside)

    def origin(self, line: Numbered) -> Origin:
        """Return where a line stands."""
        return Origin(self.file, line.number)

    def swallowed(self, lines: int) -> None:
        """Count lines that are text, not commands."""
        self._all += lines
        self._beside += lines

    def said(self, line: Numbered, understood: bool | None, *, placed: bool = False) -> None:  # noqa: FBT001
        """Count a line: understood, outside (None), or named."""
        self._all += 1
        self._known += understood is True
        self._beside += understood is None
        if understood is False:
            self.name(line, placed=placed)

    def count(self, lines: int, *, understood: int = 0, outside: int = 0) -> None:
        """Count lines, and how many of them were understood or are outside."""
        self._all += lines
        self._known += understood
        self._beside += outside

    def name(self, line: Numbered, *, placed: bool = False) -> None:
        """Name a line as not understood without counting it."""
        self.not_understood.append(NotUnderstood(self.origin(line), line.text, placed))
