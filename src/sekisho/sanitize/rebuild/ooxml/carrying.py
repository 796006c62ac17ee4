"""Carries parts from an old package into a new one; shared by the three kinds of document.

A part crosses only when something that crossed points to it, by a relationship whose kind is on the
list of the element that uses it. What nobody asked for is reported at the end and stays behind.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from PIL import Image

from sekisho.sanitize.options import Options
from sekisho.sanitize.rebuild.contract import Hold, Log
from sekisho.sanitize.rebuild.grammar import Grammar
from sekisho.sanitize.rebuild.ooxml import left, metafiles
from sekisho.sanitize.rebuild.ooxml.fields import name_forbidden
from sekisho.sanitize.rebuild.ooxml.package import Package, Relationship
from sekisho.sanitize.rebuild.ooxml.writing import NewPackage, NewPart
from sekisho.sanitize.rebuild.pictures import JpegStyle, as_png, decoded, settled
from sekisho.sanitize.rebuild.xmlfilter import Decided, Element, Filter, Handler, serialized
from sekisho.sanitize.results import Action

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_LINK = re.compile(
    r"(https?://[^\s\x00-\x1f<>\"\\^`{|}/][^\s\x00-\x1f<>\"\\^`{|}]{0,2000}|mailto:[^\s\x00-\x1f<>\"\\]{1,500})"
)
_PLACEHOLDER_SIZE = (8, 8)

# What an attribute with a relationship id does: answers the new id, or None.
Tie = Callable[["Place", Relationship, Element], str | None]


@dataclass(slots=True)
class Place:
    """The part being carried: where it came from, where it goes, its old relationships."""

    carrier: "Carrier"
    source: str
    new: NewPart
    relations: dict[str, Relationship]
    ties: Mapping[tuple[str, str], Tie]
    used: set[str] = field(default_factory=set)

    def tie(self, name: str, value: str, element: Element) -> str | None:
        """Return the new relationship id for attribute `name` of `element`, None to drop it."""
        relation = self.relations.get(value)
        if relation is None:
            return None
        self.used.add(value)
        key = (_local(str(element.tag)), _local(name))
        tie = self.ties.get(key)
        if tie is None:
            self.carrier.left_behind(relation)
            return None
        return tie(self, relation, element)

    def aside(self, branch: Element) -> None:
        """Take the pictures of an alternative that is not taken as seen; name what else it ties."""
        name_forbidden(branch, self.carrier.log)
        for element in branch.iter():
            for name, value in element.attrib.items():
                relation = self.relations.get(str(value)) if OFFICE in str(name) else None
                if relation is not None:
                    self._set_aside(relation)

    def _set_aside(self, relation: Relationship) -> None:
        package = self.carrier.package
        if relation.kind not in {"image", "hyperlink"} or relation.external:
            return
        self.used.add(relation.id)
        package.read_parts.add(relation.target.lower())


@dataclass(slots=True)
class Carrier:
    """One document's way from the old package to the new one."""

    package: Package
    options: Options
    log: Log
    folder: str  # word, xl, ppt
    new: NewPackage = field(default_factory=NewPackage)
    carried: dict[str, str] = field(default_factory=dict)  # old part name → new
    pictures: dict[str, tuple[bytes, str] | None] = field(default_factory=dict)
    metafiles: Mapping[str, bytes] = field(default_factory=dict)  # drawn by a program
    decided: dict[tuple[int, frozenset[str], frozenset[str]], Decided] = field(default_factory=dict)

    def carry(  # noqa: PLR0913  # all but three have a plain default
        self,
        source: str,
        new: NewPart,
        grammar: Grammar,
        *,
        prefixes: Mapping[str, str],
        handlers: Mapping[str, Handler] | None = None,
        ties: Mapping[tuple[str, str], Tie] | None = None,
        prepare: Callable[[Element, Place], None] | None = None,
        finish: Callable[[Element, Place], None] | None = None,
        quiet: frozenset[str] = frozenset(),
        root: Element | None = None,
    ) -> Place:
        """Rebuild one XML part (`root`, when it was parsed) into `new`; hold a stranger."""
        self.carried[source.lower()] = new.name
        place = Place(self, source, new, self.package.relationships(source), ties or {})
        with self.log.at(source):
            root = self.package.xml(source) if root is None else root
            way = Filter(
                grammar=grammar,
                log=self.log,
                handlers=handlers or {},
                owner=place,
                relationship=place.tie,
                relationship_namespace=OFFICE,
                quiet=quiet,
                aside=place.aside,
                decided=self._decided(grammar, handlers or {}, quiet),
            )
            way.settle(root)
            if prepare is not None:
                prepare(root, place)
            kept = way.root(root)
            if kept is None:
                raise Hold("broken", None, source)
            if finish is not None:
                finish(kept, place)
            written = way.untouched if finish is None else None
            new.data = serialized(kept, {**prefixes, "r": OFFICE}, written=written)
            for id_, relation in place.relations.items():
                if id_ not in place.used and relation.target.lower() not in self.carried:
                    self._named(relation, left.report_unused(relation, self.package, self.log))
        return place

    def _decided(
        self, grammar: Grammar, handlers: Mapping[str, Handler], quiet: frozenset[str]
    ) -> Decided:
        """Return what parts of the same rules had decided; a grammar lives as long as we do."""
        return self.decided.setdefault((id(grammar), frozenset(handlers), quiet), Decided())

    def left_behind(self, relation: Relationship) -> None:
        """Report what an element pointed to and may not."""
        self._named(relation, left.report(relation, self.package, self.log))

    def _named(self, relation: Relationship, reported: bool) -> None:  # noqa: FBT001  # of a report
        """Take a part whose relationship was reported as seen: it is named once."""
        if reported and not relation.external:
            self.package.read_parts.add(relation.target.lower())

    def finish(self) -> bytes:
        """Report the parts nobody carried and where they lead, and return the new package."""
        for name in self.package.unread:
            left.report_part(name, self.package, self.log)
        left.report_outward("", self.package, self.log)
        for name in self.package.names:
            if name.lower() not in self.carried and "/_rels/" not in f"/{name}":
                left.report_outward(name, self.package, self.log)
        return self.new.bytes()


def picture(place: Place, relation: Relationship, element: Element) -> str | None:
    """Carry a picture over as pixels; an external one stays behind."""
    del element
    carrier = place.carrier
    if relation.external or not relation.target:
        carrier.log.remove("ooxml.external-image", relation.target[:120])
        return None
    drawn = _drawn(carrier, relation.target)
    if drawn is None:
        return None
    part = carrier.new.picture(carrier.folder, *drawn)
    return place.new.relate("image", part.name)


def _drawn(carrier: Carrier, target: str) -> tuple[bytes, str] | None:
    """Return a picture's new bytes and extension, None when nothing can be shown."""
    key = target.lower()
    if key not in carrier.pictures:
        carrier.pictures[key] = _redrawn(carrier, target)
    return carrier.pictures[key]


def _redrawn(carrier: Carrier, target: str) -> tuple[bytes, str] | None:
    if not carrier.package.has(target):
        return None
    data = carrier.package.read(target)
    if metafiles.kind_of(metafiles.inflated(data)):
        return _metafile(carrier, target)
    try:
        pixels = decoded(data, carrier.options.limits, still=True)
    except Hold as hold:
        if hold.code == "limit":
            raise
        carrier.log.remove("ooxml.unknown-part", target)
        return None
    carrier.log.count("images")
    frame = pixels.frames[0]
    if pixels.source == "JPEG" and pixels.style is not None:
        return settled(data, frame, pixels.style), "jpg"
    if pixels.lossless or frame.mode in {"RGBA", "LA"}:
        return as_png(frame), "png"
    return settled(b"", frame, JpegStyle()), "jpg"


def _metafile(carrier: Carrier, target: str) -> tuple[bytes, str]:
    """Return what a program drew of a metafile, or a plain picture."""
    log = carrier.log
    log.remove("ooxml.metafile", target, Action.CONVERTED)
    log.count("images")
    try:
        pixels = decoded(carrier.metafiles.get(target.lower(), b""), carrier.options.limits)
    except Hold:
        log.change("図（EMF・WMF）を描けなかったため、灰色の図に替えました。")
        return as_png(Image.new("RGB", _PLACEHOLDER_SIZE, "#cccccc")), "png"
    log.change("図（EMF・WMF）を PNG に変えました。")
    return as_png(pixels.frames[0]), "png"


def link(place: Place, relation: Relationship, element: Element) -> str | None:
    """Carry a hyperlink of an allowed scheme; everything else stays behind by name."""
    log, target = place.carrier.log, relation.target
    action = element.get("action")
    if action and not action.startswith("ppaction://hlinksldjump"):
        log.remove("ooxml.action-link", action[:80])
        return None
    if place.carrier.options.links != "keep":
        return None
    if relation.external and _LINK.fullmatch(target):
        return place.new.relate("hyperlink", target, external=True)
    log.remove("ooxml.hyperlink-scheme", target[:80])
    return None


def dropped(vector: str) -> Tie:
    """Return a tie that leaves its target behind as `vector`."""

    def drop(place: Place, relation: Relationship, element: Element) -> None:
        del element
        place.carrier.log.remove(vector, relation.target[:120])

    return drop


def unwrapped(source: Element, way: Filter) -> Iterator[Element]:
    """Take the element away; what it holds stays."""
    for child in source:
        if isinstance(child.tag, str):
            yield from way.copy(child)


def removed(vector: str) -> Handler:
    """Return a handler that leaves the element and what it holds behind as `vector`."""

    def remove(source: Element, way: Filter) -> Iterator[Element]:
        way.log.remove(vector, _local(str(source.tag)))
        yield from ()

    return remove


def ignored(source: Element, way: Filter) -> Iterator[Element]:
    """Take the element away without a word, as ordinary programs write it everywhere."""
    del source, way
    yield from ()


def _local(name: str) -> str:
    return name.rpartition("}")[2]
