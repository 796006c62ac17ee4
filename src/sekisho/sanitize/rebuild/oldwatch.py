"""Names what old Office files and RTF carry. For the report only: LibreOffice leaves it behind.

Records are walked as far as they are whole (MS-XLS, MS-PPT, MS-DOC); what cannot be read names
nothing.
"""

import re
from collections.abc import Iterator

from sekisho.sanitize.rebuild.compound import Compound
from sekisho.sanitize.rebuild.contract import Hold, Log
from sekisho.sanitize.results import Action

_STREAMS = (  # what a stream's or storage's name says
    (r"(^|/)(Macros|_VBA_PROJECT_CUR|VBA)(/|$)|_VBA_PROJECT$", "ole.vba"),
    (r"(^|/)(ObjectPool|MBD[0-9A-F]{8})(/|$)", "ole.object"),
    (r"\x01Ole10Native|(^|/)Package$|Equation Native", "ole.object"),
    (r"\x03OCX|(^|/)Ctls$", "ole.control"),
)
_OLE_LINKED = 1  # flag of an \x01Ole stream; every program writes the stream itself
_EXCEL = {
    0x0023: "ole.link",
    0x00D3: "ole.vba",
    0x00DC: "ole.external-data",
    0x01AD: "ole.external-data",
    0x0876: "ole.external-data",
}
_BOUND_SHEET, _NAME, _EXTERNAL_SHEET, _SUPPORTING_BOOK = 0x0085, 0x0018, 0x0017, 0x01AE
_ADDRESS = 0x01B8
_OWN_BOOK = (b"\x01\x04", b"\x01\x3a")  # what a supporting book says of its own book and add-ins
_POWERPOINT = {
    0x03FF: "ole.vba",
    0x0FCC: "ole.object",
    0x0FCE: "ole.link",
    0x0FEE: "ole.control",
    0x1006: "ole.media",
    0x1007: "ole.media",
    0x100D: "ole.media",
    0x100E: "ole.media",
    0x100F: "ole.media",
    0x1010: "ole.media",
}
_INTERACTION, _DOING = 0x0FF3, frozenset({1, 2, 5})  # a macro, a program, an object
_CONTAINER, _DEPTH = 0x0F, 40
_MOST = 4 << 20
_FIELDS = (
    "DDE|INCLUDE|IMPORT|LINK|EMBED|MACRO|GOTOBUTTON|DATABASE|AUTOTEXT|FILLIN|ASK|CONTROL|ADDIN|"
    r'HYPERLINK\s+"?(?:javascript|vbscript|file|ms-|mhtml|data|\\)'
)
_FIELD = re.compile(rb"\x13[\s\x00]*(?:" + _FIELDS.encode() + rb")", re.IGNORECASE)
_TEMPLATE = re.compile(rb"(?:\\\\|https?:)[^\x00-\x1f]{1,200}\.do[tc]", re.IGNORECASE)
_SCRIPTED = re.compile(rb"(?:file|javascript|vbscript|mhtml|data|ms-[a-z]+):|\\\\", re.IGNORECASE)
_CLASSES = frozenset(
    {
        "",
        "00020906-0000-0000-C000-000000000046",
        "00020900-0000-0000-C000-000000000046",
        "00020820-0000-0000-C000-000000000046",
        "00020810-0000-0000-C000-000000000046",
        "64818D10-4F9B-11CF-86EA-00AA00B929E8",
        "EA7BAE70-FB3B-11CD-A903-00AA00510EA3",
    }
)
_RTF_WORDS = (
    (rb"\\object\b|\\objemb\b|\\objocx\b|\\objdata\b", "rtf.object"),
    (rb"\\objautlink\b|\\objlink\b|\\objupdate\b", "rtf.object-link"),
    (rb"\\\*\s*\\template\b", "rtf.template"),
    (rb"\\\*\s*\\htmltag|\\\*\s*\\mhtmltag", "rtf.html-tag"),
    (rb"\\bin\d", "rtf.binary"),
    (rb"\\\*\s*\\datastore|\\\*\s*\\mailmerge|\\\*\s*\\xmlnstbl", "rtf.datastore"),
    (rb"\\\*\s*\\fontemb|\\\*\s*\\fontfile", "rtf.font"),
    (rb"\\\*\s*\\filetbl|\\subdocument", "rtf.file-table"),
)
_RTF_CODE = re.compile(rb"\\fldinst\b")
_RTF_MARKS = re.compile(rb"\\'([0-9A-Fa-f]{2})|\\[a-zA-Z]{1,32}-?\d{0,10} ?|\\[^a-zA-Z]|[{}\r\n]")
_RTF_FIELD = re.compile(rb"\s*\"?(?:" + _FIELDS.encode() + rb")", re.IGNORECASE)
_RTF_DEPTH, _CODE_MOST = 200, 4_000


def watch_compound(compound: Compound, target: str, log: Log) -> None:
    """Name what a compound file carries, by its streams' names and its document's records."""
    for path in (*compound.paths, *compound.storages):
        for pattern, vector in _STREAMS:
            if re.search(pattern, path):
                log.remove(vector, re.sub(r"[\x00-\x1f]", "", path)[:80])
        if path.endswith("\x01Ole") and _is_linked(compound.read(path)):
            log.remove("ole.link", re.sub(r"[\x00-\x1f]", "", path)[:80])
    if compound.root_class not in _CLASSES:
        log.remove("ole.class", compound.root_class)
    {"docx": _letter, "xlsx": _workbook, "pptx": _show}[target](compound, log)


def _is_linked(stream: bytes) -> bool:
    return bool(stream[4:5]) and bool(stream[4] & _OLE_LINKED)


def _letter(compound: Compound, log: Log) -> None:
    words = compound.read("WordDocument")[:_MOST]
    if _FIELD.search(words) or _FIELD.search(words.replace(b"\0", b"")):
        log.remove("ole.field", "WordDocument")
    for table in ("0Table", "1Table"):
        if compound.has(table):
            text = compound.read(table)[:_MOST]
            if _TEMPLATE.search(text) or _TEMPLATE.search(text.replace(b"\0", b"")):
                log.remove("ole.template", table)


def records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the BIFF records of a stream, as far as they are whole."""
    at = 0
    while at + 4 <= len(stream):
        kind = int.from_bytes(stream[at : at + 2], "little")
        size = int.from_bytes(stream[at + 2 : at + 4], "little")
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _workbook(compound: Compound, log: Log) -> None:
    newer = compound.has("Workbook")
    stream = compound.read("Workbook" if newer else "Book")
    for kind, body in records(stream[:_MOST]):
        vector = _EXCEL.get(kind) or _record(kind, body, newer=newer)
        if vector:
            log.remove(vector, f"BIFF {kind:04X}")


def _record(kind: int, body: bytes, *, newer: bool) -> str:
    """Return the vector of a record whose meaning lies in its body, "" when there is none."""
    if kind == _SUPPORTING_BOOK:
        return "" if body[2:4] in _OWN_BOOK else "ole.link"
    if kind == _EXTERNAL_SHEET:
        own = newer or body[1:2] in {b"\x02", b"\x03", b"\x04"}
        return "" if own else "ole.link"
    if kind == _BOUND_SHEET:
        return "ole.xlm" if body[5:6] == b"\x01" else ""
    if kind == _NAME:
        automatic = body[14:16] in {b"\x00\x01", b"\x00\x02"}
        return "ole.xlm" if body[:1] and body[0] & 0x20 and automatic else ""
    if kind == _ADDRESS:
        return "ole.link" if _SCRIPTED.search(body.replace(b"\0", b"")) else ""
    return ""


def _show(compound: Compound, log: Log) -> None:
    for kind, body in atoms(compound.read("PowerPoint Document")[:_MOST]):
        if kind in _POWERPOINT:
            log.remove(_POWERPOINT[kind], f"PPT {kind:04X}")
        elif kind == _INTERACTION and body[8:9] and body[8] in _DOING:
            log.remove("ole.action", f"PPT {kind:04X}")


def atoms(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """Give PowerPoint's records, those inside containers after their container."""
    waiting = [(stream, 0)]
    while waiting:
        inside, depth = waiting.pop()
        at = 0
        while at + 8 <= len(inside):
            version = int.from_bytes(inside[at : at + 2], "little")
            kind = int.from_bytes(inside[at + 2 : at + 4], "little")
            size = int.from_bytes(inside[at + 4 : at + 8], "little")
            body = inside[at + 8 : at + 8 + size]
            yield kind, body
            if version & 0x0F == _CONTAINER and depth < _DEPTH:
                waiting.append((body, depth + 1))
            at += 8 + size


def watch_rtf(data: bytes, log: Log) -> None:
    """Hold RTF that nests too deep, and name what it carries."""
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
    for code in _RTF_CODE.finditer(data):
        if _RTF_FIELD.match(_spelled(data[code.end() : code.end() + _CODE_MOST])):
            log.remove("rtf.field", "", Action.NEUTRALISED)
            return


def _spelled(code: bytes) -> bytes:
    """Return a field's code without marks and groups, its coded letters read."""
    end = code.find(b"\\fldrslt")
    spelled = _RTF_MARKS.sub(
        lambda m: bytes([int(m[1], 16)]) if m[1] else b"", code[: end if end >= 0 else None]
    )
    return spelled.lstrip(b'" ')
