"""Reads policy documents into clause trees and compares two editions (新旧対照表)."""

from sekisho.policytext.comparison import (
    Change,
    Comparison,
    Mark,
    changed_clauses,
    compare,
    to_docx,
    to_html,
    to_html_table,
)
from sekisho.policytext.comparison import as_json as comparison_as_json
from sekisho.policytext.dates import written as japanese_date
from sekisho.policytext.errors import (
    EmptyFileError,
    NotAPolicyError,
    NoTextError,
    PasswordNeededError,
    ReadError,
    TooLargeError,
    UnknownFormatError,
)
from sekisho.policytext.jsonform import as_json
from sekisho.policytext.limits import Limits
from sekisho.policytext.model import Clause, Definition, Document, LeftOut, Notice
from sekisho.policytext.reading import read
from sekisho.policytext.reasons import REASONS
from sekisho.policytext.render import render

__all__ = [
    "REASONS",
    "Change",
    "Clause",
    "Comparison",
    "Definition",
    "Document",
    "EmptyFileError",
    "LeftOut",
    "Limits",
    "Mark",
    "NoTextError",
    "NotAPolicyError",
    "Notice",
    "PasswordNeededError",
    "ReadError",
    "TooLargeError",
    "UnknownFormatError",
    "as_json",
    "changed_clauses",
    "compare",
    "comparison_as_json",
    "japanese_date",
    "read",
    "render",
    "to_docx",
    "to_html",
    "to_html_table",
]
