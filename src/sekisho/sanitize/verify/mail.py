"""Mail as our writer composes it, line by line: short headers, base64 text, known files."""

import binascii
import hashlib
import re

from sekisho.sanitize.verify.contract import require
from sekisho.sanitize.verify.text import visible

FORMATS = ("eml",)
_ORDER = "From Sender To Cc Reply-To Subject Date Message-ID In-Reply-To References".split()
_LINE = re.compile(r"[ -~]{0,998}")
_WORD = re.compile(r"=\?([^?]*)\?([^?]*)\?([^?]*)\?=")
_BOUNDARY = "--=_sekisho"
_MIXED = 'Content-Type: multipart/mixed; boundary="=_sekisho"'
_TEXT = ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64", ""]
_TYPE = re.compile(r"Content-Type: [a-z]+/[a-z0-9.+\-]{1,100}")
_NAME = re.compile(r" filename\*=UTF-8''((?:[A-Za-z0-9!#$&+\-.^_`|~]|%[0-9A-F]{2}){1,1500})")
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


def verify(data: bytes, children: frozenset[str]) -> None:
    """Refuse a message with a header, part or byte our writer does not write."""
    lines = data.decode("ascii").split("\r\n")
    require(lines.pop() == "" and all(_LINE.fullmatch(line) for line in lines), "mail lines")
    at = _headers(lines)
    require(lines[at] == "MIME-Version: 1.0", "mail version")
    at += 1
    if lines[at] != _MIXED:
        _text(lines[at:])
        return
    require(
        lines[at + 1 : at + 3] == ["", _BOUNDARY] and lines[-1] == _BOUNDARY + "--", "mail frame"
    )
    first, *files = _parts(lines[at + 3 : -1])
    _text(first)
    require(files, "mail without files")
    for part in files:
        _file(part, children)


def _parts(lines: list[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for line in lines:
        if line == _BOUNDARY:
            parts.append([])
        else:
            require(not line.startswith("--"), "mail boundary")
            parts[-1].append(line)
    return parts


def _headers(lines: list[str]) -> int:
    """Return the line after the kept headers: each once, in order, words in UTF-8 only."""
    seen, at = [], 0
    while not lines[at].startswith("MIME-Version"):
        name, colon, value = lines[at].partition(":")
        require(colon and name in _ORDER, f"mail header {name[:30]}")
        seen.append(name)
        at += 1
        while lines[at].startswith(" "):
            value += lines[at]
            at += 1
        _value(value)
    require(seen == [name for name in _ORDER if name in seen], "mail header order")
    return at


def _value(value: str) -> None:
    for charset, kind, body in _WORD.findall(value):
        require(charset == "utf-8" and kind == "B" and _BASE64.fullmatch(body), "mail word")
        text = binascii.a2b_base64(body).decode("utf-8")
        require(visible(text) and not set(text) & set("\r\n\t"), "mail word text")
    require("=?" not in _WORD.sub("", value), "mail word form")


def _decoded(lines: list[str]) -> bytes:
    require(all(len(line) == 76 for line in lines[:-1]) and len(lines[-1]) <= 76, "base64 lines")
    whole = "".join(lines)
    require(_BASE64.fullmatch(whole), "base64")
    return binascii.a2b_base64(whole)


def _text(lines: list[str]) -> None:
    require(lines[:3] == _TEXT, "mail text")
    text = _decoded(lines[3:]).decode("utf-8")
    require(visible(text) and "\r" not in text.replace("\r\n", ""), "mail characters")


def _file(lines: list[str], children: frozenset[str]) -> None:
    require(_TYPE.fullmatch(lines[0]) and lines[1] == _TEXT[1], "file type")
    require(lines[2] == "Content-Disposition: attachment;" and lines[4] == "", "file disposition")
    require(_NAME.fullmatch(lines[3]), "file name")
    require(hashlib.sha256(_decoded(lines[5:])).hexdigest() in children, "file not verified")
