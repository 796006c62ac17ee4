"""PDF once more: the same forbidden things in every other place and writing they are known to take."""

import base64
import io
import zlib
from collections.abc import Callable
from dataclasses import replace

import pikepdf
from tests.engines.sanitize.samples import MARK, Sample
from tests.engines.sanitize.samples.pdfs import (
    _DRAWN,
    _FILE,
    _FORM,
    _LINK,
    _PLAIN,
    _SCRIPT,
    _SHOWN,
    _SPEC,
    _SQUARE,
    _TINT,
    _action,
    _annotation,
    _form,
    _function,
    _linked,
    _made,
    _picture,
    _program,
)
from tests.engines.sanitize.samples.pdfwriter import HEAD, WORDS, document, file, stream

_M = MARK.encode()
_URI = b"/S /URI /URI "


def _page_events() -> list[Sample]:
    """Every event of ISO 32000-2 tables 197 to 200, with a script behind it."""
    found = [
        Sample(
            "pdf.additional-action",
            f"catalog {event.decode()}",
            _made(catalog=b"/AA << /%s %s >>" % (event, _SCRIPT)),
            _PLAIN,
        )
        for event in b"WC WS DS WP DP".split()
    ]
    found.append(
        Sample("pdf.additional-action", "page C", _made(page=b"/AA << /C %s >>" % _SCRIPT), _PLAIN)
    )
    found += [
        Sample(
            "pdf.additional-action",
            f"annotation {event.decode()}",
            _annotation(b"/Subtype /Link /Dest [3 0 R /Fit] /AA << /%s %s >>" % (event, _SCRIPT)),
            _LINK,
        )
        for event in b"E X D U Fo Bl PO PC PV PI".split()
    ]
    found += [
        Sample(
            "pdf.additional-action",
            f"field {event.decode()}",
            _fielded(b"/FT /Tx /T (a) /V (1) /AA << /%s %s >>" % (event, _SCRIPT)),
            _PLAIN,
        )
        for event in b"K F V C".split()
    ]
    return found  # fmt: skip


def _fielded(entries: bytes, form: bytes = b"") -> Callable[[], bytes]:
    """Return a form with one field that no page shows."""
    return _made(
        catalog=b"/AcroForm << /Fields [10 0 R] %s >>" % form, extra={10: b"<< %s >>" % entries}
    )


def _bookmark(entries: bytes) -> Callable[[], bytes]:
    return _made(
        catalog=b"/Outlines 10 0 R",
        extra={
            10: b"<< /Type /Outlines /First 11 0 R /Last 11 0 R /Count 1 >>",
            11: b"<< /Title (One) /Parent 10 0 R %s >>" % entries,
        },
    )


_MARKED = _bookmark(b"/Dest [3 0 R /Fit]")
_ADDRESSES = (
    ("script", b"(javascript:%s)"),
    ("script in UTF-16", b"<feff006a006100760061007300630072006900700074003a> /X (%s)"),
    ("script behind blanks", b"( \\njava\\tscript:%s)"),
    ("other case", b"(JaVaScRiPt:%s)"),
    ("file", b"(file:///c:/%s)"),
    ("protocol handler", b"(ms-msdt:/id %s)"),
    ("search", b"(search-ms:query=%s)"),
    ("share", b"(\\\\\\\\server\\\\%s)"),
    ("octal", b"(\\152\\141\\166\\141\\163\\143\\162\\151\\160\\164:%s)"),
    ("hexadecimal", b"<6a6176617363726970743a> /X (%s)"),
    ("relative", b"(../../%s)"),
)

EVENTS = (
    *_page_events(),
    Sample("pdf.open-action", "chained", _made(catalog=b"/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next %s >>" % _SCRIPT), _made(catalog=b"/OpenAction [3 0 R /Fit]")),
    Sample("pdf.open-action", "indirect", _made(catalog=b"/OpenAction 10 0 R", extra={10: _SCRIPT}), _made(catalog=b"/OpenAction [3 0 R /Fit]")),
    Sample("pdf.next-action", "array", _action(b"/S /GoTo /D [3 0 R /Fit] /Next [<< /S /GoTo /D [3 0 R /Fit] >> %s]" % _SCRIPT), _LINK),
    Sample("pdf.next-action", "in a circle", _action(b"/S /GoTo /D [3 0 R /Fit] /Next 12 0 R", {12: b"<< /S /Launch /F (%s) /Next 12 0 R >>" % _M}), _LINK),
    Sample("pdf.outline-action", "launch", _bookmark(b"/A << /S /Launch /F (%s) >>" % _M), _MARKED),
    Sample("pdf.outline-action", "beside a place", _bookmark(b"/Dest [3 0 R /Fit] /A %s" % _SCRIPT), _MARKED),
    Sample("pdf.javascript", "in a stream", _action(b"/S /JavaScript /JS 12 0 R", {12: stream(b"app.alert('%s')" % _M)}), _LINK),
    Sample("pdf.javascript", "packed stream", _action(b"/S /JavaScript /JS 12 0 R", {12: stream(b"app.alert('%s')" % _M, flate=True)}), _LINK),
    Sample("pdf.javascript", "hexadecimal", _action(b"/S /JavaScript /JS <%s>" % _M.hex().encode()), _LINK),
    Sample("pdf.javascript-name", "tree of trees", _made(catalog=b"/Names << /JavaScript << /Kids [10 0 R] >> >>", extra={10: b"<< /Limits [(a) (a)] /Names [(a) %s] >>" % _SCRIPT}), _PLAIN),
    _linked("pdf.launch", b"/S /Launch /Win << /F (cmd.exe) /P (/c %s) /O (open) >>" % _M, "windows"),
    _linked("pdf.launch", b"/S /Launch /Unix << /F (%s) >>" % _M, "unix"),
    _linked("pdf.named-action", b"/S /Named /N /Print /X (%s)" % _M, "print"),
    _linked("pdf.goto-remote", b"/S /GoToR /F << /Type /Filespec /FS /URL /F (http://x.example/%s) >> /D [0 /Fit]" % _M, "address"),
    _linked("pdf.unc-path", b"/S /GoToR /F (\\\\\\\\server\\\\%s) /D [0 /Fit]" % _M, "remote"),
    _linked("pdf.unc-path", b"/S /GoToE /F (//server/%s) /D [0 /Fit]" % _M, "embedded"),
    _linked("pdf.unc-path", b"/S /Launch /F << /UF <feff005c005c0073> /F (\\\\\\\\s\\\\%s) >>" % _M, "unicode"),
    _linked("pdf.submit-form", b"/S /SubmitForm /F << /FS /URL /F (http://x.example/%s) >> /Flags 4" % _M, "specification"),
    _linked("pdf.submit-form", b"/S /SubmitForm /F (javascript:%s)" % _M, "script"),
    _linked("pdf.rendition", b"/S /Rendition /OP 4 /R << /S /MR /C << /S /MCD /D (\\\\\\\\s\\\\%s) >> >>" % _M, "remote media"),
    _linked("pdf.unknown-action", b"/S /%s /X (y)" % _M, "no such kind"),
    _linked("pdf.unknown-action", b"/JS (%s)" % _M, "no kind"),
    *(_linked("pdf.uri", _URI + address.replace(b"%s", _M), f"address, {name}") for name, address in _ADDRESSES),
    Sample("pdf.set-ocg-state", "on printing", _made(catalog=b"/AA << /WP << /S /SetOCGState /State [/ON] /X (%s) >> >>" % _M), _PLAIN),
)  # fmt: skip

_NAMES = "JavaScript EmbeddedFiles Renditions URLS IDS AlternatePresentations Templates AP".split()
_MEDIA = (
    ("Movie", b"/Movie << /F (%s) >> /A << /Mode /Once >>", "pdf.movie"),
    ("Sound", b"/Sound 12 0 R", "pdf.sound"),
    ("Screen", b"/A << /S /Rendition /OP 0 /X (%s) >>", "pdf.screen"),
    ("RichMedia", b"/RichMediaContent << /Assets << /Names [(a.swf) 11 0 R] >> >>", "pdf.richmedia"),
    ("3D", b"/3DD 12 0 R /3DA << /A /PO >>", "pdf.three-d"),
    ("3D", b"/3DD << /OnInstantiate 12 0 R >>", "pdf.three-d"),
    ("FreeText", b"/DS (font: 12pt %s) /RC (<body xmlns='http://www.w3.org/1999/xhtml'>%s</body>)", "pdf.rich-text"),
    ("Text", b"/T (<img src=x onerror=%s>) /Contents (a)", "pdf.annotation"),
    ("Projection", b"/ExData << /Type /ExData /X (%s) >>", "pdf.annotation"),
    ("Redact", b"/OverlayText (%s)", "pdf.annotation"),
    ("Unheard", b"/X (%s)", "pdf.annotation"),
)  # fmt: skip


def _media(subtype: str, entries: bytes) -> Callable[[], bytes]:
    entries = entries.replace(b"%s", _M)
    return _annotation(
        b"/Subtype /%s %s" % (subtype.encode(), entries),
        {11: _SPEC, 12: stream(b"%s" % _M, b"/Type /3D /Subtype /U3D")},
    )


_WIDGET = b"<< /Type /Annot /Subtype /Widget /FT /%s /T (a) /Rect [0 0 595 842] %s >>"


def _widget(kind: bytes, entries: bytes, form: bytes = b"") -> Callable[[], bytes]:
    return _made(
        catalog=b"/AcroForm << /Fields [10 0 R] %s >>" % form,
        page=b"/Annots [10 0 R]",
        extra={10: _WIDGET % (kind, entries)},
    )


_XFA = b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><template><event activity='initialize'><script>xfa.host.%s</script></event></template></xdp:xdp>"
ATTACHED = (
    *(
        Sample("pdf.embedded-file" if name == "EmbeddedFiles" else "pdf.names-tree" if name in {"AlternatePresentations", "Templates", "AP"} else "pdf.web-capture" if name in {"URLS", "IDS"} else "pdf.javascript-name" if name == "JavaScript" else "pdf.renditions-name",
               f"names {name}", _made(catalog=b"/Names << /%s << /Names [(a) << /X (%s) >>] >> >>" % (name.encode(), _M)), _PLAIN)
        for name in _NAMES
    ),
    *(Sample(vector, f"annotation {n} {subtype}", _media(subtype, entries), _PLAIN) for n, (subtype, entries, vector) in enumerate(_MEDIA)),
    Sample("pdf.associated-file", "page", _made(page=b"/AF [11 0 R]", extra={11: _SPEC, 12: _FILE}), _PLAIN),
    Sample("pdf.associated-file", "form", _form(_FORM + b"/AF [11 0 R]", extra={11: _SPEC, 12: _FILE}), _DRAWN),
    Sample("pdf.associated-file", "marked content", _made(content=b"/AF /A1 BDC " + WORDS + b" EMC", resources=b"/Properties << /A1 11 0 R >>", extra={11: _SPEC, 12: _FILE}), _PLAIN),
    Sample("pdf.associated-file", "structure", _made(catalog=b"/StructTreeRoot << /Type /StructTreeRoot /K << /S /Document /AF [11 0 R] >> >>", extra={11: _SPEC, 12: _FILE}), _PLAIN),
    Sample("pdf.embedded-file", "related files", _made(catalog=b"/Names << /EmbeddedFiles << /Names [(a) 11 0 R] >> >>", extra={11: b"<< /Type /Filespec /F (a) /EF << /F 12 0 R >> /RF << /F [(b) 12 0 R] >> >>", 12: _FILE}), _PLAIN),
    Sample("pdf.embedded-file", "a document within", _made(catalog=b"/Names << /EmbeddedFiles << /Names [(a.pdf) 11 0 R] >> >>", extra={11: _SPEC, 12: stream(document(catalog=b"/OpenAction %s" % _SCRIPT), b"/Type /EmbeddedFile")}), _PLAIN),
    Sample("pdf.file-attachment", "without icon", _annotation(b"/Subtype /FileAttachment /Name /None /FS << /F (a) /EF << /F 12 0 R >> >>", {12: _FILE}), _PLAIN),
    Sample("pdf.collection", "navigator", _made(catalog=b"/Collection << /View /C /Navigator << /SWF (%s) >> >>" % _M), _PLAIN),
    Sample("pdf.xfa", "script", _made(catalog=b"/AcroForm << /Fields [] /XFA [(template) 11 0 R] >>", extra={11: stream(_XFA % _M)}), _PLAIN),
    Sample("pdf.xfa", "remote entity", _made(catalog=b"/AcroForm << /Fields [] /XFA 11 0 R >>", extra={11: stream(b"<!DOCTYPE x [<!ENTITY %% a SYSTEM 'http://x.example/%s'> %%a;]><x/>" % _M)}), _PLAIN),
    Sample("pdf.acroform", "button over the page", _widget(b"Btn", b"/F 2 /A << /S /SubmitForm /F (http://x.example/%s) >>" % _M), _PLAIN),
    Sample("pdf.acroform", "stage in a value", _widget(b"Tx", b"/F 2 /V (ZXZhbCgn%s)" % _M.hex().encode()), _PLAIN),
    Sample("pdf.acroform", "calculation order", _widget(b"Tx", b"/V (1) /AA << /C %s >>" % _SCRIPT, b"/CO [10 0 R]"), _PLAIN),
    Sample("pdf.requirements", "permissions", _made(catalog=b"/Perms << /UR3 << /Type /Sig /Reference [<< /TransformMethod /UR3 >>] /Reason (%s) >> >>" % _M), _PLAIN),
    Sample("pdf.requirements", "extensions", _made(catalog=b"/Extensions << /ADBE << /BaseVersion /1.7 /ExtensionLevel 3 /URL (http://x.example/%s) >> >>" % _M), _PLAIN),
    Sample("pdf.dss", "addresses", _made(catalog=b"/DSS << /OCSPs [10 0 R] /URI (http://x.example/%s) >>" % _M, extra={10: stream(_M)}), _PLAIN),
    Sample("pdf.metadata", "XMP with an entity", _made(catalog=b"/Metadata 10 0 R", extra={10: stream(b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///%s'>]><x>&a;</x>" % _M, b"/Type /Metadata /Subtype /XML")}), _PLAIN),
    Sample("pdf.metadata", "XMP of a page", _made(page=b"/Metadata 10 0 R", extra={10: stream(b"<!DOCTYPE x [<!ENTITY %% a SYSTEM 'http://x.example/%s'>%%a;]><x/>" % _M, b"/Type /Metadata /Subtype /XML")}), _PLAIN),
    Sample("pdf.piece-info", "catalog", _made(catalog=b"/PieceInfo << /AdobePhotoshop << /LastModified (D:2026) /Private 10 0 R >> >>", extra={10: stream(_M)}), _PLAIN),
    Sample("pdf.requirements", "legal", _made(catalog=b"/Legal << /JavaScriptActions 1 /Attestation (%s) >>" % _M), _PLAIN),
    Sample("pdf.associated-file", "document parts", _made(catalog=b"/DPartRoot << /NodeNameList [/%s] >>" % _M), _PLAIN),
    Sample("pdf.thread", "articles", _made(catalog=b"/Threads [<< /I << /Title (%s) >> /F 10 0 R >>]" % _M, extra={10: b"<< /P 3 0 R /R [0 0 9 9] >>"}), _PLAIN),
)  # fmt: skip


def _predicted(columns: int) -> Callable[[], bytes]:
    return _form(
        _FORM + b"/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns %d >>" % columns,
        zlib.compress(b"\x00" + _SQUARE),
    )


def _packed() -> bytes:
    packed = zlib.compress(_SQUARE)
    runs = bytes([len(packed) - 1]) + packed + b"\x80"
    return (base64.a85encode(runs) + b"~>").hex().encode() + b">"


def _shaded(function: bytes) -> Callable[[], bytes]:
    return _made(
        content=WORDS + b" q 0 0 50 50 re W n /S1 sh Q",
        resources=b"/Shading << /S1 << /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 9 9] /Function 10 0 R >> >>",
        extra={10: function},
    )


def _sfnt(tables: dict[bytes, bytes]) -> bytes:
    head, body, at = (
        b"\x00\x01\x00\x00" + len(tables).to_bytes(2, "big") + bytes(6),
        b"",
        12 + 16 * len(tables),
    )
    for tag, data in tables.items():
        head += tag + bytes(4) + at.to_bytes(4, "big") + len(data).to_bytes(4, "big")
        body += data
        at += len(data)
    return head + body


def _type1(program: bytes) -> Callable[[], bytes]:
    descriptor = b"<< /Type /FontDescriptor /FontName /Test /Flags 32 /FontBBox [0 0 1 1] /ItalicAngle 0 /Ascent 1 /Descent 0 /CapHeight 1 /StemV 1 /FontFile 11 0 R >>"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Test /FirstChar 32 /LastChar 32 /Widths [500] /FontDescriptor 10 0 R >>"
    return _made(extra={5: font, 10: descriptor, 11: stream(program, b"/Length1 %d /Length2 0 /Length3 0" % len(program))})  # fmt: skip


def _compact(data: bytes) -> Callable[[], bytes]:
    descriptor = b"<< /Type /FontDescriptor /FontName /Test /Flags 4 /FontBBox [0 0 1 1] /ItalicAngle 0 /Ascent 1 /Descent 0 /CapHeight 1 /StemV 1 /FontFile3 11 0 R >>"
    return _made(
        extra={
            5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Test /FirstChar 32 /LastChar 32 /Widths [500] /FontDescriptor 10 0 R >>",
            10: descriptor,
            11: stream(data, b"/Subtype /Type1C"),
        }
    )


def _mapped(cmap: bytes, entries: bytes = b"") -> Callable[[], bytes]:
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 10 0 R >>"
    return _made(extra={5: font, 10: stream(cmap, entries)})


_CMAP = b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange %s endcmap end end"
_MAPPED = _mapped(_CMAP % b"1 beginbfchar <41> <0041> endbfchar")
DECODED = (
    Sample("pdf.external-stream", "filter of it", _form(_FORM + b"/F << /FS /URL /F (http://x.example/%s) >> /FFilter /FlateDecode /FDecodeParms << >>" % _M), _DRAWN),
    Sample("pdf.external-stream", "contents", _made(contents=stream(WORDS, b"/F (\\\\\\\\server\\\\%s)" % _M)), _PLAIN),
    Sample("pdf.postscript", "level 1", _form(b"/Type /XObject /Subtype /PS /Level1 11 0 R", b"(%s) show" % _M, {11: stream(_M)}), _PLAIN),
    Sample("pdf.postscript", "in a form", _form(_FORM + b"/Subtype2 /PS /PS 11 0 R", extra={11: stream(_M)}), _DRAWN),
    Sample("pdf.jbig2", "globals", _picture(b"/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /JBIG2Decode /DecodeParms << /JBIG2Globals 11 0 R >>", _M, {11: stream(_M)}), _SHOWN),
    Sample("pdf.filter-chain", "of every kind", _form(_FORM + b"/Filter [/ASCIIHexDecode /ASCII85Decode /RunLengthDecode /FlateDecode]", _packed()), _DRAWN),
    Sample("pdf.bad-value", "predictor", _predicted(2_000_000_000), _form(_FORM + b"/Filter /FlateDecode", zlib.compress(_SQUARE))),
    Sample("pdf.postscript-function", "shading", _shaded(stream(b"{ dup dup %%%s\n }" % _M, b"/FunctionType 4 /Domain [0 1] /Range [0 1 0 1 0 1]")), _shaded(_TINT)),
    Sample("pdf.postscript-function", "not of the language", _function(stream(b"{ (%s) run }" % _M, b"/FunctionType 4 /Domain [0 1] /Range [0 1 0 1 0 1]")), _function(_TINT)),
    Sample("pdf.font-program", "hinting", _program(_sfnt({b"fpgm": _M, b"glyf": b"", b"head": bytes(54)})), _program(b"")),
    Sample("pdf.font-program", "othersubrs", _type1(b"%%!PS-AdobeFont-1.0: Test\n/OtherSubrs [{(%s) run}] def eexec" % _M), _PLAIN),
    Sample("pdf.font-program", "text in a font matrix", _type1(b"%%!PS-AdobeFont-1.0: Test\n11 dict begin /FontMatrix [1 0 0 1 0 (%s)] def currentfile eexec" % _M), _PLAIN),
    Sample("pdf.font-program", "compact", _compact(b"\x01\x00\x04\x01" + _M), _PLAIN),
    Sample("pdf.font-matrix", "in the dictionary", _made(extra={5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FontMatrix [1 0 0 1 0 (alert\\(%s\\))] >>" % _M}), _PLAIN),
    Sample("pdf.character-map", "map of another", _mapped(_CMAP % (b"/%s usecmap" % _M)), _MAPPED),
    Sample("pdf.character-map", "program in a map", _mapped(_CMAP % b"1 beginbfchar <41> <0041> endbfchar" + b" (%s) run" % _M), _MAPPED),
)  # fmt: skip


def _hidden_stream() -> bytes:
    """A stream hidden from a table-believing reader: an object the table places elsewhere."""
    data = document(page=b"/AA 9 0 R", extra={9: b"<< /O 8 0 R >>", 8: b"<< >>"})
    return data.replace(
        b"8 0 obj\n<< >>", b"8 0 obj\n<< /S /JavaScript /JS (%s) >>\nendobj\n8 0 obj\n<< >>" % _M
    )


def _untabled() -> bytes:
    data = _action(b"/S /Launch /F (%s)" % _M)()
    return data[: data.rindex(b"xref\n0")]


def _overlaid(old: bytes, new: bytes) -> bytes:
    """A second revision that puts other words over the first."""
    first = document(content=old)
    body = b"4 0 obj\n%s\nendobj\n" % stream(new)
    table = b"xref\n4 1\n%010d 00000 n \n" % len(first)
    tail = b"trailer\n<< /Root 1 0 R /Size 6 /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    return first + body + table + tail % (first.rindex(b"xref\n0"), len(first) + len(body))


def _circling(entries: bytes) -> Callable[[], bytes]:
    return _made(
        catalog=b"/Outlines 10 0 R",
        extra={
            10: b"<< /Type /Outlines /First 11 0 R /Last 11 0 R /Count 1 >>",
            11: b"<< /Title (One) /X (%s) /Parent 10 0 R /Dest [3 0 R /Fit] %s >>" % (_M, entries),
        },
    )


def _name_circle() -> bytes:
    tree = b"<< /Kids [10 0 R] >>"
    return document(
        catalog=b"/Names << /Dests 10 0 R /EmbeddedFiles 10 0 R >>",
        extra={10: tree, 11: stream(_M)},
    )


STRUCTURE = (
    Sample("pdf.hex-name", "every letter", _action(b"/#53 /#4a#61#76#61#53#63#72#69#70#74 /#4A#53 (%s)" % _M), _LINK),
    Sample("pdf.hex-name", "key", _made(page=b"/#41A << /O %s >>" % _SCRIPT), _PLAIN),
    Sample("pdf.hex-name", "catalog", _made(catalog=b"/Open#41ction %s" % _SCRIPT), _PLAIN),
    Sample("pdf.hybrid-xref", "second table", _made(trailer=b"/XRefStm 15", extra={20: stream(_M)}), _PLAIN),
    Sample("pdf.incremental", "shadow", lambda: _overlaid(WORDS + b" %% %s" % _M, WORDS), _PLAIN),
    Sample("pdf.incremental", "object twice", _hidden_stream, _PLAIN),
    Sample("pdf.header-offset", "page of HTML", _made(head=b"<html><script>%s</script><!--\n" % _M + HEAD), _PLAIN),
    Sample("pdf.header-offset", "script", _made(head=b"alert('%s');/*\n" % _M + HEAD), _PLAIN),
    Sample("pdf.trailing-data", "page of HTML", lambda: document() + b"<html><script>%s</script>" % _M, _PLAIN),
    Sample("pdf.trailing-data", "script", lambda: document() + b"*/alert('%s')" % _M, _PLAIN),
    Sample("pdf.crypt-filter", "identity", _form(_FORM + b"/Filter /Crypt /DecodeParms << /Name /Identity /X (%s) >>" % _M), _DRAWN),
    Sample("pdf.optional-content", "usage", _made(catalog=b"/OCProperties << /OCGs [10 0 R] /D << /BaseState /OFF >> >>", content=WORDS + b" /OC /L1 BDC BT /F1 9 Tf 72 500 Td (%s) Tj ET EMC" % _M, resources=b"/Properties << /L1 10 0 R >>", extra={10: b"<< /Type /OCG /Name (x) /Usage << /View << /ViewState /OFF >> >> >>"}), _PLAIN),
    Sample("pdf.duplicate-key", "page", _made(page=b"/AA << >> /AA << /O %s >>" % _SCRIPT), _PLAIN),
    Sample("pdf.duplicate-key", "link", _annotation(b"/Subtype /Link /A << /S /URI /URI (https://x.example/) >> /A %s" % _SCRIPT), _LINK),
    Sample("pdf.cycle", "bookmarks", _circling(b"/First 11 0 R /Last 11 0 R /Count 1 /Next 11 0 R"), _MARKED),
    Sample("pdf.unreferenced", "no table", _untabled, _LINK),
    Sample("pdf.object-stream", "catalog", _made(catalog=b"/X (%s)" % _M, extra={20: stream(b"1 0 << /S /JavaScript /JS (%s) >>" % _M, b"/Type /ObjStm /N 1 /First 4")}), _PLAIN),
    Sample("pdf.unreferenced", "redacted words", _made(extra={20: stream(b"BT (%s) Tj ET" % _M, flate=True)}), _PLAIN),
)  # fmt: skip


def _locked() -> bytes:
    with pikepdf.open(io.BytesIO(document())) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user=MARK, R=6))
        return out.getvalue()


def _masked(levels: int) -> bytes:
    """Soft masks whose group is drawn under the next soft mask, twice at each level."""
    extra = {}
    for level in range(levels):
        at, last = 10 + 2 * level, level == levels - 1
        inner = b"" if last else b"/Resources << /ExtGState << /G %d 0 R >> >>" % (at + 2)
        content = _SQUARE if last else b"q /G gs 0 0 9 9 re f Q " * 10
        extra[at] = b"<< /SMask << /S /Luminosity /G %d 0 R >> >>" % (at + 1)
        extra[at + 1] = stream(
            content, _FORM + b"/Group << /S /Transparency /CS /DeviceGray >>" + inner
        )
    return document(content=b"/G gs " + WORDS, resources=b"/ExtGState << /G 10 0 R >>", extra=extra)


BOMBS = (
    Sample("pdf.password", "word", _locked, _PLAIN, "held"),
    Sample("pdf.form-bomb", "soft masks", lambda: _masked(9), _PLAIN, "held"),
    Sample("pdf.depth", "arrays", _made(page=b"/X " + b"[" * 450 + b"]" * 450), _PLAIN, "held"),
    Sample("pdf.media-box", "user unit", _made(page=b"/UserUnit 1000000 /X (%s)" % _M, box=b"[0 0 140000 140000]"), _PLAIN, "held"),
    Sample("pdf.page-bomb", "count", lambda: file({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [%s] /Count 30 >>" % (b"3 0 R " * 25_000), 3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"}), _PLAIN, "held"),
)  # fmt: skip

SAMPLES = tuple(
    replace(sample, name=f"{sample.name}.pdf")
    for sample in (*EVENTS, *ATTACHED, *DECODED, *STRUCTURE, *BOMBS)
)
