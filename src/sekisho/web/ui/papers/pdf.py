"""Writes a paper as PDF with typst."""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from sekisho.web.ui.papers.font import Typefaces, installed_typefaces
from sekisho.web.ui.papers.model import (
    Block,
    Clause,
    Code,
    Definitions,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    Table,
    Words,
    printable,
    runs,
)

Json = dict[str, Any]
_DEEPEST_HEADING = 3


def to_pdf(paper: Paper, typefaces: Typefaces | None = None) -> bytes:
    """Return the paper as a tagged PDF; equal papers and typefaces give equal bytes.

    Raises NoJapaneseFontError when no typeface is given and the machine has none.
    """
    faces = typefaces or installed_typefaces()
    compiler = typst.Compiler(
        _template(),
        font_paths=_fonts(faces.directories),
        sys_inputs={"paper": json.dumps(_paper(paper, faces), ensure_ascii=False)},
    )
    pdf = compiler.compile(format="pdf", timestamp=0)
    if not isinstance(pdf, bytes):  # typst gives a list only for formats of one file per page
        raise TypeError("typst gave no single PDF")
    return pdf


@cache
def _template() -> bytes:
    return files(__package__).joinpath("paper.typ").read_bytes()


@cache
def _fonts(directories: tuple[Path, ...]) -> typst.Fonts:
    """Only the found typefaces: what else the machine has must not change a paper."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(directories)
    )


def _paper(paper: Paper, faces: Typefaces) -> Json:
    return {
        "title": printable(paper.title),
        "subtitle": [printable(line) for line in paper.subtitle],
        "blocks": [_block(block) for block in paper.blocks],
        "header": printable(paper.header),
        "footer": printable(paper.footer),
        "landscape": paper.landscape,
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
        case Clause(label, text, depth):
            return {
                "kind": "clause",
                "label": printable(label),
                "text": _runs(text),
                "depth": depth,
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


def _table(table: Table) -> Json:
    return {
        "kind": "table",
        "header": [printable(cell) for cell in table.header],
        "rows": [[{"runs": _runs(cell)} for cell in row] for row in table.rows],
        "widths": table.shares,
    }


def _runs(words: Words) -> list[Json]:
    return [{"text": run.text, "underline": run.underline} for run in runs(words)]
