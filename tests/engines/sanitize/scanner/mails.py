"""Reads a message with the standard library's parser and judges every header and part."""

import email
import email.policy
import email.utils
import re
from collections.abc import Callable, Iterator
from email.message import Message

from tests.engines.sanitize.scanner import texts

_HEADERS = set("from sender to cc reply-to subject date message-id in-reply-to references".split())
_HEADERS |= {"mime-version", "content-type", "content-transfer-encoding", "content-disposition"}
_REPEATED = {"from", "to", "subject", "date", "content-type", "content-transfer-encoding"}
_BEGIN = re.compile(
    r"^(begin [0-7]{3,4} |=ybegin |\(This file must be converted with BinHex)", re.MULTILINE
)
_UTF7 = re.compile(r"utf-?7", re.IGNORECASE)
_ENCODINGS = {"7bit", "8bit", "base64", "quoted-printable"}
_ONCE = ("content-type", "content-transfer-encoding", "content-disposition")
_PARTS, _HEADER_LINES, _WORDS, _PARAMETERS, _BOUNDARY = 300, 500, 200, 100, 70


def message(data: bytes, within: Callable[[bytes, str], list[str]]) -> Iterator[str]:
    """Give everything but plain text, delivered files and the ordinary headers."""
    if b"\x00" in data:
        yield "NUL"
    if re.search(rb"\r(?!\n)|(?<!\r)\n", data):
        yield "bare line end"
    head = re.split(rb"\r?\n\r?\n", data, maxsplit=1)[0]
    if head.count(b"\n") > _HEADER_LINES or data.count(b"Content-Type") > _PARTS:
        yield "too many headers or parts"
        return
    parsed = email.message_from_bytes(data, policy=email.policy.compat32)
    yield from _headers(parsed)
    if sum(1 for _ in parsed.walk()) > _PARTS:
        yield "too many parts"
        return
    for part in parsed.walk():
        yield from (f"defect {type(defect).__name__}" for defect in part.defects)
        yield from _part(part, within, first=part is parsed)


def _headers(parsed: Message) -> Iterator[str]:
    names = [name.lower() for name in parsed.keys()]  # noqa: SIM118  # keys may repeat
    yield from (f"header {name}" for name in names if name not in _HEADERS)
    yield from (f"repeated {name}" for name in _REPEATED if names.count(name) > 1)
    for name, value in parsed.items():
        if re.search(r"=\?utf-?7\?", str(value), re.IGNORECASE):
            yield f"UTF-7 in {name}"
        if str(value).count("=?") > _WORDS:
            yield f"words in {name}"
        shown = str(email.header.make_header(email.header.decode_header(str(value))))
        if re.search(
            r"[\r\n\x00-\x08\x1b\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]",
            shown.replace("\r\n ", " "),
        ):
            yield f"control in {name}"
        if name.lower() == "from":
            display, _, address = shown.rpartition("<")
            if re.search("[@＠]", display) and display.strip(' "').lower() != address.lower():
                yield "deceptive display name"
            if len(email.utils.getaddresses([str(value)])) > 1:
                yield "several senders"


def _part(
    part: Message, within: Callable[[bytes, str], list[str]], *, first: bool
) -> Iterator[str]:
    if not first:
        yield from (f"part header {n}" for n in part.keys() if n.lower() not in _HEADERS)  # noqa: SIM118
    yield from _fields(part)
    kind = part.get_content_type()
    if kind.startswith("multipart/") and len(str(part.get_boundary())) > _BOUNDARY:
        yield "boundary"
    if part.is_multipart():
        yield from _multipart(part, kind)
        return
    body = part.get_payload(decode=True) or b""
    name = part.get_filename()
    if kind.startswith("text/") and body.startswith((b"%PDF", b"PK\x03", b"\x89PNG", b"MZ")):
        yield "type lie"
    if name is None:
        yield from _text(part, kind, body)
        return
    yield from (f"in {name}: {finding}" for finding in within(body, name))
    if re.search(r"[\\/\u202a-\u202e\x00-\x1f]", name):
        yield "file name"


def _fields(part: Message) -> Iterator[str]:
    names = [name.lower() for name in part.keys()]  # noqa: SIM118  # keys may repeat
    yield from (f"repeated {name}" for name in _ONCE if names.count(name) > 1)
    if str(part.get("Content-Transfer-Encoding", "7bit")).strip().lower() not in _ENCODINGS:
        yield "encoding"
    for name in ("Content-Type", "Content-Disposition"):
        value = str(part.get(name, ""))
        if "(" in re.sub(r'"[^"]*"', "", value) or re.search(r"boundary\*", value):
            yield f"comment or code in {name}"
        parameters = re.findall(r";\s*([\w-]+(?:\*\d+)?)\*?\s*=", value)
        if len(parameters) > _PARAMETERS:
            yield "too many parameters"
        if len(parameters) != len(set(parameters)):
            yield "repeated parameter"


def _multipart(part: Message, kind: str) -> Iterator[str]:
    if kind != "multipart/mixed" and not kind.startswith("message/"):
        yield f"type {kind}"
    if kind.startswith("message/"):
        yield f"type {kind}"
    if (part.preamble or "").strip() or (part.epilogue or "").strip():
        yield "preamble or epilogue"


def _text(part: Message, kind: str, body: bytes) -> Iterator[str]:
    if kind != "text/plain":
        yield f"type {kind}"
    charset = part.get_param("charset", "us-ascii")
    if _UTF7.search(str(charset)):
        yield "UTF-7"
    text = texts.decoded(body)
    yield from texts.characters(text)
    if _BEGIN.search(text):
        yield "file written into the text"
    try:
        body.decode(str(charset))
    except (UnicodeDecodeError, LookupError):
        yield "charset lie"
    if charset == "iso-2022-jp" and re.search(rb"[\x80-\xff]", body):
        yield "charset lie"
