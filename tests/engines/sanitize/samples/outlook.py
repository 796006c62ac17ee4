"""Outlook messages (.msg) and winmail.dat, each with one forbidden thing."""

import struct

from tests.engines.sanitize.samples import MARK, Sample, images
from tests.engines.sanitize.samples.compound import written

_MARK = MARK.encode()


def text(value: str) -> bytes:
    return value.encode("utf-16-le")


def numbers(header: int, **values: int) -> bytes:
    rows = b"".join(
        struct.pack("<HHIQ", 3, int(key[1:], 16), 6, value) for key, value in values.items()
    )
    return bytes(header) + rows


def message(extra: dict[str, bytes] | None = None) -> dict[str, bytes]:
    return {
        "__properties_version1.0": numbers(32),
        "__nameid_version1.0/__substg1.0_00020102": bytes(16),
        "__substg1.0_001A001F": text("IPM.Note"),
        "__substg1.0_0037001F": text("会議の御案内①"),
        "__substg1.0_1000001F": text("本文です。\r\n髙﨑"),
        "__substg1.0_0C1A001F": text("山田太郎"),
        "__substg1.0_5D01001F": text("taro@city.example.jp"),
        "__substg1.0_0E04001F": text("hanako@city.example.jp"),
        **(extra or {}),
    }


def attachment(number: int, **more: bytes) -> dict[str, bytes]:
    folder = f"__attach_version1.0_#{number:08X}/"
    parts = {
        "__properties_version1.0": numbers(8, p3705=1),
        "__substg1.0_3707001F": text("photo.png"),
        "__substg1.0_37010102": images.png(),
    }
    parts |= {
        key.replace("__s", "__substg1.0_") if key.startswith("__s") else key: value
        for key, value in more.items()
    }
    return {folder + name: data for name, data in parts.items()}


def plain() -> bytes:
    return written(message(attachment(0)))


def msg(extra: dict[str, bytes]) -> bytes:
    return written(message(extra))


def by_reference() -> dict[str, bytes]:
    extra = attachment(0)
    folder = "__attach_version1.0_#00000000/"
    extra[folder + "__properties_version1.0"] = numbers(8, p3705=4)
    extra[folder + "__substg1.0_370D001F"] = text(f"\\\\evil.example\\{MARK}")
    del extra[folder + "__substg1.0_37010102"]
    return extra


def forwarded() -> bytes:
    folder = "__attach_version1.0_#00000000/"
    inner = {
        f"{folder}__substg1.0_3701000D/{name}": data
        for name, data in message().items()
        if "nameid" not in name
    }
    inner[f"{folder}__substg1.0_3701000D/__properties_version1.0"] = numbers(24)
    outer = {folder + "__properties_version1.0": numbers(8, p3705=5)}
    return written(message({**outer, **inner}))


def _attribute(level: int, kind: int, body: bytes) -> bytes:
    return (
        struct.pack("<BII", level, kind, len(body)) + body + struct.pack("<H", sum(body) & 0xFFFF)
    )


def _properties(values: dict[int, str]) -> bytes:
    rows = b""
    for id_, value in values.items():
        data = value.encode("utf-16-le") + b"\0\0"
        rows += struct.pack("<HHII", 0x1F, id_, 1, len(data)) + data + bytes(-len(data) % 4)
    return struct.pack("<I", len(values)) + rows


def tnef(extra: bytes = b"") -> bytes:
    body = struct.pack("<IH", 0x223E9F78, 1)
    body += _attribute(1, 0x00078008, b"IPM.Microsoft Mail.Note\0")
    body += _attribute(1, 0x00069003, _properties({0x0037: "件名", 0x1000: "本文"}))
    body += extra
    body += _attribute(2, 0x00069002, bytes(14))
    body += _attribute(2, 0x00018010, b"photo.png\0")
    return body + _attribute(2, 0x0006800F, images.png())


SAMPLES = (
    Sample(
        "mail.mapi-form",
        "a.msg",
        lambda: msg({"__substg1.0_001A001F": text(f"IPM.Note.{MARK}")}),
        plain,
    ),
    Sample("mail.mapi-reference", "a.msg", lambda: msg(by_reference()), plain),
    Sample(
        "mail.mapi-reminder",
        "a.msg",
        lambda: msg({"__substg1.0_8005001F": text(f"\\\\evil.example\\{MARK}.wav")}),
        plain,
    ),
    Sample(
        "mail.mapi-rtf",
        "a.msg",
        lambda: msg(
            {
                "__substg1.0_1000001F": b"",
                "__substg1.0_10090102": struct.pack("<II4sI", 40, 30, b"MELA", 0)
                + rb"{\rtf1\ansi \'96\'7b\'95\'b6}".ljust(30),
            }
        ),
        plain,
    ),
    Sample(
        "mail.html-body",
        "a.msg",
        lambda: msg({"__substg1.0_10130102": f"<p>本文</p><script>{MARK}</script>".encode()}),
        plain,
    ),
    Sample(
        "ole.object",
        "a.msg",
        lambda: msg(attachment(0, **{"__properties_version1.0": numbers(8, p3705=6)})),
        plain,
    ),
    Sample(
        "archive.held-entry",
        "a.msg",
        lambda: msg(attachment(0, __s3707001F=text("a.exe"), __s37010102=b"MZ" + _MARK)),
        plain,
    ),
    Sample("mail.tnef", "winmail.dat", tnef, plain, twin_name="twin.msg"),
)
