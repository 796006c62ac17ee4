"""OpenDocument text, sheets and presentations: words by allow-list, pictures anew."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from sekisho.sanitize.rebuild.contract import Hold, Log, Rebuilt, Request
from sekisho.sanitize.rebuild.grammar import load
from sekisho.sanitize.rebuild.ooxml.formulas import judge
from sekisho.sanitize.rebuild.pictures import JpegStyle, as_png, decoded, settled
from sekisho.sanitize.rebuild.words import visible
from sekisho.sanitize.rebuild.xmlfilter import Element, Filter, Handler, serialized
from sekisho.sanitize.rebuild.xmlread import parse
from sekisho.sanitize.rebuild.zipread import Entry, Zip
from sekisho.sanitize.rebuild.zipwrite import write_zip
from sekisho.sanitize.results import Action

FORMATS = ("odf",)
_KINDS = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.text-template": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.spreadsheet-template": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
    "application/vnd.oasis.opendocument.presentation-template": "odp",
}
_TYPES = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TEXT, _TABLE, _DRAW = (
    f"{_OASIS}{name}:1.0" for name in ("office", "text", "table", "drawing")
)
_SCRIPT, _FORM, _DB = (f"{_OASIS}{name}:1.0" for name in ("script", "form", "database"))
_XLINK, _XML = "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace"
_PREFIXES = {
    "office": _OFFICE,
    "style": _OASIS + "style:1.0",
    "text": _TEXT,
    "table": _TABLE,
    "draw": _DRAW,
    "fo": _OASIS + "xsl-fo-compatible:1.0",
    "svg": _OASIS + "svg-compatible:1.0",
    "number": _OASIS + "datastyle:1.0",
    "presentation": _OASIS + "presentation:1.0",
    "xlink": _XLINK,
    "dc": "http://purl.org/dc/elements/1.1/",
}
_GRAMMAR = load("opendocument")
_LINK = re.compile(
    r"(https?://[^\s\x00-\x1f<>\"\\^`{|}]{1,2000}|mailto:[^\s\x00-\x1f<>\"\\]{1,500})"
)
_LINKED = frozenset({f"{{{_TEXT}}}a", f"{{{_DRAW}}}a"})
_PICTURED = frozenset(
    {f"{{{_DRAW}}}image", f"{{{_DRAW}}}fill-image", f"{{{_TEXT}}}list-level-style-image"}
)
_PICTURED |= {f"{{{_OASIS}style:1.0}}background-image"}
_PARTS = (
    (r"^(Basic|Scripts)/", "odf.script"),
    (r"^Configurations2/", "odf.configuration"),
    (r"^Thumbnails/", "odf.thumbnail"),
    (r"^META-INF/(documentsignatures|macrosignatures)", "odf.signature"),
    (r"^(Object|ObjectReplacements)", "odf.ole"),
    (r"^Fonts/|\.(ttf|otf|odttf)$", "odf.embedded-font"),
    (r"^(database|forms|reports)/", "odf.database"),
    (
        r"^layout-cache$|^manifest\.rdf$|^settings\.xml$|^meta\.xml$|^META-INF/manifest\.xml$|^mimetype$",
        "",
    ),
    (r"^Configurations2/$", ""),
)
_QUIET_NAMESPACES = frozenset(
    {
        "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}",
        "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}",
        "{urn:org:documentfoundation:names:experimental:ooxml-odf-interop:xmlns:field:1.0}",
        "{http://openoffice.org/2009/office}",
        "{http://openoffice.org/2009/table}",
        "{http://openoffice.org/2010/draw}",
        "{urn:oasis:names:tc:opendocument:xmlns:smil-compatible:1.0}",
        "{urn:oasis:names:tc:opendocument:xmlns:animation:1.0}",
        "{urn:oasis:names:tc:opendocument:xmlns:chart:1.0}",
        "{urn:oasis:names:tc:opendocument:xmlns:dr3d:1.0}",
    }
)
_THUMBNAIL = "Thumbnails/thumbnail.png", b"\x89PNG"
_ROWS_MOST = 1_048_576


@dataclass(slots=True)
class _Document:
    """One package on its way."""

    archive: Zip
    request: Request
    log: Log
    entries: dict[str, Entry]
    pictures: dict[str, bytes] = field(default_factory=dict)
    renamed: dict[str, str | None] = field(default_factory=dict)
    cells: int = 0

    def read(self, name: str) -> bytes:
        entry = self.entries.get(name)
        if entry is None:
            raise Hold("broken", None, name)
        return self.archive.read(entry)

    def part(self, name: str) -> bytes:
        """Return an XML part filtered."""
        with self.log.at(name):
            root = parse(self.read(name), self.request.options.limits, self.log, name)
            way = Filter(
                grammar=_GRAMMAR,
                log=self.log,
                handlers=_HANDLERS,
                owner=self,
                unknown_vector="odf.unknown-element",
                attribute_vector="odf.unknown-element",
                relationship=self.address,
                relationship_namespace=_XLINK,
                quiet=_QUIET_NAMESPACES,
            )
            kept = way.root(root)
            if kept is None:
                raise Hold("broken", None, name)
            return serialized(kept, _PREFIXES)

    def address(self, name: str, value: str, element: Element) -> str | None:
        """Decide an xlink attribute: only pictures of the package and plain links stay."""
        local, tag = name.rpartition("}")[2], str(element.tag)
        if local == "type":
            return "simple"
        if local != "href" or not value:
            return None
        if tag in _PICTURED:
            return self.picture(value)
        if tag in _LINKED and self.request.options.links == "keep":
            if value.startswith("#") and not re.search(r"[\x00-\x1f<>\\]", value):
                return value
            if _LINK.fullmatch(value):
                return value
        self.log.remove(_address_vector(value), value[:80])
        return None

    def picture(self, value: str) -> str | None:
        source = value.removeprefix("./")
        if source not in self.entries:
            self.log.remove(_address_vector(value), value[:80])
            return None
        if source not in self.renamed:
            self.renamed[source] = self._redrawn(source)
        return self.renamed[source]

    def _redrawn(self, source: str) -> str | None:
        data = self.read(source)
        try:
            pixels = decoded(data, self.request.options.limits, still=True)
        except Hold as hold:
            if hold.code == "limit":
                raise
            self.log.remove("ooxml.metafile", source)
            return None
        frame = pixels.frames[0]
        self.log.count("images")
        if pixels.source == "JPEG" and pixels.style is not None:
            drawn, extension = settled(data, frame, pixels.style), "jpg"
        elif pixels.lossless or frame.mode in {"RGBA", "LA"}:
            drawn, extension = as_png(frame), "png"
        else:
            drawn, extension = settled(b"", frame, JpegStyle()), "jpg"
        for name, known in self.pictures.items():
            if known == drawn:
                return name
        name = f"Pictures/image{len(self.pictures) + 1}.{extension}"
        self.pictures[name] = drawn
        return name


def _address_vector(value: str) -> str:
    if re.match(r"\s*(vnd\.sun\.star\.|macro:|script:|\.uno:|javascript:)", value):
        return "odf.script-link"
    if value.startswith(("./Object", "Object", "./ObjectReplacements")):
        return "odf.ole"
    return "odf.external-link"


def rebuild(request: Request) -> Rebuilt:
    """Return the document as a new package; hold what is none, or is encrypted."""
    log = Log()
    archive = Zip(request.data, request.options.limits, log)
    entries: dict[str, Entry] = {}
    for entry in archive.entries:
        if entry.name in entries:
            raise Hold("ambiguous", "archive.duplicate", entry.name)
        if not entry.is_folder:
            entries[entry.name] = entry
    document = _Document(archive, request, log, entries)
    kind = _KINDS.get(document.read("mimetype").decode("ascii", "replace").strip())
    if kind is None:
        raise Hold("type-mismatch")
    manifest = document.read("META-INF/manifest.xml")
    if b"encryption-data" in manifest:
        raise Hold("password-needed")
    _report_parts(entries, document.read, manifest, log)
    content, styles = document.part("content.xml"), b""
    if "styles.xml" in entries:
        styles = document.part("styles.xml")
    title = _title(document)
    return Rebuilt(_written(kind, content, styles, title, document.pictures), kind, log)


def _report_parts(
    entries: dict[str, Entry], read: Callable[[str], bytes], manifest: bytes, log: Log
) -> None:
    for name in sorted(entries):
        vector = next((v for pattern, v in _PARTS if re.search(pattern, name)), None)
        if name == _THUMBNAIL[0] and read(name).startswith(_THUMBNAIL[1]):
            continue  # every program writes one
        if vector:
            log.remove(vector, name)
        elif (
            vector is None
            and name not in {"content.xml", "styles.xml"}
            and not name.startswith("Pictures/")
        ) or (vector is None and name.startswith("Pictures/") and name.encode() not in manifest):
            log.remove("odf.unlisted-entry", name)


def _title(document: _Document) -> str:
    if "meta.xml" not in document.entries:
        return ""
    root = parse(
        document.read("meta.xml"), document.request.options.limits, document.log, "meta.xml"
    )
    found = root.find(".//{http://purl.org/dc/elements/1.1/}title")
    if root.find(f".//{{{_OASIS}meta:1.0}}template") is not None:
        document.log.remove("odf.external-link", "meta.xml/template")
    if root.find(f".//{{{_OASIS}meta:1.0}}user-defined") is not None:
        document.log.remove("odf.metadata", "meta.xml/user-defined")
    return visible((found.text if found is not None else "") or "").strip()[:255]


def _written(
    kind: str, content: bytes, styles: bytes, title: str, pictures: dict[str, bytes]
) -> bytes:
    media_type = f"application/vnd.oasis.opendocument.{_TYPES[kind]}"
    named = f"<dc:title>{escape(title)}</dc:title>" if title else ""
    meta = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<office:document-meta xmlns:office="{_OFFICE}" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' office:version="1.3"><office:meta>{named}'
        "</office:meta></office:document-meta>"
    ).encode()
    files = [("content.xml", content), ("meta.xml", meta)]
    if styles:
        files.append(("styles.xml", styles))
    files += sorted(pictures.items())
    manifest = _manifest(media_type, [name for name, _ in files])
    return write_zip(
        [("mimetype", media_type.encode()), ("META-INF/manifest.xml", manifest), *files]
    )


def _manifest(media_type: str, names: list[str]) -> bytes:
    uri = _OASIS + "manifest:1.0"
    types = {"xml": "text/xml", "png": "image/png", "jpg": "image/jpeg"}
    rows = [f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{media_type}"/>']
    rows += [
        f"<manifest:file-entry manifest:full-path={quoteattr(name)}"
        f' manifest:media-type="{types[name.rpartition(".")[2]]}"/>'
        for name in names
    ]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    opening = f'<manifest:manifest xmlns:manifest="{uri}" manifest:version="1.3">'
    return (head + opening + "".join(rows) + "</manifest:manifest>").encode()


def _gone(vector: str) -> Handler:
    def remove(source: Element, way: Filter) -> Iterator[Element]:
        way.log.remove(vector, str(source.tag).rpartition("}")[2])
        yield from ()

    return remove


def _silent(source: Element, way: Filter) -> Iterator[Element]:
    del source, way
    yield from ()


def _scripts(source: Element, way: Filter) -> Iterator[Element]:
    """Every program writes an empty list of scripts; one that holds something is named."""
    for child in source.iter():
        if child is not source and isinstance(child.tag, str):
            listener = child.tag.endswith("event-listener")
            way.log.remove("odf.event-listener" if listener else "odf.script", "scripts")
    yield from ()


def _linked(source: Element, way: Filter) -> Iterator[Element]:
    """Keep a link with its address; without it, keep its words."""
    new = way.element(source)
    if new.get(f"{{{_XLINK}}}href"):
        yield new
    else:
        yield from list(new)


def _image(source: Element, way: Filter) -> Iterator[Element]:
    new = way.element(source)
    if new.get(f"{{{_XLINK}}}href"):
        yield new


def _cell(source: Element, way: Filter) -> Iterator[Element]:
    """Keep a cell's formula when it computes from the workbook alone; else the value it showed."""
    formula = source.get(f"{{{_TABLE}}}formula")
    if formula is not None and _formula_vector(str(formula)):
        way.log.remove("odf.formula", str(formula)[:60], Action.NEUTRALISED)
        del source.attrib[f"{{{_TABLE}}}formula"]
    new = way.element(source)
    document = way.owner
    if isinstance(document, _Document):
        document.cells += 1
        if document.cells > document.request.options.limits.cells:
            raise Hold("limit", "ooxml.row-bomb")
        if len(new) and document.request.name.lower().endswith(("ods", "ots")):
            way.log.count("cells")
    yield new


def _formula_vector(formula: str) -> str | None:
    bare = re.sub(r"^(of|oooc|msoxl):=?", "", formula).removeprefix("=")
    if re.search(r"file:|https?:|'[^']*'#", bare):
        return "odf.formula"
    plain = re.sub(r"\[\$?(?:'[^'\[\]]*'|[\w$]*)?\.[^\[\]]*\]", "A1", bare)
    return judge(plain.replace("{", "(").replace("}", ")").replace("|", ",").replace("~", ","))


def _repeated(source: Element, way: Filter) -> Iterator[Element]:
    """Rows and columns repeat at most as often as a sheet has them."""
    for name, most in (("number-rows-repeated", _ROWS_MOST), ("number-columns-repeated", 16_384)):
        value = str(source.get(f"{{{_TABLE}}}{name}", "1"))
        if not re.fullmatch(r"\d{1,8}", value) or int(value) > most:
            raise Hold("limit", "ooxml.row-bomb")
    yield way.element(source)


def _names(uri: str, *names: str) -> list[str]:
    return [f"{{{uri}}}{name}" for name in names]


_HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(_names(_OFFICE, "scripts"), _scripts),
    **dict.fromkeys(_names(_OFFICE, "event-listeners"), _gone("odf.event-listener")),
    **dict.fromkeys(_names(_SCRIPT, "event-listener"), _gone("odf.event-listener")),
    **dict.fromkeys(
        _names(_OASIS + "presentation:1.0", "event-listener"), _gone("odf.event-listener")
    ),
    **dict.fromkeys(_names(_OFFICE, "forms"), _gone("odf.form")),
    **dict.fromkeys(_names(_DRAW, "control"), _gone("odf.form")),
    **dict.fromkeys(_names(_OFFICE, "dde-source"), _gone("odf.dde")),
    **dict.fromkeys(
        _names(_TEXT, "dde-connection", "dde-connection-decls", "dde-connection-decl"),
        _gone("odf.dde"),
    ),
    **dict.fromkeys(_names(_TABLE, "dde-links", "dde-link"), _gone("odf.dde")),
    **dict.fromkeys(
        _names(_TABLE, "table-source", "cell-range-source"), _gone("odf.external-link")
    ),
    **dict.fromkeys(
        _names(_TABLE, "database-source-sql", "database-source-table", "database-source-query"),
        _gone("odf.database"),
    ),
    **dict.fromkeys(
        _names(_TEXT, "database-display", "database-next", "database-row-select", "database-name"),
        _gone("odf.database"),
    ),
    **dict.fromkeys(_names(_TEXT, "section-source"), _gone("odf.section-source")),
    **dict.fromkeys(_names(_TEXT, "execute-macro", "script"), _gone("odf.script")),
    **dict.fromkeys(
        _names(_DRAW, "plugin", "applet", "floating-frame", "param"), _gone("odf.plugin")
    ),
    **dict.fromkeys(_names(_DRAW, "object", "object-ole"), _gone("odf.ole")),
    **dict.fromkeys(
        _names(_OASIS + "svg-compatible:1.0", "font-face-src"), _gone("odf.embedded-font")
    ),
    **dict.fromkeys(_names(_OFFICE, "settings"), _silent),
    **dict.fromkeys(_names(_TEXT, "a"), _linked),
    **dict.fromkeys(_names(_DRAW, "a"), _linked),
    **dict.fromkeys(_names(_DRAW, "image", "fill-image"), _image),
    **dict.fromkeys(_names(_TABLE, "table-cell", "covered-table-cell"), _cell),
    **dict.fromkeys(_names(_TABLE, "table-row", "table-column"), _repeated),
}
