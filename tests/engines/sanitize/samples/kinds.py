"""Files of kinds that do not cross at all: one by one, by extension, content, or both."""

from collections.abc import Callable

from tests.engines.sanitize.samples import MARK, Sample, archives, images, texts

from sekisho.sanitize.kinds import FORBIDDEN_EXTENSIONS

_M = MARK.encode()
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HELD = (
    ("type.ichitaro", "jtd jttc jbw", _OLE),
    ("type.docuworks", "xdw xbd", b"\x60\x0e\x82\x00"),
    ("type.drawing-program", "vsd pub mpp", _OLE),
    ("type.packaged", "xps epub xlsb", b"PK\x03\x04"),
    ("type.cad", "dwg", b"AC1032"),
    ("type.cad", "jww", b"JwwData."),
    ("type.cad", "dxf", b"  0\nSECTION\n"),
    ("type.media", "mp3", b"ID3\x03"),
    ("type.media", "wmv asf", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"),
    ("type.media", "mp4 mov", b"\x00\x00\x00\x18ftypisom"),
    ("type.media", "wav avi", b"RIFF\x24\x00\x00\x00WAVE"),
    ("type.media", "webm", b"\x1aE\xdf\xa3"),
    ("type.archive", "rar", b"Rar!\x1a\x07\x00"),
    ("type.certificate", "p12 p7m", b"\x30\x82\x01\x00"),
    ("type.picture", "eps", b"%!PS-Adobe-3.0 EPSF\n"),
    ("type.picture", "psd", b"8BPS"),
    ("type.picture", "wmf", b"\xd7\xcd\xc6\x9a"),
    ("type.picture", "emf", b"\x01\x00\x00\x00"),
    ("type.picture", "ico", b"\x00\x00\x01\x00MZ"),
    ("type.picture", "jp2", b"\x00\x00\x00\x0cjP  \r\n"),
    ("type.picture", "dcm", bytes(128) + b"DICM"),
    ("type.picture", "svgz", b"\x1f\x8b\x08"),
)  # fmt: skip
_PROGRAMS = {
    "windows": b"MZ\x90\x00",
    "linux": b"\x7fELF\x02",
    "java": b"\xca\xfe\xba\xbe",
    "mac": b"\xcf\xfa\xed\xfe",
    "shell": b"#!/bin/sh\n",
    "shortcut": b"L\x00\x00\x00\x01\x14\x02\x00",
    "help": b"ITSF\x03",
    "cabinet": b"MSCF",
    "android": b"dex\n035",
    "web assembly": b"\x00asm",
    "note": b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d",
}
_PRETENDED = (
    ("a.pdf", b"\x89PNG\r\n\x1a\n" + _M),
    ("a.docx", b"%PDF-1.7\n" + _M),
    ("a.png", b"%PDF-1.7\n" + _M),
    ("a.txt", _OLE + _M),
    ("a.xlsx", b"{\\rtf1 " + _M),
    ("a.jpg", b"<html>" + _M),
    ("a.csv", b"PK\x03\x04" + _M),
    ("a.eml", b"\x89PNG\r\n\x1a\n" + _M),
    ("a.zip", b"\xff\xd8\xff\xe0" + _M),
)


def _made(head: bytes) -> Callable[[], bytes]:
    return lambda: head + _M


SAMPLES = (
    *(Sample(vector, f"a.{extension}", _made(b"" if vector != "type.program" else b"MZ"), texts.text, "rejected", "twin.txt") for extension, vector in sorted(FORBIDDEN_EXTENSIONS.items())),
    *(Sample(vector, f"a.{extension}", _made(head), texts.text, "held", "twin.txt") for vector, words, head in _HELD for extension in words.split()),
    *(Sample("type.program", f"{name}.pdf", _made(head), images.png, "rejected", "twin.png") for name, head in _PROGRAMS.items()),
    *(Sample("type.mismatch", name, lambda data=data: data, archives.plain, "held", "twin.zip") for name, data in _PRETENDED),
    Sample("type.unknown", "a.q7x", _made(b"\x00\x01\x02"), texts.text, "held", "twin.txt"),
    Sample("type.unknown", "無題", _made(b"\x00\x01\x02"), texts.text, "held", "twin.txt"),
)  # fmt: skip
