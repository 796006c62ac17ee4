"""Messages once more: what two mail programs read differently, and what a person is shown."""

import base64
import struct
from collections.abc import Callable

from tests.engines.sanitize.samples import MARK, Sample, archives, images, outlook, pdfwriter
from tests.engines.sanitize.samples.mails import (
    HEAD,
    PLAIN,
    TEXT,
    html_mail,
    mail,
    mixed,
    part,
    plain,
    with_file,
)

_M = MARK.encode()
_KINDS = "application/octet-stream"


def _file(
    name: str, body: bytes, *, kind: str = _KINDS, encoding: str = "base64", disposition: str = ""
) -> str:
    written = base64.b64encode(body).decode() if encoding == "base64" else body.decode("latin-1")
    shown = disposition or f'attachment; filename="{name}"'
    return part(
        f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\nContent-Disposition: {shown}",
        written,
    )


def _with(headers: str, content: str = PLAIN) -> Callable[[], bytes]:
    return lambda: mail(headers, content=content)


def _typed(content: str, body: str = "本文です。") -> Callable[[], bytes]:
    return lambda: mail(content=content, body=body)


def _twice(first: str, second: str, body: str = "本文です。") -> Callable[[], bytes]:
    return _typed(f"{first}\r\n{second}\r\n", body)


def _attached(*parts: str) -> Callable[[], bytes]:
    return lambda: mixed(TEXT, *parts)


def _replaced(old: str, new: str) -> Callable[[], bytes]:
    return lambda: plain().replace(old.encode(), new.encode())


_FROM = "From: Yamada Taro <taro@city.example.jp>"
_SUBJECT = "Subject: =?ISO-2022-JP?B?GyRCMnE1RCROMEZGYhsoQg==?="
_PROGRAM = _file("a.exe", b"MZ" + _M)


def _held(
    vector: str, name: str, make: Callable[[], bytes], twin: Callable[[], bytes] = plain
) -> Sample:
    return Sample(vector, f"{name}.eml", make, twin, "held")  # fmt: skip


def _kept(
    vector: str, name: str, make: Callable[[], bytes], twin: Callable[[], bytes] = plain
) -> Sample:
    return Sample(vector, f"{name}.eml", make, twin)  # fmt: skip


STRUCTURE = (
    _held("mail.duplicate-header", "encoding", _twice("Content-Type: text/plain\r\nContent-Transfer-Encoding: 7bit", "Content-Transfer-Encoding: base64")),
    _held("mail.duplicate-header", "disposition", _twice("Content-Type: text/plain\r\nContent-Disposition: inline", "Content-Disposition: attachment; filename=a.exe")),
    _held("mail.duplicate-header", "other case", _twice("content-type: text/plain", "CONTENT-TYPE: text/html")),
    _held("mail.duplicate-header", "unknown encoding", _typed("Content-Type: text/plain\r\nContent-Transfer-Encoding: x-strange\r\n")),
    _held("mail.duplicate-header", "in a part", _attached(part("Content-Type: text/plain\r\nContent-Type: text/html", "x")), with_file),
    _held("mail.duplicate-parameter", "charset", _typed("Content-Type: text/plain; charset=utf-8; charset=utf-7\r\n")),
    _held("mail.duplicate-parameter", "file name", _attached(_file("", _M, disposition="attachment; filename=a.txt; filename=a.exe")), with_file),
    _held("mail.duplicate-parameter", "pieces", _attached(_file("", _M, disposition="attachment; filename*0=a.t; filename*0*=utf-8''b")), with_file),
    _held("mail.encoded-boundary", "pieces", lambda: mixed(TEXT, declared="boundary*0=b; boundary*1=1"), with_file),
    _held("mail.encoded-boundary", "encoded word", lambda: mixed(TEXT, declared="boundary==?utf-8?Q?b1?="), with_file),
    _held("mail.encoded-boundary", "none", lambda: mixed(TEXT, declared="x=y"), with_file),
    _held("mail.encoded-boundary", "too long", lambda: mixed(TEXT, boundary="b" * 71), with_file),
    _held("mail.boundary-prefix", "same again", lambda: mixed("Content-Type: multipart/mixed; boundary=b1\r\n\r\n--b1\r\n" + TEXT + "--b1--\r\n"), with_file),
    _held("mail.boundary-prefix", "longer line", lambda: mixed(TEXT + "--b1x\r\n", _PROGRAM), with_file),
    _held("mail.boundary-prefix", "shorter inside", lambda: mixed("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + TEXT + "--b--\r\n"), with_file),
    _kept("mail.epilogue", "parts behind the end", lambda: mixed(TEXT, epilogue="--b1\r\n" + _PROGRAM + "--b1--\r\n"), with_file),
    _kept("mail.preamble", "message before", lambda: mixed(TEXT, preamble=f"Content-Type: text/html\r\n\r\n<script>{MARK}</script>\r\n"), with_file),
    _held("mail.depth", "twelve", lambda: _nested(12), with_file),
    _held("mail.parts", "empty", lambda: mixed(*["\r\nx\r\n"] * 400), with_file),
    _kept("mail.encoded-message", "quoted", _attached(part("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: quoted-printable", plain().decode().replace("=", "=3D"))), with_file),
    _kept("mail.external-body", "file transfer", _attached(part(f"Content-Type: message/external-body; access-type=anon-ftp; site=x.example; name={MARK}", "Content-Type: text/plain\r\n\r\n")), with_file),
    _kept("mail.external-body", "local file", _attached(part(f'Content-Type: message/external-body; access-type=local-file; name="\\\\\\\\x\\\\{MARK}"', "x")), with_file),
    _kept("mail.header-comment", "in the type", _typed(f"Content-Type: text/(a)plain({MARK}); charset=utf-8\r\n")),
    _kept("mail.header-comment", "in the disposition", _attached(_file("", images.png(), kind="image/png", disposition=f"attachment (filename={MARK}.exe); filename=a.png")), with_file),
    _kept("mail.nul", "in a header", lambda: plain().replace(b"Subject: ", b"Subject: \x00")),
    _kept("mail.bare-newline", "feed", lambda: plain() + b"a\nb\r\n"),
    _kept("mail.bare-newline", "return before header", lambda: plain().replace(b"MIME-Version", b"X-A: 1\rMIME-Version", 1)),
    _kept("mail.smuggling", "feed dot feed", lambda: plain() + b"x\r\n.\nMAIL FROM:<a@b>\nRCPT TO:<c@d>\nDATA\n"),
    _kept("mail.smuggling", "return dot return", lambda: plain() + b"x\r.\rMAIL FROM:<a@b>\r"),
    _kept("mail.bad-header", "8 bits", lambda: mail(f"件名{MARK} x\r\n")),
    _kept("mail.bad-header", "mbox", lambda: f"From taro {MARK}\r\n".encode() + plain()),
    _held("mail.base64-junk", "dots", _attached(part("Content-Type: text/csv\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=a.csv", "YW.Jj")), with_file),
    _held("mail.base64-junk", "two in one", _attached(part("Content-Type: text/csv\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=a.csv", "YWI=Y2Q=")), with_file),
    _held("mail.base64-junk", "cut", _attached(part("Content-Type: text/csv\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=a.csv", "YWJjZ")), with_file),
    _kept("mail.uuencode", "yEnc", lambda: mail(body=f"本文\r\n=ybegin line=128 size=9 name=a.exe\r\n{MARK}\r\n=yend size=9\r\n")),
    _kept("mail.uuencode", "BinHex", lambda: mail(body=f"本文\r\n(This file must be converted with BinHex 4.0)\r\n:{MARK}:\r\n")),
    _kept("mail.uuencode", "base64", lambda: mail(body=f"本文\r\nbegin-base64 644 a.exe\r\n{base64.b64encode(_M).decode()}\r\n====\r\n")),
    _kept("mail.uuencode", "as an encoding", lambda: mixed(TEXT, part("Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: x-uuencode\r\nContent-Disposition: attachment; filename=a.txt", "begin 644 a.txt\r\n#86)C\r\n`\r\nend")), with_file),
    _held("mail.header-bomb", "words", _replaced(_SUBJECT, "Subject: " + "=?utf-8?Q?a?= " * 400)),
    _held("mail.header-bomb", "parameters", _typed("Content-Type: text/plain; " + "; ".join(f"a{n}=1" for n in range(300)) + "\r\n")),
    _held("mail.header-bomb", "bytes", _with("X-A: " + "a" * 300_000 + "\r\n")),
    _held("mail.partial", "second", _typed('Content-Type: message/partial; id="x"; number=2; total=3\r\n', MARK)),
    _held("mail.encrypted", "PGP", _typed("Content-Type: multipart/encrypted; protocol=application/pgp-encrypted; boundary=b1\r\n", f"--b1\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b1\r\nContent-Type: application/octet-stream\r\n\r\n{MARK}\r\n--b1--")),
    _kept("mail.signature", "PGP", _attached(part("Content-Type: application/pgp-signature; name=signature.asc", MARK)), with_file),
)  # fmt: skip


def _nested(depth: int) -> bytes:
    body = TEXT
    for level in range(depth):
        body = f"Content-Type: multipart/mixed; boundary=r{level}z\r\n\r\n--r{level}z\r\n{body}--r{level}z--\r\n"
    return mixed(body)


_NAMES = (
    ("name.path", 'attachment; filename="..\\\\..\\\\a.png"'),
    ("name.path", 'attachment; filename="/etc/a.png"'),
    ("name.direction", "attachment; filename*=utf-8''a%E2%80%AEgnp.png"),
    ("name.control", "attachment; filename*=utf-8''a%0D%0AX-A%3A1.png"),
    ("name.control", "attachment; filename*=utf-8''a%00.exe.png"),
    ("name.invisible", "attachment; filename*=utf-8''a%E2%80%8B.png"),
    ("name.padded", 'attachment; filename="a.pdf                    .png"'),
    ("name.reserved", 'attachment; filename="aux.png"'),
    ("name.stream", 'attachment; filename="a.png:x"'),
)  # fmt: skip
_PIECES = "attachment; filename*0=a.; filename*1=exe"
PARTS = (
    *(_kept(vector, f"name {n}", _attached(_file("", images.png(), kind="image/png", disposition=disposition)), with_file) for n, (vector, disposition) in enumerate(_NAMES)),
    _kept("archive.held-entry", "name in pieces", _attached(_file("", b"MZ" + _M, disposition=_PIECES)), with_file),
    _kept("archive.held-entry", "coded name", _attached(_file("", b"MZ" + _M, disposition="attachment; filename*=utf-8''a%2Eexe")), with_file),
    _kept("archive.held-entry", "word in a name", _attached(_file("", b"MZ" + _M, disposition='attachment; filename="=?utf-8?Q?a=2Eexe?="')), with_file),
    _kept("archive.held-entry", "name in the type", _attached(part('Content-Type: image/png; name="a.exe"\r\nContent-Transfer-Encoding: base64', base64.b64encode(b"MZ" + _M).decode())), with_file),
    _kept("archive.held-entry", "two names", _attached(part('Content-Type: image/png; name="a.png"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="a.exe"', base64.b64encode(b"MZ" + _M).decode())), with_file),
    _kept("archive.held-entry", "no name", _attached(part("Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment", base64.b64encode(b"MZ" + _M).decode())), with_file),
    _kept("archive.held-entry", "as text", _attached(part("Content-Type: text/plain; name=a.txt\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment", base64.b64encode(b"MZ\x90" + _M).decode())), with_file),
    _kept("mail.type-mismatch", "a program as a picture", _attached(_file("a.png", b"MZ" + _M, kind="image/png")), with_file),
    _kept("mail.type-mismatch", "a document as text", _attached(_file("a.pdf", pdfwriter.document(), kind="text/html")), with_file),
    _kept("pdf.javascript", "in a document", _attached(_file("a.pdf", pdfwriter.document(catalog=b"/OpenAction << /S /JavaScript /JS (%s) >>" % _M))), with_file),
    _kept("archive.forbidden-entry", "in an archive", _attached(_file("a.zip", archives.zipped(archives.Entry(), archives.Entry(b"a.exe", b"MZ" + _M)))), with_file),
    _kept("html.script", "beside plain text", lambda: mail(content="Content-Type: multipart/alternative; boundary=b1\r\n", body=f"--b1\r\n{TEXT}--b1\r\nContent-Type: text/html\r\n\r\n<p>本文です。</p><script>{MARK}</script>\r\n--b1--")),
    _kept("html.image", "tracking", lambda: html_mail(f"<img src='http://x.example/{MARK}.gif' width=1 height=1>")),
    _kept("html.form", "in mail", lambda: html_mail(f"<form action='http://x.example/{MARK}'><input name=p></form>")),
    _kept("html.object", "interactive mail", lambda: mail(content="Content-Type: multipart/alternative; boundary=b1\r\n", body=f"--b1\r\n{TEXT}--b1\r\nContent-Type: text/html\r\n\r\n<object data='{MARK}'></object>\r\n--b1--")),
    _kept("mail.amp", "interactive mail", lambda: mail(content="Content-Type: multipart/alternative; boundary=b1\r\n", body=f"--b1\r\n{TEXT}--b1\r\nContent-Type: text/x-amp-html\r\n\r\n<html amp4email>{MARK}</html>\r\n--b1--")),
    _kept("calendar.method", "invitation", _attached(part("Content-Type: text/calendar; method=CANCEL; name=a.ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:CANCEL\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:a\r\nEND:VEVENT\r\nEND:VCALENDAR")), with_file),
)  # fmt: skip

_DISPLAY = (
    ("other address", 'From: "市長 mayor@city.example.jp" <x@evil.example>'),
    ("full width", "From: =?utf-8?B?" + base64.b64encode("mayor＠city.example.jp".encode()).decode() + "?= <x@evil.example>"),
    ("coded", "From: =?utf-8?Q?mayor=40city.example.jp?= <x@evil.example>"),
    ("bracketed", 'From: "<mayor@city.example.jp>" <x@evil.example>'),
    ("no end", "From: =?utf-8?B?bWF5b3LvvKBjaXR5LmV4YW1wbGUuanA=?= <x@evil.exam"),
    ("something behind", "From: Yamada Taro <taro@city.example.jp>.evil.example"),
    ("bracket in the address", "From: Yamada Taro <taro@city.example.)jp>"),
)  # fmt: skip
HEADERS = (
    *(_kept("mail.display-name", name, _replaced(_FROM, shown)) for name, shown in _DISPLAY),
    _held("mail.many-from", "other case", lambda: mail("FROM: other@evil.example\r\n")),
    _held("mail.many-from", "in one", _replaced(_FROM, f"{_FROM}, other@evil.example")),
    _kept("mail.header-injection", "base64", _replaced(_SUBJECT, "Subject: =?utf-8?B?" + base64.b64encode(b"a\r\nBcc: x@evil.example").decode() + "?=")),
    _kept("mail.header-injection", "sender", _replaced(_FROM, "From: =?utf-8?Q?a=0AX:_1?= <taro@city.example.jp>")),
    _kept("mail.header-injection", "separator", _replaced(_SUBJECT, "Subject: =?utf-8?Q?a=E2=80=A8b?=")),
    _kept("text.direction", "subject", _replaced(_SUBJECT, "Subject: =?utf-8?Q?a=E2=80=AEb?=")),
    _kept("text.invisible", "subject", _replaced(_SUBJECT, "Subject: =?utf-8?Q?a=E2=80=8Bb?=")),
    _kept("text.terminal-escape", "subject", _replaced(_SUBJECT, "Subject: =?utf-8?Q?a=1B[2J?=")),
    _kept("mail.utf7", "subject", _replaced(_SUBJECT, "Subject: =?utf-7?Q?+ADw-script+AD4-?=")),
    _kept("mail.receipt", "return receipt", _with(f"Return-Receipt-To: {MARK}@evil.example\r\n")),
    _kept("mail.receipt", "confirm reading", _with(f"X-Confirm-Reading-To: {MARK}@evil.example\r\n")),
    _kept("mail.list-link", "by one click", _with(f"List-Unsubscribe-Post: List-Unsubscribe={MARK}\r\n")),
    _kept("mail.unknown-header", "class", _with(f"Content-Class: urn:content-classes:{MARK}\r\n")),
    _kept("mail.charset", "Shift_JIS as 2022", lambda: HEAD.encode() + b"Content-Type: text/plain; charset=iso-2022-jp\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + "本文です。".encode("cp932") + b"\r\n"),
    _kept("mail.charset", "EUC as UTF-8", lambda: HEAD.encode() + b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + "本文です。".encode("euc_jp") + b"\r\n"),
    _kept("mail.charset", "unknown", _typed("Content-Type: text/plain; charset=unknown-8bit\r\nContent-Transfer-Encoding: 8bit\r\n")),
    _kept("mail.charset", "Korean", _typed("Content-Type: text/plain; charset=ks_c_5601-1987\r\nContent-Transfer-Encoding: 8bit\r\n")),
    _kept("mail.charset", "hz", _typed("Content-Type: text/plain; charset=hz-gb-2312\r\nContent-Transfer-Encoding: 8bit\r\n")),
    _kept("mail.utf7", "other name", _typed("Content-Type: text/plain; charset=unicode-1-1-utf-7\r\n", "+ADw-script+AD4-")),
)  # fmt: skip


def _named_property(id_: int, value: str) -> Callable[[], bytes]:
    return lambda: outlook.msg({f"__substg1.0_{id_:04X}001F": outlook.text(value)})


def _compressed(rtf: bytes) -> bytes:
    return struct.pack("<II4sI", len(rtf) + 12, len(rtf), b"MELA", 0) + rtf


_HTML_RTF = rb"{\rtf1\ansi\fromhtml1{\*\htmltag64 <p>}\'96\'7b\'95\'b6{\*\htmltag <script>" + _M + rb"</script>}}"  # fmt: skip
OUTLOOK = (
    Sample("mail.mapi-form", "script.msg", lambda: outlook.msg({"__substg1.0_001A001F": outlook.text(f"IPM.Post.{MARK}")}), outlook.plain),
    Sample("mail.mapi-reminder", "named.msg", _named_property(0x851F, f"\\\\x.example\\{MARK}"), outlook.plain),
    Sample("mail.mapi-reminder", "device path.msg", _named_property(0x8012, f"\\\\.\\UNC\\x.example\\{MARK}"), outlook.plain),
    Sample("mail.mapi-reminder", "web folder.msg", _named_property(0x8013, f"\\\\x.example@80\\{MARK}"), outlook.plain),
    Sample("mail.mapi-rtf", "encapsulated.msg", lambda: outlook.msg({"__substg1.0_1000001F": b"", "__substg1.0_10090102": _compressed(_HTML_RTF)}), outlook.plain),
    Sample("html.script", "body.msg", lambda: outlook.msg({"__substg1.0_10130102": f"<p>本文</p><script>{MARK}</script>".encode()}), outlook.plain),
    Sample("mail.receipt", "asked.msg", lambda: outlook.written(outlook.message({"__properties_version1.0": outlook.numbers(32, p0029=1)})), outlook.plain),
    Sample("archive.held-entry", "shortcut.msg", lambda: outlook.msg(outlook.attachment(0, __s3707001F=outlook.text("a.lnk"), __s37010102=b"L\0\0\0\x01\x14\x02\0" + _M)), outlook.plain),
    Sample("mail.mapi-property", "voting.msg", _named_property(0x8520, f"承認;否認;{MARK}"), outlook.plain),
)  # fmt: skip
SAMPLES = (*STRUCTURE, *PARTS, *HEADERS, *OUTLOOK)
