"""Mail (.eml): one plain-text body in the reader's characters, and attachments that crossed."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sekisho.sanitize.kinds import family
from sekisho.sanitize.options import Options
from sekisho.sanitize.rebuild.charset import decode
from sekisho.sanitize.rebuild.contract import Closing, Hold, Log, Part, Rebuilt, Request, Unpacked
from sekisho.sanitize.rebuild.html import decoded_html
from sekisho.sanitize.rebuild.htmltext import html_to_text
from sekisho.sanitize.rebuild.mail.compose import compose, mailboxes, split_address
from sekisho.sanitize.rebuild.mail.headers import Headers
from sekisho.sanitize.rebuild.mail.links import not_live
from sekisho.sanitize.rebuild.mail.notes import about
from sekisho.sanitize.rebuild.mail.parts import MimePart, Taking, without_inline_files
from sekisho.sanitize.rebuild.words import visible
from sekisho.sanitize.results import Action

FORMATS = ("mail",)
_KEPT = (
    "from",
    "sender",
    "to",
    "cc",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
)
_ORDINARY = frozenset(_KEPT) | frozenset(
    """
    mime-version content-type content-transfer-encoding content-disposition content-language
    content-id content-description user-agent x-mailer importance priority x-priority thread-index
    thread-topic return-path delivered-to received dkim-signature arc-seal arc-message-signature
    arc-authentication-results authentication-results received-spf x-received lines bcc
    accept-language
    x-originating-ip x-spam-status x-spam-score x-spam-level x-virus-scanned content-length status
    x-ms-exchange-organization-scl x-ms-has-attach x-ms-tnef-correlator organization precedence
    auto-submitted list-id errors-to resent-from resent-date resent-to resent-message-id x-uidl
    """.split()
)
_NAMED = {
    "disposition-notification-to": "mail.receipt",
    "return-receipt-to": "mail.receipt",
    "x-confirm-reading-to": "mail.receipt",
    "list-unsubscribe": "mail.list-link",
    "list-unsubscribe-post": "mail.list-link",
    "content-class": "mail.unknown-header",
}
_TYPE_NAMES = {
    "message/rfc822": "転送されたメール.eml",
    "text/calendar": "予定.ics",
    "text/html": "本文.html",
    "text/plain": "本文.txt",
    "text/csv": "添付.csv",
    "application/ms-tnef": "winmail.dat",
    "application/pdf": "添付.pdf",
    "image/png": "画像.png",
    "image/jpeg": "画像.jpg",
    "image/gif": "画像.gif",
}
_MESSAGE_ID = re.compile(r"<[^\s<>\x00-\x1f\x7f]{1,250}>")
_LEFT = {
    "application/pkcs7-signature": "mail.signature",
    "application/x-pkcs7-signature": "mail.signature",
    "application/pgp-signature": "mail.signature",
    "text/x-amp-html": "mail.amp",
}
_ENCRYPTED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")
_SUBJECT_MOST = 1_000
# RFC 2046 allows no base64 for message/rfc822; as a file it opens just as well.
_PICTURES = frozenset({"png", "jpeg", "gif", "bmp", "tiff", "webp", "heif"})
_OPAQUE = {"message/rfc822": "application/octet-stream"}


@dataclass(slots=True)
class _Found:
    """What a message holds, in reading order."""

    options: Options
    log: Log
    body: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def take(self, part: MimePart) -> None:
        """Sort one part and what it holds into words and documents."""
        kind = part.type.main
        if kind in _ENCRYPTED or kind == "multipart/encrypted":
            raise Hold("unsupported-type", "mail.encrypted", kind)
        if kind == "multipart/alternative":
            self._best(part)
        elif part.children:
            for child in part.children:
                self.take(child)
        elif kind == "message/partial":
            raise Hold("ambiguous", "mail.partial")
        elif kind == "message/external-body":
            self.log.remove("mail.external-body", part.type.parameters.get("url", "")[:80])
        elif kind in _LEFT:
            self.log.remove(_LEFT[kind], kind)
        elif kind in {"text/plain", "text/html"} and not self._is_file(part):
            self._words(part)
        elif kind not in {
            "message/delivery-status",
            "text/rfc822-headers",
            "message/disposition-notification",
        }:
            self._file(part)
        else:
            self.body.append(_text(part, self.log))

    def _is_file(self, part: MimePart) -> bool:
        return part.disposition.main == "attachment" or bool(part.name)

    def _best(self, part: MimePart) -> None:
        """Take the plain text of alternatives; the HTML's words when there is none."""
        plain = [c for c in part.children if c.type.main == "text/plain" and not self._is_file(c)]
        rest = [c for c in part.children if c not in plain]
        shown = [c for c in plain if c.body.strip()]
        for child in shown:
            self._words(child)
        for child in rest:
            if shown and child.type.main == "text/html":
                self._read_only(child)
            elif shown and child.children:
                self._related(child)
            else:
                self.take(child)

    def _related(self, part: MimePart) -> None:
        """Of an alternative that shows pictures, the words are known already: files only."""
        for child in part.children:
            if child.type.main == "text/html":
                self._read_only(child)
            elif child.children:
                self._related(child)
            else:
                self.take(child)

    def _read_only(self, part: MimePart) -> None:
        """Read an HTML alternative for the report; its words stand in the plain text."""
        self.log.remove("mail.html-body", "本文", Action.CONVERTED)
        self._html(part)

    def _html(self, part: MimePart) -> str:
        declared = part.type.parameters.get("charset")
        return html_to_text(decoded_html(part.body, declared, self.log), self.options, self.log)

    def _words(self, part: MimePart) -> None:
        if part.type.main == "text/html":
            self.log.remove("mail.html-body", "本文", Action.CONVERTED)
            self.body.append(self._html(part))
        else:
            self.body.append(_text(part, self.log))

    def _file(self, part: MimePart) -> None:
        if not _tells_true(part.type.main, family(part.body)):
            self.log.remove("mail.type-mismatch", part.type.main[:40], Action.CONVERTED)
        name = part.name or _TYPE_NAMES.get(part.type.main, "添付ファイル")
        self.parts.append(Part(name, part.body, part.type.main))


def _tells_true(declared: str, found: str) -> bool:
    """Whether a declared type fits the content; types that say nothing fit everything."""
    if found in {"other", "tnef"}:
        return True
    if declared.startswith("text/"):
        return found == "text"
    if declared.startswith("image/"):
        return found in _PICTURES or (declared.startswith("image/svg") and found == "text")
    return declared != "application/pdf" or found == "pdf"


def _text(part: MimePart, log: Log) -> str:
    declared = part.type.parameters.get("charset")
    if declared and declared.lower().replace("-", "") in {"utf7", "unicode11utf7"}:
        log.remove("mail.utf7", "本文")
    read = decode(without_inline_files(part.body, log), declared)
    if declared and read.charset != "us-ascii" and not _same(declared, read.charset):
        log.remove("mail.charset", f"{declared[:30]} → {read.charset}", Action.CONVERTED)
    return visible(read.text.replace("\r\n", "\n").replace("\r", "\n"), log, "本文")


_ADDRESS = re.compile(
    r"(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-]+|\"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-]+\")@[A-Za-z0-9.\-]+"
)
_AROUND_ADDRESSES = re.compile(r'[<>()\[\],;:"\\]+')
_FAMILIES = (  # labels that mean the same bytes, or read them alike
    frozenset({"cp932", "shiftjis", "windows31j", "sjis", "xsjis", "mskanji"}),
    frozenset({"utf8", "usascii", "ascii"}),
    frozenset({"iso2022jp", "csiso2022jp", "iso2022jpms", "cp50220", "cp50221", "usascii"}),
    frozenset({"eucjp", "xeucjp", "eucjpms", "cp51932"}),
    frozenset({"iso88591", "latin1", "cp1252", "windows1252"}),
)


def _same(declared: str, read: str) -> bool:
    plain = {name.lower().replace("-", "").replace("_", "") for name in (declared, read)}
    return len(plain) == 1 or any(plain <= family for family in _FAMILIES)


def rebuild(request: Request) -> Rebuilt | Unpacked:
    """Return the message anew, or its attachments, to be sent across first."""
    log = Log()
    tree = Taking(request.options.limits, log).message(request.data)
    found = _Found(request.options, log)
    found.take(tree)
    headers = list(_headers(tree.headers, log))
    if not headers and not found.body and not found.parts:
        raise Hold("broken")
    body = "\n\n".join(text.strip("\n") for text in found.body if text.strip()) + "\n"
    if request.options.links != "keep" and (shown := not_live(body)) != body:
        log.change("本文のリンクは、開けない形（hxxp）にしました。")
        body = shown
    log.count("characters", len(body))
    if not found.parts:
        return Rebuilt(compose(headers, body, ()), "eml", log)
    skeleton = json.dumps({"headers": headers, "body": body}).encode()
    return Unpacked(tuple(found.parts), skeleton, log)


def close(request: Request, closing: Closing) -> Rebuilt:
    """Return the message with the attachments that crossed, and a note on those that did not."""
    del request
    kept = json.loads(closing.skeleton)
    log = Log()
    note = about(closing.children)
    body = kept["body"] + (f"\n{note}\n" if note else "")
    files = [
        (child.name, _OPAQUE.get(child.media_type, child.media_type), child.data)
        for child in closing.children
        if child.data is not None
    ]
    for child in closing.children:
        if child.data is None:
            log.remove("archive.held-entry", child.name)
    log.count("attachments", len(files))
    headers = [(name, value) for name, value in kept["headers"]]
    return Rebuilt(compose(headers, body, _unique(files)), "eml", log)


def _unique(files: list[tuple[str, str, bytes]]) -> Iterator[tuple[str, str, bytes]]:
    seen: set[str] = set()
    for name, media_type, data in files:
        stem, dot, extension = name.rpartition(".")
        free, number = name, 1
        while free.casefold() in seen:
            number += 1
            free = f"{stem} ({number}){dot}{extension}" if dot else f"{name} ({number})"
        seen.add(free.casefold())
        yield free, media_type, data


def _headers(headers: Headers, log: Log) -> Iterator[tuple[str, str]]:
    for name, _ in headers.fields:
        if name in _NAMED:
            log.remove(_NAMED[name], name)
        elif name not in _ORDINARY and not name.startswith(
            ("x-", "arc-", "list-", "resent-", "content-")
        ):
            log.remove("mail.unknown-header", name)
    for name in _KEPT:
        value = headers.text(name)
        kept = _checked(name, value, log) if value else ""
        if kept:
            yield name, kept
    _note_answers(headers, log)


def _checked(name: str, value: str, log: Log) -> str:
    if name in {"message-id", "in-reply-to", "references"}:
        return " ".join(_MESSAGE_ID.findall(value))[: _SUBJECT_MOST * 4]
    if name == "date":
        return value if re.fullmatch(r"[A-Za-z0-9 :,+\-()]{6,60}", value) else ""
    if name == "subject":
        return value[:_SUBJECT_MOST]
    if name in {"from", "sender"}:
        value = _sender(value, log)
    if re.search(r"[\r\n]", value):
        log.remove("mail.header-injection", name)
    return value[: _SUBJECT_MOST * 20]


def _sender(value: str, log: Log) -> str:
    """Return the sender without a display name that shows another address than the real one."""
    if sum(1 for box in mailboxes(value) if split_address(box)[1]) > 1:
        raise Hold("ambiguous", "mail.many-from", "From")
    name, address = split_address(value)
    if not _ADDRESS.fullmatch(address):
        return _without_address(value, log)
    shown = re.search(r"[\w.+\-]+[@＠]([\w\-]+([.．][\w\-]+)+)", name)
    if shown and address and shown[1].lower() != address.rpartition("@")[2].lower():
        log.remove("mail.display-name", "From")
        return f"<{address}>"
    return value


def _without_address(value: str, log: Log) -> str:
    """Return the words of a sender that is no address, written so that none is found in them."""
    words = " ".join(_AROUND_ADDRESSES.sub(" ", value).split())
    if re.search("[@＠]", words):
        log.remove("mail.display-name", "From")
        return ""
    if words != value:
        log.remove("mail.bad-header", "From")
    return words


def _note_answers(headers: Headers, log: Log) -> None:
    """Say so when answers would go to another domain than the sender's."""
    _, address = split_address(headers.text("from"))
    _, answer = split_address(headers.text("reply-to"))
    if (
        address
        and answer
        and answer.rpartition("@")[2].lower() != address.rpartition("@")[2].lower()
    ):
        log.change("返信先の宛先が、差出人と違うドメインです。")
