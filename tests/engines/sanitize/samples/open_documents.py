"""OpenDocument files with one forbidden thing each, written by hand."""

import io
import zipfile

from tests.engines.sanitize.samples import MARK, Sample, images

_NS = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("style", "style"),
        ("script", "script"), ("form", "form"), ("svg", "svg-compatible"), ("presentation", "presentation"),
    )
) + ' xmlns:xlink="http://www.w3.org/1999/xlink"'  # fmt: skip
_KINDS = {"odt": "text", "ods": "spreadsheet"}


def package(
    body: str,
    kind: str = "odt",
    before: str = "",
    files: dict[str, bytes] | None = None,
    meta: str = "",
) -> bytes:
    kept = {"Pictures/p.png": images.png(), **(files or {})}
    content = f'<office:document-content {_NS} office:version="1.3">{before}<office:body><office:{_KINDS[kind]}>{body}</office:{_KINDS[kind]}></office:body></office:document-content>'
    rows = "".join(
        f'<m:file-entry m:full-path="{name}" m:media-type=""/>'
        for name in ["/", "content.xml", *kept]
        if "orphan" not in name
    )
    manifest = f'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" m:version="1.3">{rows}</m:manifest>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(
            zipfile.ZipInfo("mimetype"), f"application/vnd.oasis.opendocument.{_KINDS[kind]}"
        )
        for name, data in {
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
            **kept,
        }.items():
            file.writestr(zipfile.ZipInfo(name), data)
        if meta:
            file.writestr(
                "meta.xml",
                f'<office:document-meta {_NS} xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"><office:meta>{meta}</office:meta></office:document-meta>',
            )
    return out.getvalue()


def paragraph(inside: str) -> str:
    return f"<text:p>本文{inside}</text:p>"


def odt(inside: str = "", **more) -> bytes:
    return package(paragraph(inside), **more)


def plain() -> bytes:
    frame = '<draw:frame draw:name="図" svg:width="2cm" svg:height="1cm"><draw:image xlink:href="Pictures/p.png" xlink:type="simple"/></draw:frame>'
    return package(
        paragraph('<text:a xlink:href="https://www.example.jp/" xlink:type="simple">案内</text:a>')
        + paragraph(frame)
    )


def ods(formula: str, cell: str = "", around: str = "") -> bytes:
    escaped = formula.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return package(
        f'<table:table table:name="表">{around}<table:table-row><table:table-cell table:formula="{escaped}" office:value-type="float" office:value="2"><text:p>2</text:p></table:table-cell>{cell}</table:table-row></table:table>',
        "ods",
    )


def sheet() -> bytes:
    return ods("of:=SUM([.A1:.B2])")


def image(address: str) -> str:
    return f'<draw:frame><draw:image xlink:href="{address}"/></draw:frame>'


def _with_dtd() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain())) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "content.xml":
                data = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + data
            new.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


SAMPLES = (
    Sample(
        "odf.script",
        "a.odt",
        lambda: odt(files={"Basic/Standard/Module1.xml": MARK.encode()}),
        plain,
    ),
    Sample(
        "odf.script",
        "b.odt",
        lambda: package(
            paragraph(""),
            before=f'<office:scripts><office:script script:language="x">{MARK}</office:script></office:scripts>',
        ),
        plain,
    ),
    Sample(
        "odf.event-listener",
        "a.odt",
        lambda: odt(
            f'<office:event-listeners><script:event-listener xlink:href="vnd.sun.star.script:{MARK}"/></office:event-listeners>'
        ),
        plain,
    ),
    Sample(
        "odf.script-link",
        "a.odt",
        lambda: odt(f'<text:a xlink:href="vnd.sun.star.script:{MARK}">x</text:a>'),
        plain,
    ),
    Sample("odf.external-link", "a.odt", lambda: odt(image(f"http://x.example/{MARK}.png")), plain),
    Sample(
        "odf.dde",
        "a.odt",
        lambda: odt(f'<text:dde-connection text:connection-name="{MARK}"/>'),
        plain,
    ),
    Sample(
        "odf.database",
        "a.odt",
        lambda: odt(f'<text:database-display text:table-name="{MARK}"/>'),
        plain,
    ),
    Sample(
        "odf.section-source",
        "a.odt",
        lambda: package(
            f'<text:section text:name="s"><text:section-source xlink:href="http://x.example/{MARK}"/></text:section>'
        ),
        plain,
    ),
    Sample(
        "odf.ole",
        "a.odt",
        lambda: odt(
            '<draw:frame><draw:object-ole xlink:href="./Object 1"/></draw:frame>',
            files={"Object 1": MARK.encode()},
        ),
        plain,
    ),
    Sample("odf.embedded-font", "a.odt", lambda: odt(files={"Fonts/f.ttf": MARK.encode()}), plain),
    Sample(
        "odf.plugin",
        "a.odt",
        lambda: odt(
            f'<draw:frame><draw:plugin xlink:href="http://x.example/{MARK}"/></draw:frame>'
        ),
        plain,
    ),
    Sample(
        "odf.configuration",
        "a.odt",
        lambda: odt(files={"Configurations2/toolbar/x.xml": MARK.encode()}),
        plain,
    ),
    Sample(
        "odf.form",
        "a.odt",
        lambda: package(
            f'<office:forms><form:form form:name="{MARK}"/></office:forms>' + paragraph("")
        ),
        plain,
    ),
    Sample(
        "odf.signature",
        "a.odt",
        lambda: odt(files={"META-INF/documentsignatures.xml": MARK.encode()}),
        plain,
    ),
    Sample(
        "odf.thumbnail",
        "a.odt",
        lambda: odt(files={"Thumbnails/thumbnail.png": MARK.encode()}),
        plain,
    ),
    Sample("odf.unlisted-entry", "a.odt", lambda: odt(files={"orphan.bin": MARK.encode()}), plain),
    Sample(
        "odf.metadata",
        "a.odt",
        lambda: odt(meta=f'<meta:user-defined meta:name="x">{MARK}</meta:user-defined>'),
        plain,
    ),
    Sample(
        "odf.formula", "a.ods", lambda: ods(f'of:=WEBSERVICE("http://x.example/{MARK}")'), sheet
    ),
    Sample("odf.formula", "b.ods", lambda: ods(f"of:='file:///c:/{MARK}'#$Sheet1.A1"), sheet),
    Sample("odf.unknown-element", "a.odt", lambda: odt(f'<text:evil text:x="{MARK}"/>'), plain),
    Sample("xml.external-entity", "a.odt", _with_dtd, plain, "held"),
)
