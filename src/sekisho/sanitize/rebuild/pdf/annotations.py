"""Annotations: what is seen becomes part of the page, links stay links, the rest stays behind."""

from typing import Any

from sekisho.sanitize.rebuild.pdf.actions import Destinations, note_action
from sekisho.sanitize.rebuild.pdf.content import Drawing
from sekisho.sanitize.rebuild.pdf.copying import Bad, Copier
from sekisho.sanitize.rebuild.pdf.fields import appearance_of
from sekisho.sanitize.rebuild.pdf.layers import is_hidden
from sekisho.sanitize.rebuild.pdf.left import note_left
from sekisho.sanitize.rebuild.pdf.lexing import Ref
from sekisho.sanitize.rebuild.pdf.model import Name, Node, Value
from sekisho.sanitize.rebuild.pdf.schema import SCHEMA
from sekisho.sanitize.rebuild.pdf.source import SourceStream
from sekisho.sanitize.rebuild.pdf.writing import number
from sekisho.sanitize.results import Action

_MOST = 5_000
_HIDDEN = 0x02 | 0x20  # Hidden, NoView
_ACTIVE = {
    "FileAttachment": "pdf.file-attachment", "RichMedia": "pdf.richmedia", "Screen": "pdf.screen",
    "Movie": "pdf.movie", "Sound": "pdf.sound", "3D": "pdf.three-d", "Projection": "pdf.annotation",
}  # fmt: skip
_UNDRAWN = frozenset({"Popup", "Link", "FileAttachment", "Sound", "PrinterMark", "TrapNet"})
_QUIET = frozenset({"Popup", "PrinterMark", "TrapNet", "Watermark"})
_RECT = SCHEMA.types["Link"].keys["Rect"]
_BORDER: list[Value] = [0, 0, 0]


class Annotations:
    """The annotations of the pages, one page after the other."""

    def __init__(self, copier: Copier, destinations: Destinations) -> None:
        self.copier, self.destinations = copier, destinations

    def lay(self, page: dict[str, Any], drawing: Drawing) -> list[Value]:
        """Draw what is seen onto the page; return its links."""
        listed = self.copier.source.entry(page, "Annots")
        if not isinstance(listed, list):
            return []
        if len(listed) > _MOST:
            self.copier.log.remove("pdf.annotation-bomb")
        links: list[Value] = []
        drawn: list[bytes] = []
        for reference in listed[:_MOST]:
            found = self.copier.source.resolve(reference)
            if isinstance(found, dict):
                self._one(found, drawing, links, drawn)
        if drawn:
            drawing.out[:] = [b"q", drawing.finish().rstrip(b"\n"), b"Q", *drawn]
        return links

    def _one(
        self, found: dict[str, Any], drawing: Drawing, links: list[Value], drawn: list[bytes]
    ) -> None:
        kind = str(self.copier.source.resolve(found.get("Subtype")))
        note_left(self.copier, found, kind)
        self._note(found, kind)
        if kind == "Link":
            link = self._link(found)
            if link is not None:
                links.append(link)
            return
        if found.get("A") is not None:
            note_action(self.copier, found["A"], inside=True)
        for event in ("AA", "PA"):
            events = self.copier.source.entry(found, event)
            for action in events.values() if isinstance(events, dict) else ():
                note_action(self.copier, action)
        if kind not in _UNDRAWN and not self._unseen(found):
            self._draw(found, kind, drawing, drawn)

    def _note(self, found: dict[str, Any], kind: str) -> None:
        log = self.copier.log
        if kind in _ACTIVE:
            log.remove(_ACTIVE[kind])
        elif kind == "Widget":
            signed = self._inherited(found, "FT") == "Sig"
            log.remove("pdf.signature" if signed else "pdf.acroform", action=Action.NEUTRALISED)
        elif kind != "Link" and kind not in _QUIET:
            log.remove("pdf.annotation", action=Action.CONVERTED)
        if found.get("RC") is not None or found.get("DS") is not None:
            log.remove("pdf.rich-text")
        if found.get("FS") is not None and kind != "FileAttachment":
            log.remove("pdf.embedded-file")

    def _inherited(self, field: Any, key: str) -> Any:
        """Return an entry of a form field, which its parents may hold."""
        for _ in range(20):
            if not isinstance(field, dict):
                return None
            if key in field:
                return self.copier.source.resolve(field[key])
            field = self.copier.source.resolve(field.get("Parent"))
        return None

    def _unseen(self, found: dict[str, Any]) -> bool:
        flags = self.copier.source.resolve(found.get("F"))
        hidden = isinstance(flags, int) and bool(flags & _HIDDEN)
        return hidden or is_hidden(self.copier, found.get("OC"))

    def _link(self, found: dict[str, Any]) -> Node | None:
        place, address = self.destinations.target(found)
        rect = self._rect(found)
        if rect is None or (place is None and address is None):
            return None
        entries: dict[str, Value] = {
            "Type": Name("Annot"), "Subtype": Name("Link"), "Rect": rect, "Border": _BORDER,
        }  # fmt: skip
        if place is not None:
            return Node({**entries, "Dest": place})
        if self.copier.options.links != "keep":
            self.copier.log.change("リンクを外しました（文字は残っています）。")
            return None
        return Node({**entries, "A": {"S": Name("URI"), "URI": address}})

    def _rect(self, found: dict[str, Any]) -> Value:
        try:
            rect: Any = self.copier.value(found.get("Rect"), _RECT)
        except Bad:
            return None
        left, bottom, right, top = rect
        return [min(left, right), min(bottom, top), max(left, right), max(bottom, top)]

    def _draw(self, found: dict[str, Any], kind: str, drawing: Drawing, drawn: list[bytes]) -> None:
        rect: Any = self._rect(found)
        form = self._appearance(found)
        if form is None and kind == "Widget" and rect is not None:
            form = appearance_of(self.copier, found, rect, self._inherited)
        if form is None or rect is None:
            return
        matrix = _fitting(form, rect)
        if matrix is None:
            return
        key = f"Annot{len(drawn)}"
        while key in drawing.used.get("XObject", {}):
            key += "x"
        drawing.used.setdefault("XObject", {})[key] = form
        drawing.cost += self.copier.costs.get(id(form), 0)
        numbers = b" ".join([number(each) for each in matrix])
        drawn.append(b"q\n%s cm\n/%s Do\nQ" % (numbers, key.encode()))

    def _appearance(self, found: dict[str, Any]) -> Node | None:
        """Return the drawing an annotation shows in its present state."""
        source = self.copier.source
        normal: Any = source.entry(found, "AP")
        reference = normal.get("N") if isinstance(normal, dict) else None
        states = source.resolve(reference)
        if isinstance(states, dict):
            state = source.resolve(found.get("AS"))
            reference = states.get(state) if isinstance(state, Name) else None
        if not isinstance(reference, Ref) or not isinstance(
            source.resolve(reference), SourceStream
        ):
            return None
        try:
            return self.copier.typed(reference, "Form")  # type: ignore[no-any-return]
        except Bad:
            return None


def _fitting(form: Node, rect: list[float]) -> list[float] | None:
    """Return the matrix that lays the form's box, turned by its own, onto the rectangle."""
    box: Any = form.entries["BBox"]
    turned: Any = form.entries.get("Matrix", [1, 0, 0, 1, 0, 0])
    left, bottom, right, top = box
    a, b, c, d, e, f = turned
    corners = [(x * a + y * c + e, x * b + y * d + f) for x in (left, right) for y in (bottom, top)]
    across, up = [x for x, _ in corners], [y for _, y in corners]
    width, height = max(across) - min(across), max(up) - min(up)
    if width <= 0 or height <= 0:
        return None
    wide, tall = (rect[2] - rect[0]) / width, (rect[3] - rect[1]) / height
    matrix = [wide, 0, 0, tall, rect[0] - min(across) * wide, rect[1] - min(up) * tall]
    return matrix if all(abs(each) < 1e9 for each in matrix) else None
