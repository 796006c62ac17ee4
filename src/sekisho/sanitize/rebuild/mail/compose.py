"""Writes a message anew: headers from a short list, one plain-text body, rebuilt attachments.

One form only, so that a verifier can read it back line by line: UTF-8, base64 in lines of 76, CRLF,
a fixed boundary (base64 cannot hold it). Same content, same bytes.
"""

import binascii
import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

BOUNDARY = "=_sekisho"
_ASCII = re.compile(r"[ -~]*")
_WORD_BYTES = 45  # of UTF-8 in one encoded word: 60 characters of base64
_LINE = 998
_NAME_SAFE = "!#$&+-.^_`|~"
_WRAPPED = frozenset({"from", "to", "cc", "reply-to"})


def compose(
    headers: Sequence[tuple[str, str]],
    body: str,
    attachments: Iterable[tuple[str, str, bytes]],
) -> bytes:
    """Return the message. `attachments` are name, media type and bytes."""
    lines = [field(name, value) for name, value in headers]
    lines.append("MIME-Version: 1.0")
    files = list(attachments)
    if not files:
        return _joined([*lines, *_text_part(body)])
    lines += [f'Content-Type: multipart/mixed; boundary="{BOUNDARY}"', "", f"--{BOUNDARY}"]
    lines += _text_part(body)
    for name, media_type, data in files:
        lines += [f"--{BOUNDARY}", *_file_part(name, media_type, data)]
    lines.append(f"--{BOUNDARY}--")
    return _joined(lines)


def _joined(lines: Sequence[str]) -> bytes:
    return ("\r\n".join(lines) + "\r\n").encode("ascii")


def _text_part(body: str) -> list[str]:
    data = body.replace("\n", "\r\n").encode("utf-8")
    return [
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: base64",
        "",
        *_base64(data),
    ]


def _file_part(name: str, media_type: str, data: bytes) -> list[str]:
    return [
        f"Content-Type: {media_type}",
        "Content-Transfer-Encoding: base64",
        f"Content-Disposition: attachment;\r\n filename*=UTF-8''{quote(name, safe=_NAME_SAFE)}",
        "",
        *_base64(data),
    ]


def _base64(data: bytes) -> list[str]:
    whole = binascii.b2a_base64(data, newline=False).decode("ascii")
    return [whole[at : at + 76] for at in range(0, len(whole), 76)] or [""]


def field(name: str, value: str) -> str:
    """Return one header field, folded; what is not ASCII stands in encoded words."""
    shown = "-".join(word.capitalize() for word in name.split("-"))
    shown = {"Message-Id": "Message-ID", "Mime-Version": "MIME-Version"}.get(shown, shown)
    words = list(_addresses(value)) if name in _WRAPPED else list(_words(value))
    line = f"{shown}:"
    lines = []
    for word in words:
        if len(line) + 1 + len(word) > 76 and line.strip(" :") and not line.endswith(":"):
            lines.append(line)
            line = ""
        line += " " + word
    lines.append(line)
    return "\r\n".join(lines)


def _words(value: str) -> Iterable[str]:
    if (
        _ASCII.fullmatch(value)
        and "=?" not in value
        and all(len(w) < _LINE - 80 for w in value.split(" "))
    ):
        yield from value.split()
        return
    raw = ""
    for character in value:
        if len((raw + character).encode("utf-8")) > _WORD_BYTES:
            yield _encoded(raw)
            raw = ""
        raw += character
    if raw:
        yield _encoded(raw)


def _encoded(text: str) -> str:
    return f"=?utf-8?B?{binascii.b2a_base64(text.encode('utf-8'), newline=False).decode('ascii')}?="


def _addresses(value: str) -> Iterable[str]:
    """Give an address list's words: display names encoded where they must be."""
    boxes = mailboxes(value)
    for number, entry in enumerate(boxes):
        comma = "," if number < len(boxes) - 1 else ""
        name, address = split_address(entry)
        if not address.isascii() or not address:
            *most, last = list(_words(entry)) or [""]
            yield from most
            yield last + comma
            continue
        if name:
            yield from _display(name)
        yield (f"<{address}>" if name else address) + comma


def mailboxes(value: str) -> list[str]:
    """Return the mailboxes of an address list."""
    return re.split(r"(?<=>),\s*|,\s*(?=[^\s,<>]+@)", value)


def _display(name: str) -> Iterable[str]:
    if re.fullmatch(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~\-]*", name) and "=?" not in name:
        yield from name.split()
    elif _ASCII.fullmatch(name):
        yield '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
    else:
        yield from _words(name)


def split_address(entry: str) -> tuple[str, str]:
    """Return display name and address of one mailbox; the address "" when there is none."""
    entry = entry.strip()
    found = re.search(r"<([^<>\s]{1,320})>\s*$", entry)
    if found:
        return entry[: found.start()].strip().strip('"').replace('\\"', '"').strip(), found[1]
    if re.fullmatch(r"[^\s<>,;:\"]+@[^\s<>,;:\"]+", entry):
        return "", entry
    return "", ""
