"""Finds the titles of the documents or standards that stand one after another in one file."""

import re

from sekisho.policytext import dates, labels
from sekisho.policytext.labels import Label, System
from sekisho.policytext.line import Line, Style
from sekisho.policytext.model import Notice
from sekisho.policytext.node import Node

TITLE = re.compile(r"^.{2,40}(?:基準|要領|規程|要綱|方針)$")
TOP = frozenset({System.ARABIC, System.DOT, System.ARTICLE, System.DAI, System.PAREN})
_FORMAL = re.compile(r"^[（(].{1,60}[)）]$|第.{1,6}号$")
_FARTHEST = 4  # lines from a title to its first label: dates, a number, a caption
_FEWEST = 2  # one title is the document's own


def titles(lines: list[Line]) -> tuple[int, ...]:
    """Return the places of the titles, or nothing where the file is one document.

    A title is a line above labels that begin at 1, in the same system under every title.
    """
    found = [(at, first) for at in range(len(lines)) if (first := _first_below(lines, at))]
    same = [at for at, first in found if first.system is found[0][1].system]
    return tuple(same) if len(same) >= _FEWEST else ()


def _first_below(lines: list[Line], at: int) -> Label | None:
    """Return the first label below the line at a place, where that line is a title."""
    if not _is_title(lines[at]) or (at and _is_annex(lines[at - 1])):
        return None
    for line in lines[at + 1 : at + 1 + _FARTHEST]:
        label = _label(line)
        if label is not None:
            return label if label.value == 1 and label.system in TOP else None
        if not _FORMAL.search(line.text) and dates.find(line.text) is None:
            return None
    return None


def _is_title(line: Line) -> bool:
    if line.label or line.style is Style.TABLE or not TITLE.match(line.text):
        return False
    return labels.parse(line.text) is None


def _is_annex(line: Line) -> bool:
    label = _label(line)
    return label is not None and label.system is System.ANNEX


def _label(line: Line) -> Label | None:
    return labels.apart(line.label, line.text) if line.label else labels.parse(line.text)


def notice(root: Node) -> Notice | None:
    """Return the warning for several documents under no title of their own."""
    sections = [node.caption for node in root.children if node.section]
    if len(sections) < _FEWEST:
        return None
    return Notice(
        "several-documents",
        f"一つのファイルに複数の文書（「{sections[0]}」ほか{len(sections) - 1}件）が"
        "続けて入っています。"
        "全体の題名が見つかりません。文書ごとにファイルを分けて読み込むか、"
        "読み込んだあとで題名を入れてください。",
    )
