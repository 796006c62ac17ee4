"""Names what a document carried beside its pages. For the report only: nothing of it crosses."""

import re
from typing import Any

from sekisho.sanitize.rebuild.contract import Log
from sekisho.sanitize.rebuild.pdf.actions import note_action
from sekisho.sanitize.rebuild.pdf.copying import Copier
from sekisho.sanitize.rebuild.pdf.left import note_left
from sekisho.sanitize.rebuild.pdf.lexing import LexError, Ref
from sekisho.sanitize.rebuild.pdf.source import SourceStream
from sekisho.sanitize.results import Action

_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_HIDDEN_NAME = re.compile(
    rb"/[^\s/<>\[\](){}%]{0,60}#(?:4[1-9A-Fa-f]|5[0-9Aa]|6[1-9A-Fa-f]|7[0-9Aa])"
)
_DEFINED = re.compile(rb"(?:^|[\s>])(\d{1,9}) (\d{1,5}) obj\b")
_REFERRED = re.compile(rb"(\d{1,9}) (\d{1,5}) R\b")
_ELEMENTS = 2_000
_KNOWN = frozenset(
    """
    Type Version Pages PageLabels Names Dests ViewerPreferences PageLayout PageMode Outlines OpenAction AA URI
    AcroForm Metadata StructTreeRoot MarkInfo Lang OutputIntents PieceInfo OCProperties Perms Legal Threads
    SpiderInfo Requirements Collection NeedsRendering DSS AF Extensions DPartRoot
    """.split()  # noqa: E501
)
_INFO = frozenset(
    """
    Title Author Subject Keywords Creator Producer CreationDate ModDate Trapped Company SourceModified Manager
    Category Comments ContentTypeId PTEX.Fullbanner PTEX.FullBanner GTS_PDFXVersion GTS_PDFXConformance
    AAPL:Keywords Changes ICNAppName ICNAppPlatform ICNAppVersion
    """.split()  # noqa: E501
)
_NAMES = {
    "JavaScript": "pdf.javascript-name", "EmbeddedFiles": "pdf.embedded-file",
    "Renditions": "pdf.renditions-name", "URLS": "pdf.web-capture", "IDS": "pdf.web-capture",
    "AlternatePresentations": "pdf.names-tree", "Pages": "pdf.names-tree", "Templates": "pdf.names-tree",  # noqa: E501
    "AP": "pdf.names-tree",
}  # fmt: skip


def note_encryption(log: Log) -> None:
    """Report an encryption that keeps nobody out."""
    log.remove("pdf.encrypted", action=Action.CONVERTED)


def note_page(copier: Copier, page: dict[str, Any]) -> None:
    """Report a page's events."""
    events = copier.source.entry(page, "AA")
    for action in events.values() if isinstance(events, dict) else ():
        note_action(copier, action)
    if page.get("B") is not None:
        copier.log.remove("pdf.thread")
    _packet(copier, page)


def note_document(copier: Copier, catalog: dict[str, Any], data: bytes) -> None:
    """Report what stood in the catalog and around the objects."""
    with copier.log.at("文書全体"):
        _catalog(copier, catalog)
        _names(copier, catalog)
        _structure(copier, catalog)
        _form(copier, catalog)
        _information(copier, catalog)
        _file(copier, data)


def _catalog(copier: Copier, catalog: dict[str, Any]) -> None:
    source, log = copier.source, copier.log
    note_left(copier, catalog, "Catalog")
    opening = source.entry(catalog, "OpenAction")
    if (isinstance(opening, dict) and source.entry(opening, "S") != "GoTo") or (
        isinstance(opening, dict) and opening.get("Next") is not None
    ):
        log.remove("pdf.open-action")
        note_action(copier, opening)
    events = source.entry(catalog, "AA")
    for action in events.values() if isinstance(events, dict) else ():
        note_action(copier, action)
    base = source.entry(catalog, "URI")
    if isinstance(base, dict) and base.get("Base") is not None:
        log.remove("pdf.uri-base")
    if catalog.get("Threads") is not None:
        log.remove("pdf.thread")
    for key in catalog:
        if key not in _KNOWN:
            log.remove("pdf.page-labels", key)
    intents = source.entry(catalog, "OutputIntents")
    for intent in intents if isinstance(intents, list) else ():
        found = source.resolve(intent)
        if isinstance(found, dict) and found.get("DestOutputProfileRef") is not None:
            log.remove("pdf.output-intent")


def _structure(copier: Copier, catalog: dict[str, Any]) -> None:
    """Report files tied to the structure tree, as far as a report needs."""
    waiting, seen = [catalog.get("StructTreeRoot")], 0
    while waiting and seen < _ELEMENTS:
        seen += 1
        element = copier.source.resolve(waiting.pop())
        if isinstance(element, list):
            waiting += element[:_ELEMENTS]
        elif isinstance(element, dict):
            if element.get("AF") is not None:
                copier.log.remove("pdf.associated-file")
                return
            waiting.append(element.get("K"))


def _names(copier: Copier, catalog: dict[str, Any]) -> None:
    names = copier.source.entry(catalog, "Names")
    for key in names if isinstance(names, dict) else ():
        if key in _NAMES:
            copier.log.remove(_NAMES[key])
            for value in _leaves(copier, names[key]):
                note_action(copier, value)
        elif key != "Dests":
            copier.log.remove("pdf.names-tree", key)


def _leaves(copier: Copier, tree: Any) -> list[Any]:
    """Return the values of a name tree, as many as a report needs."""
    leaves: list[Any] = []
    waiting, seen = [tree], 0
    while waiting and seen < 100:
        seen += 1
        node = copier.source.resolve(waiting.pop())
        kids, pairs = copier.source.entry(node, "Kids"), copier.source.entry(node, "Names")
        waiting += kids[:100] if isinstance(kids, list) else []
        leaves += pairs[1:200:2] if isinstance(pairs, list) else []
    return leaves


def _form(copier: Copier, catalog: dict[str, Any]) -> None:
    """Report the form, its scripts and its signatures."""
    source, log = copier.source, copier.log
    form = source.entry(catalog, "AcroForm")
    if not isinstance(form, dict):
        return
    if form.get("XFA") is not None:
        log.remove("pdf.xfa")
    fields = source.entry(form, "Fields")
    waiting, seen = list(fields) if isinstance(fields, list) else [], set[Ref]()
    while waiting and len(seen) < 20_000:
        reference = waiting.pop()
        if isinstance(reference, Ref):
            if reference in seen:
                continue
            seen.add(reference)
        field = source.resolve(reference)
        if isinstance(field, dict):
            waiting += _field(copier, field)


def _field(copier: Copier, field: dict[str, Any]) -> list[Any]:
    source, log = copier.source, copier.log
    events = source.entry(field, "AA")
    if isinstance(events, dict):
        log.remove("pdf.additional-action")
        for action in events.values():
            note_action(copier, action)
    if source.entry(field, "FT") == "Sig":
        log.remove("pdf.signature")
    elif field.get("FT") is not None:
        log.remove("pdf.acroform", action=Action.NEUTRALISED)
    kids = source.entry(field, "Kids")
    return list(kids) if isinstance(kids, list) else []


def _information(copier: Copier, catalog: dict[str, Any]) -> None:
    """Report metadata beyond what every producer writes."""
    source = copier.source
    info = source.entry(source.trailer, "Info")
    for key in info if isinstance(info, dict) else ():
        if key not in _INFO:
            copier.log.remove("pdf.metadata", key)
    _packet(copier, catalog)


def _packet(copier: Copier, holder: dict[str, Any]) -> None:
    """Report an XMP packet that declares entities."""
    stream = copier.source.entry(holder, "Metadata")
    if isinstance(stream, SourceStream):
        try:
            text = copier.source.decoded(stream, 4 << 20)
        except (ValueError, LexError):
            text = b"<!DOCTYPE"
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            copier.log.remove("pdf.metadata", "XMP")


def _file(copier: Copier, data: bytes) -> None:
    """Report what the bytes around the objects hide."""
    log = copier.log
    start = data.find(b"%PDF-")
    if start > 0 and data[:start].strip():
        log.remove("pdf.header-offset")
    end = data.rfind(b"%%EOF")
    if end >= 0 and len(data[end + 5 :].strip(b"\0\r\n\t ")) > 0:
        log.remove("pdf.trailing-data")
    bare = _STREAM.sub(b"", data)
    linearised = b"/Linearized" in data[start : start + 2048]
    numbers = _DEFINED.findall(bare)
    if bare.count(b"startxref") > (2 if linearised else 1) or len(set(numbers)) < len(numbers):
        log.remove("pdf.incremental")
    if _HIDDEN_NAME.search(bare):
        log.remove("pdf.hex-name", action=Action.CONVERTED)
    if b"/XRefStm" in bare:
        log.remove("pdf.hybrid-xref", action=Action.CONVERTED)
    compressed = b"/ObjStm" in bare
    if not compressed:
        _unreferenced(copier, bare)
    elif any(action == Action.REMOVED for _, _, action in log.removals):
        log.remove("pdf.object-stream", action=Action.CONVERTED)
    _duplicates(copier, bare)


def _unreferenced(copier: Copier, bare: bytes) -> None:
    if b"/Linearized" in bare[:2048]:
        return
    referred = {number for number, _ in _REFERRED.findall(bare)}
    if any(number not in referred for number, _ in _DEFINED.findall(bare)):
        copier.log.remove("pdf.unreferenced")


_KEY = re.compile(rb"/(OpenAction|AA|A|JS)(?=[\s/<\[(])")
_OPEN = re.compile(rb"<<|>>|\[|\]|" + _KEY.pattern)
_MOST_TOKENS = 200_000


def _duplicates(copier: Copier, bare: bytes) -> None:
    """Report a dictionary that gives one of the telling keys twice."""
    levels: list[set[bytes]] = []
    for count, match in enumerate(_OPEN.finditer(bare)):
        if count > _MOST_TOKENS:
            return
        found = match[0]
        if found in {b"<<", b"["}:
            levels.append({found})
        elif found in {b">>", b"]"}:
            if levels:
                levels.pop()
        elif levels and b"[" not in levels[-1]:
            if found in levels[-1]:
                copier.log.remove("pdf.duplicate-key", match[1].decode())
                return
            levels[-1].add(found)
