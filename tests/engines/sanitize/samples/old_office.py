"""Old Office files and RTF, each with one forbidden thing. LibreOffice opens these, so they stand apart.

What LibreOffice would make of the words is put in its place by `imported`: what is tested here is that
each thing is named. `test_legacy.py` runs a few through the real LibreOffice, and all in the full run.
"""

import io
import struct
from collections.abc import Callable

import msoffcrypto.format.ooxml
from tests.engines.sanitize.samples import MARK, Sample, sheets, slides, words
from tests.engines.sanitize.samples.compound import written

_M = MARK.encode()
WORDS = "情報セキュリティ基本方針"


def doc(streams: dict[str, bytes] | None = None, *, text: bytes = b"", flags: int = 0) -> bytes:
    """Return a compound file with the streams of a letter; its words are not what is tested."""
    head = struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0x411, 0, flags)
    body = (head + text).ljust(4096, b"\0")
    return written({"WordDocument": body, "1Table": bytes(64), **(streams or {})})


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _sheet(name: bytes, kind: int = 0, hidden: int = 0) -> bytes:
    return record(0x85, struct.pack("<IBBBB", 0, hidden, kind, len(name), 0) + name)


def xls(*records: bytes, streams: dict[str, bytes] | None = None) -> bytes:
    head = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    own = record(0x1AE, b"\x01\x00\x01\x04")  # every book with a name speaks of its own sheets
    body = head + own + _sheet(b"S") + b"".join(records) + record(0x0A)
    return written({"Workbook": body.ljust(4096, b"\0"), **(streams or {})})


def atom(kind: int, body: bytes = b"", version: int = 0) -> bytes:
    return struct.pack("<HHI", version, kind, len(body)) + body


def container(kind: int, *inside: bytes) -> bytes:
    return atom(kind, b"".join(inside), 0x0F)


def ppt(*records: bytes, streams: dict[str, bytes] | None = None) -> bytes:
    body = container(0x03E8, atom(0x03E9, bytes(40)), *records)
    return written({"PowerPoint Document": body.ljust(4096, b"\0"), "Current User": bytes(20), **(streams or {})})  # fmt: skip


def rtf(inside: str = "") -> bytes:
    text = "".join(f"\\'{byte:02x}" for byte in WORDS.encode("cp932"))
    return f"{{\\rtf1\\ansi\\ansicpg932\\deff0{{\\fonttbl{{\\f0\\fcharset128 MS Mincho;}}}}{inside}\\f0 {text}\\par}}".encode()


def imported(extension: str) -> bytes:
    """Return what stands for LibreOffice's reading of the words."""
    makers = {"docx": words.plain, "xlsx": sheets.benign, "pptx": slides.benign}
    return makers[extension]()


def _code(text: str, *, wide: bool = False) -> bytes:
    body = f"\x13 {text} \x14x\x15"
    return body.encode("utf-16-le") if wide else body.encode("latin-1")


def _supporting(name: str) -> bytes:
    return record(0x1AE, struct.pack("<HHB", 1, len(name), 0) + name.encode("latin-1"))


def _named(name: bytes, code: int) -> bytes:
    """A built-in name (LBL): 1 opens, 2 closes."""
    return record(0x18, struct.pack("<HBBHHHBBBB", 0x20, 0, 1, 0, 0, 0, 0, 0, 0, 0) + b"\0" + bytes([code]) + name)  # fmt: skip


def _does(action: int) -> bytes:
    return container(0x0FF2, atom(0x0FF3, struct.pack("<IIBBBBBBH", 0, 1, action, 0, 0, 0, 0, 0, 0)))  # fmt: skip


def _summary() -> bytes:
    return b"\xfe\xff\0\0" + bytes(20) + struct.pack("<I", 1) + bytes(16) + b"CLIP" + _M


def _rooted(clsid: bytes) -> bytes:
    data = bytearray(doc())
    at = data.find("Root Entry".encode("utf-16-le"))
    data[at + 80 : at + 96] = clsid
    return bytes(data)


def _nowhere() -> bytes:
    """A compound file whose directory lies beyond its end."""
    data = bytearray(doc())
    struct.pack_into("<I", data, 48, 0x00FFFFF0)
    return bytes(data)


def _circling() -> bytes:
    """A compound file whose document, one sector after the other, never ends."""
    data = bytearray(doc())
    fat = 512 * (1 + struct.unpack_from("<I", data, 76)[0])
    struct.pack_into("<I", data, fat + 4 * 3, 0)
    return bytes(data)


def locked(password: str) -> bytes:
    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(sheets.benign())).encrypt(password, out)
    return out.getvalue()


def _d(vector: str, name: str, make: Callable[[], bytes], expected: str = "delivered") -> Sample:
    return Sample(vector, f"{name}.doc", make, doc, expected)


def _x(vector: str, name: str, make: Callable[[], bytes], expected: str = "delivered") -> Sample:
    return Sample(vector, f"{name}.xls", make, xls, expected)


def _p(vector: str, name: str, make: Callable[[], bytes], expected: str = "delivered") -> Sample:
    return Sample(vector, f"{name}.ppt", make, ppt, expected)


def _r(vector: str, name: str, inside: str, expected: str = "delivered") -> Sample:
    return Sample(vector, f"{name}.rtf", lambda: rtf(inside), rtf, expected)


LETTERS = (
    _d("ole.vba", "project", lambda: doc({"Macros/VBA/dir": _M, "Macros/PROJECT": _M})),
    _d("ole.vba", "compiled only", lambda: doc({"Macros/VBA/_VBA_PROJECT": _M, "Macros/VBA/M1": b""})),
    _d("ole.object", "pool", lambda: doc({"ObjectPool/_1/\x01Ole10Native": _M})),
    _d("ole.object", "equation", lambda: doc({"ObjectPool/_2/Equation Native": _M})),
    _d("ole.object", "package", lambda: doc({"ObjectPool/_3/Package": _M})),
    _d("ole.link", "moniker", lambda: doc({"ObjectPool/_4/\x01Ole": b"\x01\0\0\x02\x01\0\0\0" + _M})),
    _d("ole.control", "control", lambda: doc({"ObjectPool/_5/\x03OCXNAME": _M})),
    _d("ole.control", "contents", lambda: doc({"ObjectPool/_6/\x03OCXDATA": _M, "ObjectPool/_6/contents": _M})),
    _d("ole.field", "DDE", lambda: doc(text=_code(f"DDEAUTO c:\\\\x {MARK}"))),
    _d("ole.field", "DDE in 16 bits", lambda: doc(text=_code(f"DDEAUTO cmd {MARK}", wide=True))),
    _d("ole.field", "picture", lambda: doc(text=_code(f'INCLUDEPICTURE "http://x.example/{MARK}"'))),
    _d("ole.field", "macro button", lambda: doc(text=_code(f"MACROBUTTON {MARK} x"))),
    _d("ole.template", "remote", lambda: doc({"1Table": f"\\\\x.example\\{MARK}.dot".encode("utf-16-le").ljust(128, b"\0")})),
    _d("ole.template", "on the web", lambda: doc({"1Table": f"http://x.example/{MARK}.dotm".encode("utf-16-le").ljust(128, b"\0")})),
    _d("ole.summary", "thumbnail", lambda: doc({"\x05SummaryInformation": _summary()})),
    _d("ole.converted", "letter", doc),
    _d("ole.orphan", "sector nobody owns", lambda: doc() + _M.ljust(512, b"\0")),
    _d("ole.class", "HTML application", lambda: _rooted(bytes.fromhex("dbce d850 0a98 cf11 a2 76 00 aa 00 bd ce 0b".replace(" ", "")))),
    _d("ole.class", "HTML page", lambda: _rooted(bytes.fromhex("20693325f903cf118fd000aa00686f13"))),
    _d("ole.encrypted", "letter", lambda: doc(flags=0x0100), "held"),
    _d("ole.structure", "directory", _nowhere, "held"),
    _d("ole.structure", "circle of sectors", _circling, "held"),
    _d("ole.structure", "cut", lambda: doc()[:700], "held"),
)  # fmt: skip
BOOKS = (
    _x("ole.vba", "project", lambda: xls(streams={"_VBA_PROJECT_CUR/VBA/dir": _M})),
    _x("ole.vba", "marked", lambda: xls(record(0xD3))),
    _x("ole.xlm", "macro sheet", lambda: xls(_sheet(_M, kind=1))),
    _x("ole.xlm", "very hidden", lambda: xls(_sheet(_M, kind=1, hidden=2))),
    _x("ole.xlm", "opens", lambda: xls(_named(_M, 1))),
    _x("ole.link", "other book", lambda: xls(_supporting(f"\x01\x01C{MARK}.xls"))),
    _x("ole.link", "DDE", lambda: xls(_supporting(f"cmd\x03{MARK}"), record(0x23, bytes(8)))),
    _x("ole.object", "embedded", lambda: xls(streams={"MBD00000001/\x01Ole10Native": _M})),
    _x("ole.control", "controls", lambda: xls(streams={"Ctls": _M})),
    _x("ole.external-data", "query", lambda: xls(record(0xDC, _M))),
    _x("ole.external-data", "connection", lambda: xls(record(0x876, _M))),
    _x("ole.external-data", "table of a query", lambda: xls(record(0x1AD, _M))),
    _x("ole.link", "address", lambda: xls(record(0x1B8, bytes(32) + f"file:///{MARK}".encode("utf-16-le")))),
    _x("ole.encrypted", "book", lambda: xls(record(0x2F, bytes(54))), "held"),
)  # fmt: skip
SHOWS = (
    _p("ole.vba", "project", lambda: ppt(container(0x03FF, atom(0x0400, struct.pack("<III", 1, 1, 2))), container(0x0FCC, _M))),
    _p("ole.object", "embedded", lambda: ppt(container(0x0FCC, atom(0x0FC3, bytes(24)), atom(0x0FBA, _M)))),
    _p("ole.link", "linked", lambda: ppt(container(0x0FCE, atom(0x0FD1, bytes(12)), atom(0x0FBA, _M)))),
    _p("ole.control", "control", lambda: ppt(container(0x0FEE, atom(0x0FBA, _M)))),
    _p("ole.action", "macro", lambda: ppt(_does(1))),
    _p("ole.action", "program", lambda: ppt(_does(2))),
    _p("ole.action", "object", lambda: ppt(_does(5))),
    _p("ole.media", "film", lambda: ppt(container(0x1006, atom(0x0FBA, _M)))),
    _p("ole.media", "sound", lambda: ppt(container(0x100F, atom(0x0FBA, _M)))),
    _p("ole.encrypted", "show", lambda: ppt(streams={"EncryptedSummary": bytes(64)}), "held"),
)  # fmt: skip
_HEX = _M.hex()
RICH = (
    _r("rtf.object", "embedded", f"{{\\object\\objemb{{\\*\\objclass Package}}{{\\*\\objdata {_HEX}}}}}"),
    _r("rtf.object", "split digits", f"{{\\object{{\\*\\objdata 0105{{\\x}}0000\\bin0 {_HEX}}}}}"),
    _r("rtf.object", "control", f"{{\\object\\objocx{{\\*\\objdata {_HEX}}}}}"),
    _r("rtf.object", "equation", f"{{\\object\\objemb{{\\*\\objclass Equation.3}}{{\\*\\objdata {_HEX}}}}}"),
    _r("rtf.object-link", "updated by itself", f"{{\\object\\objautlink\\objupdate{{\\*\\objdata {_HEX}}}}}"),
    _r("rtf.object-link", "link", f"{{\\object\\objlink{{\\*\\objname {MARK}}}}}"),
    _r("rtf.template", "web", f"{{\\*\\template http://x.example/{MARK}.dotm}}"),
    _r("rtf.template", "on two lines", f"{{\\*\r\n\\template \\\\\\\\x\\\\{MARK}}}"),
    _r("rtf.field", "DDE", f'{{\\field{{\\*\\fldinst DDEAUTO c:\\\\x "{MARK}"}}{{\\fldrslt x}}}}'),
    _r("rtf.field", "in pieces", f"{{\\field{{\\*\\fldinst {{\\b D}}{{DE}}\\i0 AUTO cmd {MARK}}}{{\\fldrslt x}}}}"),
    _r("rtf.field", "coded", f"{{\\field{{\\*\\fldinst \\'44\\'44\\'45AUTO cmd {MARK}}}{{\\fldrslt x}}}}"),
    _r("rtf.field", "picture", f'{{\\field{{\\*\\fldinst INCLUDEPICTURE "http://x.example/{MARK}"}}{{\\fldrslt x}}}}'),
    _r("rtf.field", "script", f'{{\\field{{\\*\\fldinst HYPERLINK "javascript:{MARK}"}}{{\\fldrslt x}}}}'),
    _r("rtf.html-tag", "tag", f"{{\\*\\htmltag <script>{MARK}</script>}}"),
    _r("rtf.html-tag", "archive", f"{{\\*\\mhtmltag <img src={MARK}>}}"),
    _r("rtf.binary", "run", "{\\*\\other\\bin4 }}{{}"),
    _r("rtf.datastore", "store", f"{{\\*\\datastore {_HEX}}}"),
    _r("rtf.datastore", "merge", f"{{\\*\\mailmerge{{\\mmquery {MARK}}}}}"),
    _r("rtf.datastore", "namespaces", f"{{\\*\\xmlnstbl{{\\xmlns1 http://x.example/{MARK}}}}}"),
    _r("rtf.font", "embedded", f"{{\\*\\fontemb\\fttruetype {_HEX}}}"),
    _r("rtf.font", "file", f"{{\\*\\fontemb{{\\*\\fontfile \\\\\\\\x\\\\{MARK}}}}}"),
    _r("rtf.file-table", "files", f"{{\\*\\filetbl{{\\file\\fid1 {MARK}}}}}"),
    _r("rtf.file-table", "sub-document", "\\subdocument1 "),
    _r("rtf.picture", "metafile", f"{{\\pict\\wmetafile8 {_HEX}}}"),
    _r("rtf.unknown", "destination", f"{{\\*\\unheardof {MARK}}}"),
    _r("rtf.unknown", "generator", f"{{\\*\\generator {MARK};}}"),
    _r("rtf.unknown", "in two scripts", f"{{\\upr{{\\x}}{{\\*\\ud{{\\x {MARK}}}}}}}"),
    _r("rtf.unknown", "password", f"{{\\*\\passwordhash {_HEX}}}"),
    _r("rtf.unknown", "endless word", "\\" + "a" * 4_000 + " "),
    _r("rtf.depth", "groups", "{" * 5_000 + "}" * 5_000, "held"),
    Sample("rtf.object", "short head.rtf", lambda: rtf(f"{{\\object{{\\*\\objdata {_HEX}}}}}").replace(b"{\\rtf1", b"{\\rt", 1), rtf),
)  # fmt: skip
OLD_OFFICE = (*LETTERS, *BOOKS, *SHOWS, *RICH)
SAMPLES = (
    Sample("ole.default-password", "a.xlsx", lambda: locked("VelvetSweatshop"), sheets.benign),
    Sample("ole.encrypted", "b.xlsx", lambda: locked(MARK), sheets.benign, "held"),
)
