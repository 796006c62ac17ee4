"""Text strings outside the pages (titles): read in their two charsets, cleaned, written plainly."""

from sekisho.sanitize.rebuild.contract import Log
from sekisho.sanitize.rebuild.words import visible

_MOST = 900
_SPECIAL = dict(
    zip(
        range(0x80, 0xA0),
        "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž\0",
        strict=False,
    )
)


def read(raw: bytes) -> str:
    """Return a text string as characters."""
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be", "replace")
    if raw.startswith(b"\xff\xfe"):
        return raw[2:].decode("utf-16-le", "replace")
    if raw.startswith(b"\xef\xbb\xbf"):
        return raw[3:].decode("utf-8", "replace")
    return raw.decode("latin-1").translate(_SPECIAL)


def plain(raw: bytes, log: Log, place: str) -> bytes:
    """Return a text string of visible characters on one line."""
    text = visible(read(raw).replace("\0", ""), log, place)
    text = " ".join(text.split())[:_MOST]
    return (
        text.encode("ascii") if text.isascii() else b"\xfe\xff" + text.encode("utf-16-be", "ignore")
    )
