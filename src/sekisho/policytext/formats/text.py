"""Plain text (.txt): UTF-8, UTF-16, CP932, EUC-JP, ISO-2022-JP; the format of last resort."""

from sekisho.policytext import encoding, line, mending
from sekisho.policytext.limits import Limits
from sekisho.policytext.line import Line
from sekisho.policytext.tally import Tally

NAME = "txt"


def recognises(untrusted_data: bytes, name: str) -> bool:
    """Return True: whatever no other format claims is read as text, or refused as none."""
    del untrusted_data, name
    return True


def lines(untrusted_data: bytes, limits: Limits) -> list[Line]:
    """Return the lines; raises a `ReadError` where the bytes are no text, or too much."""
    text = encoding.decode(untrusted_data)
    Tally(limits).text(text)
    return mending.mark_full(list(line.from_text(text)))
