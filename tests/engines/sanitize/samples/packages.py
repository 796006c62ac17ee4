"""Writes OPC packages out of literal XML: no library, nothing but what a sample names."""

import io
import zipfile
from dataclasses import dataclass, field

RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PNG = (
    "89504e470d0a1a0a0000000d4948445200000002000000020802000000fdd49a73"
    "0000001249444154789c63f8cfc0f09f8181810148000022e203fd7a6d3e9a0000000049454e44ae426082"
)


@dataclass
class Book:
    """The parts of a package being made: name → (content type, bytes), part → relationships."""

    parts: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    relations: dict[str, list[str]] = field(default_factory=dict)

    def part(self, name: str, kind: str, body: str | bytes) -> None:
        data = body if isinstance(body, bytes) else (_HEAD + body).encode()
        self.parts[name] = (kind, data)

    def relate(
        self, part: str, id_: str, kind: str, target: str, *, external: bool = False
    ) -> None:
        type_ = kind if "://" in kind else f"{OFFICE}/{kind}"
        mode = ' TargetMode="External"' if external else ""
        row = f'<Relationship Id="{id_}" Type="{type_}" Target="{target}"{mode}/>'
        self.relations.setdefault(part, []).append(row)

    def edit(self, name: str, old: str, new: str) -> None:
        kind, body = self.parts[name]
        assert old.encode() in body, old
        self.parts[name] = (kind, body.replace(old.encode(), new.encode(), 1))

    def bytes(self) -> bytes:
        files = {"[Content_Types].xml": self._types().encode()}
        for part, rows in self.relations.items():
            folder, _, base = part.rpartition("/")
            name = f"{folder}/_rels/{base}.rels" if folder else "_rels/.rels"
            body = f'<Relationships xmlns="{RELATIONSHIPS}">{"".join(rows)}</Relationships>'
            files[name] = (_HEAD + body).encode()
        files |= {name: body for name, (_, body) in self.parts.items()}
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, body in files.items():
                archive.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)
        return out.getvalue()

    def _types(self) -> str:
        rows = [
            f'<Override PartName="/{name}" ContentType="{kind}"/>'
            for name, (kind, _) in self.parts.items()
            if kind
        ]
        default = (
            '<Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="png" ContentType="image/png"/>'
        )
        types = "http://schemas.openxmlformats.org/package/2006/content-types"
        return f'{_HEAD}<Types xmlns="{types}">{default}{"".join(rows)}</Types>'


def opened(data: bytes) -> dict[str, bytes]:
    """Return a package's parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
