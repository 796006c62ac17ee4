"""Looks over a whole XML tree at once: its distinct start tags, as they would be written.

A tree of ten thousand elements is written with a few hundred different start tags, and those with
fewer still when values are left out. They are cut out of the serialised tree (well-formed by
construction: one form of quotes, no bare angle brackets in values, no comments, no instructions);
each form of tag is judged once, and the values all together.
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from lxml import etree

from sekisho.sanitize.rebuild.words import all_visible

_NAME = re.compile(r"<([^/>\s]+)([^>]*)")
_ATTRIBUTE = re.compile(r' ([^=\s]+)="([^"]*)"')
_DECLARATION = re.compile(r' xmlns(:[^=]*)?="[^"]*"')
_PREFIX = re.compile(r' xmlns:([^=]+)="([^"&]*)"')
_SLASH = ord("/")
_XML = "http://www.w3.org/XML/1998/namespace"


@dataclass(slots=True)
class Special:
    """What a survey found: the names of elements to be replaced, and of those to be mended."""

    elements: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    suspicious: bool = False  # some character may not cross
    written: bytes = b""  # the tree as it was looked at

    @property
    def nothing(self) -> bool:
        """Whether the tree crosses as it is."""
        return not (self.elements or self.attributes or self.suspicious)


@dataclass(frozen=True, slots=True)
class Survey:
    """The rules of a survey: which elements are handled or known, which attributes plain.

    `all_plain` says of many values at once that each may stand in a plain attribute.
    """

    handled: Collection[str]
    known: Collection[str]
    is_plain: Callable[[str, tuple[str, ...], Iterable[str]], bool]
    all_plain: Callable[[Collection[str]], bool]
    # What start tags were found to be, by prefixes and tag: the same for parts of the same rules.
    seen: dict[tuple[frozenset[tuple[str, str]], str], tuple[str, bool] | None] = field(
        default_factory=dict
    )

    def of(self, root: etree._Element) -> Special | None:
        """Return what needs a look in the tree; None when its names cannot be read off the text.

        That is so when one prefix means two namespaces.
        """
        etree.cleanup_namespaces(root)
        written, tags = _read(root)
        declared = dict(pair for tag in tags[1:] for pair in _PREFIX.findall(tag))
        if declared:
            etree.cleanup_namespaces(root, top_nsmap=declared)
            written, tags = _read(root)
        if any(" xmlns" in tag for tag in tags[1:]):
            return None
        tags[0] = _DECLARATION.sub("", tags[0])
        names = {prefix or "": uri for prefix, uri in root.nsmap.items()} | {"xml": _XML}
        found = Special(suspicious=not all_visible(written), written=written)
        scope = frozenset(names.items())
        for tag in self._to_judge(tags):
            key = (scope, tag)
            if key not in self.seen:
                self.seen[key] = self._judged(tag, names)
            if (special := self.seen[key]) is not None:
                name, whole = special
                (found.elements if whole else found.attributes).add(name)
        return found

    def _to_judge(self, tags: list[str]) -> Iterable[str]:
        """Return one tag of each form when no value matters, else all of them."""
        pieces = "\n".join(tags).split('"')
        values = set(pieces[1::2])
        if any("&" in value for value in values) or not self.all_plain(values):
            return tags
        return dict.fromkeys('""'.join(pieces[::2]).split("\n"))

    def _judged(self, tag: str, names: dict[str, str]) -> tuple[str, bool] | None:
        """Return the name of a special element, and whether all of it is; None when it is plain."""
        qualified, attributes = _NAME.match(tag).groups()  # type: ignore[union-attr]  # a tag
        name = _clark(qualified, names, names.get("", ""))
        if name in self.handled or name not in self.known:
            return name, True
        if not attributes:
            return None
        pairs = _ATTRIBUTE.findall(attributes)
        keys = tuple([_clark(key, names, "") for key, _ in pairs])
        plain = self.is_plain(name, keys, [value for _, value in pairs])
        return None if plain and "&" not in attributes else (name, False)


def _clark(qualified: str, names: dict[str, str], default: str) -> str:
    prefix, colon, local = qualified.rpartition(":")
    uri = names[prefix] if colon else default
    return f"{{{uri}}}{local}" if uri else local


def _read(root: etree._Element) -> tuple[bytes, list[str]]:
    """Return the tree as text, and its distinct start tags in order."""
    written = etree.tostring(root, encoding="UTF-8")
    pieces = dict.fromkeys(written.split(b">"))  # text with one tag at the end of each
    tags = dict.fromkeys(piece[piece.find(b"<") :] + b">" for piece in pieces if b"<" in piece)
    return written, b"\n".join(tag for tag in tags if tag[1] != _SLASH).decode().split("\n")
