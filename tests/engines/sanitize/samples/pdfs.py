"""One inert PDF for each `pdf.*` vector; the twin is the same file without it."""

import functools
import io
import struct
import zlib
from collections.abc import Callable

import pikepdf
from PIL import Image
from tests.engines.sanitize.samples import MARK, Sample
from tests.engines.sanitize.samples.pdfwriter import HEAD, WORDS, document, file, stream

_M = MARK.encode()
_RECT = b"/Rect [72 600 200 620]"
_SQUARE = b"q 0 0 1 rg 0 0 50 20 re f Q"
_FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 50 20]"


def _made(**parts: object) -> Callable[[], bytes]:
    return functools.partial(document, **parts)  # type: ignore[arg-type]


_PLAIN = _made()


def _annotation(entries: bytes, extra: dict[int, bytes] | None = None) -> Callable[[], bytes]:
    body = b"<< /Type /Annot %s %s >>" % (_RECT, entries)
    return _made(page=b"/Annots [10 0 R]", extra={10: body, **(extra or {})})


_LINK = _annotation(b"/Subtype /Link /Dest [3 0 R /Fit]")


def _action(entries: bytes, extra: dict[int, bytes] | None = None) -> Callable[[], bytes]:
    return _annotation(b"/Subtype /Link /A << %s >>" % entries, extra)


def _linked(vector: str, entries: bytes, name: str = "link") -> Sample:
    return Sample(vector, name, _action(entries), _LINK)


_SCRIPT = b"<< /S /JavaScript /JS (app.alert\\('%s'\\)) >>" % _M
_FILE = stream(_M, b"/Type /EmbeddedFile")
_SPEC = b"<< /Type /Filespec /F (a.txt) /UF (a.txt) /EF << /F 12 0 R >> >>"

ACTIONS = (
    Sample("pdf.open-action", "catalog", _made(catalog=b"/OpenAction %s" % _SCRIPT), _made(catalog=b"/OpenAction [3 0 R /Fit]")),
    Sample("pdf.additional-action", "page", _made(page=b"/AA << /O %s >>" % _SCRIPT), _PLAIN),
    _linked("pdf.javascript", b"/S /JavaScript /JS (%s)" % _M),
    Sample(
        "pdf.javascript-name", "names",
        _made(catalog=b"/Names << /JavaScript << /Names [(a) %s] >> >>" % _SCRIPT),
        _made(catalog=b"/Names << /Dests << /Names [(a) [3 0 R /Fit]] >> >>"),
    ),
    _linked("pdf.launch", b"/S /Launch /F (%s.exe)" % _M),
    _linked("pdf.goto-remote", b"/S /GoToR /F (%s.pdf) /D [0 /Fit]" % _M),
    _linked("pdf.goto-embedded", b"/S /GoToE /T << /R /C /N (%s) >> /D [0 /Fit]" % _M),
    _linked("pdf.uri", b"/S /URI /URI (data:text/html,%s)" % _M),
    Sample("pdf.uri-base", "catalog", _made(catalog=b"/URI << /Base (http://example.jp/%s) >>" % _M), _PLAIN),
    _linked("pdf.submit-form", b"/S /SubmitForm /F (http://example.jp/%s)" % _M),
    _linked("pdf.import-data", b"/S /ImportData /F (%s.fdf)" % _M),
    _linked("pdf.reset-form", b"/S /ResetForm /Fields [(%s)]" % _M),
    _linked("pdf.hide", b"/S /Hide /T (%s)" % _M),
    _linked("pdf.named-action", b"/S /Named /N /SaveAs%s" % _M),
    _linked("pdf.thread", b"/S /Thread /D (%s)" % _M),
    Sample("pdf.sound", "link", _action(b"/S /Sound /Sound 11 0 R", {11: stream(_M, b"/R 8000")}), _LINK),
    _linked("pdf.movie", b"/S /Movie /T (%s)" % _M),
    _linked("pdf.rendition", b"/S /Rendition /OP 0 /JS (%s)" % _M),
    _linked("pdf.set-ocg-state", b"/S /SetOCGState /State [/OFF] /X (%s)" % _M),
    _linked("pdf.transition-action", b"/S /Trans /Trans << /S /%s >>" % _M),
    _linked("pdf.goto-3d", b"/S /GoTo3DView /TA (%s) /V /F" % _M),
    _linked("pdf.richmedia-execute", b"/S /RichMediaExecute /CMD << /C (%s) >>" % _M),
    _linked("pdf.goto-dp", b"/S /GoToDp /Dp (%s)" % _M),
    _linked("pdf.next-action", b"/S /GoTo /D [3 0 R /Fit] /Next %s" % _SCRIPT),
    Sample(
        "pdf.outline-action", "bookmark",
        _made(catalog=b"/Outlines 10 0 R", extra={
            10: b"<< /Type /Outlines /First 11 0 R /Last 11 0 R /Count 1 >>",
            11: b"<< /Title (One) /Parent 10 0 R /A %s >>" % _SCRIPT}),
        _made(catalog=b"/Outlines 10 0 R", extra={
            10: b"<< /Type /Outlines /First 11 0 R /Last 11 0 R /Count 1 >>",
            11: b"<< /Title (One) /Parent 10 0 R /A << /S /GoTo /D [3 0 R /XYZ 0 700 0] >> >>"}),
    ),
    _linked("pdf.unc-path", b"/S /URI /URI (file://server/%s)" % _M),
    _linked("pdf.expand-uri", b"/S /URI /URI (vnd.sun.star.expand:${HOME}/%s)" % _M),
)  # fmt: skip

ATTACHED = (
    Sample(
        "pdf.embedded-file", "names",
        _made(catalog=b"/Names << /EmbeddedFiles << /Names [(a) 11 0 R] >> >>", extra={11: _SPEC, 12: _FILE}), _PLAIN,
    ),
    Sample("pdf.associated-file", "catalog", _made(catalog=b"/AF [11 0 R]", extra={11: _SPEC, 12: _FILE}), _PLAIN),
    Sample("pdf.file-attachment", "annotation", _annotation(b"/Subtype /FileAttachment /FS 11 0 R", {11: _SPEC, 12: _FILE}), _PLAIN),
    Sample("pdf.collection", "catalog", _made(catalog=b"/Collection << /D (%s) >>" % _M), _PLAIN),
    Sample("pdf.richmedia", "annotation", _annotation(b"/Subtype /RichMedia /RichMediaContent << /X (%s) >>" % _M), _PLAIN),
    Sample("pdf.screen", "annotation", _annotation(b"/Subtype /Screen /T (%s)" % _M), _PLAIN),
    Sample("pdf.three-d", "annotation", _annotation(b"/Subtype /3D /3DD 11 0 R", {11: stream(_M, b"/Type /3D /Subtype /U3D")}), _PLAIN),
    Sample("pdf.xfa", "form", _made(catalog=b"/AcroForm << /Fields [] /XFA 11 0 R >>", extra={11: stream(b"<xdp>%s</xdp>" % _M)}), _PLAIN),
    Sample(
        "pdf.acroform", "button",
        _annotation(b"/Subtype /Widget /FT /Btn /T (%s)" % _M), _PLAIN,
    ),
    Sample("pdf.rich-text", "free text", _annotation(b"/Subtype /FreeText /RC (<body>%s</body>)" % _M), _PLAIN),
    Sample("pdf.annotation", "note", _annotation(b"/Subtype /Text /Contents (%s)" % _M), _PLAIN),
    Sample("pdf.signature", "field", _annotation(b"/Subtype /Widget /FT /Sig /V << /Contents <00> /Reason (%s) >>" % _M), _PLAIN),
    Sample("pdf.dss", "catalog", _made(catalog=b"/DSS << /VRI << /X (%s) >> >>" % _M), _PLAIN),
    Sample("pdf.annotation-bomb", "page", lambda: document(page=b"/Annots [%s]" % (b"10 0 R " * 6000), extra={10: b"<< /Type /Annot /Subtype /Link %s /Dest [3 0 R /Fit] >>" % _RECT}), _LINK),
)  # fmt: skip


def _form(
    entries: bytes, content: bytes = _SQUARE, extra: dict[int, bytes] | None = None
) -> Callable[[], bytes]:
    return _made(
        content=WORDS + b" q 1 0 0 1 72 500 cm /X1 Do Q",
        resources=b"/XObject << /X1 10 0 R >>",
        extra={10: stream(content, entries), **(extra or {})},
    )


_DRAWN = _form(_FORM)


def _picture(
    entries: bytes, data: bytes, extra: dict[int, bytes] | None = None
) -> Callable[[], bytes]:
    head = b"/Type /XObject /Subtype /Image /Width 8 /Height 8 "
    return _made(
        content=WORDS + b" q 64 0 0 64 72 500 cm /X1 Do Q",
        resources=b"/XObject << /X1 10 0 R >>",
        extra={10: stream(data, head + entries), **(extra or {})},
    )


_GREY = b"/ColorSpace /DeviceGray /BitsPerComponent 8 "
_SHADES = bytes(range(64))
_SHOWN = _picture(_GREY, _SHADES)


def _encoded(format_: str, **options: object) -> bytes:
    out = io.BytesIO()
    Image.frombytes("L", (8, 8), _SHADES).save(out, format_, **options)
    return out.getvalue()


def _fax() -> bytes:
    out = io.BytesIO()
    Image.frombytes("1", (8, 8), b"\xf0" * 8).save(out, "TIFF", compression="group4")
    with Image.open(out) as picture:
        at, size = picture.tag_v2[273][0], picture.tag_v2[279][0]
    return out.getvalue()[at : at + size]


def _profile(data: bytes) -> Callable[[], bytes]:
    return _picture(
        b"/ColorSpace [/ICCBased 11 0 R] /BitsPerComponent 8", _SHADES, {11: stream(data, b"/N 1")}
    )


def _sound_profile() -> bytes:
    head = bytearray(128)
    struct.pack_into(">I", head, 0, 132)
    head[12:24], head[36:40] = b"mntrGRAYXYZ ", b"acsp"
    return bytes(head) + bytes(4)


def _function(body: bytes) -> Callable[[], bytes]:
    return _made(
        content=WORDS + b" /C1 cs 0.5 scn 72 500 50 20 re f",
        resources=b"/ColorSpace << /C1 [/Separation /Spot /DeviceRGB 10 0 R] >>",
        extra={10: body},
    )


_TINT = b"<< /FunctionType 2 /Domain [0 1] /C0 [0 0 0] /C1 [1 0.5 0] /N 1 >>"
_CALCULATION = stream(
    b"{ dup 0.5 mul 0 %%%s\n }" % _M, b"/FunctionType 4 /Domain [0 1] /Range [0 1 0 1 0 1]"
)
_NESTED = zlib.compress(zlib.compress(zlib.compress(_SQUARE)))

DRAWN = (
    Sample("pdf.external-stream", "form", _form(_FORM + b"/F (\\\\\\\\server\\\\%s)" % _M), _DRAWN),
    Sample("pdf.reference-xobject", "form", _form(_FORM + b"/Ref << /F (%s.pdf) /Page 0 >>" % _M), _DRAWN),
    Sample("pdf.opi", "form", _form(_FORM + b"/OPI << /2.0 << /F (%s) >> >>" % _M), _DRAWN),
    Sample("pdf.postscript", "form", _form(b"/Type /XObject /Subtype /PS", b"(%s) show" % _M), _PLAIN),
    Sample("pdf.alternates", "picture", _picture(_GREY + b"/Alternates [<< /Image 11 0 R >>]", _SHADES, {11: stream(_M)}), _SHOWN),
    Sample("pdf.jbig2", "picture", _picture(b"/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /JBIG2Decode", _M), _SHOWN),
    Sample("pdf.jpx", "picture", _picture(b"/Filter /JPXDecode", _encoded("JPEG2000")), _SHOWN),
    Sample("pdf.ccitt", "picture", _picture(b"/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 8 /Rows 8 >>", _fax()), _SHOWN),
    Sample("pdf.dct", "trailing data", _picture(_GREY + b"/Filter /DCTDecode", _encoded("JPEG") + _M), _picture(_GREY + b"/Filter /DCTDecode", _encoded("JPEG"))),
    Sample("pdf.filter-chain", "form", _form(_FORM + b"/Filter [/FlateDecode /FlateDecode /FlateDecode]", _NESTED), _form(_FORM + b"/Filter /FlateDecode", zlib.compress(_SQUARE))),
    Sample("pdf.crypt-filter", "contents", _made(contents=stream(zlib.compress(WORDS), b"/Filter [/Crypt /FlateDecode] /DecodeParms [<< /Name /Identity /X (%s) >> null]" % _M)), _PLAIN),
    Sample("pdf.postscript-function", "tint", _function(_CALCULATION), _function(_TINT)),
    Sample("pdf.icc", "picture", _profile(_M * 20), _profile(_sound_profile())),
    Sample("pdf.piece-info", "page", _made(page=b"/PieceInfo << /App << /Private (%s) >> >>" % _M), _PLAIN),
    Sample("pdf.thumbnail", "page", _made(page=b"/Thumb 10 0 R", extra={10: stream(_M)}), _PLAIN),
    Sample("pdf.transition", "page", _made(page=b"/Trans << /S /%s >>" % _M), _PLAIN),
    Sample("pdf.bad-operator", "contents", _made(content=WORDS + b" (%s) run" % _M), _PLAIN),
    Sample("pdf.bad-value", "state", _made(content=b"/G1 gs " + WORDS, resources=b"/ExtGState << /G1 << /LW (%s) >> >>" % _M), _made(content=b"/G1 gs " + WORDS, resources=b"/ExtGState << /G1 << /LW 2 >> >>")),
    Sample("pdf.inline-image", "contents", _made(content=WORDS + b" q 9 0 0 9 72 500 cm BI /W 1 /H 1 /CS /G /BPC 8 /%s 1 ID \x80 EI Q" % _M), _made(content=WORDS + b" q 9 0 0 9 72 500 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q")),
    Sample("pdf.marked-content", "contents", _made(content=b"/Span << /MCID 0 /%s (x) >> BDC " % _M + WORDS + b" EMC"), _made(content=b"/Span << /MCID 0 >> BDC " + WORDS + b" EMC")),
    Sample(
        "pdf.optional-content", "layer",
        _made(catalog=b"/OCProperties << /OCGs [10 0 R] /D << /OFF [10 0 R] >> >>", content=WORDS + b" /OC /L1 BDC BT /F1 9 Tf 72 500 Td (%s) Tj ET EMC" % _M, resources=b"/Properties << /L1 10 0 R >>", extra={10: b"<< /Type /OCG /Name (x) >>"}),
        _made(catalog=b"/OCProperties << /OCGs [10 0 R] /D << /ON [10 0 R] >> >>", content=WORDS + b" /OC /L1 BDC BT /F1 9 Tf 72 500 Td (seen) Tj ET EMC", resources=b"/Properties << /L1 10 0 R >>", extra={10: b"<< /Type /OCG /Name (x) >>"}),
    ),
    Sample("pdf.hidden-text", "mode 3", _made(content=WORDS + b" BT 3 Tr /F1 9 Tf 72 500 Td (%s) Tj ET" % _M), _made(content=WORDS + b" BT 0 Tr /F1 9 Tf 72 500 Td (seen) Tj ET")),
)  # fmt: skip


def _typed(proc: bytes, matrix: bytes = b"[0.001 0 0 0.001 0 0]") -> Callable[[], bytes]:
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 750 750] /FontMatrix %s /FirstChar 97 /LastChar 97"
        b" /Widths [1000] /Encoding << /Differences [97 /sq] >> /CharProcs << /sq 11 0 R >> /Resources << >> >>"
    ) % matrix
    return _made(
        content=WORDS + b" BT /F2 12 Tf 72 500 Td (a) Tj ET",
        resources=b"",
        extra={
            5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            10: font,
            11: stream(proc),
        },
    )


def _patched(body: Callable[[], bytes]) -> Callable[[], bytes]:
    """Return the file with /F2 added and its table mended."""

    def make() -> bytes:
        with pikepdf.open(io.BytesIO(body())) as pdf:
            pdf.pages[0].Resources.Font["/F2"] = pdf.get_object(10, 0)
            out = io.BytesIO()
            pdf.save(out, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
            return out.getvalue()

    return make


_PROC = b"1000 0 0 0 750 750 d1 0 0 750 750 re f"


def _program(data: bytes) -> Callable[[], bytes]:
    descriptor = b"<< /Type /FontDescriptor /FontName /Test /Flags 32 /FontBBox [0 0 1 1] /ItalicAngle 0 /Ascent 1 /Descent 0 /CapHeight 1 /StemV 1 %s >>"
    font = b"<< /Type /Font /Subtype /TrueType /BaseFont /Helvetica /Encoding /WinAnsiEncoding /FontDescriptor 10 0 R >>"
    entry = b"/FontFile2 11 0 R" if data else b""
    extra = {5: font, 10: descriptor % entry}
    return _made(extra={**extra, 11: stream(data, b"/Length1 %d" % len(data))} if data else extra)


FONTS = (
    Sample("pdf.font-program", "truetype", _program(b"\x00\x01\x00\x00" + _M), _program(b"")),
    Sample(
        "pdf.type3-font",
        "procedure",
        _patched(_typed(_PROC + b" (%s) exec" % _M)),
        _patched(_typed(_PROC)),
    ),
    Sample(
        "pdf.font-matrix",
        "type 3",
        _patched(_typed(_PROC, b"[0.001 0 0 0.001 0 (%s)]" % _M)),
        _patched(_typed(_PROC)),
    ),
)


def _object_streams(body: Callable[[], bytes]) -> Callable[[], bytes]:
    def make() -> bytes:
        with pikepdf.open(io.BytesIO(body())) as pdf:
            out = io.BytesIO()
            pdf.save(out, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            return out.getvalue()

    return make


def _updated() -> bytes:
    old = _made(content=WORDS + b" %% %s" % _M)()
    start = len(old)
    body = b"4 0 obj\n%s\nendobj\n" % stream(WORDS)
    table = b"xref\n4 1\n%010d 00000 n \n" % start
    previous = old.rindex(b"xref\n0")
    tail = b"trailer\n<< /Root 1 0 R /Size 6 /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        previous,
        start + len(body),
    )
    return old + body + table + tail


def _locked() -> bytes:
    with pikepdf.open(io.BytesIO(document())) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="owner", user="", R=4), static_id=False)
        return out.getvalue()


def _cyclic() -> bytes:
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R 6 0 R] /Count 2 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        4: stream(WORDS),
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        6: b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 1 /X (%s) >>" % _M,
    }
    return file(objects)


STRUCTURE = (
    Sample("pdf.object-stream", "action", _object_streams(_action(b"/S /Launch /F (%s)" % _M)), _object_streams(_LINK)),
    Sample("pdf.hex-name", "action", _action(b"/S /J#61vaScript /JS (%s)" % _M), _LINK),
    Sample("pdf.hybrid-xref", "trailer", _made(trailer=b"/XRefStm 9999999"), _PLAIN),
    Sample("pdf.incremental", "older contents", _updated, _PLAIN),
    Sample("pdf.unreferenced", "stream", _made(extra={20: stream(_M)}), _PLAIN),
    Sample("pdf.cycle", "pages", _cyclic, _PLAIN),
    Sample("pdf.header-offset", "text before", _made(head=b"<!-- %s -->\n" % _M + HEAD), _PLAIN),
    Sample("pdf.trailing-data", "archive", lambda: document() + b"PK\x03\x04" + _M, _PLAIN),
    Sample("pdf.encrypted", "empty password", _locked, _PLAIN),
    Sample("pdf.duplicate-key", "action", _made(catalog=b"/OpenAction [3 0 R /Fit] /OpenAction %s" % _SCRIPT), _made(catalog=b"/OpenAction [3 0 R /Fit]")),
    Sample("pdf.web-capture", "catalog", _made(catalog=b"/SpiderInfo << /V 1 /X (%s) >>" % _M), _PLAIN),
    Sample("pdf.requirements", "catalog", _made(catalog=b"/Requirements [<< /S /EnableJavaScripts /X (%s) >>]" % _M), _PLAIN),
    Sample("pdf.metadata", "information", _made(trailer=b"/Info 10 0 R", extra={10: b"<< /Title (A) /Hidden (%s) >>" % _M}), _made(trailer=b"/Info 10 0 R", extra={10: b"<< /Title (A) /Author (B) >>"})),
    Sample("pdf.output-intent", "remote profile", _made(catalog=b"/OutputIntents [<< /S /GTS_PDFX /DestOutputProfileRef << /URLs [(http://%s)] >> >>]" % _M), _made(catalog=b"/OutputIntents [<< /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) >>]")),
    Sample("pdf.names-tree", "catalog", _made(catalog=b"/Names << /Templates << /Names [(%s) 3 0 R] >> >>" % _M), _PLAIN),
    Sample("pdf.renditions-name", "catalog", _made(catalog=b"/Names << /Renditions << /Names [(%s) << /S /MR >>] >> >>" % _M), _PLAIN),
    Sample("pdf.page-labels", "catalog", _made(catalog=b"/Unknown (%s)" % _M), _made(catalog=b"/PageLabels << /Nums [0 << /S /D >>] >>")),
)  # fmt: skip


def _laughs() -> bytes:
    extra = {}
    for level in range(10, 22):
        resources = (
            b"/Resources << /XObject << /X %d 0 R >> >>" % (level + 1) if level < 21 else b""
        )
        content = b"/X Do " * 10 if level < 21 else _SQUARE
        extra[level] = stream(content, _FORM + resources)
    return document(content=b"/X1 Do", resources=b"/XObject << /X1 10 0 R >>", extra=extra)


def _swollen() -> bytes:
    huge = zlib.compress(bytes(200_000_000), 9)
    return document(contents=stream(zlib.compress(huge, 9), b"/Filter [/FlateDecode /FlateDecode]"))


def _deep() -> bytes:
    return document(content=b"q " * 5000 + WORDS)


def _pages() -> bytes:
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [%s] /Count 3000 >>" % (b"3 0 R " * 3000),
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
    }
    return file(objects)


BOMBS = (
    Sample("pdf.flate-bomb", "contents", _swollen, _PLAIN, "held"),
    Sample("pdf.form-bomb", "forms", _laughs, _DRAWN, "held"),
    Sample("pdf.page-bomb", "pages", _pages, _PLAIN, "held"),
    Sample("pdf.media-box", "page", _made(box=b"[0 0 14400000 14400000]"), _PLAIN, "held"),
    Sample("pdf.image-bomb", "picture", lambda: _SHOWN().replace(b"/Width 8 /Height 8 ", b"/Width 30000/Height 30000 "), _SHOWN, "held"),
    Sample("pdf.depth", "states", _deep, _PLAIN, "held"),
)  # fmt: skip

SAMPLES = (*ACTIONS, *ATTACHED, *DRAWN, *FONTS, *STRUCTURE, *BOMBS)


def tiles() -> bytes:
    """Return tiles painted with tiles, tenfold at each of twelve levels."""
    extra = {}
    for level in range(10, 22):
        entries = b"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9"
        last = level == 21
        inner = b"<< >>" if last else b"<< /Pattern << /P %d 0 R >> >>" % (level + 1)
        paint = b"0 0 1 1 re f" if last else b"/Pattern cs /P scn 0 0 9 9 re f " * 10
        extra[level] = stream(paint, entries + b" /Resources " + inner)
    return document(
        content=b"/Pattern cs /P scn 0 0 99 99 re f",
        resources=b"/Pattern << /P 10 0 R >>",
        extra=extra,
    )
