"""Plain text in any Japanese charset → UTF-8 with a mark, CRLF lines, visible characters."""

import codecs

from sekisho.sanitize.rebuild.charset import decode
from sekisho.sanitize.rebuild.contract import Hold, Log, Rebuilt, Request
from sekisho.sanitize.rebuild.words import visible

FORMATS = ("txt",)
_BINARY = 0.02  # share of unreadable characters beyond which a file is no text


def rebuild(request: Request) -> Rebuilt:
    """Return the text anew; hold what is no text."""
    log = Log()
    text = readable(request.data, log)
    log.count("characters", len(text))
    return Rebuilt(encoded(text), "txt", log)


def readable(data: bytes, log: Log, declared: str | None = None) -> str:
    """Return `data` as visible text with line feeds; hold it when it is no text."""
    decoded = decode(data, declared)
    body = decoded.text
    if body.count("\x00") or decoded.unreadable > max(2, _BINARY * len(body)):
        raise Hold("broken")
    if decoded.unreadable:
        log.change(
            f"読めない文字が {decoded.unreadable} 字ありました（文字コード {decoded.charset}）。"
        )
    return visible(body.replace("\r\n", "\n").replace("\r", "\n"), log)


def encoded(text: str) -> bytes:
    """Return `text` (line feeds) as a Windows text file that every program reads."""
    return codecs.BOM_UTF8 + text.replace("\n", "\r\n").encode("utf-8")
