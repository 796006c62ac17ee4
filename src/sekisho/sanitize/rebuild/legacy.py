"""Old Office files and RTF: opened by a confined LibreOffice as OOXML, and that is rebuilt.

LibreOffice is an importer here, not a sanitiser: what it writes is as untrusted as what it read.
"""

from sekisho.sanitize.rebuild.compound import Compound
from sekisho.sanitize.rebuild.contract import Hold, Log, Need, Onward, Request
from sekisho.sanitize.rebuild.locked import format_of, opened_with
from sekisho.sanitize.rebuild.oldwatch import records, watch_compound, watch_rtf

FORMATS = ("legacy",)
_READERS = {
    "docx": ("MS Word 97", "doc", "docx:MS Word 2007 XML"),
    "xlsx": ("MS Excel 97", "xls", "xlsx:Calc MS Excel 2007 XML"),
    "pptx": ("MS PowerPoint 97", "ppt", "pptx:Impress MS PowerPoint 2007 XML"),
}
_RTF_READER = ("Rich Text Format", "rtf", "docx:MS Word 2007 XML")
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
    watch_compound(compound, target, log)
    return target, data


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
        return any(kind == 0x002F for kind, _ in records(stream[:4096]))  # FilePass
    return compound.has("EncryptedSummary")
