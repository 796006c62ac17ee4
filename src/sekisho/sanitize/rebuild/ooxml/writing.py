"""Collects the parts of a new package and writes it: own content types, own relationship ids."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

from sekisho.sanitize.rebuild.zipwrite import write_zip

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_PICTURES = {"png": "image/png", "jpg": "image/jpeg", "gif": "image/gif"}


@dataclass(slots=True)
class NewPart:
    """A part being written: its bytes, and whom it points to in order."""

    name: str
    content_type: str
    data: bytes = b""
    relations: dict[tuple[str, str, bool], str] = field(
        default_factory=dict
    )  # kind, target, external

    def relate(self, kind: str, target: str, *, external: bool = False) -> str:
        """Return the id of the relationship to `target`, made when it is new."""
        return self.relations.setdefault((kind, target, external), f"rId{len(self.relations) + 1}")


class NewPackage:
    """The parts written so far, in the order they were opened."""

    def __init__(self) -> None:
        self.root = NewPart("", "")
        self.parts: dict[str, NewPart] = {}

    def open(self, name: str, content_type: str) -> NewPart:
        """Return a new part; its bytes are set later. Names are ours and unique."""
        if name in self.parts:
            raise ValueError(name)
        self.parts[name] = NewPart(name, content_type)
        return self.parts[name]

    def numbered(self, pattern: str, content_type: str) -> NewPart:
        """Return a new part named by `pattern` with the first free number, from 1."""
        number = 1
        while pattern.format(number) in self.parts:
            number += 1
        return self.open(pattern.format(number), content_type)

    def picture(self, folder: str, data: bytes, extension: str) -> NewPart:
        """Return the part of a picture, the same one for the same bytes."""
        for part in self.parts.values():
            if part.data == data and part.name.startswith(f"{folder}/media/"):
                return part
        part = self.numbered(f"{folder}/media/image{{}}.{extension}", _PICTURES[extension])
        part.data = data
        return part

    def _content_types(self) -> bytes:
        rows = [f'<Types xmlns="{_TYPES}">']
        rows.append(_row("Default", Extension="rels", ContentType=_CONTENT_RELATIONSHIPS))
        extensions = {part.name.rpartition(".")[2] for part in self.parts.values()}
        rows += [
            _row("Default", Extension=extension, ContentType=_PICTURES[extension])
            for extension in sorted(extensions & _PICTURES.keys())
        ]
        rows += [
            _row("Override", PartName=f"/{part.name}", ContentType=part.content_type)
            for part in self.parts.values()
            if part.name.rpartition(".")[2] not in _PICTURES
        ]
        return (_HEAD + "".join([*rows, "</Types>"])).encode()

    def bytes(self) -> bytes:
        """Return the package."""
        files = [("[Content_Types].xml", self._content_types())]
        files.append(("_rels/.rels", _relationships(self.root)))
        for part in self.parts.values():
            files.append((part.name, part.data))
            if part.relations:
                folder, _, base = part.name.rpartition("/")
                files.append((f"{folder}/_rels/{base}.rels", _relationships(part)))
        return write_zip(files)


_CONTENT_RELATIONSHIPS = "application/vnd.openxmlformats-package.relationships+xml"


def _relationships(part: NewPart) -> bytes:
    """Return the relationships of a part; internal targets are absolute part names."""
    rows = [f'<Relationships xmlns="{_RELATIONSHIPS}">']
    for (kind, target, external), id_ in part.relations.items():
        fields: dict[str, str] = {"Id": id_, "Type": _type(kind)}
        fields["Target"] = target if external else f"/{target}"
        if external:
            fields["TargetMode"] = "External"
        rows.append(_row("Relationship", **fields))
    return (_HEAD + "".join([*rows, "</Relationships>"])).encode()


def _type(kind: str) -> str:
    return _CORE if kind == "core-properties" else _OFFICE + kind


def _row(tag: str, **fields: str) -> str:
    return f"<{tag} {_attributes(fields)}/>"


def _attributes(fields: Mapping[str, str]) -> str:
    return " ".join(f"{name}={quoteattr(value)}" for name, value in fields.items())
