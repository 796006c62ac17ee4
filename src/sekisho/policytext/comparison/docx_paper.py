"""Writes the .docx paper of a comparison: page, title, and the table of two sides."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import cast

import docx
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from sekisho.policytext.comparison.layout import (
    Line,
    Piece,
    level,
    lines,
    moved_note,
    shown,
    writable,
)
from sekisho.policytext.comparison.model import Change, Comparison, Side
from sekisho.policytext.comparison.phrases import Lang, Phrases, phrases

FONT = "ＭＳ 明朝"  # on every office machine; 游明朝 stretches lines on Word's character grid
_INDENT = 210  # twentieths of a point: one character of 10.5 pt
_WIDTH = 7257  # twentieths of a point: half of A4 landscape between margins of 20 mm
_WHOLE_UP_TO = 600  # characters a row may hold and still be kept on one page
_SAME_TIME = (1980, 1, 1, 0, 0, 0)  # the same comparison gives the same bytes


def written(
    comparison: Comparison, *, old_title: str, new_title: str, lang: Lang, omit_same: bool
) -> bytes:
    """Return the bytes of a .docx file; see `docx_form.to_docx`."""
    words = phrases(lang)
    paper = docx.Document()
    title = writable(words.title.format(new_title))
    _set_up(paper, title, lang)
    _lead(paper, title, words)
    table = _table()
    paper.element.body.insert(2, table)  # after title and legend, before the section's end
    table.append(_head(words, old_title, new_title))
    for change in shown(comparison, omit_same=omit_same):
        table.append(_row(_cells(change, words)))
    if not comparison.changes:
        table.append(_row([[_noted(words.nothing)], [_noted(words.nothing)]]))
    return _same_every_time(paper)


def _set_up(paper: Paper, title: str, lang: Lang) -> None:
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = Mm(20)
    section.bottom_margin = Mm(18)
    _set_fonts(paper, lang)
    core = paper.core_properties
    core.title, core.author, core.comments = title[:255], "", ""
    core.language = {"ja": "ja-JP", "en": "en-GB"}[lang]
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer._p.append(_element("w:fldSimple", instr="PAGE"))  # noqa: SLF001 - python-docx has no fields


def _set_fonts(paper: Paper, lang: Lang) -> None:
    normal = paper.styles["Normal"]
    normal.font.size = Pt(10.5)
    normal.paragraph_format.space_after = Pt(0)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), FONT)
    for default in paper.styles.element.iter(qn("w:lang")):
        default.set(qn("w:eastAsia"), "ja-JP")
        default.set(qn("w:val"), "en-GB" if lang == "en" else "ja-JP")


def _lead(paper: Paper, title: str, words: Phrases) -> None:
    heading = paper.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = heading.add_run(title)
    run.font.size = Pt(14)
    _outline_level(heading)
    legend = paper.add_paragraph(words.legend)
    legend.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paper.add_paragraph()  # a table may not be the last thing of a document


def _outline_level(heading: Paragraph) -> None:
    """Make the title a heading to screen readers without the look of Word's heading style."""
    heading._p.get_or_add_pPr().append(_element("w:outlineLvl", val="0"))  # noqa: SLF001 - see above


def _table() -> BaseOxmlElement:
    borders = _element("w:tblBorders")
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(f"w:{edge}", val="single", sz="4", space="0", color="auto"))
    form = _element("w:tblPr")
    form.append(_element("w:tblW", w=str(2 * _WIDTH), type="dxa"))
    form.append(borders)
    form.append(_element("w:tblLayout", type="fixed"))
    grid = _element("w:tblGrid")
    grid.extend([_element("w:gridCol", w=str(_WIDTH)) for _ in range(2)])
    table = _element("w:tbl")
    table.extend([form, grid])
    return table


def _head(words: Phrases, old_title: str, new_title: str) -> BaseOxmlElement:
    cells = []
    for word, title in ((words.new, new_title), (words.old, old_title)):
        cells.append([_paragraph((Piece(word),), centred=True)])
        if old_title != new_title:
            cells[-1].append(_paragraph((Piece(writable(title)),), centred=True))
    return _row(cells, _element("w:tblHeader"))


def _row(cells: Sequence[list[BaseOxmlElement]], *wanted: BaseOxmlElement) -> BaseOxmlElement:
    row = _element("w:tr")
    form = _element("w:trPr")
    if max(map(_length, cells)) <= _WHOLE_UP_TO:
        form.append(_element("w:cantSplit"))
    form.extend(wanted)
    row.append(form)
    for paragraphs in cells:
        cell = _element("w:tc")
        properties = _element("w:tcPr")
        properties.append(_element("w:tcW", w=str(_WIDTH), type="dxa"))
        cell.append(properties)
        cell.extend(paragraphs or [_element("w:p")])  # a cell without paragraph is broken
        row.append(cell)
    return row


def _length(paragraphs: Iterable[BaseOxmlElement]) -> int:
    return sum(len(words) for paragraph in paragraphs for words in paragraph.itertext())


def _cells(change: Change | None, words: Phrases) -> list[list[BaseOxmlElement]]:
    if change is None:
        return [[_noted(words.omitted)], [_noted(words.omitted)]]
    return [_cell(change, "new", words), _cell(change, "old", words)]


def _cell(change: Change, side: Side, words: Phrases) -> list[BaseOxmlElement]:
    clause = change.old if side == "old" else change.new
    if clause is None:
        return [_noted(words.no_partner[side])]
    paragraphs = [_paragraph(line, indent=level(clause)) for line in lines(change, side)]
    note = moved_note(change, side, words)
    return [*paragraphs, _noted(note)] if note else paragraphs


def _noted(text: str) -> BaseOxmlElement:
    return _paragraph((Piece(text),))


def _paragraph(line: Line, *, indent: int = 0, centred: bool = False) -> BaseOxmlElement:
    form = _element("w:pPr")
    if indent:
        form.append(_element("w:ind", left=str(indent * _INDENT)))
    if centred:
        form.append(_element("w:jc", val="center"))
    paragraph = _element("w:p")
    paragraph.append(form)
    paragraph.extend([_run(piece) for piece in line])
    return paragraph


def _run(piece: Piece) -> BaseOxmlElement:
    run = _element("w:r")
    form = _element("w:rPr")
    form.append(_element("w:rFonts", hint="eastAsia"))  # brackets and dots in Japanese width
    if piece.underlined:
        form.append(_element("w:u", val="single"))
    run.append(form)
    for number, text in enumerate(piece.text.split("\n")):
        if number:
            run.append(_element("w:br"))
        words = _element("w:t")
        words.text = text
        words.set(qn("xml:space"), "preserve")
        run.append(words)
    return run


def _element(name: str, **values: str) -> BaseOxmlElement:
    element = cast("BaseOxmlElement", OxmlElement(name))  # every w: element is one
    for key, value in values.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _same_every_time(paper: Paper) -> bytes:
    """Save without the time of day, which zip archives otherwise hold."""
    packed = io.BytesIO()
    paper.save(packed)
    with zipfile.ZipFile(packed) as found:
        parts = [(name, found.read(name)) for name in found.namelist()]
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        for name, content in parts:
            info = zipfile.ZipInfo(name, _SAME_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return stored.getvalue()
