"""The file formats a policy comes in; each module hands over the lines of its text.

A new format is a new module here with `NAME`, `recognises(data, name)` and
`lines(data, limits)`, and its place in `FORMATS`. The first that recognises the bytes reads them.
"""

from typing import Protocol

from sekisho.policytext.formats import docx, html, markdown, pdf, text
from sekisho.policytext.limits import Limits
from sekisho.policytext.line import Line


class Format(Protocol):
    """What a module of this folder offers."""

    NAME: str

    def recognises(self, untrusted_data: bytes, name: str) -> bool:
        """Say whether the bytes are of this format; `name` is a hint only."""

    def lines(self, untrusted_data: bytes, limits: Limits) -> list[Line]:
        """Return the text line by line; raises a `ReadError`."""


FORMATS: tuple[Format, ...] = (docx, pdf, html, markdown, text)


def detect(untrusted_data: bytes, name: str) -> Format:
    """Return the format of the bytes; text is the last and takes what is left."""
    return next(fmt for fmt in FORMATS if fmt.recognises(untrusted_data, name))
