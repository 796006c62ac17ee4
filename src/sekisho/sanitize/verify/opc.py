"""Judges an OPC package as our writer makes it: known parts, known relationships, no more."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from sekisho.sanitize.verify import image
from sekisho.sanitize.verify.contract import require
from sekisho.sanitize.verify.xmlgrammar import Judge, Names, Rule
from sekisho.sanitize.verify.zipped import unzipped

_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_LINK = re.compile(
    r"(https?://[^\s\x00-\x1f<>\"\\^`{|}/][^\s\x00-\x1f<>\"\\^`{|}]{0,2000}|mailto:[^\s\x00-\x1f<>\"\\]{1,500})"
)
_PICTURES = {"png": "image/png", "jpg": "image/jpeg", "gif": "image/gif"}


@dataclass(frozen=True, slots=True)
class PartRule:
    """What a part of one content type may be: its name, its words, whom it may point to."""

    name: re.Pattern[str]
    names: Names
    rules: Mapping[str, Rule]
    relations: frozenset[str]  # last words of relationship types
    shorten: Callable[[bytes], bytes] | None = None  # judges long plain runs, leaves empty elements
    begins: Mapping[str, Callable[[str], None]] | None = None  # told when an element opens


@dataclass(frozen=True, slots=True)
class PackageRule:
    """A document format: its parts by content type, and which of them the package points to."""

    main: str  # content type of the main part
    parts: Mapping[str, PartRule]
    check: Callable[[Mapping[str, bytes]], None] | None = None  # across parts


def judge_package(data: bytes, rule: PackageRule) -> None:
    """Refuse the package unless every part is known, judged, and reached by a relationship."""
    files = unzipped(data)
    parts = dict(files)
    require(files[0][0] == "[Content_Types].xml" and files[1][0] == "_rels/.rels", "package order")
    types = _content_types(parts)
    reached: set[str] = set()
    root = _relations(parts["_rels/.rels"], parts, reached)
    documents = [target for kind, target, _ in root.values() if kind == "officeDocument"]
    require(len(documents) == 1 and types.get(documents[0]) == rule.main, "main part")
    for name, body in files[2:]:
        if not name.endswith(".rels"):
            _part(name, body, parts, types, rule, reached)
    named = {name for name, _ in files if not name.endswith(".rels")} - {"[Content_Types].xml"}
    require(named == reached, "orphan part")
    if rule.check is not None:
        rule.check(parts)


def _part(  # noqa: PLR0913, PLR0917  # the package around it
    name: str,
    body: bytes,
    parts: Mapping[str, bytes],
    types: Mapping[str, str],
    rule: PackageRule,
    reached: set[str],
) -> None:
    folder, _, base = name.rpartition("/")
    file = f"{folder}/_rels/{base}.rels"
    extension = name.rpartition(".")[2]
    if extension in _PICTURES:
        require(types[name] == _PICTURES[extension] and "/media/image" in name, "picture's type")
        require(file not in parts, "picture with relationships")
        image.verify(body, frozenset())
        return
    found = rule.parts.get(types.get(name, ""))
    require(found is not None and found.name.fullmatch(name), f"part {name[:60]}")
    assert found is not None  # noqa: S101  # said by the line above
    relations = _relations(parts[file], parts, reached) if file in parts else {}
    for kind, _, external in relations.values():
        require(
            kind in found.relations and (not external or kind == "hyperlink"),
            f"relation {kind[:40]}",
        )
    judge = Judge(
        found.names,
        found.rules,
        relation_namespace=OFFICE,
        relations=frozenset(relations),
        begins=found.begins,
    )
    judge.judge(found.shorten(body) if found.shorten else body)


def _rows(data: bytes, root: str, uri: str) -> list[tuple[str, dict[str, str]]]:
    """Return the empty elements of a flat XML part: local name and attributes."""
    rows: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        own, _, local = name.partition(" ")
        require(own == uri, "namespace")
        rows.append((local, attributes))

    parser = expat.ParserCreate("UTF-8", " ")
    parser.StartElementHandler = start
    parser.Parse(data, True)  # noqa: FBT003  # expat's own signature
    require(rows and rows[0] == (root, {}), "root")
    return rows[1:]


def _content_types(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return each part's content type; refuse what our writer does not say."""
    types: dict[str, str] = {}
    rows = _rows(parts["[Content_Types].xml"], "Types", _TYPES)
    for local, row in rows:
        if local == "Default":
            extension, kind = row["Extension"], row["ContentType"]
            plain = extension == "rels" or _PICTURES.get(extension) == kind
            require(plain and set(row) == {"Extension", "ContentType"}, "default type")
            types |= {name: kind for name in parts if name.endswith("." + extension)}
        else:
            require(local == "Override" and set(row) == {"PartName", "ContentType"}, "override")
            name = row["PartName"].removeprefix("/")
            require(name in parts and name not in types, "override of no part")
            types[name] = row["ContentType"]
    return types


def _relations(
    data: bytes, parts: Mapping[str, bytes], reached: set[str]
) -> dict[str, tuple[str, str, bool]]:
    """Return kind, target and externality by id; every internal target must be a part."""
    found: dict[str, tuple[str, str, bool]] = {}
    for local, row in _rows(data, "Relationships", _RELATIONSHIPS):
        require(local == "Relationship" and row["Id"] not in found, "relationship")
        type_, target = row["Type"], row["Target"]
        kind = "core-properties" if type_ == _CORE else type_.removeprefix(OFFICE + "/")
        external = "TargetMode" in row
        if external:
            require(row["TargetMode"] == "External" and _LINK.fullmatch(target), "external target")
        else:
            require(target[:1] == "/" and target[1:] in parts, "target")
            reached.add(target[1:])
        found[row["Id"]] = (kind, target.removeprefix("/"), external)
    return found
