"""Counts what a file has given and cost so far, so that reading stops at the first too many."""

import re
import time
from itertools import islice

from sekisho.policytext.errors import TooLargeError
from sekisho.policytext.limits import Limits

_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")  # as str.splitlines cuts
_ATTRIBUTES = 5  # for each element allowed; Word writes one or two
_TOO_LONG = "文書が長すぎます。方針の本文だけのファイルにして読み込んでください。"


class Deadline:
    """The time one file may take; raises `TooLargeError` when it is over."""

    def __init__(self, limits: Limits) -> None:
        self._seconds = limits.seconds
        self._end = time.monotonic() + limits.seconds

    def check(self) -> None:
        """Refuse to go on when the time is over."""
        if time.monotonic() >= self._end:
            raise TooLargeError(
                f"読み込みに時間がかかりすぎるため中止しました（上限 {self._seconds:.0f} 秒）。"
                "文書を分けるか、方針の本文だけのファイルにして読み込んでください。"
            )


class Clauses:
    """The nodes of one tree so far; raises `TooLargeError` beyond the limit."""

    def __init__(self, limits: Limits) -> None:
        self._most = limits.clauses
        self._count = 0

    def one(self) -> None:
        """Count one more node."""
        self._count += 1
        if self._count > self._most:
            raise TooLargeError(
                f"条や項目が{self._most:,}を超えています。文書を分けて読み込んでください。"
            )


class Tally:
    """The lines, characters and elements read of one file; raises `TooLargeError` beyond limits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lines = 0
        self._characters = 0
        self._elements = 0
        self.deadline = Deadline(limits)

    def line(self, text: str) -> None:
        """Count one more line of extracted text."""
        self.deadline.check()
        self._lines += 1
        self._characters += len(text)
        if self._lines > self._limits.lines or self._characters > self._limits.characters:
            raise TooLargeError(_TOO_LONG)

    def text(self, text: str) -> None:
        """Count a whole text, blank lines too, before it is cut into lines."""
        self.deadline.check()
        cuts = islice(_BREAK.finditer(text), self._limits.lines, None)
        if len(text) > self._limits.characters or next(cuts, None) is not None:
            raise TooLargeError(_TOO_LONG)

    def element(self) -> None:
        """Count one more element of mark-up."""
        self.mark_up(1, 0)

    def mark_up(self, elements: int, attributes: int) -> None:
        """Count elements, and the signs of attributes, before they cost memory."""
        self.deadline.check()
        self._elements += elements
        most = self._limits.elements
        if self._elements > most or attributes > most * _ATTRIBUTES:
            raise TooLargeError(_TOO_LONG)
