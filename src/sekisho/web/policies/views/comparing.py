"""新旧対照表: any two editions of a document, on a page and as a .docx."""

from dataclasses import dataclass
from typing import Literal

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sekisho.policytext import compare
from sekisho.policytext.comparison import (
    Change,
    Comparison,
    Piece,
    kind_word,
    lines,
    phrases,
)
from sekisho.policytext.comparison.model import Side
from sekisho.policytext.comparison.phrases import Phrases
from sekisho.web.organization.access import MemberRequest
from sekisho.web.policies.access import document_or_404, may_take_unmarked
from sekisho.web.policies.apart.comparing import compared_apart
from sekisho.web.policies.errors import PolicyRefusedError
from sekisho.web.policies.forms import CompareForm
from sekisho.web.policies.models import Document, Edition
from sekisho.web.policies.reading import document_of
from sekisho.web.ui.access import signed_in

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Cell:
    """One side of a clause: its lines with what changed underlined, and a note in grey."""

    lines: tuple[tuple[Piece, ...], ...]
    note: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table."""

    kind: str
    word: str
    cells: tuple[Cell, Cell]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two editions of one document and what became of each clause."""

    old: Edition
    new: Edition
    comparison: Comparison

    def rows(self, *, omit_same: bool) -> list[Row]:
        """Return the rows of the table, 改正後 at the left; runs of unchanged clauses as one."""
        words = phrases(_lang())
        found: list[Row] = []
        for change in self.comparison:
            if not (omit_same and change.kind == "same"):
                cells = _cell(change, "new", words), _cell(change, "old", words)
                found.append(Row(change.kind, kind_word(change, words), cells))
            elif not found or found[-1].kind != "same":
                cell = Cell((), words.omitted)
                found.append(Row("same", words.kinds["same"], (cell, cell)))
        return found

    def docx(self) -> bytes:
        """Return the table as a Word file. Raises PolicyRefusedError."""
        return compared_apart(self.old, self.new, lang=_lang())


@require_safe
@signed_in
def comparison(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the table of old and new wording."""
    document = document_or_404(request, pk)
    form = CompareForm(request.GET or None, document=document, rights=request.rights)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        context = {"document": document, "form": form}
        return render(request, "policies/comparison.html", context, status=status)
    pair = _pair(request, document, form)
    omit = request.GET.get("all") != "1"
    context = {
        "document": document,
        "form": form,
        "pair": pair,
        "may_take": may_take_unmarked(document, request.rights),
        "omit": omit,
        "phrases": phrases(_lang()),
        "rows": pair.rows(omit_same=omit),
    }
    return render(request, "policies/comparison.html", context)


@require_safe
@never_cache
@signed_in
def comparison_docx(request: MemberRequest, pk: int) -> HttpResponse:
    """Give the table as a Word file."""
    document = document_or_404(request, pk)
    form = CompareForm(request.GET, document=document, rights=request.rights)
    if not form.is_valid():
        raise Http404
    if not may_take_unmarked(document, request.rights):
        raise Http404
    pair = _pair(request, document, form)
    try:
        data = pair.docx()
    except PolicyRefusedError as refusal:
        context = {"title": document.title, "reason": str(refusal)}
        return render(request, "ui/pdf_refused.html", context, status=503)
    answer = HttpResponse(data, content_type=DOCX)
    name = f"comparison-{pair.old.number}-{pair.new.number}.docx"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _pair(request: MemberRequest, document: Document, form: CompareForm) -> Pair:
    rows = Edition.objects.readable(request.rights).defer("source").filter(document=document)
    old = get_object_or_404(rows, pk=form.cleaned_data["old"].pk)
    new = get_object_or_404(rows, pk=form.cleaned_data["new"].pk)
    return Pair(old, new, compare(document_of(old.tree), document_of(new.tree)))


def _cell(change: Change, side: Side, words: Phrases) -> Cell:
    here, there = (change.old, change.new) if side == "old" else (change.new, change.old)
    if here is None:
        return Cell((), words.no_partner[side])
    moved = words.moved[side].format(there.id) if change.relocated and there else ""
    return Cell(lines(change, side), moved)


def _lang() -> Literal["ja", "en"]:
    return "en" if (get_language() or "").startswith("en") else "ja"
