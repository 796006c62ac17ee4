"""PowerPoint presentations (.pptx, .pptm, .potx, .potm, .ppsx, .ppsm) → .pptx."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sekisho.sanitize.rebuild.contract import Hold, Log, Need, Rebuilt, Request
from sekisho.sanitize.rebuild.grammar import load
from sekisho.sanitize.rebuild.ooxml import powerpointframes, powerpointmotion, shapes
from sekisho.sanitize.rebuild.ooxml.carrying import (
    OFFICE,
    Carrier,
    Place,
    Tie,
    ignored,
    link,
    removed,
)
from sekisho.sanitize.rebuild.ooxml.metafiles import drawn, wished
from sekisho.sanitize.rebuild.ooxml.opening import opened
from sekisho.sanitize.rebuild.ooxml.package import Relationship
from sekisho.sanitize.rebuild.ooxml.powerpointframes import P
from sekisho.sanitize.rebuild.ooxml.properties import carry_title
from sekisho.sanitize.rebuild.ooxml.writing import NewPart
from sekisho.sanitize.rebuild.xmlfilter import Element, Filter, Handler
from sekisho.sanitize.results import Action

FORMATS = ("pptx",)
_MAIN = "application/vnd.openxmlformats-officedocument.presentationml."
_THEME_TYPE = "application/vnd.openxmlformats-officedocument.theme+xml"
_MACRO_MAINS = {
    f"application/vnd.ms-powerpoint.{kind}.macroEnabled.main+xml"
    for kind in ("presentation", "slideshow", "template")
}
_MAINS = {f"{_MAIN}{kind}.main+xml" for kind in ("presentation", "slideshow", "template")}
_STRICT = "http://purl.oclc.org/ooxml/presentationml/main"
_POWERPOINT = "http://schemas.microsoft.com/office/powerpoint/"
_GRAMMAR = load("presentation", "drawing", "chart")
_LOOKS = load("drawing")
_PREFIXES = {"a": shapes.A, "p": P, "c": shapes.C}
_QUIET = (
    shapes.QUIET
    | {f"{{{_POWERPOINT}{year}/main}}" for year in ("2010", "2012", "2014", "2015/09", "2018/8")}
    | {f"{{{_POWERPOINT}2015/10}}", "saveSubsetFonts", "embedTrueTypeFonts", "conformance"}
    | {f"{{{P}}}extLst", "count"}
)
_FOLDERS = {
    "slideMaster": ("ppt/slideMasters/slideMaster{}.xml", _MAIN + "slideMaster+xml"),
    "slideLayout": ("ppt/slideLayouts/slideLayout{}.xml", _MAIN + "slideLayout+xml"),
    "slide": ("ppt/slides/slide{}.xml", _MAIN + "slide+xml"),
    "notesMaster": ("ppt/notesMasters/notesMaster{}.xml", _MAIN + "notesMaster+xml"),
    "notesSlide": ("ppt/notesSlides/notesSlide{}.xml", _MAIN + "notesSlide+xml"),
    "theme": ("ppt/theme/theme{}.xml", _THEME_TYPE),
    "comments": ("ppt/comments/comment{}.xml", _MAIN + "comments+xml"),
}
_JUMP = "ppaction://hlinksldjump"
_SHOW_JUMP = re.compile(r"ppaction://hlinkshowjump\?jump=(first|last|next|previous)slide")
_Relations = dict[str, Relationship]


@dataclass(slots=True)
class Deck:
    """One presentation on its way: old part names in the order of their new ones."""

    carrier: Carrier
    slides: list[str] = field(default_factory=list)
    parts: dict[str, NewPart] = field(default_factory=dict)  # old name, folded → new part

    def open(self, kind: str, source: str) -> NewPart:
        """Return the new part of `source`, known from now on to whoever points to it."""
        part = self.carrier.new.numbered(*_FOLDERS[kind])
        self.parts[source.lower()] = part
        self.carrier.carried[source.lower()] = part.name
        return part

    def has(self, source: str) -> bool:
        """Whether a part was given a new name."""
        return source.lower() in self.parts

    def of_kind(self, source: str, kind: str) -> list[str]:
        """Return the parts of a kind that `source` points to, in order."""
        relations = self.carrier.package.relationships(source).values()
        return [r.target for r in relations if r.kind == kind and self._there(r)]

    def listed(self, source: str, root: Element, element: str, kind: str) -> list[str]:
        """Return the parts a list of `source` names, in the list's order, each once."""
        relations = self.carrier.package.relationships(source)
        found = [relations.get(shapes.relation_of(item)) for item in root.iter(f"{{*}}{element}")]
        named = [r.target for r in found if r is not None and r.kind == kind and self._there(r)]
        return list(dict.fromkeys(named))

    def _there(self, relation: Relationship) -> bool:
        return not relation.external and self.carrier.package.has(relation.target)


def rebuild(request: Request) -> Rebuilt | Need:
    """Return the presentation as a new .pptx; hold what is none."""
    log = Log()
    package = opened(request, log)
    if (need := wished(package, request)) is not None:
        return need
    carrier = Carrier(package, request.options, log, "ppt", metafiles=drawn(package, request))
    root = package.relationships()
    mains = [r for r in root.values() if r.kind == "officeDocument" and not r.external]
    if len(mains) != 1:
        raise Hold("broken")
    claimed = package.content_type(mains[0].target)
    if claimed not in _MAINS | _MACRO_MAINS:
        raise Hold("type-mismatch")
    if claimed in _MACRO_MAINS:
        log.remove("ooxml.macro-content-type", mains[0].target, Action.CONVERTED)
    _presentation(Deck(carrier), mains[0].target)
    carry_title(carrier, root)
    return Rebuilt(carrier.finish(), "pptx", log)


def _presentation(deck: Deck, source: str) -> None:
    carrier = deck.carrier
    root = carrier.package.xml(source)
    if str(root.tag).startswith(f"{{{_STRICT}}}"):
        carrier.log.remove("ooxml.strict-namespace", source, Action.CONVERTED)
    new = carrier.new.open("ppt/presentation.xml", _MAIN + "presentation.main+xml")
    carrier.new.root.relate("officeDocument", new.name)
    masters = deck.listed(source, root, "sldMasterId", "slideMaster")
    if not masters:
        raise Hold("broken", None, source)
    layouts = [_open_master(deck, master) for master in masters]
    deck.slides = _open_slides(deck, source, root)
    for master, own in zip(masters, layouts, strict=True):
        _master(deck, master, own)
    for notes in deck.of_kind(source, "notesMaster")[:1]:  # not every program lists it as well
        new.relate("notesMaster", _notes_master(deck, notes).name)
    for number, slide in enumerate(deck.slides, 1):
        with carrier.log.at(f"スライド{number}"):
            _slide(deck, slide, number)
    _table_styles(deck, source, new)
    _authors(deck, source, new)
    _seen(deck, source, "handoutMaster")
    _carry(deck, source, new, root=root)
    if any(_is_hidden(deck, slide) for slide in deck.slides):
        carrier.log.change("表示しないスライドも、そのまま残しました。")


def _is_hidden(deck: Deck, slide: str) -> bool:
    """Whether a carried slide is one that shows do not show."""
    return b' show="0"' in deck.parts[slide.lower()].data[:2_000]


def _open_master(deck: Deck, master: str) -> list[str]:
    deck.open("slideMaster", master)
    root = deck.carrier.package.xml(master)
    layouts = deck.listed(master, root, "sldLayoutId", "slideLayout")
    fresh = [layout for layout in layouts if not deck.has(layout)]
    for layout in fresh:
        deck.open("slideLayout", layout)
    return fresh


def _open_slides(deck: Deck, source: str, root: Element) -> list[str]:
    slides = []
    for slide in deck.listed(source, root, "sldId", "slide"):
        if not deck.carrier.options.hidden_text and _hidden(deck, slide):
            deck.carrier.log.remove("ooxml.hidden-slide", slide)
            continue
        slides.append(slide)
        deck.open("slide", slide)
    if len(slides) > deck.carrier.options.limits.pages:
        raise Hold("limit")
    return slides


def _hidden(deck: Deck, slide: str) -> bool:
    return deck.carrier.package.xml(slide).get("show") in {"0", "false"}


def _master(deck: Deck, master: str, layouts: list[str]) -> None:
    part = deck.parts[master.lower()]
    _theme(deck, master, part)
    _carry(deck, master, part)
    for layout in layouts:
        own = deck.parts[layout.lower()]
        own.relate("slideMaster", part.name)
        _seen(deck, layout, "themeOverride")
        _carry(deck, layout, own)


def _notes_master(deck: Deck, notes: str) -> NewPart:
    part = deck.open("notesMaster", notes)
    _theme(deck, notes, part)
    _carry(deck, notes, part)
    return part


def _slide(deck: Deck, slide: str, number: int) -> None:
    part = deck.parts[slide.lower()]
    layout = next((t for t in deck.of_kind(slide, "slideLayout") if deck.has(t)), None)
    if layout is None:
        raise Hold("broken", None, slide)
    part.relate("slideLayout", deck.parts[layout.lower()].name)
    _seen(deck, slide, "themeOverride")
    for notes in deck.of_kind(slide, "notesSlide")[:1]:
        _notes(deck, notes, slide)
    _comments(deck, slide, part)
    _carry(deck, slide, part, number=number)
    deck.carrier.log.count("slides")


def _notes(deck: Deck, notes: str, slide: str) -> None:
    masters = [t for t in deck.of_kind(notes, "notesMaster") if deck.has(t)]
    if not masters or deck.has(notes):
        return
    part = deck.open("notesSlide", notes)
    part.relate("notesMaster", deck.parts[masters[0].lower()].name)
    part.relate("slide", deck.parts[slide.lower()].name)
    deck.parts[slide.lower()].relate("notesSlide", part.name)
    _carry(deck, notes, part)


def _comments(deck: Deck, slide: str, part: NewPart) -> None:
    carrier = deck.carrier
    kinds = (r.kind for r in carrier.package.relationships(slide).values())
    for kind in sorted({kind for kind in kinds if kind.endswith("relationships/comments")}):
        for target in deck.of_kind(slide, kind):  # the newer form, which has its own words
            carrier.log.remove("ooxml.comment", target)
            carrier.carried[target.lower()] = ""
            carrier.package.read(target)
    for target in deck.of_kind(slide, "comments")[:1]:
        if not carrier.options.comments:
            carrier.log.remove("ooxml.comment", target)
            carrier.package.read(target)
        elif not deck.has(target):
            new = deck.open("comments", target)
            part.relate("comments", new.name)
            _carry(deck, target, new)
            carrier.log.count("comments", new.data.count(b"<p:cm "))


def _authors(deck: Deck, source: str, main: NewPart) -> None:
    for target in deck.of_kind(source, "commentAuthors")[:1]:
        if deck.carrier.options.comments:
            part = deck.carrier.new.open("ppt/commentAuthors.xml", _MAIN + "commentAuthors+xml")
            main.relate("commentAuthors", part.name)
            _carry(deck, target, part)
        else:
            deck.carrier.package.read(target)
    _seen(deck, source, "2018/10/relationships/authors")


def _table_styles(deck: Deck, source: str, main: NewPart) -> None:
    for target in deck.of_kind(source, "tableStyles")[:1]:
        part = deck.carrier.new.open("ppt/tableStyles.xml", _MAIN + "tableStyles+xml")
        main.relate("tableStyles", part.name)
        _looks(deck, target, part)


def _theme(deck: Deck, source: str, owner: NewPart) -> None:
    for target in deck.of_kind(source, "theme")[:1]:
        if deck.has(target):
            owner.relate("theme", deck.parts[target.lower()].name)
            continue
        part = deck.open("theme", target)
        owner.relate("theme", part.name)
        _looks(deck, target, part)


def _looks(deck: Deck, source: str, part: NewPart) -> None:
    deck.carrier.carry(
        source,
        part,
        _LOOKS,
        prefixes={"a": shapes.A},
        ties=shapes.TIES,
        handlers=shapes.THEME_HANDLERS,
        quiet=shapes.QUIET,
    )


def _seen(deck: Deck, source: str, kind: str) -> None:
    """Take parts nobody misses as seen, with the themes they bring."""
    for target in deck.of_kind(source, kind):
        deck.carrier.carried.setdefault(target.lower(), "")
        deck.carrier.package.read(target)
        for theme in deck.of_kind(target, "theme"):
            deck.carrier.package.read(theme)


def _carry(
    deck: Deck, source: str, part: NewPart, *, root: Element | None = None, number: int = 0
) -> None:
    deck.carrier.carry(
        source,
        part,
        _GRAMMAR,
        prefixes=_PREFIXES,
        handlers={**_HANDLERS, **_links(deck, number)},
        ties={**_TIES, ("hlinkClick", "id"): _jump, ("hlinkHover", "id"): _jump},
        prepare=shapes.counted,
        finish=powerpointmotion.only_shapes_that_are_there,
        quiet=_QUIET,
        root=root,
    )


def _links(deck: Deck, number: int) -> dict[str, Handler]:
    """Return the handlers of links on slide `number` (0: a layout or another part)."""

    def hyperlink(source: Element, way: Filter) -> Iterator[Element]:
        action = str(source.get("action") or "")
        shown = _SHOW_JUMP.fullmatch(action)
        if shown is not None and isinstance(way.owner, Place):
            target = _goal(deck, shown[1], number)
            if target is not None:
                new = way.element(source)
                new.set(f"{{{OFFICE}}}id", way.owner.new.relate("slide", target))
                new.set("action", _JUMP)
                yield new
            return
        if action and action != _JUMP:
            way.log.remove("ooxml.action-link", action[:80])
            shapes.set_aside(source, way)
            return
        yield from shapes.tied(source, way)

    names = ("hlinkClick", "hlinkHover", "hlinkMouseOver")
    return {f"{{{shapes.A}}}{name}": hyperlink for name in names}


def _goal(deck: Deck, jump: str, number: int) -> str | None:
    """Return the slide a button leads to, None when there is none (endings, layouts)."""
    goals = {"first": 1, "last": len(deck.slides), "next": number + 1, "previous": number - 1}
    goal = goals[jump]
    if (not number and jump in {"next", "previous"}) or not 1 <= goal <= len(deck.slides):
        return None
    return deck.parts[deck.slides[goal - 1].lower()].name


def _jump(place: Place, relation: Relationship, element: Element) -> str | None:
    if element.get("action") == _JUMP:
        name = place.carrier.carried.get(relation.target.lower())
        known = relation.kind == "slide" and not relation.external and name
        return place.new.relate("slide", str(name)) if known else None
    return link(place, relation, element)


def _known(kind: str) -> Tie:
    def tie(place: Place, relation: Relationship, element: Element) -> str | None:
        del element
        name = place.carrier.carried.get(relation.target.lower())
        known = relation.kind == kind and not relation.external and name
        return place.new.relate(kind, str(name)) if known else None

    return tie


def _p(*names: str) -> list[str]:
    return [f"{{{P}}}{name}" for name in names]


_TIES: dict[tuple[str, str], Tie] = {
    **shapes.TIES,
    ("sldMasterId", "id"): _known("slideMaster"),
    ("sldLayoutId", "id"): _known("slideLayout"),
    ("notesMasterId", "id"): _known("notesMaster"),
    ("sldId", "id"): _known("slide"),
}
_HANDLERS: dict[str, Handler] = {
    **shapes.HANDLERS,
    **dict.fromkeys(_p("sldMasterId", "sldLayoutId", "notesMasterId", "sldId"), shapes.tied),
    **dict.fromkeys(_p("notesMasterIdLst", "sldLayoutIdLst"), shapes.filled),
    **dict.fromkeys(_p("custShowLst", "photoAlbum", "smartTags", "handoutMasterIdLst"), ignored),
    **dict.fromkeys(_p("embeddedFontLst", "custDataLst", "extLst"), shapes.abandoned()),
    f"{{{P}}}modifyVerifier": removed("ooxml.protection"),
    f"{{{P}}}controls": shapes.abandoned("ooxml.activex"),
    f"{{{P}}}contentPart": shapes.abandoned("ooxml.ink"),
    f"{{{P}}}sndAc": shapes.abandoned("ooxml.media"),
    f"{{{P}}}graphicFrame": powerpointframes.frame,
    f"{{{P}}}pic": powerpointframes.picture,
    f"{{{P}}}timing": powerpointmotion.timing,
    f"{{{shapes.A}}}snd": shapes.abandoned("ooxml.media"),
    **{
        f"{{{shapes.A}}}{name}": shapes.abandoned()
        for name in ("audioFile", "videoFile", "quickTimeFile", "wavAudioFile", "audioCd")
    },
}
