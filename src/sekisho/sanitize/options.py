"""What the body decided about crossings, and how much work one document may cost."""

from dataclasses import asdict, dataclass, field
from typing import Literal, Self

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one document with everything inside it; beyond any of them it is held."""

    bytes: int = 100 * MIB  # of the document as it was handed in
    depth: int = 5  # containers within containers
    entries: int = 5_000  # documents inside, over all depths
    expanded_bytes: int = 2048 * MIB  # over all depths
    ratio: int = 200  # expanded to packed, once `ratio_from` bytes came out
    ratio_from: int = 10 * MIB
    part_bytes: int = 100 * MIB  # one expanded part
    xml_bytes: int = 32 * MIB  # one XML part: parsing costs several times this
    pixels: int = 64_000_000  # one picture
    frames: int = 200
    pages: int = 2_000
    pdf_objects: int = 200_000
    content_operators: int = 3_000_000  # of one PDF, forms counted each time they are drawn
    cells: int = 2_000_000  # of one workbook
    mail_header_bytes: int = 256 << 10
    mail_headers: int = 500
    mail_parameters: int = 100
    mail_encoded_words: int = 200
    mail_parts: int = 300
    mail_depth: int = 10
    passwords: int = 10  # tried on one document
    cpu_seconds: int = 5  # one document by itself: all its jobs and programs
    archive_cpu_seconds: int = 30  # a container with everything inside it
    wall_seconds: int = 60  # one job
    memory_bytes: int = 512 * MIB  # one job
    image_memory_bytes: int = 768 * MIB  # one job that decodes pictures


@dataclass(frozen=True, slots=True)
class Options:
    """The policy of a crossing. Same bytes, same options: same outcome, byte for byte."""

    pdf_grades: tuple[Literal["A", "B", "C"], ...] = ("A", "B", "C")  # tried in this order
    links: Literal["keep", "defang", "text"] = "keep"  # http, https and mailto; others never cross
    formulas: Literal["safe", "values"] = "safe"
    comments: bool = True
    hidden_text: bool = True  # keeps hidden sheets and text, and says so
    accept_csv_formulas: bool = False
    limits: Limits = field(default_factory=Limits)

    def as_json(self) -> dict[str, object]:
        """Return the form in which jobs and reports receive it."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, object]) -> Self:
        """Return the options that `as_json` wrote."""
        fields = dict(value)
        limits = fields.pop("limits")
        if not isinstance(limits, dict):
            raise TypeError("limits")
        fields["pdf_grades"] = tuple(fields["pdf_grades"])  # type: ignore[arg-type]  # a JSON list
        return cls(limits=Limits(**limits), **fields)  # type: ignore[arg-type]  # as written above
