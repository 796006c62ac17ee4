"""Counts what a file has given so far, so that reading stops at the first line too many."""

import re
from itertools import islice

from sekisho.policytext.errors import TooLargeError
from sekisho.policytext.limits import Limits

_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")  # as str.splitlines cuts
_ATTRIBUTES = 5  # for each element allowed; Word writes one or two
_TOO_LONG = "文書が長すぎます。方針の本文だけのファイルにして読み込んでください。"


class Tally:
    """The lines, characters and elements read of one file; raises `TooLargeError` beyond limits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lines = 0
        self._characters = 0
        self._elements = 0

    def line(self, text: str) -> None:
        """Count one more line of extracted text."""
        self._lines += 1
        self._characters += len(text)
        if self._lines > self._limits.lines or self._characters > self._limits.characters:
            raise TooLargeError(_TOO_LONG)

    def text(self, text: str) -> None:
        """Count a whole text, blank lines too, before it is cut into lines."""
        cuts = islice(_BREAK.finditer(text), self._limits.lines, None)
        if len(text) > self._limits.characters or next(cuts, None) is not None:
            raise TooLargeError(_TOO_LONG)

    def element(self) -> None:
        """Count one more element of mark-up."""
        self.mark_up(1, 0)

    def mark_up(self, elements: int, attributes: int) -> None:
        """Count elements, and the signs of attributes, before they cost memory."""
        self._elements += elements
        most = self._limits.elements
        if self._elements > most or attributes > most * _ATTRIBUTES:
            raise TooLargeError(_TOO_LONG)
