"""Word documents with programs and other documents in them: macros, controls, objects, chunks."""

from tests.engines.sanitize.samples import MARK
from tests.engines.sanitize.samples.packages import Book
from tests.engines.sanitize.samples.words import (
    MACRO,
    MAIN,
    MICROSOFT,
    NS,
    SHOWN,
    TYPE,
    XML,
    document,
    mark,
    old_picture,
    outside,
    paragraph,
    picture,
    pictured,
    sample,
    with_part,
)


def ole(object_: str, kind: str, name: str, body: bytes, *, target: str = "") -> bytes:
    shape = '<v:shape id="s1" style="width:50pt;height:25pt"><v:imagedata r:id="rId8"/></v:shape>'

    def more(new: Book) -> None:
        if target:
            new.relate(MAIN, "rId9", kind, target, external=True)
        else:
            new.part(name, "application/vnd.openxmlformats-officedocument.oleObject", body)
            new.relate(MAIN, "rId9", kind, "/" + name)

    return picture(paragraph(f"<w:r><w:object>{shape}{object_}</w:object></w:r>"), more)


def ole_object(type_: str = "Embed", program: str = "Package") -> str:
    return f'<o:OLEObject Type="{type_}" ProgID="{program}" ShapeID="s1" DrawAspect="Content" ObjectID="_1" r:id="rId9"/>'


def chunk(name: str, content_type: str, body: str | bytes) -> bytes:
    return with_part("aFChunk", name, content_type, body, inside='<w:altChunk r:id="rId9"/>')


_CLICK = '<a:hlinkClick r:id="rId9" action="ppaction://program"/>'
_FFDATA = (
    '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="a"/>{}<w:textInput/></w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMTEXT </w:instrText></w:r>'
    + mark("separate")
    + SHOWN
    + mark("end")
)


def form(macro: str = "") -> bytes:
    return document(paragraph(_FFDATA.format(macro))).bytes()


_BIN = "application/vnd.ms-office.vbaProject"


SAMPLES = (
    sample(
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
    sample(
        "ooxml.vba-data",
        lambda: with_part(
            f"{MICROSOFT}2006/relationships/wordVbaData",
            "word/vbaData.xml",
            "application/vnd.ms-word.vbaData+xml",
            f"<x>{MARK}</x>",
        ),
        name="a.docm",
    ),
    sample("ooxml.macro-content-type", lambda: document(kind=MACRO).bytes(), name="a.docm"),
    sample(
        "ooxml.macro-content-type",
        lambda: document(
            kind="application/vnd.ms-word.template.macroEnabledTemplate.main+xml"
        ).bytes(),
        name="a.dotm",
    ),
    sample(
        "ooxml.custom-ui",
        lambda: with_part(
            f"{MICROSOFT}2006/relationships/ui/extensibility",
            "customUI/customUI.xml",
            XML,
            f'<customUI xmlns="http://schemas.microsoft.com/office/2006/01/customui" onLoad="{MARK}"/>',
            part="",
        ),
    ),
    sample(
        "ooxml.custom-ui",
        lambda: with_part(
            f"{MICROSOFT}2007/relationships/ui/extensibility",
            "customUI/customUI14.xml",
            XML,
            f"<customUI>{MARK}</customUI>",
            part="",
        ),
    ),
    sample(
        "ooxml.toolbar",
        lambda: with_part(
            f"{MICROSOFT}2006/relationships/keyMapCustomizations",
            "word/customizations.xml",
            "application/vnd.ms-word.keyMapCustomizations+xml",
            f"<x>{MARK}</x>",
        ),
    ),
    sample(
        "ooxml.toolbar",
        lambda: with_part(
            f"{MICROSOFT}2006/relationships/attachedToolbars",
            "word/attachedToolbars.bin",
            "application/vnd.ms-word.attachedToolbars",
            MARK.encode(),
        ),
    ),
    sample(
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
    sample(
        "ooxml.vml-object",
        lambda: old_picture(f'<o:OLEObject Type="Embed" ProgID="{MARK}"/>'),
        old_picture,
    ),
    sample(
        "ooxml.vml-object",
        lambda: old_picture(
            f'<x:ClientData ObjectType="Button"><x:FmlaMacro>{MARK}</x:FmlaMacro></x:ClientData>'
        ),
        old_picture,
    ),
    sample(
        "ooxml.vml-object",
        lambda: old_picture(attributes=f'href="javascript:{MARK}" target="x"'),
        old_picture,
    ),
    sample(
        "ooxml.vml-object", lambda: old_picture(attributes=f'onmouseover="{MARK}"'), old_picture
    ),
    sample("ooxml.macro-attribute", lambda: form(f'<w:entryMacro w:val="{MARK}"/>'), form),
    sample("ooxml.macro-attribute", lambda: form(f'<w:exitMacro w:val="{MARK}"/>'), form),
    sample(
        "ooxml.action-link",
        lambda: picture(
            pictured(docpr=_CLICK),
            lambda new: new.relate(MAIN, "rId9", "hyperlink", f"file:///{MARK}", external=True),
        ),
        picture,
    ),
    sample(
        "ooxml.web-extension",
        lambda: with_part(
            f"{MICROSOFT}2011/relationships/webextensiontaskpanes",
            "word/webextensions/taskpanes.xml",
            "application/vnd.ms-office.webextensiontaskpanes+xml",
            f"<x>{MARK}</x>",
            part="",
        ),
    ),
    sample(
        "ooxml.doc-vars",
        lambda: document(
            settings=f'<w:docVars><w:docVar w:name="a" w:val="{MARK}"/></w:docVars>'
        ).bytes(),
    ),
    sample(
        "ooxml.ole",
        lambda: ole(ole_object(), "oleObject", "word/embeddings/oleObject1.bin", MARK.encode()),
        old_picture,
    ),
    sample(
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
    sample(
        "ooxml.equation-editor",
        lambda: ole(
            ole_object(program="Equation.3"),
            "oleObject",
            "word/embeddings/oleObject1.bin",
            MARK.encode(),
        ),
        old_picture,
    ),
    sample(
        "ooxml.package",
        lambda: ole(
            ole_object(program="Excel.Sheet.12"), "package", "word/embeddings/a.xlsx", MARK.encode()
        ),
        old_picture,
    ),
    sample(
        "ooxml.alt-chunk", lambda: chunk("word/a.html", "text/html", f"<script>{MARK}</script>")
    ),
    sample(
        "ooxml.alt-chunk",
        lambda: chunk("word/a.rtf", "application/rtf", f"{{\\rtf1 {MARK}}}".encode()),
    ),
    sample(
        "ooxml.alt-chunk", lambda: chunk("word/a.docx", TYPE + "document.main+xml", MARK.encode())
    ),
    sample("ooxml.alt-chunk", lambda: chunk("word/a.mht", "message/rfc822", MARK.encode())),
    sample(
        "ooxml.sub-document",
        lambda: outside(
            "subDocument", f"http://x.example/{MARK}.docx", '<w:p><w:subDoc r:id="rId9"/></w:p>'
        ),
    ),
    sample(
        "ooxml.glossary",
        lambda: with_part(
            "glossaryDocument",
            "word/glossary/document.xml",
            TYPE + "document.glossary+xml",
            f"<w:glossaryDocument {NS}>{MARK}</w:glossaryDocument>",
        ),
    ),
)
