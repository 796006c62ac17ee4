"""Writes the body of a .docx paper: title, subtitle, blocks."""

import io
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import _Cell
from docx.text.paragraph import Paragraph as DocxParagraph

from sekisho.web.ui.papers.docx_frame import (
    HEADING_FACE,
    SIZE,
    set_face,
    set_frame,
    text_width,
    with_equal_dates,
)
from sekisho.web.ui.papers.model import (
    Align,
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
from sekisho.web.ui.papers.qr import png

_CODE_FACE = "BIZ UDゴシック"
_SHADE = "EBEBEB"
_ACROSS = 3  # labels beside each other
_ALIGN = {
    "start": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "end": WD_ALIGN_PARAGRAPH.RIGHT,
}


def written(paper: Paper) -> bytes:
    """Return the paper as .docx; see `docx.to_docx`."""
    document = Document()
    set_frame(document, paper)
    if not paper.bare:
        title = document.add_paragraph(style="Title")
        _write(title, paper.title)
        _align(title, "center")
    for line in paper.subtitle:
        _align(_write(document.add_paragraph(), line), "end")
    for block in paper.blocks:
        _add(document, block)
    buffer = io.BytesIO()
    document.save(buffer)
    return with_equal_dates(buffer.getvalue())


def _add(document: DocumentType, block: Block) -> None:
    match block:
        case Heading(text, level):
            _write(document.add_heading(level=min(max(level, 1), 3)), text)
        case Paragraph(text, align):
            _align(_write(document.add_paragraph(), text), align)
        case Clause():
            _add_clause(document, block)
        case Table():
            _add_table(document, block)
        case Definitions(rows):
            _add_definitions(document, rows)
        case Code(text):
            _face(_write(document.add_paragraph(), text), _CODE_FACE)
        case PageBreak():
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        case Labels():
            _add_labels(document, block)


def _add_clause(document: DocumentType, clause: Clause) -> None:
    """Hang the lines one character under the label, as regulations are printed."""
    if clause.caption:
        above = _write(document.add_paragraph(), clause.caption)
        above.paragraph_format.left_indent = SIZE * (clause.depth + 1)
        above.paragraph_format.keep_with_next = True
    paragraph = document.add_paragraph()
    hanging = SIZE if clause.label else 0
    paragraph.paragraph_format.left_indent = SIZE * clause.depth + hanging
    paragraph.paragraph_format.first_line_indent = -hanging
    if clause.label:
        paragraph.add_run(printable(clause.label) + "　")
    _write(paragraph, clause.text)


def _add_table(document: DocumentType, block: Table) -> None:
    table = document.add_table(rows=1, cols=len(block.header), style="Table Grid")
    total = sum(block.shares)
    width = text_width(document)
    for cell, text in zip(table.rows[0].cells, block.header, strict=True):
        _name(cell, text)
    _repeat(table.rows[0])
    for row in block.rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            _fill(cell, words)
    for column, share in zip(table.columns, block.shares, strict=True):
        column.width = width * share // total
    document.add_paragraph()


def _add_definitions(document: DocumentType, rows: tuple[tuple[str, Words], ...]) -> None:
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for name, words in rows:
        left, right = table.add_row().cells
        _name(left, name)
        _fill(right, words)
    width = text_width(document)
    table.columns[0].width = width * 3 // 10
    table.columns[1].width = width * 7 // 10
    document.add_paragraph()


def _add_labels(document: DocumentType, block: Labels) -> None:
    table = document.add_table(rows=0, cols=_ACROSS, style="Table Grid")
    for start in range(0, len(block.labels), _ACROSS):
        row = table.add_row().cells
        for cell, label in zip(row, block.labels[start : start + _ACROSS], strict=False):
            picture = io.BytesIO(png(label.code))
            cell.paragraphs[0].add_run().add_picture(picture, width=Mm(20))
            for line in label.lines:
                _write(cell.add_paragraph(), line)
    document.add_paragraph()


def _name(cell: _Cell, text: str) -> None:
    _face(_fill(cell, text), HEADING_FACE)
    _shade(cell)


def _fill(cell: _Cell, words: Words) -> DocxParagraph:
    return _write(cell.paragraphs[0], words)


def _write(paragraph: DocxParagraph, words: Words) -> DocxParagraph:
    """Add the words as runs; python-docx makes a line feed a line break."""
    for run in runs(words):
        paragraph.add_run(run.text).underline = run.underline or None
    return paragraph


def _align(paragraph: DocxParagraph, align: Align) -> None:
    paragraph.alignment = _ALIGN[align]


def _face(paragraph: DocxParagraph, name: str) -> None:
    for run in paragraph.runs:
        set_face(run, name)


def _shade(cell: _Cell) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), _SHADE)
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001  # no public way


def _repeat(row: Any) -> None:
    """Print the row again at the top of each page the table runs on to."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001  # no public way
