"""Old Office files and RTF: opened by a confined LibreOffice as OOXML, and that is rebuilt.

LibreOffice is an importer here, not a sanitiser: what it writes is as untrusted as what it read.
"""

import re

from sekisho.sanitize.rebuild.compound import Compound
from sekisho.sanitize.rebuild.contract import Hold, Log, Need, Onward, Request
from sekisho.sanitize.rebuild.locked import format_of, opened_with
from sekisho.sanitize.results import Action

FORMATS = ("legacy",)
_READERS = {
    "docx": ("MS Word 97", "doc", "docx:MS Word 2007 XML"),
    "xlsx": ("MS Excel 97", "xls", "xlsx:Calc MS Excel 2007 XML"),
    "pptx": ("MS PowerPoint 97", "ppt", "pptx:Impress MS PowerPoint 2007 XML"),
}
_RTF_READER = ("Rich Text Format", "rtf", "docx:MS Word 2007 XML")
_STREAMS = (  # what a stream's or storage's name says
    (r"(^|/)(Macros|_VBA_PROJECT_CUR|VBA)(/|$)|_VBA_PROJECT$", "ole.vba"),
    (r"(^|/)(ObjectPool|MBD[0-9A-F]{8})(/|$)", "ole.object"),
    (r"\x01Ole10Native|(^|/)Package$|Equation Native", "ole.object"),
    (r"\x03OCX|(^|/)Ctls$", "ole.control"),
)
_OLE_LINKED = 1  # flag of an \x01Ole stream; every program writes the stream itself
_EXCEL_RECORDS = {0x0023: "ole.link", 0x00DC: "ole.external-data"}
_BOUND_SHEET, _NAME, _EXTERNAL_SHEET, _SUPPORTING_BOOK = 0x0085, 0x0018, 0x0017, 0x01AE
_OWN_BOOK = (b"\x01\x04", b"\x01\x3a")  # what a supporting book says of its own book and add-ins
_RTF_WORDS = (
    (rb"\\object\b|\\objemb\b|\\objocx\b|\\objdata\b", "rtf.object"),
    (rb"\\objautlink\b|\\objlink\b|\\objupdate\b", "rtf.object-link"),
    (rb"\\\*\\template\b", "rtf.template"),
    (rb"\\\*\\htmltag|\\\*\\mhtmltag", "rtf.html-tag"),
    (rb"\\bin\d", "rtf.binary"),
    (rb"\\\*\\datastore|\\\*\\mailmerge|\\\*\\xmlnstbl", "rtf.datastore"),
    (rb"\\\*\\fontemb|\\\*\\fontfile", "rtf.font"),
    (rb"\\\*\\filetbl|\\subdocument", "rtf.file-table"),
    (
        rb"\\\*\\fldinst[^}]{0,80}?(DDE|INCLUDE|IMPORT|LINK|EMBED|MACRO|DATABASE|AUTOTEXT)",
        "rtf.field",
    ),
)
_RTF_DEPTH = 200
_ENCRYPTED_WORD = 0x0100


def rebuild(request: Request) -> Need | Onward:
    """Return the document rebuilt as OOXML, the wish for LibreOffice first."""
    log = Log()
    data = request.data
    if data.startswith(b"{\\rt"):
        reader, target = _RTF_READER, "docx"
        watch_rtf(data, log)
    else:
        target, data = _opened(request, log)
        reader = _READERS[target]
    if not request.answers:
        filter_, extension, writer = reader
        return Need(
            "convert-office",
            {f"input.{extension}": data},
            {"reader": filter_, "writer": writer, "input": f"input.{extension}"},
        )
    converted = request.answers[0].get(f"input.{target}")
    if not converted:
        raise Hold("broken")
    log.change(f"旧い形式を .{target} に変えました。")
    return Onward(converted, target, log, used_answers=1)


def _opened(request: Request, log: Log) -> tuple[str, bytes]:
    """Return the target format and the bytes to convert, decrypted when they were encrypted."""
    compound = Compound(request.data, request.options.limits)
    for path in (*compound.paths, *compound.storages):
        for pattern, vector in _STREAMS:
            if re.search(pattern, path):
                log.remove(vector, re.sub(r"[\x00-\x1f]", "", path)[:80])
    if any(_is_link(compound, path) for path in compound.paths):
        log.remove("ole.link", "Ole")
    if compound.has("EncryptedPackage"):
        raise Hold("type-mismatch")
    target = _target(compound)
    if target != format_of(request.name):
        raise Hold("type-mismatch")
    data = request.data
    if _is_encrypted(compound, target):
        data, opened = opened_with(request)
        log.removals |= opened.removals
        log.changes |= opened.changes
    if target == "xlsx":
        _watch_workbook(compound, log)
    return target, data


def _is_link(compound: Compound, path: str) -> bool:
    flags = compound.read(path)[4:5] if path.endswith("\x01Ole") else b""
    return bool(flags) and bool(flags[0] & _OLE_LINKED)


def _target(compound: Compound) -> str:
    if compound.has("WordDocument"):
        return "docx"
    if compound.has("Workbook") or compound.has("Book"):
        return "xlsx"
    if compound.has("PowerPoint Document"):
        return "pptx"
    raise Hold("unsupported-type")


def _is_encrypted(compound: Compound, target: str) -> bool:
    if target == "docx":
        head = compound.read("WordDocument")[:12]
        return bool(int.from_bytes(head[10:12], "little") & _ENCRYPTED_WORD)
    if target == "xlsx":
        stream = compound.read("Workbook" if compound.has("Workbook") else "Book")
        return any(kind == 0x002F for kind, _ in _records(stream[:4096]))  # FilePass
    return compound.has("EncryptedSummary")


def _records(stream: bytes) -> list[tuple[int, bytes]]:
    """Return the BIFF records of a stream, as far as they are whole."""
    at, found = 0, []
    while at + 4 <= len(stream):
        kind, size = (
            int.from_bytes(stream[at : at + 2], "little"),
            int.from_bytes(stream[at + 2 : at + 4], "little"),
        )
        found.append((kind, stream[at + 4 : at + 4 + size]))
        at += 4 + size
    return found


def _watch_workbook(compound: Compound, log: Log) -> None:
    newer = compound.has("Workbook")
    stream = compound.read("Workbook" if newer else "Book")
    for kind, body in _records(stream[: 4 << 20]):
        if kind in _EXCEL_RECORDS:
            log.remove(_EXCEL_RECORDS[kind], f"BIFF {kind:04X}")
        elif _is_other_book(kind, body, newer=newer):
            log.remove("ole.link", f"BIFF {kind:04X}")
        elif kind == _BOUND_SHEET and body[5:6] == b"\x01":
            log.remove("ole.xlm", "マクロシート")
        elif (
            kind == _NAME
            and body[:1]
            and body[0] & 0x20
            and body[14:16] in {b"\x00\x01", b"\x00\x02"}
        ):
            log.remove("ole.xlm", "Auto_Open")


def _is_other_book(kind: int, body: bytes, *, newer: bool) -> bool:
    """Whether a record speaks of another workbook; each speaks of its own as well."""
    if kind == _SUPPORTING_BOOK:
        return body[2:4] not in _OWN_BOOK
    return kind == _EXTERNAL_SHEET and not newer and body[1:2] not in {b"\x02", b"\x03", b"\x04"}


def watch_rtf(data: bytes, log: Log) -> None:
    """Hold RTF that nests too deep, and name what it carries; LibreOffice leaves it behind."""
    depth = deepest = 0
    for mark in re.finditer(rb"\\[\\{}]|[{}]", data):
        if mark[0] == b"{":
            depth += 1
            deepest = max(deepest, depth)
        elif mark[0] == b"}":
            depth -= 1
    if deepest > _RTF_DEPTH:
        raise Hold("limit", "rtf.depth")
    for pattern, vector in _RTF_WORDS:
        if re.search(pattern, data):
            log.remove(vector, "", Action.REMOVED)
