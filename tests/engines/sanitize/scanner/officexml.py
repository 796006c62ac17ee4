"""Judges the XML of office documents with expat's tree: elements, fields, formulas, addresses."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

_LEADS = re.compile(rb"<!DOCTYPE|<!ENTITY|<\?(?!xml\s)|encoding=.(?!utf-8)", re.IGNORECASE)
_ELEMENTS = frozenset(
    """
    oleObject OLEObject oleObjects oleLink oleItem control controls object objectEmbed objectLink altChunk
    subDoc attachedTemplate mailMerge docVars docVar ddeLink ddeItem externalBook externalReference
    externalReferences externalData dataBinding saveThroughXslt attachedSchema FmlaMacro cmd videoFile
    audioFile wavAudioFile audioCd quickTimeFile snd sndAc embedRegular embedBold embedItalic
    embedBoldItalic embeddedFont webPublishing svgBlip contentPart model3d customXml customXmlPr
    documentProtection webextension webPublishItems connection queryTable frameset HyperlinkBase
    hlinkBase slicerList timelineRefs customSheetView legacyDrawingHF smartTag permStart fileSharing
    """.split()
)
_FIELD = re.compile(
    r"(?:^|\s|\x13)(DDEAUTO|DDE|INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|EMBED|DATABASE|RD|"
    r"MACROBUTTON|GOTOBUTTON|AUTOTEXTLIST|AUTOTEXT|FILLIN|ASK|QUOTE|CONTROL|PRINT|DOCVARIABLE|SET|"
    r"DOCPROPERTY|USERNAME|HTMLACTIVEX|ADDIN|PRIVATE|BARCODE|FORMULA)\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"HYPERLINK\s+(?:\\[a-z]\s+)*\"?([^\"\s]+)", re.IGNORECASE)
_FORMULA = re.compile(
    r"\|.*!|\[\d+\]|\[[^\]]*\.xl|\.xls|file:|https?:|\b(WEBSERVICE|IMAGE|HYPERLINK|RTD|CALL|"
    r"REGISTER(\.ID)?|EXEC|EVALUATE|GET\.\w+|CUBE\w+|SQL\.REQUEST|FILTERXML|STOCKHISTORY|PY|DDE|LAMBDA|"
    r"RUN|FOPEN|HALT|ECHO)\s*\(|_xleta\.(WEBSERVICE|CALL|RTD|HYPERLINK)|[,(]WEBSERVICE[,)]|_xludf|_xlws|_xldudf",
    re.IGNORECASE,
)
_TURNING = re.compile(
    "[A-Za-z\U000e0100-\U000e01ef][\U000e0100-\U000e01ef]|[\u200b\u200c\u2060-\u2064\u115f\u1160\u3164\uffa0\u2800\ufeff\u202a-\u202e\u2066-\u2069]|_x00(?:0[1-8BCEF]|1[0-9A-F])_|_x20(?:2[A-E]|6[6-9])_",
    re.IGNORECASE,
)
_MOST = 12 << 20
_HOLDERS = frozenset("f formula formula1 formula2 definedName oddFormula sqref".split())
_AUTO = re.compile(r"(_xlnm\.)?auto_?(open|close|activate|deactivate)", re.IGNORECASE)
_SCHEME = re.compile(
    r"\s*(javascript|vbscript|file|data|mhtml|ms-[\w-]+|search-ms|smb|its|mk|vnd\.sun\.star\.\w+|macro|"
    r"ppaction|\.uno|script):|\s*\\\\|\s*//",
    re.IGNORECASE,
)
_JUMPS = re.compile(r"ppaction://(hlinkshowjump|hlinksldjump|noaction)", re.IGNORECASE)
_ADDRESSES = frozenset("href Target src link action r:link data file url base name-url".split())
_OPEN = frozenset(
    """
    script event-listener dde-source dde-connection dde-connection-decl dde-connection-decls dde-link
    database-source-sql database-source-table database-source-query section-source plugin applet
    floating-frame object object-ole param connection-data-source table-source cell-range-source
    form formatted-text listbox combobox button generic-control text-area password file
    font-face-src font-face-uri config-item config-item-set shape-filter
    """.split()
)
_INNER = re.compile(r"#|Pictures/|\.\./?$|https?://|mailto:", re.IGNORECASE)


def _tree(body: bytes) -> ET.Element | None:
    if len(body) > _MOST or b"<!DOCTYPE" in body:
        return None
    try:
        return ET.fromstring(body)
    except (ET.ParseError, ValueError, LookupError):
        return None


def part(body: bytes) -> Iterator[str]:
    """Give the live constructs of one OOXML part."""
    yield from (f"lead {match[0][:12]!r}" for match in _LEADS.finditer(body))
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield "UTF-16"
    root = _tree(body)
    if root is None:
        yield "XML that is unreadable or too large to judge"
        return
    codes = []
    for element in root.iter():
        name = _local(element.tag)
        if name in _ELEMENTS:
            yield f"element {name}"
        if name in {"instrText", "delInstrText"}:
            codes.append(element.text or "")
        elif name == "fldChar":
            codes.append("\x13" if _attribute(element, "fldCharType") == "begin" else "\x14")
        elif name == "fldSimple":
            codes.append("\x13" + (_attribute(element, "instr") or "") + "\x14")
        elif name in _HOLDERS and _FORMULA.search(element.text or ""):
            yield f"formula {(element.text or '')[:40]!r}"
        yield from _words(element, name)
        yield from _attributes(element, name)
    yield from _fields("".join(codes))


def _words(element: ET.Element, name: str) -> Iterator[str]:
    if name == "definedName" and _AUTO.search(element.get("name", "")):
        yield "automatic name"
    words = (element.text or "", element.tail or "", *element.attrib.values())
    if _TURNING.search(" ".join(words)):
        yield "direction or control character"


def _fields(code: str) -> Iterator[str]:
    yield from (f"field {match[1].upper()}" for match in _FIELD.finditer(code))
    for match in _LINK.finditer(code):
        if _SCHEME.match(match[1]):
            yield f"field HYPERLINK {match[1][:30]!r}"


def _attributes(element: ET.Element, name: str) -> Iterator[str]:
    for key, value in element.attrib.items():
        local = _local(key)
        if local in {"macro", "onAction", "onLoad", "fmlaMacro"} and value:
            yield f"attribute {local} of {name}"
        elif local == "action" and name.startswith("hlink") and value and not _JUMPS.match(value):
            yield f"action {value[:40]!r}"
        elif local in _ADDRESSES and _SCHEME.match(value) and not _JUMPS.match(value):
            yield f"address {value[:40]!r}"
        elif local == "link" and key.startswith("{http") and "relationships" in key:
            yield "linked picture"
        elif local == "textlink" and _FORMULA.search(value):
            yield "linked text"


def open_document(body: bytes) -> Iterator[str]:
    """Give the live constructs of one ODF part."""
    yield from (f"lead {match[0][:12]!r}" for match in _LEADS.finditer(body))
    root = _tree(body)
    if root is None:
        yield "XML that is unreadable or too large to judge"
        return
    for element in root.iter():
        name = _local(element.tag)
        if name in _OPEN:
            yield f"element {name}"
        for key, value in element.attrib.items():
            local = _local(key)
            if local == "href" and not _INNER.match(value):
                yield f"address {value[:40]!r}"
            elif local == "formula" and _FORMULA.search(value):
                yield f"formula {value[:40]!r}"
            elif local in {"macro-name", "event-name"}:
                yield f"attribute {local}"


def _local(name: object) -> str:
    return str(name).rpartition("}")[2]


def _attribute(element: ET.Element, local: str) -> str | None:
    return next((v for k, v in element.attrib.items() if _local(k) == local), None)
