"""Official papers: one content model, written as PDF or as .docx."""

from sekisho.web.ui.papers.docx import to_docx
from sekisho.web.ui.papers.font import NoJapaneseFontError, Typefaces, find_typefaces
from sekisho.web.ui.papers.model import (
    Align,
    Block,
    Clause,
    Code,
    Definitions,
    Heading,
    Label,
    Labels,
    PageBreak,
    Paper,
    Paragraph,
    Run,
    Table,
    Words,
)
from sekisho.web.ui.papers.pdf import to_pdf
from sekisho.web.ui.papers.printing import PaperRefusedError

__all__ = [
    "Align",
    "Block",
    "Clause",
    "Code",
    "Definitions",
    "Heading",
    "Label",
    "Labels",
    "NoJapaneseFontError",
    "PageBreak",
    "Paper",
    "PaperRefusedError",
    "Paragraph",
    "Run",
    "Table",
    "Typefaces",
    "Words",
    "find_typefaces",
    "to_docx",
    "to_pdf",
]
