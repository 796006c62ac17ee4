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


def linked(target: str = "https://www.city.example.jp/") -> bytes:
    inside = paragraph(f'<w:hyperlink r:id="rId9">{SHOWN}</w:hyperlink>')
    return outside("hyperlink", target, inside)


def old_picture(more: str = "", attributes: str = "") -> bytes:
    shape = f'<v:shape id="s1" style="width:50pt;height:25pt" {attributes}><v:imagedata r:id="rId8"/>{more}</v:shape>'
    return picture(paragraph(f"<w:r><w:pict>{shape}</w:pict></w:r>"))


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


def properties(name: str, kind: str, body: str, type_: str) -> bytes:
    return with_part(kind, name, type_, body, part="")


def bound(binding: str = "") -> bytes:
    return document(
        f'<w:sdt><w:sdtPr><w:alias w:val="件名"/>{binding}<w:text/></w:sdtPr><w:sdtContent>{paragraph(SHOWN)}</w:sdtContent></w:sdt>'
    ).bytes()


def sample(
    vector: str,
    make: Callable[[], bytes],
    twin: Callable[[], bytes] = plain,
    expected: str = "delivered",
    name: str = "a.docx",
) -> Sample:
    return Sample(vector, name, make, twin, expected)


XML = "application/xml"
