"""Judges XML by an allow-list of names, with expat; loads the lists itself."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from xml.parsers import expat

from sekisho.sanitize.verify.contract import Refused, require
from sekisho.sanitize.verify.text import visible, visible_bytes
from sekisho.sanitize.verify.xmltags import Plain, Start, plain

_SEPARATOR = "\x01"
_DEPTH = 260
_HARMLESS = re.compile(r"[^\x00-\x1f\x7f<>\\]{0,512}")
_ADDRESS = re.compile(
    r"[A-Za-z][A-Za-z0-9+.\-]{1,30}\s*:\s*[/\\]|^\s*(javascript|vbscript|data|file|mhtml)\s*:",
    re.IGNORECASE,
)
_BAD = re.compile(r"[\x00-\x09\x0b-\x1f\x7f<>\\]")
_ADDRESSES = re.compile(_ADDRESS.pattern, re.IGNORECASE | re.MULTILINE)
_SCHEMA = re.compile(r"http://schemas\.(openxmlformats\.org|microsoft\.com)/[\w/.\-]{1,120}")
_TEXT_MOST = 4_000
Attributes = Mapping[str, str]
# A rule sees an element's own text when it ends: name, attributes, text.
Rule = Callable[[str, Attributes, str], None]


@dataclass(frozen=True, slots=True)
class Names:
    """Allowed names, each as `uri + SEPARATOR + local`."""

    elements: frozenset[str]
    attributes: frozenset[str]
    plain: frozenset[tuple[str, str]]  # namespace of the element, bare attribute
    text: frozenset[str]
    schema: frozenset[str] = frozenset()
    # How attributes of an element are judged, by the namespace of relationships: decided once.
    fates: dict[str, dict[tuple[str, str], str]] = field(default_factory=dict, compare=False)


def names(*files: str) -> Names:
    """Return the grammars `files` as one."""
    kinds: dict[str, set[str]] = {
        "elements": set(),
        "attributes": set(),
        "text": set(),
        "schema": set(),
    }
    plain: set[tuple[str, str]] = set()
    for file in files:
        source = resources.files("sekisho.sanitize.grammar").joinpath(f"{file}.txt")
        uri = ""
        for line in source.read_text("utf-8").splitlines():
            words = line.split()
            if not words or line.startswith("#"):
                continue
            if words[0] == "namespace":
                uri = words[1]
            elif words[0] == "plain":
                plain |= {(uri, word) for word in words[1:]}
            else:
                kinds[words[0]] |= {uri + _SEPARATOR + word for word in words[1:]}
    return Names(
        frozenset(kinds["elements"]),
        frozenset(kinds["attributes"]),
        frozenset(plain),
        frozenset(kinds["text"]),
        frozenset(kinds["schema"]),
    )


def tag(uri: str, local: str) -> str:
    """Return a name as rules and lists hold it."""
    return uri + _SEPARATOR + local


class Judge:
    """One pass over one part. `relations` are the ids its relationships offer."""

    def __init__(
        self,
        allowed: Names,
        rules: Mapping[str, Rule],
        *,
        relation_namespace: str = "",
        relations: frozenset[str] = frozenset(),
        begins: Mapping[str, Callable[[str], None]] | None = None,
    ) -> None:
        self._allowed, self._rules, self._begins = allowed, rules, begins or {}
        self._relation_namespace, self._relations = relation_namespace, relations
        self._depth = 0
        self._open: list[tuple[int, Attributes, list[str]]] = []  # ruled elements: depth first
        self._fates = allowed.fates.setdefault(relation_namespace, {})
        self._passed: set[tuple[str, ...]] = set()  # start tags judged before
        self.used: set[str] = set()

    def judge(self, data: bytes) -> None:
        """Refuse `data` unless every element, attribute and character is allowed."""
        glanced = self._at_a_glance(data)  # expat then sees to it that it is XML at all
        parser = expat.ParserCreate("UTF-8", *(() if glanced else (_SEPARATOR,)))
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        if not glanced:
            parser.buffer_text = True
            parser.ordered_attributes = True
            parser.StartElementHandler = self._start
            parser.EndElementHandler = self._end
            parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = _refuse("document type")
        parser.ProcessingInstructionHandler = _refuse("processing instruction")
        parser.CommentHandler = _refuse("comment")
        parser.EntityDeclHandler = _refuse("entity")
        try:
            parser.Parse(data, True)  # noqa: FBT003  # expat's own signature
        except expat.ExpatError as error:
            raise Refused("xml") from error

    def _at_a_glance(self, data: bytes) -> bool:
        """Judge a part by its distinct tags where it is plain enough; say whether it was."""
        part = plain(data, _SEPARATOR)
        starts = self._needed(part) if part is not None else None
        if part is None or starts is None:
            return False
        if any(start.name in self._begins for start in starts):
            return False  # where an element opens matters: the order has to be seen
        ruled = {start.written: start for start in starts if start.name in self._rules}
        texts = list(part.texts(set(ruled))) if ruled else []
        if part.starts[0] in ruled or not all(alone for _, _, alone in texts):
            return False
        require(part.depth() <= _DEPTH, "depth")
        require(visible_bytes(part.data), "character")
        for start in starts:
            self._tag(start.name, start.pairs)
        for written, text, _ in texts:
            self._rules[ruled[written].name](ruled[written].name, dict(ruled[written].pairs), text)
        return True

    def _needed(self, part: Plain) -> list[Start] | None:
        """Return the start tags whose values matter, the forms of the others judged already.

        None when they cannot be read off the text.
        """
        values = part.values()
        if values is None or not _all_harmless(values):
            return part.spelled(part.starts)
        forms = part.spelled(part.forms())
        if forms is None:
            return None
        return part.spelled(part.of_form({form.written for form in forms if self._matters(form)}))

    def _matters(self, form: Start) -> bool:
        require(form.name in self._allowed.elements, "element " + form.name[-60:])
        fates = {self._fate(form.name, key) for key, _ in form.pairs}
        return form.name in self._rules or "relation" in fates

    def _tag(self, name: str, pairs: Iterable[tuple[str, str]]) -> None:
        require(name in self._allowed.elements, "element " + name[-60:])
        for key, value in pairs:
            self._attribute(name, key, value)

    def _start(self, name: str, pairs: list[str]) -> None:
        """Judge a start tag: once, when the same stood before and no rule asks for its text."""
        self._depth += 1
        if self._depth > _DEPTH:
            raise Refused("depth")
        if name in self._begins:
            self._begins[name](name)
        shape = (name, *pairs)
        if shape in self._passed:
            return
        attributes = dict(zip(pairs[::2], pairs[1::2], strict=True))
        self._tag(name, attributes.items())
        if name in self._rules:
            self._open.append((self._depth, attributes, []))
        else:
            self._passed.add(shape)

    def _attribute(self, name: str, key: str, value: str) -> None:
        fate = self._fates.get((name, key)) or self._fate(name, key)
        if fate == "plain":
            require(_harmless(value), "value of " + key)
        elif fate == "text":
            shown = (value.isascii() and value.isprintable()) or visible(value)
            require(len(value) <= _TEXT_MOST and shown, "value of " + key)
        elif fate == "schema":
            require(_SCHEMA.fullmatch(value) or _harmless(value), "value of " + key)
        else:
            require(value in self._relations, "relationship id")
            self.used.add(value)

    def _fate(self, name: str, key: str) -> str:
        """Decide once per element and attribute how its value is judged."""
        uri = name.partition(_SEPARATOR)[0]
        own, found, _ = key.partition(_SEPARATOR)
        if found and own == self._relation_namespace:
            fate = "relation"
        else:
            full = key if found else uri + _SEPARATOR + key
            listed = key in self._allowed.attributes if found else (uri, key) in self._allowed.plain
            require(listed, "attribute " + key[-60:])
            fate = "text" if full in self._allowed.text else "plain"
            fate = "schema" if full in self._allowed.schema else fate
        self._fates[name, key] = fate
        return fate

    def _text(self, text: str) -> None:
        if self._open and self._open[-1][0] == self._depth:
            self._open[-1][2].append(text)
        if not text.isascii() or not text.isprintable():
            require(visible(text), "character")

    def _end(self, name: str) -> None:
        if self._open and self._open[-1][0] == self._depth:
            _, attributes, text = self._open.pop()
            self._rules[name](name, attributes, "".join(text))
        self._depth -= 1


@lru_cache(maxsize=4096)
def _harmless(value: str) -> bool:
    return value.isprintable() and bool(_HARMLESS.fullmatch(value)) and not _ADDRESS.search(value)


def _all_harmless(values: Collection[str]) -> bool:
    """Whether each of many values is harmless, looked at together; none holds a line end."""
    joined = "\n".join(values)
    return (
        all(len(value) <= 512 for value in values)
        and joined.replace("\n", "").isprintable()
        and not _BAD.search(joined)
        and not _ADDRESSES.search(joined)
    )


def _refuse(what: str) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise Refused(what)

    return refuse
