"""Reads an OPC package (ECMA-376 part 2): parts, content types, relationships. Never copies."""

import re
from dataclasses import dataclass
from functools import cached_property
from posixpath import normpath
from urllib.parse import unquote

from sekisho.sanitize.options import Limits
from sekisho.sanitize.rebuild.contract import Hold, Log, broken
from sekisho.sanitize.rebuild.xmlfilter import Element
from sekisho.sanitize.rebuild.xmlread import parse
from sekisho.sanitize.rebuild.zipread import Entry, Zip
from sekisho.sanitize.results import Action

_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_STRICT = "{http://purl.oclc.org/ooxml/"
_PREFIX = re.compile(
    r"http://schemas\.openxmlformats\.org/office[Dd]ocument/2006/relationships/(metadata/)?"
    r"|http://purl\.oclc\.org/ooxml/officeDocument/relationships/(metadata/)?"
    r"|http://schemas\.openxmlformats\.org/package/2006/relationships/(metadata/)?"
    r"|http://schemas\.microsoft\.com/office/"
    r"((2006|2007|2011|2015/10|2016/09|2016/11|2017/10)/relationships/)?"
)


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship of a part: `kind` is the last word of its type's URI."""

    id: str
    kind: str
    target: str  # a part's name without leading slash, or the external address as written
    external: bool


class Package:
    """A package whose ZIP has been checked. Part names are compared without regard to case."""

    def __init__(self, data: bytes, limits: Limits, log: Log) -> None:
        self._zip = Zip(data, limits, log)
        self._limits, self._log = limits, log
        self._entries: dict[str, Entry] = {}
        for entry in self._zip.entries:
            key = entry.name.lower()
            if key in self._entries:
                raise Hold("ambiguous", "archive.duplicate", entry.name)
            if not entry.is_folder:
                self._entries[key] = entry
        self.read_parts: set[str] = set()
        self._relations: dict[str, dict[str, Relationship]] = {}

    @property
    def names(self) -> list[str]:
        """All part names as written, sorted."""
        return sorted(entry.name for entry in self._entries.values())

    @property
    def unread(self) -> list[str]:
        """The parts nobody asked for, sorted."""
        return [name for name in self.names if name.lower() not in self.read_parts]

    def has(self, name: str) -> bool:
        """Whether the package holds a part of this name."""
        return name.lower() in self._entries

    def read(self, name: str) -> bytes:
        """Return a part's bytes; hold a package that lacks it."""
        entry = self._entries.get(name.lower())
        if entry is None:
            broken(name)
        self.read_parts.add(name.lower())
        try:
            return self._zip.read(entry)
        except Hold as hold:
            bomb = hold.vector == "archive.ratio-bomb"
            raise Hold(hold.code, "ooxml.part-bomb", name) if bomb else hold from hold

    def peek(self, name: str) -> bytes:
        """Return a part's bytes without taking it as seen: it may still be left behind by name."""
        seen = name.lower() in self.read_parts
        data = self.read(name)
        if not seen:
            self.read_parts.discard(name.lower())
        return data

    def xml(self, name: str) -> Element:
        """Return a part's root element, Strict names carried over to Transitional ones."""
        data = self.read(name)
        root = parse(data, self._limits, self._log, name, indented=True)
        if b"purl.oclc.org/ooxml" in data or data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            self._loosen(root, name)
        return root

    def _loosen(self, root: Element, name: str) -> None:
        """Give every element and attribute of a Strict namespace its Transitional name."""
        for element in root.iter():
            tag = str(element.tag)
            if tag.startswith(_STRICT):
                element.tag = _transitional(tag)
                self._log.remove("ooxml.strict-namespace", name, Action.CONVERTED)
            for key, value in element.attrib.items():
                if str(key).startswith(_STRICT):
                    del element.attrib[key]
                    element.set(_transitional(str(key)), value)
                elif str(value).startswith(_STRICT[1:]):
                    element.set(key, _transitional("{" + str(value))[1:])

    @cached_property
    def _types(self) -> tuple[dict[str, str], dict[str, str]]:
        if not self.has("[Content_Types].xml"):
            raise Hold("type-mismatch")
        defaults, overrides = {}, {}
        for child in self.xml("[Content_Types].xml"):
            kind = str(child.get("ContentType", ""))
            if child.tag == f"{{{_TYPES}}}Default":
                defaults[str(child.get("Extension", "")).lower()] = kind
            elif child.tag == f"{{{_TYPES}}}Override":
                overrides[unquote(str(child.get("PartName", ""))).lstrip("/").lower()] = kind
        return defaults, overrides

    def content_type(self, name: str) -> str:
        """Return the content type a part claims, "" when it claims none."""
        defaults, overrides = self._types
        extension = name.rpartition(".")[2].lower()
        return overrides.get(name.lower()) or defaults.get(extension, "")

    def relationships(self, part: str = "") -> dict[str, Relationship]:
        """Return a part's relationships by id ("" for the package's own), in document order."""
        if part not in self._relations:
            self._relations[part] = self._read_relationships(part)
        return self._relations[part]

    def _read_relationships(self, part: str) -> dict[str, Relationship]:
        folder, _, base = part.rpartition("/")
        name = f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"
        if not self.has(name):
            return {}
        found: dict[str, Relationship] = {}
        for child in self.xml(name):
            if child.tag != f"{{{_RELATIONSHIPS}}}Relationship":
                continue
            relation = self._relationship(child, folder)
            if relation.id in found:
                raise Hold("ambiguous", "archive.duplicate", name)
            found[relation.id] = relation
        return found

    def _relationship(self, child: Element, folder: str) -> Relationship:
        target = str(child.get("Target", ""))
        external = str(child.get("TargetMode", "")).lower() == "external"
        if not external:
            target = self._resolved(target, folder)
        return Relationship(
            str(child.get("Id", "")), _kind(str(child.get("Type", ""))), target, external
        )

    def _resolved(self, target: str, folder: str) -> str:
        """Return the part an internal target names, "" when it leads out of the package."""
        path = unquote(target.partition("#")[0])
        if re.match(r"^[A-Za-z][A-Za-z0-9+.\-]*:", path) or "\\" in path or path.startswith("//"):
            self._log.remove("ooxml.escaping-target", target[:80])
            return ""
        joined = normpath(path.lstrip("/") if path.startswith("/") else f"{folder}/{path}")
        if joined.startswith("../") or joined == "..":
            self._log.remove("ooxml.escaping-target", target[:80])
            return ""
        return joined.lstrip("/")


def _transitional(strict: str) -> str:
    family, _, rest = strict.removeprefix(_STRICT).partition("/")
    return f"{{http://schemas.openxmlformats.org/{family}/2006/{rest}"


def _kind(type_uri: str) -> str:
    prefix = _PREFIX.match(type_uri)
    return type_uri[prefix.end() :] if prefix else type_uri
