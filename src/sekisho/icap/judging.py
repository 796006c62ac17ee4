"""What becomes of a response: pages a browser draws pass, files are made safe.

A terminal of the internet zone may look at pages; what is saved and carried on is files. A body is
a page only when server and bytes agree on it: a PDF that calls itself text/html is a file.
"""

import re
import zlib
from enum import StrEnum

from sekisho.icap.errors import DamagedError, TooLargeError
from sekisho.icap.heads import Head, is_attachment, media_type
from sekisho.sanitize import family

_DRAWN = re.compile(
    r"text/(html|css|javascript|plain|xml|vtt)|(image|font|audio|video)/[\w.+-]+"
    r"|application/(xhtml\+xml|xml|javascript|x-javascript|ecmascript|json|[\w.-]+\+json|wasm"
    r"|rss\+xml|atom\+xml|manifest\+json|font-[\w-]+|x-font-[\w-]+|vnd\.ms-fontobject"
    r"|vnd\.apple\.mpegurl|dash\+xml|grpc-web[\w.+-]*)"
)
# What a browser draws by itself whatever it is called; everything else of ours is a file.
_HARMLESS = frozenset({"text", "png", "jpeg", "gif", "bmp", "tiff", "webp", "heif", "media", "svg"})
_UNKNOWN = "other"
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})
_EMPTY_STATUS = re.compile(rb"HTTP/\d\.\d (1\d\d|204|304)\b.*", re.DOTALL)
_PARTIAL = re.compile(rb"HTTP/\d\.\d 206\b.*", re.DOTALL)


class Fate(StrEnum):
    """What becomes of a response."""

    PASS = "pass"  # noqa: S105  # a word, no password
    SANITIZE = "sanitize"
    REFUSE_PART = "partial"  # a piece of a file cannot be looked at


def fate_of(response: Head, beginning: bytes) -> Fate:
    """Decide by the head and the first bytes of the body."""
    if not beginning or _EMPTY_STATUS.fullmatch(response.first):
        return Fate.PASS
    if not is_attachment(response) and _is_drawn(response, beginning):
        return Fate.PASS
    return Fate.REFUSE_PART if _PARTIAL.fullmatch(response.first) else Fate.SANITIZE


def _is_drawn(response: Head, beginning: bytes) -> bool:
    kind = media_type(response)
    if not _DRAWN.fullmatch(kind):
        return False
    try:
        found = family(unpacked(response, beginning, most=64 << 10, whole=False))
    except (DamagedError, TooLargeError):
        return False
    piece = _PARTIAL.fullmatch(response.first) is not None
    if found in _HARMLESS or (found == _UNKNOWN and not kind.startswith("text/")):
        return True
    return piece and kind.startswith(
        ("audio/", "video/")
    )  # the middle of a film looks like anything


def unpacked(response: Head, body: bytes, *, most: int, whole: bool = True) -> bytes:
    """Return the body without its transfer's compression (RFC 9110 §8.4).

    Raises DamagedError for a coding we do not know or a broken one, TooLargeError beyond `most`.
    A body that is not `whole` may end anywhere.
    """
    codings = [w.strip().lower() for v in response.every("Content-Encoding") for w in v.split(",")]
    for coding in reversed([each for each in codings if each and each != "identity"]):
        if coding not in _PACKED:
            raise DamagedError(coding[:20])
        body = _inflated(body, most, whole=whole)
    return body


def _inflated(body: bytes, most: int, *, whole: bool) -> bytes:
    for window in (47, -15):  # gzip or zlib by the head; some servers send deflate without one
        engine = zlib.decompressobj(window)
        try:
            data = engine.decompress(body, most + 1)
        except zlib.error:
            continue
        if whole and len(data) > most:
            raise TooLargeError
        if whole and (not engine.eof or engine.unused_data):
            raise DamagedError("end")
        return data
    raise DamagedError("deflate")
