"""Reads XML by its distinct tags, when it is written so plainly that this can be done.

A part of ten thousand elements has a few hundred different start tags. Where every `<` begins a tag
without quotes or brackets in its values, namespaces are declared at the root alone, and nothing is
written by number, the tags can be cut out and each judged once. Anything else is not read here.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

_SHAPE = re.compile(r'<([^\s<>"=/]+)((?: [^\s<>"=/]+="[^<>"]*")*)/?>')
_PAIR = re.compile(r' ([^\s=]+)="([^"]*)"')
_DECLARED = re.compile(r' xmlns(?::([^\s=]+))?="([^"&]*)"')
_ENTITY = re.compile(rb"&(?!amp;|lt;|gt;|quot;)")
_HEAD = re.compile(rb"<\?xml [^<>]*\?>\s*")
_XML = "http://www.w3.org/XML/1998/namespace"


@dataclass(frozen=True, slots=True)
class Start:
    """A start tag as written, and with its names spelled out."""

    written: str
    name: str
    pairs: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Plain:
    """One part, cut behind each tag: pieces of text with one tag at their end."""

    data: bytes
    pieces: list[bytes]
    starts: list[str]  # the distinct start tags
    names: dict[str, str]  # prefix → namespace
    separator: str

    def values(self) -> set[str] | None:
        """Return every attribute's value; None when one of them is not written as it reads."""
        found = set("\n".join(self.starts).split('"')[1::2])
        return None if any("&" in value for value in found) else found

    def forms(self) -> Iterable[str]:
        """Return the distinct start tags with their values left out."""
        return dict.fromkeys(_form("\n".join(self.starts)).split("\n"))

    def of_form(self, forms: set[str]) -> list[str]:
        """Return the distinct start tags of these forms."""
        return [written for written in self.starts if _form(written) in forms] if forms else []

    def spelled(self, tags: Iterable[str]) -> list[Start] | None:
        """Return start tags spelled out; None when one is not plain."""
        found = []
        for written in tags:
            shape = _SHAPE.fullmatch(written)
            if shape is None:
                return None
            pairs = [(self._name(key, ""), _read(value)) for key, value in _PAIR.findall(shape[2])]
            found.append(Start(written, self._name(shape[1], self.names.get("", "")), pairs))
        return found

    def _name(self, qualified: str, default: str) -> str:
        prefix, colon, local = qualified.rpartition(":")
        uri = self.names.get(prefix, "") if colon else default
        return uri + self.separator + local if uri else local

    def depth(self) -> int:
        """Return how deep elements stand in each other."""
        steps = {piece: _step(piece) for piece in dict.fromkeys(self.pieces)}
        return max(accumulate(map(steps.__getitem__, self.pieces)), default=0)

    def texts(self, written: set[str]) -> Iterator[tuple[str, str, bool]]:
        """Give the start tags named, in order, with their text, and whether they hold no more."""
        sought = {tag.encode(): tag for tag in written}
        ends = {piece: piece[piece.index(b"<") :] + b">" for piece in dict.fromkeys(self.pieces)}
        for at, piece in enumerate(self.pieces):
            tag = ends[piece]
            if tag in sought:
                closed = tag.endswith(b"/>")
                text, _, following = (
                    self.pieces[at + 1].partition(b"<") if not closed else (b"",) * 3
                )
                yield sought[tag], _read(text.decode()), closed or following.startswith(b"/")


def plain(data: bytes, separator: str) -> Plain | None:
    """Return a part as its tags; None when it is not written plainly enough for that."""
    head = _HEAD.match(data)
    body = data[head.end() :] if head else data
    *pieces, rest = body.split(b">")
    distinct = dict.fromkeys(pieces)
    if rest.strip() or not pieces or any(piece.count(b"<") != 1 for piece in distinct):
        return None
    if b"<!" in body or b"<?" in body or (b"&" in body and _ENTITY.search(body)):
        return None
    tags = dict.fromkeys(piece[piece.index(b"<") :] for piece in distinct)
    written = [tag + b">" for tag in tags if not tag.startswith(b"</")]
    return _declared(body, pieces, written, separator)


def _declared(
    body: bytes, pieces: list[bytes], written: list[bytes], separator: str
) -> Plain | None:
    """Return the part with the namespaces its root declares, each by one prefix."""
    if any(b" xmlns" in tag or b"\n" in tag for tag in written[1:]) or b"\n" in written[0]:
        return None
    try:
        starts = b"\n".join(written).decode().split("\n")
    except UnicodeDecodeError:
        return None
    names = dict(_DECLARED.findall(starts[0]))
    root = pieces[0][pieces[0].index(b"<") :]
    if len(set(names.values())) < len(names) or body.count(root + b">") != 1:
        return None
    starts[0] = _DECLARED.sub("", starts[0])
    return (
        None
        if " xmlns" in starts[0]
        else Plain(body, pieces, starts, {**names, "xml": _XML}, separator)
    )


def _form(written: str) -> str:
    return '""'.join(written.split('"')[::2])


def _step(piece: bytes) -> int:
    if b"</" in piece:
        return -1
    return 0 if piece.endswith(b"/") else 1


def _read(value: str) -> str:
    if "&" not in value:
        return value
    value = value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    return value.replace("&amp;", "&")
