"""Word documents with parts and markup that do not cross: properties, ink, fonts, unknown elements."""

from tests.engines.sanitize.samples import MARK
from tests.engines.sanitize.samples.packages import Book
from tests.engines.sanitize.samples.words import (
    MAIN,
    NS,
    PACKAGE,
    TYPE,
    XML,
    alternatives,
    bound,
    document,
    metafile,
    paragraph,
    picture,
    pictured,
    properties,
    sample,
    text_box,
    with_part,
)

CUSTOM = f'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"><property pid="2" name="{MARK}"/></Properties>'


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


SAMPLES = (
    sample("ooxml.metadata", lambda: core(f'<x:y xmlns:x="urn:x">{MARK}</x:y>'), core),
    sample("ooxml.embedded-font", lambda: _font(embedded=True), lambda: _font(embedded=False)),
    sample(
        "ooxml.media", lambda: with_part("video", "word/media/a.mp4", "video/mp4", MARK.encode())
    ),
    sample(
        "ooxml.thumbnail",
        lambda: with_part(
            PACKAGE + "metadata/thumbnail",
            "docProps/thumbnail.wmf",
            "image/x-wmf",
            MARK.encode(),
            part="",
        ),
    ),
    sample("ooxml.metafile", metafile, picture),
    sample("ooxml.svg-blip", svg_picture, picture),
    sample("ooxml.ink", ink),
    sample("ooxml.model3d", model),
    sample(
        "ooxml.custom-xml",
        lambda: with_part("customXml", "customXml/item1.xml", XML, f"<x>{MARK}</x>"),
    ),
    sample(
        "ooxml.data-binding",
        lambda: bound(f'<w:dataBinding w:xpath="/{MARK}" w:storeItemID="{{0}}"/>'),
        bound,
    ),
    sample(
        "ooxml.unknown-element",
        lambda: document(paragraph(f'<x:thing xmlns:x="urn:x">{MARK}</x:thing>')).bytes(),
    ),
    sample("ooxml.unknown-attribute", lambda: document(f'<w:p w:onclick="{MARK}"/>').bytes()),
    sample(
        "ooxml.unknown-attribute",
        lambda: document(
            f'<w:p><w:pPr><w:jc w:type="http://x.example/{MARK}"/></w:pPr></w:p>'
        ).bytes(),
    ),
    sample(
        "ooxml.alternate-content",
        lambda: alternatives(f'<x:thing xmlns:x="urn:x">{MARK}</x:thing>', "", "x"),
        text_box,
    ),
    sample(
        "ooxml.custom-properties",
        lambda: properties(
            "docProps/custom.xml",
            "custom-properties",
            CUSTOM,
            "application/vnd.openxmlformats-officedocument.custom-properties+xml",
        ),
    ),
    sample(
        "ooxml.protection",
        lambda: document(
            settings=f'<w:documentProtection w:edit="readOnly" w:hash="{MARK}"/>'
        ).bytes(),
    ),
    sample(
        "ooxml.protection",
        lambda: document(
            settings=f'<w:writeProtection w:recommended="1" w:hash="{MARK}"/>'
        ).bytes(),
    ),
)
