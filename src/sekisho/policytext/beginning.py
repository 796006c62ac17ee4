"""Finds where the front matter ends and the tree of clauses begins."""

from sekisho.policytext import bundle, dates, labels, outline
from sekisho.policytext.labels import Label, System
from sekisho.policytext.line import Line, Style

_FARTHEST_START = 20  # a document whose first articles are lost may begin at a later number


def first_clause(lines: list[Line]) -> int:
    """Return the place of the first line of the tree.

    That is a label, the caption or bundled title above it, or, in a document without any
    labels, the first heading by mark-up.
    """
    found = [_label(line) for line in lines]
    numbers = {label.value for label in found if label and label.system is System.ARABIC}
    for at, label in enumerate(found):
        if label is not None and _may_begin(label, numbers):
            return at - _headings_before(lines, at)
    headings = (at for at, line in enumerate(lines) if line.style is Style.HEADING)
    return next(headings, len(lines))


def _label(line: Line) -> Label | None:
    if line.style in {Style.TITLE, Style.TABLE}:
        return None
    return labels.apart(line.label, line.text) if line.label else labels.parse(line.text)


def _may_begin(label: Label, numbers: set[int]) -> bool:
    """Say whether the tree can begin with this label: a lone figure in a front line cannot."""
    if label.system is not System.ARABIC:
        return label.firm or label.value == 1
    later = label.firm and label.value <= _FARTHEST_START and label.value + 1 in numbers
    return label.value == 1 or later


def _headings_before(lines: list[Line], at: int) -> int:
    """Return how many lines above the first label head it: a bundled title, a caption."""
    titles = bundle.titles(lines)
    if titles and titles[0] < at:
        return at - titles[0]
    if at and outline.caption_of(lines[at - 1]) and dates.find(lines[at - 1].text) is None:
        return 1
    return 0
