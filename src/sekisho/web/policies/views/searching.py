"""Finding clauses by their words."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sekisho.web.organization.access import MemberRequest
from sekisho.web.policies.forms import SearchForm
from sekisho.web.policies.models import Clause, ClauseQuerySet, Edition
from sekisho.web.ui.access import signed_in
from sekisho.web.ui.paging import page_of


@require_safe
@signed_in
def search(request: MemberRequest) -> HttpResponse:
    """Show the clauses in which every word stands."""
    form = SearchForm(request.GET, rights=request.rights)
    found = Clause.objects.none()
    if form.is_valid() and form.cleaned_data["words"]:
        found = matching(request.rights, **form.cleaned_data)
    context = {
        "form": form,
        "page": page_of(request, found, size=50),
        "words": request.GET.get("words", ""),
    }
    status = 200 if form.is_valid() else 422
    return render(request, "policies/search.html", context, status=status)


def matching(rights: frozenset[str], *, words: str, kind: str, past: bool) -> ClauseQuerySet:
    """Return the clauses a reader may know of in which each of the words stands."""
    found = Clause.objects.readable(rights).with_edition()
    if not past:
        found = found.filter(edition__state=Edition.State.PUBLISHED)
    if kind:
        found = found.filter(edition__document__kind=kind)
    for word in words.split():
        found = found.filter(Q(heading__icontains=word) | Q(text__icontains=word))
    return found.order_by("edition__document_id", "-edition__number", "position")
