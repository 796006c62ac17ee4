"""Workbooks, each with one construct that must not cross, written as literal XML."""

# XML stands on its lines as it is
# fmt: off

import struct
import zlib
from collections.abc import Callable

from tests.engines.sanitize.samples import MARK, Sample
from tests.engines.sanitize.samples.packages import OFFICE, Book

M = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships/"
MAIN, SHEET = "xl/workbook.xml", "xl/worksheets/sheet1.xml"
NS = f'xmlns="{M}" xmlns:r="{OFFICE}"'


def png() -> bytes:
    """Return a picture of four pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + checksum

    rows = zlib.compress(b"\0" + b"\xff\0\0" * 2 + b"\0" + b"\0\0\xff" * 2)
    head = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


STYLES = f"""<styleSheet xmlns="{M}"><numFmts count="1"><numFmt numFmtId="164"
 formatCode="[$-411]ggge&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@\\ "/></numFmts>
<fonts count="1"><font><sz val="11"/><name val="游ゴシック"/><family val="2"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="標準" xfId="0" builtinId="0"/></cellStyles>
<dxfs count="1"><dxf><fill><patternFill><bgColor rgb="FFFFC7CE"/></patternFill></fill></dxf></dxfs></styleSheet>"""
STRINGS = f"""<sst xmlns="{M}" count="4" uniqueCount="4"><si><t>令和八年度 予算</t></si>
<si><t>費目</t><rPh sb="0" eb="2"><t>ヒモク</t></rPh><phoneticPr fontId="0"/></si>
<si><r><rPr><b/><sz val="11"/><rFont val="ＭＳ 明朝"/></rPr><t>太字</t></r><r><t xml:space="preserve"> と細字</t></r></si>
<si><t>一行目_x000D_
二行目 &lt;&amp;&gt;</t></si></sst>"""
ROWS = """<row r="1" spans="1:3"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s" ph="1"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>
<row r="2" ht="20.5" customHeight="1"><c r="A2"><v>1200000</v></c><c r="B2"><v>-3.5E-2</v></c><c r="C2" s="1"><v>46113</v></c></row>
<row r="3"><c r="A3"><f>SUM(A2:B2)</f><v>1199999.965</v></c><c r="B3" t="str"><f>IF(A3&gt;0,"黒字","赤字")</f><v>黒字</v></c>
<c r="C3" t="b"><v>1</v></c><c r="D3" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="E3" t="s"><v>3</v></c></row>
<row r="4"><c r="A4"><f t="shared" ref="A4:B4" si="0">A2*2</f><v>2400000</v></c><c r="B4"><f t="shared" si="0"/><v>-0.07</v></c>
<c r="C4"><f t="array" ref="C4">SUM(A2:B2*2)</f><v>1</v></c><c r="D4" t="inlineStr"><is><t>直接の文字</t></is></c></row>"""
AFTER = """<autoFilter ref="A1:C1"/><mergeCells count="1"><mergeCell ref="A6:C7"/></mergeCells>
<conditionalFormatting sqref="A2:B2"><cfRule type="expression" dxfId="0" priority="1"><formula>A2&lt;0</formula></cfRule></conditionalFormatting>
<dataValidations count="1"><dataValidation type="list" allowBlank="1" showErrorMessage="1" errorTitle="注意" error="一覧から選んでください。" sqref="B6"><formula1>"はい,いいえ"</formula1></dataValidation></dataValidations>
<hyperlinks><hyperlink ref="A1" r:id="rId1"/><hyperlink ref="A2" location="'二枚目 ※'!A1" display="次へ"/></hyperlinks>
<printOptions horizontalCentered="1"/><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>
<pageSetup paperSize="9" orientation="landscape"/><headerFooter><oddHeader>&amp;L&amp;"ＭＳ 明朝,標準"&amp;D</oddHeader></headerFooter>"""


def worksheet(rows: str = ROWS, after: str = AFTER, before: str = "") -> str:
    view = '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    return f"<worksheet {NS}>{before}{view}<sheetData>{rows}</sheetData>{after}</worksheet>"


def book(rows: str = ROWS, after: str = AFTER) -> Book:
    """Return an ordinary workbook of two sheets."""
    new = Book()
    new.relate("", "rId1", "officeDocument", MAIN)
    new.part(
        MAIN,
        TYPE + "sheet.main+xml",
        f'<workbook {NS}><workbookPr/><bookViews><workbookView activeTab="0"/></bookViews>'
        '<sheets><sheet name="予算" sheetId="1" r:id="rId1"/>'
        '<sheet name="二枚目 ※" sheetId="2" r:id="rId2"/></sheets><definedNames>'
        '<definedName name="_xlnm.Print_Area" localSheetId="0">予算!$A$1:$C$7</definedName>'
        "<definedName name=\"税率\">'二枚目 ※'!$A$1</definedName></definedNames>"
        '<calcPr calcId="191029"/></workbook>',
    )
    new.relate(MAIN, "rId1", "worksheet", "worksheets/sheet1.xml")
    new.relate(MAIN, "rId2", "worksheet", "worksheets/sheet2.xml")
    new.relate(MAIN, "rId3", "styles", "styles.xml")
    new.relate(MAIN, "rId4", "sharedStrings", "sharedStrings.xml")
    new.part(SHEET, TYPE + "worksheet+xml", worksheet(rows, after))
    if "rId1" in after:
        new.relate(SHEET, "rId1", "hyperlink", "https://www.example.lg.jp/", external=True)
    second = '<row r="1"><c r="A1"><v>0.1</v></c><c r="B1"><f>予算!A2*税率</f><v>120000</v></c></row>'
    new.part("xl/worksheets/sheet2.xml", TYPE + "worksheet+xml", worksheet(second, ""))
    new.part("xl/styles.xml", TYPE + "styles+xml", STYLES)
    new.part("xl/sharedStrings.xml", TYPE + "sharedStrings+xml", STRINGS)
    return new


def benign() -> bytes:
    return book().bytes()


def drawn(new: Book, anchors: str, relations: tuple[tuple[str, str, str], ...] = ()) -> Book:
    """Put a drawing on the first sheet."""
    new.edit(SHEET, "</worksheet>", '<drawing r:id="rId9"/></worksheet>')
    new.relate(SHEET, "rId9", "drawing", "../drawings/drawing1.xml")
    new.part("xl/drawings/drawing1.xml", "application/vnd.openxmlformats-officedocument.drawing+xml", f'<xdr:wsDr xmlns:xdr="{XDR}" xmlns:a="{A}" xmlns:r="{OFFICE}" xmlns:c="{C}">{anchors}</xdr:wsDr>')
    for id_, kind, target in relations:
        new.relate("xl/drawings/drawing1.xml", id_, kind, target, external="://" in target)
    return new


def anchor(inner: str) -> str:
    place = "<xdr:{0}><xdr:col>{1}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{1}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:{0}>"
    corners = place.format("from", 1) + place.format("to", 4)
    return f"<xdr:twoCellAnchor>{corners}{inner}<xdr:clientData/></xdr:twoCellAnchor>"


def shape(attributes: str = 'macro="" textlink=""', link: str = "") -> str:
    return anchor(
        f'<xdr:sp {attributes}><xdr:nvSpPr><xdr:cNvPr id="2" name="図形 1">{link}</xdr:cNvPr><xdr:cNvSpPr/></xdr:nvSpPr>'
        '<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="100" cy="100"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>'
        "<xdr:txBody><a:bodyPr/><a:p><a:r><a:t>図の文字</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
    )


def photo(attributes: str = 'r:embed="rId1"', inner: str = "") -> str:
    return anchor(f'<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="3" name="図 2"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip {attributes}>{inner}</a:blip><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic>')


def illustrated() -> Book:
    """Return a workbook with a shape and a picture."""
    new = drawn(book(), shape() + photo(), (("rId1", "image", "../media/image1.png"),))
    new.part("xl/media/image1.png", "", png())
    return new


def charted(formula: str = "予算!$A$2:$B$2", more: str = "") -> Book:
    frame = anchor(f'<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="4" name="グラフ"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData uri="{C}"><c:chart r:id="rId1"/></a:graphicData></a:graphic></xdr:graphicFrame>')
    new = drawn(book(), frame, (("rId1", "chart", "../charts/chart1.xml"),))
    new.part(
        "xl/charts/chart1.xml",
        "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
        f'<c:chartSpace xmlns:c="{C}" xmlns:a="{A}" xmlns:r="{OFFICE}"><c:chart><c:plotArea><c:layout/><c:barChart><c:barDir val="col"/>'
        f'<c:ser><c:idx val="0"/><c:order val="0"/><c:val><c:numRef><c:f>{formula}</c:f><c:numCache><c:formatCode>General</c:formatCode>'
        '<c:ptCount val="1"/><c:pt idx="0"><c:v>5</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        '<c:catAx><c:axId val="1"/><c:scaling/><c:delete val="0"/><c:axPos val="b"/><c:crossAx val="2"/></c:catAx>'
        '<c:valAx><c:axId val="2"/><c:scaling/><c:delete val="0"/><c:axPos val="l"/><c:crossAx val="1"/></c:valAx>'
        f"</c:plotArea></c:chart>{more}</c:chartSpace>",
    )
    return new


def tabled(inner: str = "", attributes: str = "") -> Book:
    """Return a workbook with a table on the first sheet."""
    new = book(after='<tableParts count="1"><tablePart r:id="rId5"/></tableParts>')
    new.relate(SHEET, "rId5", "table", "../tables/table1.xml")
    new.part(
        "xl/tables/table1.xml",
        TYPE + "table+xml",
        f'<table xmlns="{M}" id="1" name="表1" displayName="表1" ref="A1:C3"{attributes}><autoFilter ref="A1:C3"/><tableColumns count="3">'
        f'<tableColumn id="1" name="令和八年度 予算">{inner}</tableColumn><tableColumn id="2" name="費目"/><tableColumn id="3" name="太字 と細字"/></tableColumns>'
        '<tableStyleInfo name="TableStyleMedium2" showRowStripes="1"/></table>',
    )
    return new


VML = '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shape type="#_x0000_t202" style="visibility:hidden"><x:ClientData ObjectType="{}"><x:Row>0</x:Row><x:Column>0</x:Column>{}</x:ClientData></v:shape></xml>'


def commented(kind: str = "Note", more: str = "") -> Book:
    """Return a workbook with a comment in A1."""
    new = book(after='<legacyDrawing r:id="rId6"/>')
    new.relate(SHEET, "rId6", "vmlDrawing", "../drawings/vmlDrawing1.vml")
    new.relate(SHEET, "rId7", "comments", "../comments1.xml")
    new.part("xl/drawings/vmlDrawing1.vml", "application/vnd.openxmlformats-officedocument.vmlDrawing", VML.format(kind, more))
    new.part("xl/comments1.xml", TYPE + "comments+xml", f'<comments xmlns="{M}"><authors><author>財政係</author></authors><commentList><comment ref="A1" authorId="0" shapeId="0"><text><r><t>確認してください。</t></r></text></comment></commentList></comments>')
    return new


def _named(text: str, attributes: str) -> Callable[[], bytes]:
    def make() -> bytes:
        new = book()
        new.edit(MAIN, "</definedNames>", f"<definedName {attributes}>{text}</definedName></definedNames>")
        return new.bytes()

    return make


def _celled(formula: str, more: str = "") -> Callable[[], bytes]:
    row = f'<row r="9"><c r="A9"><f{more}>{formula}</f><v>7</v></c></row>'
    return lambda: book(ROWS + row).bytes()


def _linked(part: str, kind: str, target: str, body: str = "", *, external: bool = False, type_: str = "") -> Callable[[], bytes]:
    """Return a maker of a book one of whose parts has one relationship more."""

    def make() -> bytes:
        new = book()
        new.relate(part, "rId77", kind, target, external=external)
        if not external:
            folder = part.rpartition("/")[0]
            name = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")
            new.part(name, type_ or "application/xml", body or f"<x>{MARK}</x>")
        return new.bytes()

    return make


def _sheeted(kind: str, folder: str, type_: str, relation: str = "") -> Callable[[], bytes]:
    def make() -> bytes:
        new = book()
        new.edit(MAIN, "</sheets>", '<sheet name="Macro1" sheetId="9" r:id="rId9"/></sheets>')
        new.relate(MAIN, "rId9", relation or kind, f"{folder}/sheet1.xml")
        cell = f'<row r="1"><c r="A1"><f>EXEC("{MARK}")</f></c></row>'
        new.part(f"xl/{folder}/sheet1.xml", type_, f"<{kind} {NS}><sheetData>{cell}</sheetData></{kind}>")
        new.edit(MAIN, "</definedNames>", '<definedName name="飛び先">Macro1!$A$1</definedName></definedNames>')
        return new.bytes()

    return make


def _after(xml: str, *relations: tuple[str, str, str, bool]) -> Callable[[], bytes]:
    def make() -> bytes:
        new = book()
        new.edit(SHEET, "</worksheet>", xml + "</worksheet>")
        for id_, kind, target, external in relations:
            new.relate(SHEET, id_, kind, target, external=external)
            if not external:
                new.part(target.replace("..", "xl"), "application/octet-stream", f"<x>{MARK}</x>")
        return new.bytes()

    return make


def _workbook(xml: str, where: str = "<calcPr", *relations: tuple[str, str, str, str]) -> Callable[[], bytes]:
    def make() -> bytes:
        new = book()
        new.edit(MAIN, where, xml + where)
        for id_, kind, target, body in relations:
            new.relate(MAIN, id_, kind, target)
            new.part(f"xl/{target}", TYPE + "externalLink+xml", body)
        return new.bytes()

    return make


def _main(type_: str) -> Callable[[], bytes]:
    def make() -> bytes:
        new = book()
        new.parts[MAIN] = (type_, new.parts[MAIN][1])
        return new.bytes()

    return make


def _drawing(anchors: str, *relations: tuple[str, str, str]) -> Callable[[], bytes]:
    return lambda: drawn(book(), anchors, relations).bytes()


def _pictured(attributes: str, inner: str, *relations: tuple[str, str, str]) -> Callable[[], bytes]:
    def make() -> bytes:
        new = drawn(book(), photo(attributes, inner), relations)
        for _, kind, target in relations:
            if kind == "image" and "://" not in target:
                body = png() if target.endswith("png") else b"\xd7\xcd\xc6\x9a" + MARK.encode()
                new.part(target.replace("..", "xl"), "image/x-wmf", body)
        return new.bytes()

    return make


def _strict() -> bytes:
    new = book()
    for name, (kind, body) in new.parts.items():
        text = body.decode().replace(M, "http://purl.oclc.org/ooxml/spreadsheetml/main")
        text = text.replace(OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships")
        new.parts[name] = (kind, text.encode())
    for rows in new.relations.values():
        rows[:] = [row.replace(OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships") for row in rows]
    return new.bytes()


def _root(kind: str, target: str, type_: str = "application/xml", body: str | bytes = "") -> Callable[[], bytes]:
    def make() -> bytes:
        new = book()
        new.relate("", "rId88", kind, target)
        new.part(target, type_, body or f"<x>{MARK}</x>")
        return new.bytes()

    return make


def _edited(part: str, old: str, text: str) -> Callable[[], bytes]:
    def make() -> bytes:
        new = book()
        new.edit(part, old, text)
        return new.bytes()

    return make


def merged(area: str) -> bytes:
    return book(after=f'<mergeCells><mergeCell ref="{area}"/></mergeCells>').bytes()


def rows_bomb(rows: int = 1_048_577) -> bytes:
    return book(numbered(rows), "").bytes()


def numbered(rows: int) -> str:
    """Return rows of one number each, different enough not to be a bomb of compression."""
    return "".join(f"<row><c><v>{n * 7919 % 999983}</v></c></row>" for n in range(rows))


def _orphan() -> bytes:
    new = book()
    new.part("xl/[trash]/0000.dat", "", MARK)
    return new.bytes()


def _validation(formula: str) -> Callable[[], bytes]:
    rule = f'<dataValidations count="1"><dataValidation type="custom" sqref="A1"><formula1>{formula}</formula1></dataValidation></dataValidations>'
    return lambda: book(after=rule).bytes()


def _later(formula: str) -> Callable[[], bytes]:
    rule = (
        f'<extLst><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" xmlns:x14="{X14}"><x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
        f'<x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>{formula}</xm:f></x14:formula1><xm:sqref>B3</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>'
    )
    return lambda: book(after=rule).bytes()


_XLM = "application/vnd.ms-excel."
_BOOK = f'<externalLink {NS}><externalBook r:id="rId1"><sheetNames><sheetName val="{MARK}"/></sheetNames></externalBook></externalLink>'
_DDE = f'<externalLink {NS}><ddeLink ddeService="cmd" ddeTopic="{MARK}"/></externalLink>'
_OLE = f'<externalLink {NS}><oleLink r:id="rId1" progId="{MARK}"/></externalLink>'
_REFERENCE = '<externalReferences><externalReference r:id="rId9"/></externalReferences>'
_FORMULAS = (
    ("ooxml.formula-dde", f"cmd|'/c {MARK}'!A1"),
    ("ooxml.formula-external", f"'[1]{MARK}'!$A$1"),
    ("ooxml.formula-external", f"'C:\\temp\\[{MARK}.xlsx]Sheet1'!$A$1"),
    ("ooxml.formula-web", f'WEBSERVICE("http://example.com/{MARK}")'),
    ("ooxml.formula-web", f'_xlfn.IMAGE("http://example.com/{MARK}")'),
    ("ooxml.formula-call", f'CALL("kernel32","{MARK}","J")'),
    ("ooxml.formula-call", f'REGISTER.ID("{MARK}","x")'),
    ("ooxml.formula-rtd", f'RTD("{MARK}",,"x")'),
    ("ooxml.formula-cube", f'CUBEVALUE("{MARK}","x")'),
    ("ooxml.formula-hyperlink", f'HYPERLINK("http://example.com/{MARK}","x")'),
    ("ooxml.formula-hyperlink", f'IF(A1=1,"",hyperlink ("{MARK}"))'),
    ("ooxml.formula-unknown", f'外部関数("{MARK}")'),
    ("ooxml.formula-unknown", f'_xludf.{"MARKED"}("{MARK}")'),
    ("ooxml.formula-unreadable", f"A1+\\\\server\\{MARK}"),
)
SAMPLES = (
    *(Sample(vector, f"{n}.xlsx", _celled(text), benign) for n, (vector, text) in enumerate(_FORMULAS)),
    Sample("ooxml.formula-web", "shared.xlsx", _celled(f'WEBSERVICE("{MARK}")', ' t="shared" ref="A9:A9" si="7"'), benign),
    Sample("ooxml.formula-call", "array.xlsx", _celled(f'EXEC("{MARK}")', ' t="array" ref="A9"'), benign),
    Sample("ooxml.vba", "a.xlsm", _linked(MAIN, MICROSOFT + "vbaProject", "vbaProject.bin"), benign),
    Sample("ooxml.macro-content-type", "b.xlsm", _main("application/vnd.ms-excel.sheet.macroEnabled.main+xml"), benign),
    Sample("ooxml.xlm", "c.xlsm", _sheeted("macrosheet", "macrosheets", _XLM + "macrosheet+xml", MICROSOFT + "xlMacrosheet"), benign),
    Sample("ooxml.xlm", "d.xlsm", _sheeted("worksheet", "worksheets2", _XLM + "macrosheet+xml"), benign),
    Sample("ooxml.xlm", "e.xlsm", _sheeted("macrosheet", "macrosheets", _XLM + "intlmacrosheet+xml", MICROSOFT + "xlIntlMacrosheet"), benign),
    Sample("ooxml.dialog-sheet", "f.xlsx", _sheeted("dialogsheet", "dialogsheets", TYPE + "dialogsheet+xml"), benign),
    Sample("ooxml.custom-ui", "g.xlsx", _root("http://schemas.microsoft.com/office/2006/relationships/ui/extensibility", "customUI/customUI.xml"), benign),
    Sample("ooxml.web-extension", "h.xlsx", _root("http://schemas.microsoft.com/office/2011/relationships/webextensiontaskpanes", "xl/webextensions/taskpanes.xml"), benign),
    Sample("ooxml.activex", "i.xlsx", _after('<controls><control shapeId="1" r:id="rId7" name="x"/></controls>', ("rId7", "control", "../activeX/activeX1.xml", False)), benign),
    Sample("ooxml.form-control", "j.xlsx", _after('<controls><control shapeId="1" r:id="rId7" name="x"/></controls>', ("rId7", "ctrlProp", "../ctrlProps/ctrlProp1.xml", False)), benign),
    Sample("ooxml.form-control", "k.xlsx", lambda: commented("Button", f"<x:FmlaMacro>{MARK}</x:FmlaMacro>").bytes(), lambda: commented().bytes()),
    Sample("ooxml.vml-object", "l.xlsx", lambda: commented("Note", f"<x:FmlaMacro>{MARK}</x:FmlaMacro>").bytes(), lambda: commented().bytes()),
    Sample("ooxml.macro-attribute", "m.xlsx", _drawing(shape(f'macro="[0]!{MARK}" textlink=""')), _drawing(shape())),
    Sample("ooxml.formula-external", "textlink.xlsx", _drawing(shape(f'macro="" textlink="[1]{MARK}!A1"')), _drawing(shape('macro="" textlink="予算!$A$1"'))),
    Sample("ooxml.action-link", "n.xlsx", _drawing(shape(link='<a:hlinkClick r:id="rId1" action="ppaction://program"/>'), ("rId1", "hyperlink", f"https://example.com/{MARK}")), _drawing(shape(link='<a:hlinkClick r:id="rId1"/>'), ("rId1", "hyperlink", "https://www.example.lg.jp/"))),
    Sample("ooxml.hyperlink-scheme", "o.xlsx", _after('<hyperlinks><hyperlink ref="A2" r:id="rId7"/></hyperlinks>', ("rId7", "hyperlink", f"file://server/{MARK}", True)), benign),
    Sample("ooxml.hyperlink-scheme", "p.xlsx", _after('<hyperlinks><hyperlink ref="A2" r:id="rId7"/></hyperlinks>', ("rId7", "hyperlink", f"ms-word:ofe|u|http://x/{MARK}", True)), benign),
    Sample("ooxml.external-image", "q.xlsx", _pictured('r:link="rId1"', "", ("rId1", "image", f"https://example.com/{MARK}.png")), lambda: illustrated().bytes()),
    Sample("ooxml.metafile", "r.xlsx", _pictured('r:embed="rId1"', "", ("rId1", "image", "../media/image1.wmf")), lambda: illustrated().bytes()),
    Sample(
        "ooxml.svg-blip",
        "s.xlsx",
        _pictured('r:embed="rId1"', f'<a:extLst><a:ext uri="x"><asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="rId2" x="{MARK}"/></a:ext></a:extLst>', ("rId1", "image", "../media/image1.png"), ("rId2", "image", "../media/image2.svg")),
        lambda: illustrated().bytes(),
    ),
    Sample("ooxml.ole", "t.xlsx", _after('<oleObjects><oleObject progId="Package" shapeId="1" r:id="rId7"/></oleObjects>', ("rId7", "oleObject", "../embeddings/oleObject1.bin", False)), benign),
    Sample("ooxml.package", "u.xlsx", _after('<oleObjects><oleObject progId="Word" shapeId="1" r:id="rId7"/></oleObjects>', ("rId7", "package", "../embeddings/a.docx", False)), benign),
    Sample("ooxml.ole-link", "v.xlsx", _workbook(_REFERENCE, "<definedNames", ("rId9", "externalLink", "externalLinks/externalLink1.xml", _OLE)), benign),
    Sample("ooxml.external-link", "w.xlsx", _workbook(_REFERENCE, "<definedNames", ("rId9", "externalLink", "externalLinks/externalLink1.xml", _BOOK)), benign),
    Sample("ooxml.dde-link", "x.xlsx", _workbook(_REFERENCE, "<definedNames", ("rId9", "externalLink", "externalLinks/externalLink1.xml", _DDE)), benign),
    Sample("ooxml.connection", "y.xlsx", _linked(MAIN, "connections", "connections.xml"), benign),
    Sample("ooxml.query-table", "z.xlsx", _linked(SHEET, "queryTable", "/xl/queryTables/queryTable1.xml"), benign),
    Sample("ooxml.query-table", "tableType.xlsx", lambda: tabled(attributes=' tableType="queryTable"').bytes(), lambda: tabled().bytes()),
    Sample("ooxml.pivot-cache", "aa.xlsx", _linked(MAIN, "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"), benign),
    Sample("ooxml.slicer", "ab.xlsx", _linked(MAIN, "http://schemas.microsoft.com/office/2007/relationships/slicerCache", "slicerCaches/slicerCache1.xml"), benign),
    Sample("ooxml.power-pivot", "ac.xlsx", _linked(MAIN, "http://schemas.microsoft.com/office/2011/relationships/powerPivotData", "model/item.data"), benign),
    Sample("ooxml.rich-data", "ad.xlsx", _linked(MAIN, "http://schemas.microsoft.com/office/2017/06/relationships/rdRichValue", "richData/rdrichvalue.xml"), benign),
    Sample("ooxml.python", "ae.xlsx", _linked(MAIN, "http://schemas.microsoft.com/office/2023/09/relationships/python", "python.xml"), benign),
    Sample("ooxml.xslt", "af.xlsx", _linked(MAIN, "xmlMaps", "xmlMaps.xml"), benign),
    Sample("ooxml.custom-xml", "ag.xlsx", _linked(MAIN, "customXml", "/customXml/item1.xml"), benign),
    Sample("ooxml.printer-settings", "ah.xlsx", _linked(SHEET, "printerSettings", "/xl/printerSettings/printerSettings1.bin"), benign),
    Sample("ooxml.thumbnail", "ai.xlsx", _root("http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail", "docProps/thumbnail.wmf"), benign),
    Sample("ooxml.custom-properties", "aj.xlsx", _root("custom-properties", "docProps/custom.xml"), benign),
    Sample("ooxml.signature", "ak.xlsx", _root("http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin", "_xmlsignatures/origin.sigs"), benign),
    Sample("ooxml.external-relationship", "al.xlsx", _linked(MAIN, "worksheet", f"http://example.com/{MARK}", external=True), benign),
    Sample("ooxml.escaping-target", "am.xlsx", _linked(SHEET, "image", "../../../../../" + MARK), benign),
    Sample("ooxml.orphan-part", "an.xlsx", _orphan, benign),
    Sample("ooxml.unknown-part", "ao.xlsx", _linked(MAIN, "http://example.com/strange", "strange.xml"), benign),
    Sample("ooxml.unknown-element", "ap.xlsx", _after(f"<strange>{MARK}</strange>"), benign),
    Sample("ooxml.unknown-attribute", "aq.xlsx", _edited(SHEET, "<printOptions", f'<printOptions strange="{MARK}"'), benign),
    Sample("ooxml.auto-name", "ar.xlsx", _named(f'"{MARK}"', 'name="Auto_Open"'), benign),
    Sample("ooxml.auto-name", "as.xlsx", _named(f'"{MARK}"', 'name="_xlnm.Auto_Open" hidden="1"'), benign),
    Sample("ooxml.auto-name", "at.xlsx", _named(f'"{MARK}"', 'name="ａＵＴＯ_ｃlose"'), benign),
    Sample("ooxml.defined-name", "au.xlsx", _named(f'EXEC("{MARK}")', 'name="計算"'), benign),
    Sample("ooxml.defined-name", "av.xlsx", _named(f'"{MARK}"', 'name="マクロ" function="1" xlm="1"'), benign),
    Sample("ooxml.defined-name", "aw.xlsx", _named(f"[1]Sheet1!{MARK[:7]}", 'name="外部"'), benign),
    Sample("ooxml.validation-formula", "ax.xlsx", _validation(f'WEBSERVICE("{MARK}")'), _validation("LEN(A1)&lt;9")),
    Sample("ooxml.validation-formula", "ay.xlsx", _later(f'INDIRECT("[1]{MARK}")+CALL("{MARK}")'), _later("'二枚目 ※'!$A$1:$A$3")),
    Sample("ooxml.validation-formula", "az.xlsx", lambda: book(after=f'<conditionalFormatting sqref="A1"><cfRule type="dataBar" priority="1"><dataBar><cfvo type="formula" val="RTD(&quot;{MARK}&quot;)"/><cfvo type="max"/><color rgb="FF000000"/></dataBar></cfRule></conditionalFormatting>').bytes(), benign),
    Sample("ooxml.chart-data", "ba.xlsx", lambda: charted(more=f'<c:externalData r:id="rId1"><c:autoUpdate val="{MARK}"/></c:externalData>').bytes(), lambda: charted().bytes()),
    Sample("ooxml.chart-formula", "bb.xlsx", lambda: charted(f"[1]{MARK}!$A$1").bytes(), lambda: charted().bytes()),
    Sample("ooxml.formula-web", "column.xlsx", lambda: tabled(f'<calculatedColumnFormula>WEBSERVICE("{MARK}")</calculatedColumnFormula>').bytes(), lambda: tabled("<calculatedColumnFormula>表1[[#This Row],[費目]]*2</calculatedColumnFormula>").bytes()),
    Sample("ooxml.protection", "bc.xlsx", _edited(SHEET, "<autoFilter", f'<sheetProtection sheet="1" password="{MARK[:4]}" hashValue="{MARK}"/><autoFilter'), _edited(SHEET, "<autoFilter", '<sheetProtection sheet="1" objects="1"/><autoFilter')),
    Sample("ooxml.strict-namespace", "bd.xlsx", _strict, benign),
    Sample("ooxml.hidden-sheet", "be.xlsx", _edited(MAIN, 'sheetId="2"', 'sheetId="2" state="veryHidden"'), benign),
    Sample("ooxml.merge-bomb", "bf.xlsx", lambda: merged("A1:XFD1048576"), lambda: merged("A1:XFD1"), "held"),
    Sample("ooxml.row-bomb", "bg.xlsx", rows_bomb, benign, "held"),
    Sample("text.direction", "bh.xlsx", _edited("xl/sharedStrings.xml", "令和八年度", "令和\u202e八年度"), benign),
    Sample("text.control", "bi.xlsx", _edited("xl/sharedStrings.xml", "令和八年度", "令和_x0001_八年度"), benign),
    Sample("text.direction", "bj.xlsx", _edited("xl/sharedStrings.xml", "太字", "太_x202E_字"), benign),
    Sample("xml.dtd", "bk.xlsx", _edited(SHEET, "<worksheet", "<!DOCTYPE x><worksheet"), benign, "held"),
    Sample("xml.processing-instruction", "bl.xlsx", _edited(SHEET, "<worksheet", f"<?strange {MARK}?><worksheet"), benign),
)


def everyday() -> bytes:
    """Return what Excel itself writes on an ordinary day: later editions' marks everywhere."""
    new = book()
    ac = "http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    revision = "http://schemas.microsoft.com/office/spreadsheetml"
    new.edit(MAIN, "<workbook ", f'<workbook {mc} mc:Ignorable="x15 xr" xmlns:xr="{revision}/2014/revision" ')
    new.edit(
        MAIN,
        "<workbookPr/>",
        '<fileVersion appName="xl" lastEdited="7" lowestEdited="7" rupBuild="27328"/><workbookPr defaultThemeVersion="166925"/>'
        f'<mc:AlternateContent><mc:Choice Requires="x15"><x15ac:absPath url="C:\\Users\\tanaka\\" xmlns:x15ac="{ac}"/></mc:Choice></mc:AlternateContent>'
        '<xr:revisionPtr revIDLastSave="0" documentId="8_{00000000-0000-0000-0000-000000000000}" xr6:coauthVersionLast="47"'
        f' xmlns:xr6="{revision}/2016/revision6"/>',
    )
    new.edit(MAIN, "</workbook>", f'<extLst><ext uri="{{140A7094-0E35-4892-8432-C4D2E57EDEB5}}"><x15:workbookPr chartTrackingRefBase="1" xmlns:x15="{revision}/2010/11/main"/></ext></extLst></workbook>')
    new.edit(SHEET, "<worksheet ", f'<worksheet {mc} mc:Ignorable="x14ac xr xr2 xr3" xmlns:x14ac="{revision}/2009/9/ac" xmlns:xr="{revision}/2014/revision" xmlns:xr2="{revision}/2015/revision2" xmlns:xr3="{revision}/2016/revision3" xr:uid="{{00000000-0001-0000-0000-000000000000}}" ')
    new.edit(SHEET, "<sheetData>", '<sheetFormatPr defaultRowHeight="18.75" x14ac:dyDescent="0.4"/><cols><col min="1" max="1" width="20.5" customWidth="1"/></cols><sheetData>')
    new.edit(SHEET, 'spans="1:3"', 'spans="1:3" x14ac:dyDescent="0.4"')
    new.edit(SHEET, "<autoFilter ref", '<phoneticPr fontId="1"/><autoFilter xr:uid="{00000000-0009-0000-0000-000000000000}" ref')
    new.edit(SHEET, "</headerFooter>", '</headerFooter><ignoredErrors><ignoredError sqref="A1" numberStoredAsText="1"/></ignoredErrors>')
    new.edit("xl/styles.xml", "</styleSheet>", f'<tableStyles count="0" defaultTableStyle="TableStyleMedium2" defaultPivotStyle="PivotStyleLight16"/><extLst><ext uri="{{EB79DEF2-80B8-43e5-95BD-54CBDDF9020C}}" xmlns:x14="{X14}"><x14:slicerStyles defaultSlicerStyle="SlicerStyleLight1"/></ext></extLst></styleSheet>')
    new.relate("", "rId2", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml")
    new.relate("", "rId3", "extended-properties", "docProps/app.xml")
    new.part(
        "docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml", '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>予算書</dc:title><dc:creator>田中</dc:creator></cp:coreProperties>'
    )
    new.part("docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml", '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Microsoft Excel</Application></Properties>')
    new.relate(MAIN, "rId8", "calcChain", "calcChain.xml")
    new.part("xl/calcChain.xml", TYPE + "calcChain+xml", f'<calcChain xmlns="{M}"><c r="A3" i="1"/></calcChain>')
    return new.bytes()
