"""Writes a paper as PDF with typst."""

import json
from typing import Any

from sekisho.web.ui.apart import ApartLimits
from sekisho.web.ui.papers.font import Typefaces, installed_typefaces
from sekisho.web.ui.papers.model import (
    Block,
    Clause,
    Code,
    Definitions,
    Heading,
    Labels,
    PageBreak,
    Paper,
    Paragraph,
    Table,
    Words,
    printable,
    runs,
)
from sekisho.web.ui.papers.printing import LIMITS, printed
from sekisho.web.ui.papers.qr import svg

Json = dict[str, Any]
_DEEPEST_HEADING = 3


def to_pdf(
    paper: Paper, typefaces: Typefaces | None = None, *, limits: ApartLimits = LIMITS
) -> bytes:
    """Return the paper as a tagged PDF; equal papers and typefaces give equal bytes.

    It is made in a process of its own. Raises NoJapaneseFontError when no typeface is given and
    the machine has none, PaperRefusedError when the making fails or takes longer than the limits.
    """
    return printed(order_of(paper, typefaces), limits)


def order_of(paper: Paper, typefaces: Typefaces | None = None) -> bytes:
    """Return what `typesetting.typeset` makes the PDF from. Raises NoJapaneseFontError."""
    faces = typefaces or installed_typefaces()
    fonts = [str(directory) for directory in faces.directories]
    # As ASCII: half characters (surrogates), which no encoding carries, stay what they are.
    return json.dumps({"paper": _paper(paper, faces), "fonts": fonts}).encode("ascii")


def _paper(paper: Paper, faces: Typefaces) -> Json:
    return {
        "title": printable(paper.title),
        "subtitle": [printable(line) for line in paper.subtitle],
        "blocks": [_block(block) for block in paper.blocks],
        "header": printable(paper.header),
        "footer": printable(paper.footer),
        "landscape": paper.landscape,
        "bare": paper.bare,
        "watermark": printable(paper.watermark),
        "text_font": faces.text,
        "heading_font": faces.heading,
    }


def _block(block: Block) -> Json:  # noqa: PLR0911  # one answer per kind of block
    match block:
        case Heading(text, level):
            depth = min(max(level, 1), _DEEPEST_HEADING)
            return {"kind": "heading", "text": printable(text), "level": depth}
        case Paragraph(text, align):
            return {"kind": "paragraph", "text": _runs(text), "align": align}
        case Clause(label, text, depth, caption):
            return {
                "kind": "clause",
                "label": printable(label),
                "text": _runs(text),
                "depth": depth,
                "caption": printable(caption),
            }
        case Table():
            return _table(block)
        case Definitions(rows):
            named = [{"name": printable(name), "runs": _runs(text)} for name, text in rows]
            return {"kind": "definitions", "rows": named}
        case Code(text):
            return {"kind": "code", "text": printable(text)}
        case PageBreak():
            return {"kind": "page-break"}
        case Labels(labels):
            each = [{"code": svg(a.code), "lines": [printable(b) for b in a.lines]} for a in labels]
            return {"kind": "labels", "labels": each}


def _table(table: Table) -> Json:
    return {
        "kind": "table",
        "header": [printable(cell) for cell in table.header],
        "rows": [[{"runs": _runs(cell)} for cell in row] for row in table.rows],
        "widths": table.shares,
    }


def _runs(words: Words) -> list[Json]:
    return [{"text": run.text, "underline": run.underline} for run in runs(words)]
