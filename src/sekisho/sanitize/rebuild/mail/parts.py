"""Takes a message apart into its parts, as one tree that every mail program would see alike."""

import binascii
import re
from dataclasses import dataclass, field

from sekisho.sanitize.options import Limits
from sekisho.sanitize.rebuild.contract import Hold, Log
from sekisho.sanitize.rebuild.mail.headers import Headers, Value

_BOILERPLATE = re.compile(
    rb"(?i)^\s*(this is a (multi-?part|cryptographically)[^\n]{0,120}"
    rb"|[^\n]{0,80}mime[^\n]{0,80})?\s*$"
)
_BASE64 = re.compile(rb"[A-Za-z0-9+/]*={0,2}")
_BLANKS = re.compile(rb"[ \t\r\n]+")
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]")
_UUHEAD = re.compile(rb"(?m)^begin(?:-base64)? [0-7]{3,4} ")  # some read on without an end
_UUENCODED = re.compile(
    rb"(?m)^begin [0-7]{3,4} [^\n]{1,200}\n(?:[ -`]{1,62}\n)*?(?:`|[ ])?\n?end[ \t]*$"
)


@dataclass(slots=True)
class MimePart:
    """One part: its headers, and either its children or its decoded body."""

    headers: Headers
    type: Value
    disposition: Value
    children: "list[MimePart]" = field(default_factory=list)
    body: bytes = b""

    @property
    def name(self) -> str:
        """The file name the part claims, "" without one."""
        return self.disposition.parameters.get("filename") or self.type.parameters.get("name", "")


@dataclass(slots=True)
class Taking:
    """One message being taken apart: its limits, and the parts met so far."""

    limits: Limits
    log: Log
    parts: int = 0
    boundaries: list[str] = field(default_factory=list)

    def message(self, untrusted: bytes) -> MimePart:
        """Return the tree of a whole message."""
        return self.part(_clean_lines(untrusted, self.log), 0, "text/plain")

    def part(self, data: bytes, depth: int, default_type: str) -> MimePart:
        """Return one part and what it holds."""
        self.parts += 1
        if depth > self.limits.mail_depth:
            raise Hold("limit", "mail.depth")
        if self.parts > self.limits.mail_parts:
            raise Hold("limit", "mail.parts")
        block, body = _split(data)
        headers = Headers(block, self.limits, self.log)
        type_ = headers.value("content-type")
        if "/" not in type_.main:
            type_ = Value(default_type, type_.parameters)
        part = MimePart(headers, type_, headers.value("content-disposition"))
        if type_.main.startswith("multipart/"):
            self._multipart(part, body, depth)
        else:
            part.body = self._decoded(headers, body, type_.main)
        return part

    def _multipart(self, part: MimePart, body: bytes, depth: int) -> None:
        boundary = part.type.parameters.get("boundary", "")
        if not _BOUNDARY.fullmatch(boundary):
            raise Hold("ambiguous", "mail.encoded-boundary", "boundary")
        if any(
            b != boundary and (b.startswith(boundary) or boundary.startswith(b))
            for b in self.boundaries
        ):
            raise Hold("ambiguous", "mail.boundary-prefix", boundary[:70])
        if boundary in self.boundaries:
            raise Hold("ambiguous", "mail.boundary-prefix", boundary[:70])
        self.boundaries.append(boundary)
        default = "message/rfc822" if part.type.main == "multipart/digest" else "text/plain"
        for piece in self._pieces(body, boundary.encode("ascii")):
            part.children.append(self.part(piece, depth + 1, default))
        if not part.children:
            raise Hold("broken", None, "boundary")

    def _pieces(self, body: bytes, boundary: bytes) -> list[bytes]:
        mark = re.compile(rb"(?m)^--" + re.escape(boundary) + rb"(--)?[ \t]*(?:\n|\Z)")
        loose = re.compile(rb"(?m)^--" + re.escape(boundary) + rb"[^\n]*$")
        marks = list(mark.finditer(body))
        if len(marks) != len(loose.findall(body)):
            raise Hold("ambiguous", "mail.boundary-prefix", boundary[:70].decode("ascii"))
        if not marks:
            return []
        if not _BOILERPLATE.match(body[: marks[0].start()]):
            self.log.remove("mail.preamble")
        pieces: list[bytes] = []
        for here, following in zip(marks, [*marks[1:], None], strict=True):
            if here[1]:
                if body[here.end() :].strip():
                    self.log.remove("mail.epilogue")
                return pieces
            end = following.start() if following else len(body)
            pieces.append(body[here.end() : end].removesuffix(b"\n"))
        self.log.remove("mail.missing-end")
        return pieces

    def _decoded(self, headers: Headers, body: bytes, kind: str) -> bytes:
        encoding = headers.value("content-transfer-encoding").main or "7bit"
        if encoding in {"7bit", "8bit", "binary"}:
            return body
        if kind.startswith("message/"):
            self.log.remove("mail.encoded-message", kind)
        if encoding == "base64":
            return _from_base64(body)
        if encoding == "quoted-printable":
            return binascii.a2b_qp(body)
        if encoding in {"x-uuencode", "uuencode", "x-uue"}:
            return _from_uuencode(body, self.log)
        raise Hold("ambiguous", "mail.duplicate-header", "content-transfer-encoding")


def _split(data: bytes) -> tuple[bytes, bytes]:
    """Return the header block and the body."""
    if data.startswith(b"\n"):
        return b"", data[1:]
    block, found, body = data.partition(b"\n\n")
    return (block, body) if found else (data, b"")


def _clean_lines(untrusted: bytes, log: Log) -> bytes:
    """Return the message with line feeds only, noting bare and mixed line ends and NULs."""
    if b"\x00" in untrusted:
        log.remove("mail.nul")
        untrusted = untrusted.replace(b"\x00", b"")
    if b"\r" not in untrusted:
        return untrusted
    pairs = untrusted.count(b"\r\n")
    if untrusted.count(b"\r") != pairs or untrusted.count(b"\n") != pairs:
        log.remove("mail.bare-newline")
        if re.search(rb"(?:^|[^\r])\n\.\r?\n|\r\n\.\n|\r\.\r", untrusted):
            log.remove("mail.smuggling")
    return untrusted.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _from_base64(body: bytes) -> bytes:
    """Decode base64; hold what has anything beside its alphabet or after its end."""
    packed = _BLANKS.sub(b"", body)
    if not _BASE64.fullmatch(packed) or len(packed.rstrip(b"=")) % 4 == 1:
        raise Hold("ambiguous", "mail.base64-junk")
    return binascii.a2b_base64(packed.rstrip(b"=") + b"=" * (-len(packed.rstrip(b"=")) % 4))


def _from_uuencode(body: bytes, log: Log) -> bytes:
    log.remove("mail.uuencode", "Content-Transfer-Encoding")
    lines = body.split(b"\n")
    start = next((n for n, line in enumerate(lines) if line.startswith(b"begin ")), None)
    if start is None:
        raise Hold("broken", None, "uuencode")
    pieces = []
    for line in lines[start + 1 :]:
        if line.strip() == b"end":
            break
        try:
            pieces.append(binascii.a2b_uu(line + b"\n"))
        except binascii.Error:
            raise Hold("broken", None, "uuencode") from None
    return b"".join(pieces)


def without_inline_files(body: bytes, log: Log) -> bytes:
    """Return a text body without files some programs would decode out of it."""
    cut = _UUENCODED.sub("（本文に埋め込まれたファイルを取り除きました）".encode(), body)
    cut = _UUHEAD.sub("（埋込みの見出しを取り除きました） ".encode(), cut)
    if cut != body:
        log.remove("mail.uuencode", "本文")
    for mark, end in ((b"=ybegin ", b"=yend"), (b"(This file must be converted with BinHex", b":")):
        at = cut.find(mark)
        if at >= 0:
            log.remove("mail.uuencode", "本文")
            stop = cut.rfind(end)
            cut = cut[:at] + (cut[stop:].partition(b"\n")[2] if stop > at else b"")
    return cut
