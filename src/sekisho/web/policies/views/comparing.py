"""新旧対照表: any two editions of a document, on a page and as a .docx."""

from dataclasses import dataclass
from typing import Literal

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sekisho.policytext import compare
from sekisho.policytext.comparison import Comparison, to_docx, to_html_table
from sekisho.web.organization.access import MemberRequest
from sekisho.web.policies.access import document_or_404
from sekisho.web.policies.forms import CompareForm
from sekisho.web.policies.models import Document, Edition
from sekisho.web.policies.reading import document_of
from sekisho.web.ui.access import signed_in

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two editions of one document and what became of each clause."""

    old: Edition
    new: Edition
    comparison: Comparison

    def table(self, *, omit_same: bool) -> str:
        """Return the table as HTML; every word of the documents is escaped by the engine."""
        return to_html_table(
            self.comparison,
            old_title=self.old.title,
            new_title=self.new.title,
            lang=_lang(),
            omit_same=omit_same,
        )

    def docx(self) -> bytes:
        """Return the table as a Word file."""
        return to_docx(
            self.comparison, old_title=self.old.title, new_title=self.new.title, lang=_lang()
        )


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
        "omit": omit,
        "table": mark_safe(pair.table(omit_same=omit)),  # noqa: S308  # the engine escapes every word of the document
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
    pair = _pair(request, document, form)
    answer = HttpResponse(pair.docx(), content_type=DOCX)
    name = f"comparison-{pair.old.number}-{pair.new.number}.docx"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _pair(request: MemberRequest, document: Document, form: CompareForm) -> Pair:
    rows = Edition.objects.readable(request.rights).defer("source").filter(document=document)
    old = get_object_or_404(rows, pk=form.cleaned_data["old"].pk)
    new = get_object_or_404(rows, pk=form.cleaned_data["new"].pk)
    return Pair(old, new, compare(document_of(old.tree), document_of(new.tree)))


def _lang() -> Literal["ja", "en"]:
    return "en" if (get_language() or "").startswith("en") else "ja"
