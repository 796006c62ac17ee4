"""The whole document: opened, checked against the limits, its pages copied, written anew."""

import io
from typing import Any

import pikepdf

from sekisho.sanitize.options import Limits
from sekisho.sanitize.rebuild.contract import Hold, Log, Request
from sekisho.sanitize.rebuild.pdf import cmaps, content, fonts, functions, texts, watch
from sekisho.sanitize.rebuild.pdf.actions import Destinations
from sekisho.sanitize.rebuild.pdf.annotations import Annotations
from sekisho.sanitize.rebuild.pdf.content import Drawing, resources_of
from sekisho.sanitize.rebuild.pdf.copying import Bad, Copier
from sekisho.sanitize.rebuild.pdf.images import image
from sekisho.sanitize.rebuild.pdf.layers import hidden_layers
from sekisho.sanitize.rebuild.pdf.left import note_left
from sekisho.sanitize.rebuild.pdf.lexing import LexError, Ref
from sekisho.sanitize.rebuild.pdf.model import Name, Node, Value
from sekisho.sanitize.rebuild.pdf.outline import Bookmarks
from sekisho.sanitize.rebuild.pdf.schema import SCHEMA
from sekisho.sanitize.rebuild.pdf.source import Source, SourceStream
from sekisho.sanitize.rebuild.pdf.writing import deflated, written

_PAGE = SCHEMA.types["Page"].keys
_CATALOG = SCHEMA.types["Catalog"].keys
_INHERITED = ("Resources", "MediaBox", "CropBox", "Rotate")
_LARGEST = 14_400  # units a side, the largest page readers agree on
_DEPTH = 50
_MOST_BYTES = 64 << 20
_LETTER: list[Value] = [0, 0, 612, 792]


def prepare_decryption() -> None:
    """Have qpdf look for its source of chance now: a confined job finds no device.

    It asks for one when it first meets an encrypted file, though reading needs no chance.
    """
    locked = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(locked, encryption=pikepdf.Encryption(owner="o", user="u", R=6))
    with pikepdf.open(locked, password="u"):  # noqa: S106  # of an empty page
        pass


prepare_decryption()


def opened(data: bytes, passwords: tuple[str, ...], limits: Limits, log: Log) -> Source:
    """Return the document opened; hold it when no password fits or it is no PDF."""
    for password in ("", *passwords):
        try:
            pdf = pikepdf.open(
                io.BytesIO(data),
                password=password,
                suppress_warnings=True,
                inherit_page_attributes=False,
            )
        except pikepdf.PasswordError:
            continue
        except (pikepdf.PdfError, ValueError, RuntimeError, OverflowError) as error:
            raise Hold("broken") from error
        if len(pdf.objects) > limits.pdf_objects:
            raise Hold("limit")
        if pdf.is_encrypted and not password:
            watch.note_encryption(log)
        elif pdf.is_encrypted:
            log.change("パスワードを外しました。")
        return Source(pdf, limits)
    raise Hold("password-wrong" if passwords else "password-needed", "pdf.password")


def unlocked(request: Request, log: Log) -> bytes:
    """Return the document for a program that draws it: without its encryption, else as it is."""
    try:
        source = opened(request.data, request.passwords, request.options.limits, log)
    except Hold as hold:
        if hold.code != "broken":
            raise
        return request.data  # the program may understand what qpdf does not
    if not source.pdf.is_encrypted:
        return request.data
    out = io.BytesIO()
    source.pdf.save(out, static_id=True)
    return out.getvalue()


def rebuilt(request: Request, data: bytes, log: Log) -> bytes:
    """Return the document's pages, links and bookmarks in a new file."""
    try:
        source = opened(data, request.passwords, request.options.limits, log)
        return _Document(Copier(source, request.options, log, _MAKERS), data).written()
    except LexError as error:
        raise Hold("broken", "pdf.bad-value") from error
    except (Bad, pikepdf.PdfError, RecursionError) as error:
        raise Hold("broken") from error


class _Document:
    def __init__(self, copier: Copier, data: bytes) -> None:
        self.copier, self.data = copier, data
        self.source = copier.source
        self.catalog: dict[str, Any] = self.source.entry(self.source.trailer, "Root")
        if not isinstance(self.catalog, dict):
            raise Hold("broken")

    def written(self) -> bytes:
        pages = self._pages()
        root = Node({"Type": Name("Pages"), "Count": len(pages)})
        self.copier.hidden_layers = hidden_layers(self.copier, self.catalog)
        nodes = [self._page_node(reference) for reference, _ in pages]
        destinations = Destinations(self.copier, self.catalog)
        annotations = Annotations(self.copier, destinations)
        held: list[Hold] = []
        for at, ((_, page), node) in enumerate(zip(pages, nodes, strict=True), 1):
            with self.copier.log.at(f"{at}ページ"):
                self._survey(node, page, root, annotations, held)
        root.entries["Kids"] = list(nodes)
        self.copier.log.count("pages", len(nodes))
        catalog = self._catalog(root, destinations)
        if self.source.chained:
            self.copier.converted("pdf.filter-chain", "文書全体")
        if self.source.exempted:
            self.copier.log.remove("pdf.crypt-filter", "文書全体")
        watch.note_document(self.copier, self.catalog, self.data)
        if held:
            raise held[0]
        return written(catalog, self._info())

    def _pages(self) -> list[tuple[Any, dict[str, Any]]]:
        """Return each page with what it inherits, in order."""
        pages: list[tuple[Any, dict[str, Any]]] = []
        seen: set[Ref] = set()
        waiting: list[tuple[Any, dict[str, Any], int]] = [(self.catalog.get("Pages"), {}, 0)]
        while waiting:
            reference, inherited, depth = waiting.pop()
            found = self.source.resolve(reference)
            if not isinstance(found, dict):
                continue
            kids = self.source.entry(found, "Kids")
            if kids is None and self.source.entry(found, "Type") != "Pages":
                pages.append((reference, {**inherited, **found}))
                if len(pages) > self.copier.options.limits.pages:
                    raise Hold("limit", "pdf.page-bomb")
                continue
            if reference in seen or depth > _DEPTH:
                self.copier.log.remove("pdf.cycle")
                continue
            if isinstance(reference, Ref):
                seen.add(reference)
            if isinstance(kids, list):
                if len(kids) > self.copier.options.limits.pages * 10:
                    raise Hold("limit", "pdf.page-bomb")
                handed = inherited | {key: found[key] for key in _INHERITED if key in found}
                waiting += [(kid, handed, depth + 1) for kid in reversed(kids)]
        if not pages:
            raise Hold("broken")
        return pages

    def _page_node(self, reference: Any) -> Node:
        node = Node()
        if isinstance(reference, Ref):
            self.copier.known_as(reference, "Page", node)
        return node

    def _survey(
        self,
        node: Node,
        page: dict[str, Any],
        root: Node,
        annotations: Annotations,
        held: list[Hold],
    ) -> None:
        """Fill a page; a part this grade cannot carry is remembered, so that the report is whole."""  # noqa: E501
        try:
            self._fill(node, page, root, annotations)
        except Hold as hold:
            if hold.code != "broken":
                raise
            held.append(hold)

    def _fill(self, node: Node, page: dict[str, Any], root: Node, annotations: Annotations) -> None:
        note_left(self.copier, page, "Page")
        box = self._box(page, "MediaBox") or _LETTER
        node.entries |= {"Type": Name("Page"), "Parent": root, "MediaBox": box}
        crop = self._box(page, "CropBox")
        if crop is not None and crop != box:
            node.entries["CropBox"] = crop
        rotate = self.source.entry(page, "Rotate")
        if isinstance(rotate, int) and rotate % 90 == 0 and rotate % 360:
            node.entries["Rotate"] = rotate % 360
        for key in ("UserUnit", "Group"):
            value = self.copier.entry(page, key, _PAGE[key])
            if value is not None:
                node.entries[key] = value
        watch.note_page(self.copier, page)
        drawing = Drawing(self.copier, self.source.entry(page, "Resources"))
        drawing.draw(self._content(page))
        links = annotations.lay(page, drawing)
        node.entries["Contents"] = deflated(drawing.finish())
        node.entries["Resources"] = resources_of(drawing)
        if links:
            node.entries["Annots"] = links
        self.copier.operators += drawing.cost
        if self.copier.operators > self.copier.options.limits.content_operators:
            raise Hold("limit", "pdf.form-bomb")

    def _box(self, page: dict[str, Any], key: str) -> list[Value] | None:
        """Return a page's box, its corners in order; hold a page no reader shows."""
        try:
            box: Any = self.copier.value(page.get(key), ("array", 4, 4, ("num", -1e10, 1e10)))
        except Bad:
            return None
        left, right = sorted((box[0], box[2]))
        bottom, top = sorted((box[1], box[3]))
        if right - left > _LARGEST or top - bottom > _LARGEST or max(map(abs, box)) > 1_000_000:
            raise Hold("limit", "pdf.media-box")
        return [left, bottom, right, top] if right > left and top > bottom else None

    def _content(self, page: dict[str, Any]) -> bytes:
        found = self.source.entry(page, "Contents")
        streams = found if isinstance(found, list) else [found]
        if len(streams) > 20_000:
            raise Hold("limit", "pdf.form-bomb")
        pieces, size = [], 0
        for each in streams:
            stream = self.source.resolve(each)
            if isinstance(stream, SourceStream):
                note_left(self.copier, stream.entries, "Content")
                pieces.append(self._decoded(stream, _MOST_BYTES - size))
                size += len(pieces[-1])
        return b"\n".join(pieces)

    def _decoded(self, stream: SourceStream, most: int) -> bytes:
        try:
            return self.source.decoded(stream, most)
        except LexError:
            self.copier.log.remove("pdf.bad-value", "Contents")
            return b""

    def _catalog(self, root: Node, destinations: Destinations) -> Node:
        catalog = Node({"Type": Name("Catalog"), "Pages": root})
        for key in ("PageLayout", "ViewerPreferences"):
            found = self.source.entry(self.catalog, key)
            if found is not None:
                try:
                    catalog.entries[key] = self.copier.value(found, _CATALOG[key])
                except Bad:
                    continue
        if catalog.entries.get("ViewerPreferences") == {}:
            del catalog.entries["ViewerPreferences"]
        outlines = Bookmarks(self.copier, destinations).node(self.catalog)
        if outlines is not None:
            catalog.entries["Outlines"] = outlines
            if self.source.entry(self.catalog, "PageMode") == "UseOutlines":
                catalog.entries["PageMode"] = Name("UseOutlines")
        return catalog

    def _info(self) -> Node | None:
        info = self.source.entry(self.source.trailer, "Info")
        title = self.source.entry(info, "Title") if isinstance(info, dict) else None
        words = texts.plain(title, self.copier.log, "題名") if isinstance(title, bytes) else b""
        return Node({"Title": words}) if words.removeprefix(b"\xfe\xff") else None


def _no_page(copier: Copier, found: Any) -> Node:  # noqa: ARG001
    raise Bad("not one of the pages")


_MAKERS: dict[str, Any] = {
    "Page": _no_page,
    "Form": content.form,
    "Tiling": content.tiling,
    "Image": image,
    "Sampled": functions.sampled,
    "Calculated": functions.calculated,
    "MeshShading": functions.mesh("MeshShading"),
    "LatticeShading": functions.mesh("LatticeShading"),
    "AdobeProgram": fonts.adobe,
    "OutlineProgram": fonts.outline,
    "CompactProgram": fonts.compact,
    "GlyphMap": fonts.glyph_map,
    "DrawnFont": fonts.drawn_font,
    "ToUnicode": cmaps.to_unicode,
    "CMap": cmaps.encoding,
}
