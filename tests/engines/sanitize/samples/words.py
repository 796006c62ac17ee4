"""Word documents, each with one construct that must not cross, written as literal XML."""

import struct
from collections.abc import Callable

from tests.engines.sanitize.samples import MARK, Sample, images
from tests.engines.sanitize.samples.packages import OFFICE, Book

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
V, OFF = "urn:schemas-microsoft-com:vml", "urn:schemas-microsoft-com:office:office"
NS = f'xmlns:w="{W}" xmlns:r="{OFFICE}" xmlns:v="{V}" xmlns:o="{OFF}" xmlns:a="{A}" xmlns:wp="{WP}" xmlns:pic="{PIC}" xmlns:mc="{MC}" xmlns:wps="{WPS}" xmlns:c="{C}" xmlns:x="urn:schemas-microsoft-com:office:excel"'
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
DRAWING = "application/vnd.openxmlformats-officedocument.drawingml."
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
MICROSOFT = "http://schemas.microsoft.com/office/"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships/"
MAIN, SETTINGS = "word/document.xml", "word/settings.xml"
SHOWN = "<w:r><w:t>表示された文</w:t></w:r>"
EXTENT = '<wp:extent cx="952500" cy="476250"/>'


def paragraph(inside: str) -> str:
    return f"<w:p>{inside}</w:p>"


def document(
    body: str = "", settings: str = "", head: str = "", kind: str = TYPE + "document.main+xml"
) -> Book:
    """Return an ordinary document of one paragraph, with `body` after it."""
    new = Book()
    new.relate("", "rId1", "officeDocument", MAIN)
    text = paragraph("<w:r><w:t>会議の御案内</w:t></w:r>")
    end = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    new.part(MAIN, kind, f"{head}<w:document {NS}><w:body>{text}{body}{end}</w:body></w:document>")
    new.relate(MAIN, "rId1", "settings", "settings.xml")
    zoom = '<w:zoom w:percent="100"/>'
    new.part(SETTINGS, TYPE + "settings+xml", f"<w:settings {NS}>{zoom}{settings}</w:settings>")
    return new


def plain() -> bytes:
    return document().bytes()


def with_part(
    kind: str,
    name: str,
    content_type: str,
    body: str | bytes,
    *,
    inside: str = "",
    settings: str = "",
    part: str = MAIN,
    main: str = TYPE + "document.main+xml",
) -> bytes:
    """Return a document with one more part that `part` points to by a relationship rId9."""
    new = document(inside, settings, kind=main)
    new.part(name, content_type, body)
    new.relate(part, "rId9", kind, "/" + name)
    return new.bytes()


def outside(
    kind: str, target: str, inside: str = "", settings: str = "", part: str = MAIN
) -> bytes:
    """Return a document with an external relationship rId9 of `part`."""
    new = document(inside, settings)
    new.relate(part, "rId9", kind, target, external=True)
    return new.bytes()


def drawing(graphic: str, uri: str = PIC, docpr: str = "") -> str:
    return (
        f'<w:r><w:drawing><wp:inline>{EXTENT}<wp:docPr id="1" name="図 1">{docpr}</wp:docPr>'
        f'<a:graphic><a:graphicData uri="{uri}">{graphic}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )


def pictured(blip: str = '<a:blip r:embed="rId8"/>', docpr: str = "") -> str:
    return paragraph(
        drawing(
            '<pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="図 1"/><pic:cNvPicPr/></pic:nvPicPr>'
            f"<pic:blipFill>{blip}<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
            '<pic:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>',
            docpr=docpr,
        )
    )


def picture(inside: str | None = None, more: Callable[[Book], None] | None = None) -> bytes:
    """Return a document with a picture, the relationship rId8."""
    new = document(pictured() if inside is None else inside)
    new.part("word/media/image1.png", "", images.png())
    new.relate(MAIN, "rId8", "image", "media/image1.png")
    if more:
        more(new)
    return new.bytes()


def complex_field(*codes: str, result: str = SHOWN) -> str:
    pieces = "".join(
        f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>' for code in codes
    )
    return f"{mark('begin')}{pieces}{mark('separate')}{result}{mark('end')}"


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def simple(code: str) -> bytes:
    return document(paragraph(f'<w:fldSimple w:instr="{code}">{SHOWN}</w:fldSimple>')).bytes()


def split(*codes: str) -> bytes:
    return document(paragraph(complex_field(*codes))).bytes()


def fielded() -> bytes:
    simple_one = f'<w:fldSimple w:instr=" PAGE  \\* MERGEFORMAT ">{SHOWN}</w:fldSimple>'
    link = complex_field(' HYPERLINK "https://www.city.example.jp/a" \\o "案内" ')
    nested = complex_field(
        " TOC \\o &quot;1-3&quot; \\h \\z \\u ", result=link + complex_field(" PAGEREF _Toc1 \\h ")
    )
    dated = complex_field(' TIME \\@ "ggge年M月d日" ')
    return document(paragraph(simple_one + nested + dated)).bytes()


def nested_field() -> bytes:
    """A forbidden word put together by a field within the code of another."""
    inner = complex_field(" SEQ x ", result=f"<w:r><w:t>DDEAUTO {MARK}</w:t></w:r>")
    return document(
        paragraph(
            f"{mark('begin')}{inner}<w:r><w:instrText> x </w:instrText></w:r>{mark('separate')}{SHOWN}{mark('end')}"
        )
    ).bytes()


def unended_field() -> bytes:
    code = f"<w:r><w:instrText> DDEAUTO {MARK} </w:instrText></w:r>"
    return document(paragraph(mark("begin") + code) + paragraph(SHOWN)).bytes()


def field_across() -> bytes:
    """A field whose code lies in two paragraphs."""
    first = paragraph(mark("begin") + "<w:r><w:instrText> DDE</w:instrText></w:r>")
    return document(
        first
        + paragraph(
            f"<w:r><w:instrText>AUTO {MARK}</w:instrText></w:r>{mark('separate')}{SHOWN}{mark('end')}"
        )
    ).bytes()


def linked(target: str = "https://www.city.example.jp/") -> bytes:
    inside = paragraph(f'<w:hyperlink r:id="rId9">{SHOWN}</w:hyperlink>')
    return outside("hyperlink", target, inside)


def ole(object_: str, kind: str, name: str, body: bytes, *, target: str = "") -> bytes:
    shape = '<v:shape id="s1" style="width:50pt;height:25pt"><v:imagedata r:id="rId8"/></v:shape>'

    def more(new: Book) -> None:
        if target:
            new.relate(MAIN, "rId9", kind, target, external=True)
        else:
            new.part(name, "application/vnd.openxmlformats-officedocument.oleObject", body)
            new.relate(MAIN, "rId9", kind, "/" + name)

    return picture(paragraph(f"<w:r><w:object>{shape}{object_}</w:object></w:r>"), more)


def old_picture(more: str = "", attributes: str = "") -> bytes:
    shape = f'<v:shape id="s1" style="width:50pt;height:25pt" {attributes}><v:imagedata r:id="rId8"/>{more}</v:shape>'
    return picture(paragraph(f"<w:r><w:pict>{shape}</w:pict></w:r>"))


def ole_object(type_: str = "Embed", program: str = "Package") -> str:
    return f'<o:OLEObject Type="{type_}" ProgID="{program}" ShapeID="s1" DrawAspect="Content" ObjectID="_1" r:id="rId9"/>'


def chunk(name: str, content_type: str, body: str | bytes) -> bytes:
    return with_part("aFChunk", name, content_type, body, inside='<w:altChunk r:id="rId9"/>')


CHART = f"""<c:chartSpace xmlns:c="{C}" xmlns:a="{A}" xmlns:r="{OFFICE}"><c:chart><c:plotArea><c:layout/><c:barChart><c:barDir val="col"/>
<c:grouping val="clustered"/><c:ser><c:idx val="0"/><c:order val="0"/><c:val><c:numRef><c:f>FORMULA</c:f><c:numCache><c:formatCode>General</c:formatCode>
<c:ptCount val="1"/><c:pt idx="0"><c:v>42</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser><c:axId val="1"/><c:axId val="2"/></c:barChart>
<c:catAx><c:axId val="1"/><c:scaling/><c:delete val="0"/><c:axPos val="b"/><c:crossAx val="2"/></c:catAx>
<c:valAx><c:axId val="2"/><c:scaling/><c:delete val="0"/><c:axPos val="l"/><c:crossAx val="1"/></c:valAx></c:plotArea></c:chart>MORE</c:chartSpace>"""


def charted(formula: str = "Sheet1!$B$2", more: str = "", book: str = "") -> bytes:
    new = document(paragraph(drawing('<c:chart r:id="rId9"/>', C)))
    new.part(
        "word/charts/chart1.xml",
        DRAWING + "chart+xml",
        CHART.replace("FORMULA", formula).replace("MORE", more),
    )
    new.relate(MAIN, "rId9", "chart", "charts/chart1.xml")
    if book:
        new.part(book, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", MARK)
        new.relate("word/charts/chart1.xml", "rId1", "package", "/" + book)
    return new.bytes()


def alternatives(choice: str, fallback: str, requires: str = "wps") -> bytes:
    old = f"<mc:Fallback>{fallback}</mc:Fallback>" if fallback else ""
    inside = f'<mc:AlternateContent><mc:Choice Requires="{requires}">{choice}</mc:Choice>{old}</mc:AlternateContent>'
    return document(paragraph(f"<w:r>{inside}</w:r>")).bytes()


def boxed(text: str) -> str:
    shape = (
        '<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="9" cy="9"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx><w:txbxContent>'
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>"
    )
    return drawing(shape, WPS).removeprefix("<w:r>").removesuffix("</w:r>")


def text_box() -> bytes:
    old = f'<w:pict><v:shape id="s1"><v:textbox><w:txbxContent>{paragraph(SHOWN)}</w:txbxContent></v:textbox></v:shape></w:pict>'
    return alternatives(boxed("枠の中"), old)


def emf() -> bytes:
    """A metafile of one rectangle, with a comment that carries the mark."""
    comment = MARK.encode().ljust(16)
    records = struct.pack("<IIiiii", 43, 24, 5, 5, 90, 45)
    records += struct.pack("<III", 70, 12 + len(comment), len(comment)) + comment
    records += struct.pack("<IIIII", 14, 20, 0, 16, 20)
    head = struct.pack("<II8i", 1, 108, 0, 0, 99, 49, 0, 0, 2646, 1323) + b" EMF"
    head += struct.pack(
        "<IIIHHIIIiiiiIII",
        0x10000,
        108 + len(records),
        4,
        1,
        0,
        0,
        0,
        0,
        1024,
        768,
        320,
        240,
        0,
        0,
        0,
    )
    return head + records


def metafile() -> bytes:
    new = document(pictured())
    new.part("word/media/image1.emf", "image/x-emf", emf())
    new.relate(MAIN, "rId8", "image", "media/image1.emf")
    return new.bytes()


def strict() -> bytes:
    new = document()
    for name, (kind, body) in list(new.parts.items()):
        new.parts[name] = (
            kind,
            body.replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main"),
        )
    return new.bytes()


def also(name: str, body: bytes | str = MARK, kind: str = "") -> bytes:
    """Return a document with a part nothing points to."""
    new = document()
    new.part(name, kind, body)
    return new.bytes()


def commented() -> bytes:
    marks = (
        '<w:commentRangeStart w:id="0"/>'
        + SHOWN
        + '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
    )
    comment = f'<w:comments {NS}><w:comment w:id="0" w:author="山田" w:initials="山">{paragraph(f"<w:r><w:t>{MARK}</w:t></w:r>")}</w:comment></w:comments>'
    return with_part(
        "comments", "word/comments.xml", TYPE + "comments+xml", comment, inside=paragraph(marks)
    )


def bomb(size: int = 40 << 20) -> bytes:
    new = document()
    kind, body = new.parts[MAIN]
    new.parts[MAIN] = (kind, body.replace("会議".encode(), b"A" * size))
    return new.bytes()


def merged(
    settings: str, kind: str = "attachedTemplate", target: str = f"http://x.example/{MARK}"
) -> bytes:
    return outside(kind, target, settings=settings, part=SETTINGS)


def declared(declaration: str) -> bytes:
    new = document(paragraph("<w:r><w:t>&a;</w:t></w:r>"), head=declaration)
    return new.bytes()


def encoded(encoding: str) -> bytes:
    new = document()
    kind, body = new.parts[MAIN]
    new.parts[MAIN] = (kind, body.replace(b'encoding="UTF-8"', f'encoding="{encoding}"'.encode()))
    return new.bytes()


def flagged(bit: int) -> bytes:
    """Return a document with a flag bit set in every header of its ZIP."""
    data = bytearray(plain())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= bit
            at = data.find(signature, at + 4)
    return bytes(data)


def properties(name: str, kind: str, body: str, type_: str) -> bytes:
    return with_part(kind, name, type_, body, part="")


CUSTOM = f'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"><property pid="2" name="{MARK}"/></Properties>'
APP = '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Microsoft Office Word</Application>{}</Properties>'
APP_TYPE = "application/vnd.openxmlformats-officedocument.extended-properties+xml"


def app(inside: str = "") -> bytes:
    return properties("docProps/app.xml", "extended-properties", APP.format(inside), APP_TYPE)


def core(inside: str = "") -> bytes:
    dc, cp = (
        "http://purl.org/dc/elements/1.1/",
        PACKAGE.replace("relationships", "metadata/core-properties"),
    )
    body = f'<cp:coreProperties xmlns:cp="{cp[:-1]}" xmlns:dc="{dc}"><dc:title>案内</dc:title><dc:creator>山田</dc:creator>{inside}</cp:coreProperties>'
    kind = PACKAGE + "metadata/core-properties"
    return properties(
        "docProps/core.xml",
        kind,
        body,
        "application/vnd.openxmlformats-package.core-properties+xml",
    )


def svg_picture() -> bytes:
    svg = '<a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}"><asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="rId9"/></a:ext>'

    def more(new: Book) -> None:
        new.part("word/media/image2.svg", "image/svg+xml", f"<svg>{MARK}</svg>")
        new.relate(MAIN, "rId9", "image", "media/image2.svg")

    return picture(pictured(f'<a:blip r:embed="rId8"><a:extLst>{svg}</a:extLst></a:blip>'), more)


def model() -> bytes:
    return with_part(
        "http://schemas.microsoft.com/office/2017/06/relationships/model3d",
        "word/media/model3d1.glb",
        "model/gltf.binary",
        MARK,
    )


def ink() -> bytes:
    return with_part(
        "customXml",
        "word/ink/ink1.xml",
        "application/inkml+xml",
        f"<ink>{MARK}</ink>",
        inside='<w:p><w:r><w:contentPart r:id="rId9"/></w:r></w:p>',
    )


def bound(binding: str = "") -> bytes:
    return document(
        f'<w:sdt><w:sdtPr><w:alias w:val="件名"/>{binding}<w:text/></w:sdtPr><w:sdtContent>{paragraph(SHOWN)}</w:sdtContent></w:sdt>'
    ).bytes()


def framed() -> bytes:
    new = document()
    new.part(
        "word/webSettings.xml",
        TYPE + "webSettings+xml",
        f'<w:webSettings {NS}><w:frameset><w:frame><w:sourceFileName r:id="rId1"/></w:frame></w:frameset></w:webSettings>',
    )
    new.relate(MAIN, "rId9", "webSettings", "webSettings.xml")
    new.relate("word/webSettings.xml", "rId1", "frame", f"http://x.example/{MARK}", external=True)
    return new.bytes()


def web_settings() -> bytes:
    return with_part(
        "webSettings",
        "word/webSettings.xml",
        TYPE + "webSettings+xml",
        f"<w:webSettings {NS}><w:optimizeForBrowser/></w:webSettings>",
    )


def _s(
    vector: str,
    make: Callable[[], bytes],
    twin: Callable[[], bytes] = plain,
    expected: str = "delivered",
    name: str = "a.docx",
) -> Sample:
    return Sample(vector, name, make, twin, expected)


_CLICK = '<a:hlinkClick r:id="rId9" action="ppaction://program"/>'
_FFDATA = (
    '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="a"/>{}<w:textInput/></w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMTEXT </w:instrText></w:r>'
    + mark("separate")
    + SHOWN
    + mark("end")
)


def form(macro: str = "") -> bytes:
    return document(paragraph(_FFDATA.format(macro))).bytes()


FIELDS = (
    ("dde", f' DDEAUTO c:\\\\windows\\\\cmd.exe "/k {MARK}" ', f" DDE Excel {MARK} "),
    (
        "include",
        f' INCLUDEPICTURE "http://x.example/{MARK}" \\d ',
        f" INCLUDETEXT \\\\x\\{MARK} ",
        f" IMPORT {MARK} ",
        f" RD {MARK} ",
    ),
    ("link", f" LINK Excel.Sheet.8 {MARK} A1 \\a ", f" EMBED Package {MARK} ", f" CONTROL {MARK} "),
    ("database", f" DATABASE \\c {MARK} ", f" MERGEFIELD {MARK} "),
    ("macro", f" MACROBUTTON {MARK} 押す ", f" GOTOBUTTON {MARK} x "),
    ("autotext", f" AUTOTEXT {MARK} ", f" AUTOTEXTLIST {MARK} "),
    ("prompt", f" FILLIN {MARK} ", f" ASK a {MARK} "),
    ("quote", f" QUOTE 68 68 69 {MARK} "),
    (
        "hyperlink",
        f' HYPERLINK "javascript:{MARK}" ',
        f' HYPERLINK "file://x/{MARK}" ',
        f' HYPERLINK "ms-msdt:/{MARK}" ',
        f' HYPERLINK "\\\\x\\{MARK}" ',
        f' HYPERLINK \\l "a" \\t "x" "search-ms:{MARK}" ',
    ),
    (
        "unknown",
        f" USERNAME {MARK} ",
        f" = {MARK} ",
        f" PRINT {MARK} ",
        f" BARCODE {MARK} ",
        f" IF 1 = 1 {MARK} ",
    ),
)


def _escaped(code: str) -> str:
    return code.replace("&", "&amp;").replace('"', "&quot;")


def _halves(code: str) -> list[str]:
    """Cut a code into pieces that are harmless one by one."""
    return [_escaped(code[:4]), _escaped(code[4:9]), _escaped(code[9:])]


def _fields() -> list[Sample]:
    found = []
    for kind, *codes in FIELDS:
        for code in codes:
            found.append(
                _s(f"ooxml.field-{kind}", lambda code=code: simple(_escaped(code)), fielded)
            )
            found.append(
                _s(f"ooxml.field-{kind}", lambda code=code: split(*_halves(code)), fielded)
            )
    return found


SCHEMES = (
    "javascript:",
    "file:///c:/",
    "\\\\x.example\\",
    "ms-msdt:/",
    "search-ms:",
    "data:text/html,",
    "vbscript:",
    "mhtml:http://x.example/",
    "ms-word:ofe|u|http://x.example/",
    "FILE:",
    " javascript:",
)
_XML = "application/xml"
_BIN = "application/vnd.ms-office.vbaProject"
SAMPLES = (
    _s(
        "ooxml.vba",
        lambda: with_part(
            f"{MICROSOFT}2006/relationships/vbaProject",
            "word/vbaProject.bin",
            _BIN,
            MARK.encode(),
            main=MACRO,
        ),
        name="a.docm",
    ),
    _s(
        "ooxml.vba-data",
        lambda: with_part(
            f"{MICROSOFT}2006/relationships/wordVbaData",
            "word/vbaData.xml",
            "application/vnd.ms-word.vbaData+xml",
            f"<x>{MARK}</x>",
        ),
        name="a.docm",
    ),
    _s("ooxml.macro-content-type", lambda: document(kind=MACRO).bytes(), name="a.docm"),
    _s(
        "ooxml.macro-content-type",
        lambda: document(
            kind="application/vnd.ms-word.template.macroEnabledTemplate.main+xml"
        ).bytes(),
        name="a.dotm",
    ),
    _s(
        "ooxml.custom-ui",
        lambda: with_part(
            f"{MICROSOFT}2006/relationships/ui/extensibility",
            "customUI/customUI.xml",
            _XML,
            f'<customUI xmlns="http://schemas.microsoft.com/office/2006/01/customui" onLoad="{MARK}"/>',
            part="",
        ),
    ),
    _s(
        "ooxml.custom-ui",
        lambda: with_part(
            f"{MICROSOFT}2007/relationships/ui/extensibility",
            "customUI/customUI14.xml",
            _XML,
            f"<customUI>{MARK}</customUI>",
            part="",
        ),
    ),
    _s(
        "ooxml.toolbar",
        lambda: with_part(
            f"{MICROSOFT}2006/relationships/keyMapCustomizations",
            "word/customizations.xml",
            "application/vnd.ms-word.keyMapCustomizations+xml",
            f"<x>{MARK}</x>",
        ),
    ),
    _s(
        "ooxml.toolbar",
        lambda: with_part(
            f"{MICROSOFT}2006/relationships/attachedToolbars",
            "word/attachedToolbars.bin",
            "application/vnd.ms-word.attachedToolbars",
            MARK.encode(),
        ),
    ),
    _s(
        "ooxml.activex",
        lambda: with_part(
            "control",
            "word/activeX/activeX1.xml",
            "application/vnd.ms-office.activeX+xml",
            f"<x>{MARK}</x>",
            inside=paragraph(
                '<w:r><w:object><w:control r:id="rId9" w:name="a" w:shapeid="b"/></w:object></w:r>'
            ),
        ),
    ),
    _s(
        "ooxml.vml-object",
        lambda: old_picture(f'<o:OLEObject Type="Embed" ProgID="{MARK}"/>'),
        old_picture,
    ),
    _s(
        "ooxml.vml-object",
        lambda: old_picture(
            f'<x:ClientData ObjectType="Button"><x:FmlaMacro>{MARK}</x:FmlaMacro></x:ClientData>'
        ),
        old_picture,
    ),
    _s(
        "ooxml.vml-object",
        lambda: old_picture(attributes=f'href="javascript:{MARK}" target="x"'),
        old_picture,
    ),
    _s("ooxml.vml-object", lambda: old_picture(attributes=f'onmouseover="{MARK}"'), old_picture),
    _s("ooxml.macro-attribute", lambda: form(f'<w:entryMacro w:val="{MARK}"/>'), form),
    _s("ooxml.macro-attribute", lambda: form(f'<w:exitMacro w:val="{MARK}"/>'), form),
    _s(
        "ooxml.action-link",
        lambda: picture(
            pictured(docpr=_CLICK),
            lambda new: new.relate(MAIN, "rId9", "hyperlink", f"file:///{MARK}", external=True),
        ),
        picture,
    ),
    _s(
        "ooxml.web-extension",
        lambda: with_part(
            f"{MICROSOFT}2011/relationships/webextensiontaskpanes",
            "word/webextensions/taskpanes.xml",
            "application/vnd.ms-office.webextensiontaskpanes+xml",
            f"<x>{MARK}</x>",
            part="",
        ),
    ),
    _s(
        "ooxml.doc-vars",
        lambda: document(
            settings=f'<w:docVars><w:docVar w:name="a" w:val="{MARK}"/></w:docVars>'
        ).bytes(),
    ),
    _s(
        "ooxml.ole",
        lambda: ole(ole_object(), "oleObject", "word/embeddings/oleObject1.bin", MARK.encode()),
        old_picture,
    ),
    _s(
        "ooxml.ole-link",
        lambda: ole(
            ole_object("Link", "Excel.Sheet.8"),
            "oleObject",
            "",
            b"",
            target=f"mhtml:http://x.example/{MARK}!x-usc:http://x.example/",
        ),
        old_picture,
    ),
    _s(
        "ooxml.equation-editor",
        lambda: ole(
            ole_object(program="Equation.3"),
            "oleObject",
            "word/embeddings/oleObject1.bin",
            MARK.encode(),
        ),
        old_picture,
    ),
    _s(
        "ooxml.package",
        lambda: ole(
            ole_object(program="Excel.Sheet.12"), "package", "word/embeddings/a.xlsx", MARK.encode()
        ),
        old_picture,
    ),
    _s("ooxml.alt-chunk", lambda: chunk("word/a.html", "text/html", f"<script>{MARK}</script>")),
    _s(
        "ooxml.alt-chunk",
        lambda: chunk("word/a.rtf", "application/rtf", f"{{\\rtf1 {MARK}}}".encode()),
    ),
    _s("ooxml.alt-chunk", lambda: chunk("word/a.docx", TYPE + "document.main+xml", MARK.encode())),
    _s("ooxml.alt-chunk", lambda: chunk("word/a.mht", "message/rfc822", MARK.encode())),
    _s(
        "ooxml.sub-document",
        lambda: outside(
            "subDocument", f"http://x.example/{MARK}.docx", '<w:p><w:subDoc r:id="rId9"/></w:p>'
        ),
    ),
    _s(
        "ooxml.glossary",
        lambda: with_part(
            "glossaryDocument",
            "word/glossary/document.xml",
            TYPE + "document.glossary+xml",
            f"<w:glossaryDocument {NS}>{MARK}</w:glossaryDocument>",
        ),
    ),
    _s("ooxml.metadata", lambda: core(f'<x:y xmlns:x="urn:x">{MARK}</x:y>'), core),
    _s("ooxml.embedded-font", lambda: _font(embedded=True), lambda: _font(embedded=False)),
    _s("ooxml.media", lambda: with_part("video", "word/media/a.mp4", "video/mp4", MARK.encode())),
    _s("ooxml.external-media", lambda: outside("video", f"http://x.example/{MARK}")),
    _s(
        "ooxml.thumbnail",
        lambda: with_part(
            PACKAGE + "metadata/thumbnail",
            "docProps/thumbnail.wmf",
            "image/x-wmf",
            MARK.encode(),
            part="",
        ),
    ),
    _s("ooxml.metafile", metafile, picture),
    _s("ooxml.svg-blip", svg_picture, picture),
    _s("ooxml.ink", ink),
    _s("ooxml.model3d", model),
    _s(
        "ooxml.custom-xml",
        lambda: with_part("customXml", "customXml/item1.xml", _XML, f"<x>{MARK}</x>"),
    ),
    _s(
        "ooxml.data-binding",
        lambda: bound(f'<w:dataBinding w:xpath="/{MARK}" w:storeItemID="{{0}}"/>'),
        bound,
    ),
    _s("ooxml.attached-template", lambda: merged('<w:attachedTemplate r:id="rId9"/>')),
    _s(
        "ooxml.attached-template",
        lambda: merged(
            '<w:attachedTemplate r:id="rId9"/>', target=f"file:////x.example/{MARK}.dotm"
        ),
    ),
    _s(
        "ooxml.external-image",
        lambda: outside(
            "image", f"http://x.example/{MARK}.png", pictured('<a:blip r:link="rId9"/>')
        ),
    ),
    _s(
        "ooxml.external-image",
        lambda: outside("image", f"\\\\x.example\\{MARK}", pictured('<a:blip r:embed="rId9"/>')),
    ),
    _s(
        "ooxml.external-image",
        lambda: outside(
            "image",
            f"file:////x.example/{MARK}",
            paragraph('<w:r><w:pict><v:shape><v:imagedata r:id="rId9"/></v:shape></w:pict></w:r>'),
        ),
    ),
    _s(
        "ooxml.external-image",
        lambda: outside(
            "image",
            f"http://x.example/{MARK}",
            paragraph(
                '<w:r><w:pict><v:shape><v:fill r:id="rId9" type="frame"/></v:shape></w:pict></w:r>'
            ),
        ),
    ),
    _s("ooxml.frameset", framed, web_settings),
    _s(
        "ooxml.mail-merge",
        lambda: merged(
            f'<w:mailMerge><w:connectString w:val="{MARK}"/><w:dataSource r:id="rId9"/></w:mailMerge>',
            "mailMergeSource",
        ),
    ),
    _s("ooxml.xslt", lambda: merged('<w:saveThroughXslt r:id="rId9"/>', "transform")),
    _s("ooxml.xslt", lambda: document(settings=f'<w:attachedSchema w:val="{MARK}"/>').bytes()),
    _s(
        "ooxml.xslt",
        lambda: document(
            settings=f'<sl:schemaLibrary xmlns:sl="http://schemas.openxmlformats.org/schemaLibrary/2006/main"><sl:schema sl:uri="{MARK}"/></sl:schemaLibrary>'
        ).bytes(),
    ),
    _s(
        "ooxml.hyperlink-base",
        lambda: app(f"<HyperlinkBase>file:////x.example/{MARK}</HyperlinkBase>"),
        app,
    ),
    *(
        _s("ooxml.hyperlink-scheme", lambda scheme=scheme: linked(scheme + MARK), linked)
        for scheme in SCHEMES
    ),
    _s(
        "ooxml.hyperlink-scheme",
        lambda: outside(
            "hyperlink", f"file:///{MARK}", pictured(docpr='<a:hlinkClick r:id="rId9"/>')
        ),
        linked,
    ),
    _s(
        "ooxml.signature",
        lambda: with_part(
            PACKAGE + "digital-signature/origin",
            "_xmlsignatures/origin.sigs",
            "application/vnd.openxmlformats-package.digital-signature-origin",
            MARK.encode(),
            part="",
        ),
    ),
    _s(
        "ooxml.external-relationship",
        lambda: outside("http://example.com/other", f"http://x.example/{MARK}"),
    ),
    _s("ooxml.escaping-target", lambda: _escaping(f"../../../{MARK}")),
    _s("ooxml.escaping-target", lambda: _escaping(f"file:///{MARK}")),
    _s("ooxml.orphan-part", lambda: also("word/a.dat")),
    _s("ooxml.orphan-part", lambda: also("[trash]/0000.dat")),
    _s("ooxml.unused-relationship", lambda: outside("hyperlink", f"http://x.example/{MARK}")),
    _s(
        "ooxml.unknown-part",
        lambda: with_part(
            "http://example.com/thing", "word/thing.bin", "application/x-thing", MARK.encode()
        ),
    ),
    _s(
        "ooxml.unknown-element",
        lambda: document(paragraph(f'<x:thing xmlns:x="urn:x">{MARK}</x:thing>')).bytes(),
    ),
    _s("ooxml.unknown-attribute", lambda: document(f'<w:p w:onclick="{MARK}"/>').bytes()),
    _s(
        "ooxml.unknown-attribute",
        lambda: document(
            f'<w:p><w:pPr><w:jc w:type="http://x.example/{MARK}"/></w:pPr></w:p>'
        ).bytes(),
    ),
    *_fields(),
    _s(
        "ooxml.field-dde",
        lambda: document(paragraph(complex_field("DDE") + complex_field(f"AUTO {MARK}"))).bytes(),
        fielded,
    ),
    _s("ooxml.field-dde", unended_field, fielded),
    _s("ooxml.field-dde", field_across, fielded),
    _s("ooxml.field-unknown", nested_field, fielded),
    _s(
        "ooxml.chart-data",
        lambda: charted(more='<c:externalData r:id="rId1"/>', book="word/embeddings/a.xlsx"),
        charted,
    ),
    _s("ooxml.chart-formula", lambda: charted(formula=f"[1]Sheet1!{MARK}"), charted),
    _s("ooxml.chart-formula", lambda: charted(formula=f"cmd|'/c {MARK}'!A1"), charted),
    _s(
        "ooxml.alternate-content",
        lambda: alternatives(f'<x:thing xmlns:x="urn:x">{MARK}</x:thing>', "", "x"),
        text_box,
    ),
    _s(
        "ooxml.custom-properties",
        lambda: properties(
            "docProps/custom.xml",
            "custom-properties",
            CUSTOM,
            "application/vnd.openxmlformats-officedocument.custom-properties+xml",
        ),
    ),
    _s(
        "ooxml.protection",
        lambda: document(
            settings=f'<w:documentProtection w:edit="readOnly" w:hash="{MARK}"/>'
        ).bytes(),
    ),
    _s(
        "ooxml.protection",
        lambda: document(
            settings=f'<w:writeProtection w:recommended="1" w:hash="{MARK}"/>'
        ).bytes(),
    ),
    _s("ooxml.strict-namespace", strict),
    _s("ooxml.part-bomb", bomb, expected="held"),
    _s("xml.dtd", lambda: declared('<!DOCTYPE w:document [<!ENTITY a "b">]>'), expected="held"),
    _s(
        "xml.external-entity",
        lambda: declared('<!DOCTYPE w:document [<!ENTITY a SYSTEM "file:///etc/hostname">]>'),
        expected="held",
    ),
    _s(
        "xml.entity-bomb",
        lambda: declared(
            "<!DOCTYPE w:document ["
            + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x"}">' for n in range(10))
            + "]>"
        ),
        expected="held",
    ),
    _s(
        "xml.depth",
        lambda: document("<w:sdt><w:sdtContent>" * 300 + "</w:sdtContent></w:sdt>" * 300).bytes(),
        expected="held",
    ),
    _s("xml.processing-instruction", lambda: document(f"<?mso-application {MARK}?>").bytes()),
    _s("xml.encoding", lambda: encoded("UTF-7"), expected="held"),
    _s(
        "archive.duplicate",
        lambda: _doubled(b"word/settings.xml", b"word/document.xml"),
        expected="held",
    ),
    _s(
        "archive.duplicate",
        lambda: _doubled(b"word/settings.xml", b"word/Document.xml"),
        expected="held",
    ),
    _s("archive.encrypted", lambda: flagged(1), expected="held"),
    _s("archive.descriptor", lambda: flagged(8), expected="held"),
    _s("archive.trailing", lambda: plain() + MARK.encode()),
)


def _doubled(old: bytes, new: bytes) -> bytes:
    """Return a document whose ZIP names one part twice."""
    return plain().replace(old, new)


def _escaping(target: str) -> bytes:
    new = document()
    new.relate(MAIN, "rId9", "image", target)
    return new.bytes()


def _font(*, embedded: bool) -> bytes:
    inside = '<w:embedRegular r:id="rId1" w:fontKey="{0}"/>' if embedded else ""
    new = document()
    new.part(
        "word/fontTable.xml",
        TYPE + "fontTable+xml",
        f'<w:fonts {NS}><w:font w:name="游明朝">{inside}</w:font></w:fonts>',
    )
    new.relate(MAIN, "rId9", "fontTable", "fontTable.xml")
    if embedded:
        new.part(
            "word/fonts/font1.odttf",
            "application/vnd.openxmlformats-officedocument.obfuscatedFont",
            MARK.encode(),
        )
        new.relate("word/fontTable.xml", "rId1", "font", "fonts/font1.odttf")
    return new.bytes()
