"""Names what stays behind: keys no type knows. For the report only; nothing crosses by it."""

from typing import Any, Protocol

from sekisho.sanitize.rebuild.contract import Log
from sekisho.sanitize.rebuild.pdf.model import Name
from sekisho.sanitize.rebuild.pdf.source import Source


class Noting(Protocol):
    """What is asked of whoever copies: where notes go, and what a reference leads to."""

    @property
    def log(self) -> Log: ...  # noqa: D102
    @property
    def source(self) -> Source: ...  # noqa: D102


_VECTORS = {
    "AA": "pdf.additional-action",
    "AF": "pdf.associated-file",
    "OPI": "pdf.opi",
    "Ref": "pdf.reference-xobject",
    "PieceInfo": "pdf.piece-info",
    "PS": "pdf.postscript",
    "Level1": "pdf.postscript",
    "Alternates": "pdf.alternates",
    "FFilter": "pdf.external-stream",
    "FDecodeParms": "pdf.external-stream",
    "Thumb": "pdf.thumbnail",
    "Trans": "pdf.transition",
    "SpiderInfo": "pdf.web-capture",
    "DSS": "pdf.dss",
    "Requirements": "pdf.requirements",
    "Extensions": "pdf.requirements",
    "Perms": "pdf.requirements",
    "Legal": "pdf.requirements",
    "Collection": "pdf.collection",
    "DPartRoot": "pdf.associated-file",
    "RichMediaContent": "pdf.richmedia",
}
_STREAMS = frozenset(
    {
        "Form",
        "Image",
        "Tiling",
        "Glyph",
        "Content",
        "Sampled",
        "MeshShading",
        "LatticeShading",
        "ToUnicode",
    }
    | {"AdobeProgram", "OutlineProgram", "CompactProgram", "CMap", "GlyphMap"}
)


def note_left(copier: Noting, raw: dict[str, Any], type_name: str) -> None:
    """Report the keys of `raw` that carry what must not cross."""
    for key in raw:  # noqa: PLC0206
        vector = _VECTORS.get(key)
        if vector is not None and raw[key] is not None:
            copier.log.remove(vector)
    if "F" in raw and (type_name in _STREAMS or not type_name) and _file(copier, raw["F"]):
        copier.log.remove("pdf.external-stream")
    matrix = copier.source.resolve(raw.get("FontMatrix"))
    if isinstance(matrix, list) and not all(isinstance(each, int | float) for each in matrix):
        copier.log.remove("pdf.font-matrix")
    if not type_name and copier.source.resolve(raw.get("Subtype")) == Name("PS"):
        copier.log.remove("pdf.postscript")


def _file(copier: Noting, value: Any) -> bool:
    found = copier.source.resolve(value)
    return isinstance(found, bytes | dict)
