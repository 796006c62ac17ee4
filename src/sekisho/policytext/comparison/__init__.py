"""Compares two editions of a policy document: the 新旧対照表 as values, HTML, .docx and JSON."""

from sekisho.policytext.comparison.docx_form import to_docx
from sekisho.policytext.comparison.html_form import to_html, to_html_table
from sekisho.policytext.comparison.json_form import as_json
from sekisho.policytext.comparison.layout import Line, Piece, lines, writable
from sekisho.policytext.comparison.model import Change, Comparison, Mark, Side
from sekisho.policytext.comparison.phrases import kind_word, phrases
from sekisho.policytext.comparison.rows import changed_clauses, compare

__all__ = [
    "Change",
    "Comparison",
    "Line",
    "Mark",
    "Piece",
    "Side",
    "as_json",
    "changed_clauses",
    "compare",
    "kind_word",
    "lines",
    "phrases",
    "to_docx",
    "to_html",
    "to_html_table",
    "writable",
]
