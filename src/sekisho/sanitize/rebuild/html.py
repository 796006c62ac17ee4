"""HTML files cross as their words: a text file."""

import re

from sekisho.sanitize.rebuild.charset import decode
from sekisho.sanitize.rebuild.contract import Log, Rebuilt, Request
from sekisho.sanitize.rebuild.htmltext import html_to_text
from sekisho.sanitize.rebuild.text import encoded

FORMATS = ("html",)
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:\-]{2,30})", re.IGNORECASE
)
_SEVEN_BITS = frozenset({"utf7", "xutf7", "unicode11utf7", "csunicode11utf7"})
_LOOKED_AT = 4096


def rebuild(request: Request) -> Rebuilt:
    """Return the words of an HTML file."""
    log = Log()
    text = html_to_text(decoded_html(request.data, None, log), request.options, log)
    log.count("characters", len(text))
    log.change("HTML を文字だけのファイルにしました。")
    return Rebuilt(encoded(text + "\n"), "txt", log, text_only=True)


def decoded_html(data: bytes, declared: str | None, log: Log) -> str:
    """Return HTML as text by the charset of its carrier, else its own; UTF-7 is never believed."""
    own = _DECLARED.search(data[:_LOOKED_AT])
    claimed = (own[1].decode("ascii").lower() if own else None) or declared
    if claimed and claimed.replace("-", "").replace("_", "") in _SEVEN_BITS:
        log.remove("html.charset", claimed)
    read = decode(data, claimed)
    if declared is None and claimed and read.unreadable:
        log.remove("html.charset", claimed)
    return read.text
