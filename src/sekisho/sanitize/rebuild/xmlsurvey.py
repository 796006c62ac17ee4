"""Looks over a whole XML tree at once: its distinct start tags, as they would be written.

A tree of ten thousand elements is written with a few hundred different start tags. They are cut out
of the serialised tree (well-formed by construction: one form of quotes, no bare angle brackets in
values, no comments, no instructions) and each is judged once.
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from lxml import etree

from sekisho.sanitize.rebuild.words import visible

_TAG = re.compile(r"<[^/>][^>]*>")
_NAME = re.compile(r"<([^/>\s]+)([^>]*)")
_ATTRIBUTE = re.compile(r' ([^=\s]+)="([^"]*)"')
_DECLARATION = re.compile(r' xmlns(:[^=]*)?="[^"]*"')
_XML = "http://www.w3.org/XML/1998/namespace"


@dataclass(slots=True)
class Special:
    """What a survey found: the names of elements to be replaced, and of those to be mended."""

    elements: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    suspicious: bool = False  # some character may not cross


@dataclass(frozen=True, slots=True)
class Survey:
    """The rules of a survey: which elements are handled or known, which attributes plain."""

    handled: Collection[str]
    known: Collection[str]
    is_plain: Callable[[str, tuple[str, ...], Iterable[str]], bool]

    def of(self, root: etree._Element) -> Special | None:
        """Return what needs a look in the tree; None when its names cannot be read off the text.

        That is so when namespaces are declared elsewhere than at the root.
        """
        etree.cleanup_namespaces(root)
        text = etree.tostring(root, encoding="unicode")
        names = {prefix or "": uri for prefix, uri in root.nsmap.items()} | {"xml": _XML}
        found = Special(suspicious=visible(text) != text)
        distinct = dict.fromkeys(map(re.Match.group, _TAG.finditer(text)))
        (first, rest), *tags = (_NAME.match(tag).groups() for tag in distinct)  # type: ignore[union-attr]
        self._judge(first, _DECLARATION.sub("", rest), names, found)
        for qualified, attributes in tags:
            if " xmlns" in attributes:
                return None
            self._judge(qualified, attributes, names, found)
        return found

    def _judge(
        self, qualified: str, attributes: str, names: dict[str, str], found: Special
    ) -> None:
        name = _clark(qualified, names, names.get("", ""))
        if name in self.handled or name not in self.known:
            found.elements.add(name)
        elif attributes and name not in found.attributes:
            pairs = _ATTRIBUTE.findall(attributes)
            keys = tuple([_clark(key, names, "") for key, _ in pairs])
            if "&" in attributes or not self.is_plain(name, keys, [value for _, value in pairs]):
                found.attributes.add(name)


def _clark(qualified: str, names: dict[str, str], default: str) -> str:
    prefix, colon, local = qualified.rpartition(":")
    uri = names[prefix] if colon else default
    return f"{{{uri}}}{local}" if uri else local
