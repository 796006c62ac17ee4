"""The frame of a .docx paper: typefaces, page, running lines, properties, equal bytes."""

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from sekisho.web.ui.papers.docx_watermark import add_watermark
from sekisho.web.ui.papers.model import Paper, printable

# Named, not embedded: the reader's office suite has them or takes its own Japanese typeface.
TEXT_FACE = "游明朝"
HEADING_FACE = "游ゴシック"
SIZE = Pt(10.5)
_HEADING_SIZES = {"Title": Pt(16), "Heading 1": Pt(13), "Heading 2": Pt(11.5), "Heading 3": SIZE}
_A4 = (Mm(210), Mm(297))
_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)  # the earliest moment a ZIP entry can carry
_THEMES = ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme")
_LONGEST_PROPERTY = 255  # what python-docx takes


def set_frame(document: Document, paper: Paper) -> None:
    """Set typefaces, page and properties of the whole document."""
    _set_text_style(document)
    for name, size in _HEADING_SIZES.items():
        _set_heading_style(document, name, size)
    _set_page(document, landscape=paper.landscape)
    _set_running_lines(document, paper)
    _set_properties(document, paper)


def set_face(styled: Any, name: str) -> None:
    """Name a typeface of a run or a style: Word keeps Latin and Japanese letters apart."""
    fonts = styled.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in _THEMES:
        fonts.attrib.pop(qn(theme), None)  # a theme's typeface would win over ours
    styled.font.name = name
    fonts.set(qn("w:eastAsia"), name)


def text_width(document: Document) -> int:
    """Return the width between the margins in EMU."""
    section = document.sections[0]
    margins = int(section.left_margin or 0) + int(section.right_margin or 0)
    return int(section.page_width or 0) - margins


def with_equal_dates(content: bytes) -> bytes:
    """Return the same package with every entry dated alike: equal papers, equal bytes."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return buffer.getvalue()


def _set_text_style(document: Document) -> None:
    """Japanese text: its language (which decides glyph shapes), no gap between 漢字 and digits."""
    normal = document.styles["Normal"]
    set_face(normal, TEXT_FACE)
    normal.font.size = SIZE
    properties = normal.element.get_or_add_pPr()
    for name in ("w:autoSpaceDN", "w:autoSpaceDE"):  # the schema wants DE, DN, then all spacing
        properties.insert(0, _element(name, {"w:val": "0"}))
    normal.paragraph_format.space_after = Pt(3)
    normal.paragraph_format.line_spacing = 1.3
    language = _element("w:lang", {"w:val": "ja-JP", "w:eastAsia": "ja-JP"})
    normal.element.get_or_add_rPr().append(language)


def _set_heading_style(document: Document, name: str, size: int) -> None:
    style = document.styles[name]
    set_face(style, HEADING_FACE)
    style.font.size, style.font.bold = size, True
    style.font.color.rgb = RGBColor(0, 0, 0)
    for border in style.element.get_or_add_pPr().findall(qn("w:pBdr")):
        border.getparent().remove(border)


def _set_page(document: Document, *, landscape: bool) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = reversed(_A4) if landscape else _A4
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = section.top_margin = Mm(25)
    section.bottom_margin = Mm(22)


def _set_running_lines(document: Document, paper: Paper) -> None:
    section = document.sections[0]
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    header.add_run(printable(paper.header))
    header.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if paper.watermark:
        add_watermark(header, printable(paper.watermark), HEADING_FACE)
    if paper.footer:
        footer.add_run(f"{printable(paper.footer)}　")
    _add_field(footer, "PAGE")
    footer.add_run(" / ")
    _add_field(footer, "NUMPAGES")
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _set_properties(document: Document, paper: Paper) -> None:
    properties = document.core_properties
    properties.title = printable(paper.title)[:_LONGEST_PROPERTY]
    properties.author = properties.comments = ""
    properties.language = "ja-JP"
    properties.created = properties.modified = _EPOCH.replace(tzinfo=None)


def _add_field(paragraph: Paragraph, name: str) -> None:
    """Add a number that the office suite counts."""
    paragraph._p.append(_element("w:fldSimple", {"w:instr": name}))  # noqa: SLF001  # python-docx has no fields


def _element(name: str, attributes: dict[str, str]) -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(key), value)
    return element
