"""Outlook messages: .msg (MS-OXMSG) and winmail.dat (MS-OXTNEF), brought into the form of mail.

The properties a person reads become headers, a body and attachments; everything else (forms,
reminders, voting, named properties) stays behind. What comes out goes the way of any mail.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from sekisho.sanitize.rebuild.charset import decode
from sekisho.sanitize.rebuild.compound import Compound
from sekisho.sanitize.rebuild.contract import Closing, Hold, Log, Rebuilt, Request, Unpacked
from sekisho.sanitize.rebuild.html import decoded_html
from sekisho.sanitize.rebuild.htmltext import html_to_text
from sekisho.sanitize.rebuild.mail import rebuilding
from sekisho.sanitize.rebuild.mail.compose import compose
from sekisho.sanitize.rebuild.mail.rtf import decompressed, words
from sekisho.sanitize.rebuild.mail.tnef import TnefFile
from sekisho.sanitize.rebuild.words import visible

FORMATS = ("msg", "tnef")
SUBJECT, BODY, HTML, RTF = 0x0037, 0x1000, 0x1013, 0x1009
SENDER_NAME, SENDER_ADDRESS, SENDER_SMTP, SENT_BY_SMTP = 0x0C1A, 0x0C1F, 0x5D01, 0x5D02
TO, CC, SENT, DELIVERED, MESSAGE_ID, ANSWERS, REFERENCES = (
    0x0E04, 0x0E03, 0x0039, 0x0E06, 0x1035, 0x1042, 0x1039,
)  # fmt: skip
CLASS, CODEPAGE = 0x001A, 0x3FDE
FILE_NAME, SHORT_NAME, DATA, METHOD, MIME, PATH = 0x3707, 0x3704, 0x3701, 0x3705, 0x370E, 0x370D
_BY_REFERENCE, _EMBEDDED, _OLE = frozenset({2, 3, 4, 7}), 5, 6
_CLASSES = re.compile(
    r"(?i)^(IPM|IPM\.Note(\.SMIME)?|IPM\.Schedule\..*|IPM\.Appointment|IPM\.Task|IPM\.Contact|Report\..*)?$"
)
_RECEIPTS = (0x0029, 0x0023)  # read and delivery receipts asked for
_DEPTH = 5
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_TEXT_TYPES = {0x001E: None, 0x001F: "utf-16-le"}


@dataclass(slots=True)
class Item:
    """One message: its properties by id, and its attachments."""

    properties: Mapping[int, bytes | str | int]
    attachments: "list[Attachment]" = field(default_factory=list)


@dataclass(slots=True)
class Attachment:
    """One attachment: its properties, and the message inside when it is one."""

    properties: Mapping[int, bytes | str | int]
    item: Item | None = None


def rebuild(request: Request) -> Rebuilt | Unpacked:
    """Return the message as mail, or its attachments first."""
    log = Log()
    item = _item(request, log)
    raw = _as_mail(item, request, log, 0)
    answer = rebuilding.rebuild(replace(request, data=raw, format="mail"))
    if isinstance(answer, Rebuilt | Unpacked):
        answer.log.follow(log)
        answer.log.change("Outlook の形式を、ふつうのメールの形式（.eml）に変えました。")
    return answer


def close(request: Request, closing: Closing) -> Rebuilt:
    """Return the mail with the attachments that crossed."""
    return rebuilding.close(request, closing)


def _item(request: Request, log: Log) -> Item:
    if request.format == "tnef":
        log.remove("mail.tnef", request.name)
        return _from_tnef(TnefFile(request.data, request.options.limits))
    compound = Compound(request.data, request.options.limits)
    if not compound.has("__properties_version1.0"):
        raise Hold("type-mismatch")
    return _from_storage(compound, "", 0)


def _from_tnef(file: TnefFile) -> Item:
    attachments = [Attachment(properties) for properties in file.attachments]
    return Item(file.message, attachments)


def _from_storage(compound: Compound, prefix: str, depth: int) -> Item:
    """Read a message storage (MS-OXMSG 2.1) and its attachments."""
    if depth > _DEPTH:
        raise Hold("limit", "archive.depth-bomb")
    item = Item(_properties(compound, prefix))
    folders = sorted(
        path
        for path in compound.storages
        if re.fullmatch(re.escape(prefix) + r"__attach_version1\.0_#[0-9A-Fa-f]{8}", path)
    )
    for folder in folders:
        attachment = Attachment(_properties(compound, folder + "/"))
        inner = f"{folder}/__substg1.0_3701000D"
        if attachment.properties.get(METHOD) == _EMBEDDED and compound.has(
            inner + "/__properties_version1.0"
        ):
            attachment.item = _from_storage(compound, inner + "/", depth + 1)
        item.attachments.append(attachment)
    return item


def _properties(compound: Compound, prefix: str) -> dict[int, bytes | str | int]:
    found: dict[int, bytes | str | int] = {}
    pattern = re.compile(re.escape(prefix) + r"__substg1\.0_([0-9A-Fa-f]{4})([0-9A-Fa-f]{4})")
    for path in compound.paths:
        match = pattern.fullmatch(path)
        if match is None:
            continue
        kind = int(match[2], 16)
        body = compound.read(path)
        found[int(match[1], 16)] = text_of(body, kind) if kind in _TEXT_TYPES else body
    found.update(_numbers(compound.read(prefix + "__properties_version1.0")))
    return found


def _numbers(stream: bytes) -> Iterator[tuple[int, int]]:
    """Give the fixed-size properties; the header is 8, 24 or 32 bytes, entries are 16."""
    for at in range(len(stream) % 16, len(stream) - 15, 16):
        kind, id_ = (
            int.from_bytes(stream[at : at + 2], "little"),
            int.from_bytes(stream[at + 2 : at + 4], "little"),
        )
        if kind in {0x0002, 0x0003, 0x000B}:
            yield id_, int.from_bytes(stream[at + 8 : at + 12], "little")
        elif kind == 0x0040:  # a time
            yield id_, int.from_bytes(stream[at + 8 : at + 16], "little")


def text_of(body: bytes, kind: int) -> str:
    """Return a MAPI text: UTF-16 or the sender's code page."""
    if _TEXT_TYPES[kind]:
        return body.decode("utf-16-le", "replace").rstrip("\x00")
    return decode(body.rstrip(b"\x00")).text


def _as_mail(item: Item, request: Request, log: Log, depth: int) -> bytes:
    """Return an item as the bytes of a mail: untrusted still, but in one form."""
    if depth > _DEPTH:
        raise Hold("limit", "archive.depth-bomb")
    _report(item, log)
    files = []
    for number, attachment in enumerate(item.attachments, 1):
        file = _file(attachment, number, request, log, depth)
        if file is not None:
            files.append(file)
    body = _body(item, request, log).replace("\r\n", "\n").replace("\r", "\n")
    return compose(list(_headers(item)), visible(body, log, "本文") + "\n", files)


def _report(item: Item, log: Log) -> None:
    message_class = str(item.properties.get(CLASS, ""))
    if not _CLASSES.fullmatch(message_class):
        log.remove("mail.mapi-form", message_class[:60])
    if any(item.properties.get(id_) for id_ in _RECEIPTS):
        log.remove("mail.receipt", "MAPI")
    for id_ in (0x851F, 0x8508):  # the reminder's sound file, as a named property
        if id_ in item.properties:
            log.remove("mail.mapi-reminder", f"{id_:04X}")
    for value in item.properties.values():
        if isinstance(value, str) and re.match(r"\\\\[\w.\-@?]+\\", value) and "\n" not in value:
            log.remove("mail.mapi-reminder", value[:80])


def _headers(item: Item) -> Iterator[tuple[str, str]]:
    properties = item.properties
    name = _text(properties.get(SENDER_NAME))
    address = next(
        (
            a
            for key in (SENDER_SMTP, SENT_BY_SMTP, SENDER_ADDRESS)
            if "@" in (a := _text(properties.get(key)))
        ),
        "",
    )
    if address:
        yield "from", f"{name} <{address}>" if name and name != address else address
    elif name:
        yield "from", name
    for header, id_ in (("to", TO), ("cc", CC), ("subject", SUBJECT)):
        value = _text(properties.get(id_))
        if value:
            yield header, value.replace(";", ",") if header != "subject" else value
    sent = properties.get(SENT) or properties.get(DELIVERED)
    if isinstance(sent, int) and 0 < sent < 1 << 62:
        yield "date", _date(sent)
    for header, id_ in (
        ("message-id", MESSAGE_ID),
        ("in-reply-to", ANSWERS),
        ("references", REFERENCES),
    ):
        value = _text(properties.get(id_))
        if re.fullmatch(r"(<[^\s<>]{1,250}>\s*){1,50}", value):
            yield header, value


def _date(ticks: int) -> str:
    try:
        return format_datetime(_EPOCH + timedelta(microseconds=ticks // 10))
    except OverflowError:
        return ""


def _text(value: bytes | str | int | None) -> str:
    if isinstance(value, bytes):
        value = decode(value.rstrip(b"\x00")).text
    return (
        visible(value).replace("\r", " ").replace("\n", " ").strip()
        if isinstance(value, str)
        else ""
    )


def _body(item: Item, request: Request, log: Log) -> str:
    """Return the words of the body: plain text, else those of HTML, else those of RTF."""
    properties = item.properties
    html = properties.get(HTML)
    shown = ""
    if isinstance(html, bytes | str):
        data = html if isinstance(html, bytes) else html.encode("utf-8")
        log.remove("mail.html-body", "本文")
        shown = html_to_text(decoded_html(data, None, log), request.options, log)
    plain = properties.get(BODY)
    if isinstance(plain, str) and plain.strip():
        return plain
    if shown.strip():
        return shown
    packed = properties.get(RTF)
    if isinstance(packed, bytes) and packed:
        log.remove("mail.mapi-rtf", "本文")
        return words(decompressed(packed, request.options.limits.xml_bytes))
    return ""


def _file(
    attachment: Attachment, number: int, request: Request, log: Log, depth: int
) -> tuple[str, str, bytes] | None:
    properties = attachment.properties
    name = _text(properties.get(FILE_NAME)) or _text(properties.get(SHORT_NAME)) or f"添付{number}"
    if attachment.item is not None:
        title = _text(attachment.item.properties.get(SUBJECT)) or "転送されたメール"
        return (
            f"{title[:80]}.eml",
            "application/octet-stream",
            _as_mail(attachment.item, request, log, depth + 1),
        )
    if properties.get(METHOD) in _BY_REFERENCE:
        log.remove("mail.mapi-reference", _text(properties.get(PATH))[:80] or name)
        return None
    data = properties.get(DATA)
    if properties.get(METHOD) == _OLE or not isinstance(data, bytes):
        log.remove("ole.object", name)
        return None
    return name, "application/octet-stream", data
