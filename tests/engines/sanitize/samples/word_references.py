"""Word documents that reach for something outside: templates, pictures, links, relationships."""

from tests.engines.sanitize.samples import MARK
from tests.engines.sanitize.samples.words import (
    MAIN,
    NS,
    PACKAGE,
    TYPE,
    charted,
    document,
    linked,
    merged,
    outside,
    paragraph,
    pictured,
    properties,
    sample,
    with_part,
)

APP = '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Microsoft Office Word</Application>{}</Properties>'
APP_TYPE = "application/vnd.openxmlformats-officedocument.extended-properties+xml"


def app(inside: str = "") -> bytes:
    return properties("docProps/app.xml", "extended-properties", APP.format(inside), APP_TYPE)


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


def _escaping(target: str) -> bytes:
    new = document()
    new.relate(MAIN, "rId9", "image", target)
    return new.bytes()


SAMPLES = (
    sample("ooxml.external-media", lambda: outside("video", f"http://x.example/{MARK}")),
    sample("ooxml.attached-template", lambda: merged('<w:attachedTemplate r:id="rId9"/>')),
    sample(
        "ooxml.attached-template",
        lambda: merged(
            '<w:attachedTemplate r:id="rId9"/>', target=f"file:////x.example/{MARK}.dotm"
        ),
    ),
    sample(
        "ooxml.external-image",
        lambda: outside(
            "image", f"http://x.example/{MARK}.png", pictured('<a:blip r:link="rId9"/>')
        ),
    ),
    sample(
        "ooxml.external-image",
        lambda: outside("image", f"\\\\x.example\\{MARK}", pictured('<a:blip r:embed="rId9"/>')),
    ),
    sample(
        "ooxml.external-image",
        lambda: outside(
            "image",
            f"file:////x.example/{MARK}",
            paragraph('<w:r><w:pict><v:shape><v:imagedata r:id="rId9"/></v:shape></w:pict></w:r>'),
        ),
    ),
    sample(
        "ooxml.external-image",
        lambda: outside(
            "image",
            f"http://x.example/{MARK}",
            paragraph(
                '<w:r><w:pict><v:shape><v:fill r:id="rId9" type="frame"/></v:shape></w:pict></w:r>'
            ),
        ),
    ),
    sample("ooxml.frameset", framed, web_settings),
    sample(
        "ooxml.mail-merge",
        lambda: merged(
            f'<w:mailMerge><w:connectString w:val="{MARK}"/><w:dataSource r:id="rId9"/></w:mailMerge>',
            "mailMergeSource",
        ),
    ),
    sample("ooxml.xslt", lambda: merged('<w:saveThroughXslt r:id="rId9"/>', "transform")),
    sample("ooxml.xslt", lambda: document(settings=f'<w:attachedSchema w:val="{MARK}"/>').bytes()),
    sample(
        "ooxml.xslt",
        lambda: document(
            settings=f'<sl:schemaLibrary xmlns:sl="http://schemas.openxmlformats.org/schemaLibrary/2006/main"><sl:schema sl:uri="{MARK}"/></sl:schemaLibrary>'
        ).bytes(),
    ),
    sample(
        "ooxml.hyperlink-base",
        lambda: app(f"<HyperlinkBase>file:////x.example/{MARK}</HyperlinkBase>"),
        app,
    ),
    *(
        sample("ooxml.hyperlink-scheme", lambda scheme=scheme: linked(scheme + MARK), linked)
        for scheme in SCHEMES
    ),
    sample(
        "ooxml.hyperlink-scheme",
        lambda: outside(
            "hyperlink", f"file:///{MARK}", pictured(docpr='<a:hlinkClick r:id="rId9"/>')
        ),
        linked,
    ),
    sample(
        "ooxml.signature",
        lambda: with_part(
            PACKAGE + "digital-signature/origin",
            "_xmlsignatures/origin.sigs",
            "application/vnd.openxmlformats-package.digital-signature-origin",
            MARK.encode(),
            part="",
        ),
    ),
    sample(
        "ooxml.external-relationship",
        lambda: outside("http://example.com/other", f"http://x.example/{MARK}"),
    ),
    sample("ooxml.escaping-target", lambda: _escaping(f"../../../{MARK}")),
    sample("ooxml.escaping-target", lambda: _escaping(f"file:///{MARK}")),
    sample("ooxml.unused-relationship", lambda: outside("hyperlink", f"http://x.example/{MARK}")),
    sample(
        "ooxml.chart-data",
        lambda: charted(more='<c:externalData r:id="rId1"/>', book="word/embeddings/a.xlsx"),
        charted,
    ),
    sample("ooxml.chart-formula", lambda: charted(formula=f"[1]Sheet1!{MARK}"), charted),
    sample("ooxml.chart-formula", lambda: charted(formula=f"cmd|'/c {MARK}'!A1"), charted),
)
