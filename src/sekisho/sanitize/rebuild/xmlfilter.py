"""Leads an XML tree through an allow-list; a stranger is left behind by name.

Text stays text; attribute values must look harmless: no scheme, no path to a share, no control
characters. Elements that mean more than their name (fields, links, pictures, formulas) have a
handler, which answers what stands in their place.

A part repeats few start tags. Each distinct tag is judged once, as it will be written (`survey`);
only the elements it finds special are visited, and changed where they stand.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from sekisho.sanitize.rebuild.contract import Log
from sekisho.sanitize.rebuild.grammar import Grammar
from sekisho.sanitize.rebuild.words import visible
from sekisho.sanitize.rebuild.xmlsurvey import Survey
from sekisho.sanitize.results import Action

Element = etree._Element  # noqa: SLF001  # lxml names the type nowhere else
_MARKUP = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_ALTERNATIVES = f"{{{_MARKUP}}}AlternateContent"
_VALUE = re.compile(r"[^\x00-\x1f\x7f<>\\]{0,512}")
_SCHEME = re.compile(
    r"[A-Za-z][A-Za-z0-9+.\-]{1,30}\s*:\s*[/\\]|^\s*(javascript|vbscript|data|file|mhtml)\s*:",
    re.IGNORECASE,
)
_VALUES = re.compile(r"(?:[^\x00-\x1f\x7f<>\\]{0,512}(?:\n|\Z))*+")
_SCHEMES = re.compile(_SCHEME.pattern, re.IGNORECASE | re.MULTILINE)
_SCHEMA = re.compile(r"http://schemas\.(openxmlformats\.org|microsoft\.com)/[\w/.\-]{1,120}")
_TEXT_MOST = 4_000
_INCLUSION = "{http://www.w3.org/2001/XInclude}"
_SCHEMA_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_VML_ACTION = re.compile(r"on\w+|href|target|macro")

# A handler gets the element and the filter; it answers the elements that stand in its place.
Handler = Callable[[Element, "Filter"], Iterator[Element]]


@dataclass(slots=True)
class Decided:
    """What was decided before by one grammar, the same handlers and the same quiet names."""

    names: dict[str, str] = field(default_factory=dict)  # as written → Transitional
    shapes: dict[tuple[str, tuple[str, ...]], bool] = field(default_factory=dict)
    fates: dict[tuple[str, str], str] = field(default_factory=dict)  # namespace, attribute → fate
    tags: dict[tuple[frozenset[tuple[str, str]], str], tuple[str, bool] | None] = field(
        default_factory=dict
    )


@dataclass(slots=True)
class Filter:
    """One part's way through a grammar. `owner` is what handlers need of the package."""

    grammar: Grammar
    log: Log
    handlers: Mapping[str, Handler] = field(default_factory=dict)
    owner: object = None
    unknown_vector: str = "ooxml.unknown-element"
    attribute_vector: str = "ooxml.unknown-attribute"
    relationship: Callable[[str, str, Element], str | None] | None = None
    relationship_namespace: str = ""
    quiet: frozenset[str] = frozenset()  # strangers every ordinary program writes
    aside: Callable[[Element], None] | None = None  # told of an alternative that is not taken
    untouched: bytes | None = None  # the part as it is written, when nothing of it had to change
    decided: Decided = field(default_factory=Decided)

    def root(self, source: Element) -> Element | None:
        """Filter the tree under `source` where it stands; None when its root is a stranger."""
        self.settle(source)
        self._strip(source)
        survey = Survey(
            self.handlers.keys(),
            self.grammar.elements,
            self._is_plain,
            _all_harmless,
            self.decided.tags,
        )
        special = survey.of(source)
        if special is None or source.tag in special.elements:
            kept = list(self.copy(source))
            return kept[0] if len(kept) == 1 else None
        if special.nothing:
            self.untouched = special.written
            return source
        self._replace(source, special.elements, special.attributes)
        if special.suspicious:
            self._watch_text(source)
        return source

    def _replace(self, root: Element, elements: set[str], attributes: set[str]) -> None:
        """Put what may stand in the place of each special element; mend others' attributes."""
        if root.tag in attributes:
            self._mend(root)
        for element in _outermost(root, elements | attributes, within=elements):
            if element.tag in elements:
                stand_in(element, self.copy(element))
            else:
                self._mend(element)

    def _mend(self, element: Element) -> None:
        """Take the attributes that may not cross off an element that stays."""
        tag, attributes = str(element.tag), element.attrib
        names = tuple(map(str, attributes))
        if self._plain(tag, names) and all(map(_harmless, attributes.values())):
            return
        for written, value in attributes.items():
            judged = self._judged(str(written), str(value), element, tag)
            if judged is None:
                del attributes[written]
            elif judged[1] != value:
                attributes[written] = judged[1]

    def _strip(self, root: Element) -> None:
        """Take off the attributes with a namespace that nobody misses, all at once."""
        listed = {name.partition("}")[0] + "}" for name in self.grammar.attributes}
        quiet = {name for name in self.quiet if name[0] == "{"} - self.grammar.attributes - listed
        names = [name + "*" if name[-1] == "}" else name for name in sorted(quiet)]
        etree.strip_attributes(root, f"{{{_MARKUP}}}*", *names)

    def _watch_text(self, root: Element) -> None:
        for element in root.iter():
            if element.text:
                element.text = visible(element.text, self.log)
            if element.tail:
                element.tail = visible(element.tail, self.log)

    def copy(self, source: Element) -> Iterator[Element]:
        """Give what stands in the place of `source`: nothing, one element, or several."""
        tag = self.name(source)
        handler = self.handlers.get(tag)
        if handler is not None:
            yield from handler(source, self)
        elif tag in self.grammar.elements:
            yield self.element(source, tag)
        elif tag == _ALTERNATIVES:
            for child in self._taken(source):
                yield from self.copy(child)
        else:
            self.stranger(tag)

    def element(self, source: Element, tag: str | None = None) -> Element:
        """Return a new element with the allowed attributes, text and children of `source`."""
        tag = tag or self.name(source)
        written = {str(name): str(value) for name, value in source.attrib.items()}
        if not written or self._is_plain(tag, tuple(written), written.values()):
            new = etree.Element(tag, written)
        else:
            new = etree.Element(tag)
            self.attributes(source, new, tag)
        if len(source) or source.text:
            self.content(source, new)
        return new

    def _is_plain(self, tag: str, names: tuple[str, ...], values: Iterable[str]) -> bool:
        return self._plain(tag, names) and all(map(_harmless, values))

    def _plain(self, tag: str, names: tuple[str, ...]) -> bool:
        """Whether all attributes of an element are kept as they are named, decided once."""
        shape = (tag, names)
        known = self.decided.shapes.get(shape)
        if known is None:
            uri = tag[1:].partition("}")[0]
            known = all(self._transitional(name) == name for name in names) and {
                self._fate(uri, name) for name in names
            } <= {"keep", "text", "schema"}
            self.decided.shapes[shape] = known
        return known

    def content(self, source: Element, new: Element) -> None:
        """Copy text and children of `source` into `new`."""
        if source.text:
            new.text = visible(source.text, self.log)
        for child in source:  # comments and instructions are gone since the parser
            tag = self.name(child)
            if tag in self.grammar.elements and tag not in self.handlers:
                new.append(self.element(child, tag))
            else:
                new.extend(list(self.copy(child)))
            tail = child.tail
            if tail and not tail.isspace():
                _add_text(new, visible(tail, self.log))

    def attributes(self, source: Element, new: Element, tag: str) -> None:
        """Copy the allowed attributes; relationship ids go through the package."""
        for written, value in source.attrib.items():
            judged = self._judged(str(written), str(value), source, tag)
            if judged is not None:
                new.set(*judged)

    def _judged(
        self, written: str, value: str, source: Element, tag: str
    ) -> tuple[str, str] | None:
        """Return an attribute as it may cross, None when it may not."""
        uri = tag[1:].partition("}")[0]
        name = self._transitional(written)
        fate = self.decided.fates.get((uri, name)) or self._fate(uri, name)
        kept: str | None = None
        if fate == "text":
            kept = visible(value, self.log)[:_TEXT_MOST]
        elif fate == "tie":
            return self._tied(name, value, source)
        elif fate in {"keep", "schema"} and (
            _harmless(value) or (fate == "schema" and _SCHEMA.fullmatch(value))
        ):
            kept = value
        elif fate != "quiet":
            self.log.remove(self._strange(uri, name), _local(tag) + "@" + _local(name))
        return None if kept is None else (name, kept)

    def _tied(self, name: str, value: str, source: Element) -> tuple[str, str] | None:
        admitted = self.relationship(name, value, source) if self.relationship else None
        return None if admitted is None else (name, admitted)

    def _strange(self, uri: str, name: str) -> str:
        """Return the vector of an attribute that may not cross."""
        if name.startswith(_SCHEMA_INSTANCE):
            return "xml.schema-location"
        if uri.startswith("urn:schemas-microsoft-com:"):
            if _VML_ACTION.fullmatch(_local(name)):
                return "ooxml.vml-object"
            if _local(name) in {"src", "althref"}:
                return "ooxml.external-image"
        return self.attribute_vector

    def _fate(self, uri: str, name: str) -> str:
        """Decide once per namespace what becomes of an attribute."""
        key = name if name[0] == "{" else f"{{{uri}}}{name}"
        listed = self.grammar.plain.get(uri, ()) if name[0] != "{" else self.grammar.attributes
        if self.relationship_namespace and name.startswith(f"{{{self.relationship_namespace}}}"):
            fate = "tie"
        elif name in listed:
            fate = "text" if key in self.grammar.text else "keep"
            fate = "schema" if key in self.grammar.schema else fate
        elif name in self.quiet or name.startswith(f"{{{_MARKUP}}}"):
            fate = "quiet"
        else:
            fate = "quiet" if _in_quiet_namespace(name, self.quiet) else "stranger"
        self.decided.fates[uri, name] = fate
        return fate

    def settle(self, root: Element) -> None:
        """Decide between the alternatives a part offers; the others are gone from the tree."""
        gone: set[Element] = set()
        for element in list(root.iter(_ALTERNATIVES)):
            if element not in gone and element is not root:
                stand_in(element, self._taken(element))
                gone.update(element.iter(_ALTERNATIVES))

    def _taken(self, source: Element) -> list[Element]:
        """Take the first choice whose namespaces are all known, else the plain alternative.

        Where neither is there, what is known of the first choice crosses.
        """
        branches = list(source)
        choices = [branch for branch in branches if branch.tag == f"{{{_MARKUP}}}Choice"]
        plain = [branch for branch in branches if branch.tag == f"{{{_MARKUP}}}Fallback"]
        taken = next(filter(self._understood, choices), None)
        if taken is None and not plain and choices:
            self._note_alternatives(choices[0])
        taken = next((b for b in (taken, *plain, *choices) if b is not None), None)
        for branch in branches:
            if branch is not taken and self.aside is not None:
                self.aside(branch)
        return [] if taken is None else list(taken)

    def _understood(self, choice: Element) -> bool:
        wanted = str(choice.get("Requires", "")).split()
        namespaces = {choice.nsmap.get(prefix) for prefix in wanted}
        return bool(wanted) and namespaces <= self.grammar.namespaces

    def _note_alternatives(self, choice: Element) -> None:
        """Note a choice nobody here understands, unless ordinary programs write it."""
        for child in choice:
            tag = self.name(child)
            known = tag in self.grammar.elements or tag in self.handlers
            if not known and tag not in self.quiet and not _in_quiet_namespace(tag, self.quiet):
                self.log.remove("ooxml.alternate-content", _local(tag), Action.CONVERTED)

    def stranger(self, tag: str) -> None:
        """Note an element that is not on the list."""
        if tag not in self.quiet and not _in_quiet_namespace(tag, self.quiet):
            inclusion = tag.startswith(_INCLUSION)
            self.log.remove("xml.xinclude" if inclusion else self.unknown_vector, _local(tag))

    def name(self, source: Element) -> str:
        """Return the element's name with a Strict namespace carried over to Transitional."""
        return self._transitional(str(source.tag))

    def _transitional(self, name: str) -> str:
        known = self.decided.names.get(name)
        if known is None:
            uri, brace, local = name[1:].partition("}")
            alias = self.grammar.aliases.get(uri) if brace and name[0] == "{" else None
            known = self.decided.names[name] = f"{{{alias}}}{local}" if alias else name
        return known


def _outermost(root: Element, names: set[str], *, within: set[str]) -> Iterator[Element]:
    """Give the elements `names` in document order, but none that stands inside one of `within`."""
    covered: set[Element] = set()
    for element in list(root.iter(*names)) if names else ():
        if element in covered or element is root:
            continue
        if element.tag in within and len(element):
            covered.update(element.iter(*names))
        yield element


def stand_in(element: Element, kept: Iterable[Element]) -> None:
    """Put `kept` in the place of `element`; text that follows it stays."""
    for new in list(kept):
        new.tail = None
        element.addprevious(new)
    parent, tail = element.getparent(), element.tail
    if parent is None:
        return
    if tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + tail
        else:
            before.tail = (before.tail or "") + tail
    parent.remove(element)


@lru_cache(maxsize=4096)
def _harmless(value: str) -> bool:
    """Whether an attribute's value names nothing outside the document."""
    return value.isprintable() and bool(_VALUE.fullmatch(value)) and not _SCHEME.search(value)


def _all_harmless(values: Collection[str]) -> bool:
    """Whether each of many values is harmless, looked at together."""
    joined = "\n".join(values)
    return (
        joined.replace("\n", "").isprintable()
        and bool(_VALUES.fullmatch(joined))
        and not _SCHEMES.search(joined)
    )


def _in_quiet_namespace(tag: str, quiet: frozenset[str]) -> bool:
    return tag.partition("}")[0] + "}" in quiet


def _add_text(new: Element, text: str) -> None:
    if len(new):
        new[-1].tail = (new[-1].tail or "") + text
    else:
        new.text = (new.text or "") + text


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def serialized(
    root: Element, prefixes: Mapping[str, str], *, written: bytes | None = None
) -> bytes:
    """Return `root` as UTF-8 XML with `prefixes` (prefix → URI) declared once, at the root.

    `written` is what it looked like already, when that is known.
    """
    if written is None:
        etree.cleanup_namespaces(root)
        written = etree.tostring(root, encoding="UTF-8")
    ordinary = all(prefixes.get(prefix or "") == uri for prefix, uri in root.nsmap.items())
    if not ordinary or written.find(b" xmlns", written.index(b">")) >= 0:
        written = etree.tostring(_redeclared(root, prefixes), encoding="UTF-8")
    return _HEAD + written


def _redeclared(root: Element, prefixes: Mapping[str, str]) -> Element:
    names: dict[str | None, str] = {prefix or None: uri for prefix, uri in prefixes.items()}
    top = etree.Element(str(root.tag), nsmap=names)  # type: ignore[arg-type]  # None is the default
    for name, value in root.attrib.items():
        top.set(name, value)
    top.text = root.text
    top.extend(list(root))
    etree.cleanup_namespaces(top)
    return top
