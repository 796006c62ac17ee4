"""The list of documents, one document with its editions, and the file as it was uploaded."""

from io import BytesIO

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sekisho.web.organization.access import MemberRequest
from sekisho.web.policies import queries
from sekisho.web.policies.access import CHOOSE, document_or_404, may_take_unmarked
from sekisho.web.policies.forms import CompareForm
from sekisho.web.policies.models import Document, Edition
from sekisho.web.ui.access import signed_in
from sekisho.web.ui.paging import page_of


@require_safe
@signed_in
def documents(request: MemberRequest) -> HttpResponse:
    """Show the documents the reader may know of."""
    page = page_of(request, queries.listed(request.rights), size=50)
    context = {
        "page": page,
        "lines": queries.document_lines(request.rights, page),
        "may_draft": "documents.draft" in request.rights,
    }
    return render(request, "policies/documents.html", context)


@require_safe
@signed_in
def document(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one document with its editions, newest first."""
    row = document_or_404(request, pk)
    editions = list(Edition.objects.readable(request.rights).light().filter(document=row))
    form = CompareForm(document=row, rights=request.rights, initial=_newest_two(editions))
    context = {
        "document": row,
        "editions": editions,
        "form": form if len(editions) > 1 else None,
        "may_draft": "documents.draft" in request.rights,
        "may_choose": CHOOSE in request.rights and row.kind == Document.Kind.STANDARD,
    }
    return render(request, "policies/document.html", context)


@require_safe
@never_cache
@signed_in
def source(request: MemberRequest, pk: int) -> FileResponse:
    """Give the uploaded file back as it came; never as something a browser would run."""
    rows = Edition.objects.readable(request.rights).select_related("document")
    edition = get_object_or_404(rows, pk=pk)
    if not may_take_unmarked(edition.document, request.rights):
        raise Http404
    return FileResponse(
        BytesIO(bytes(edition.source)),
        as_attachment=True,
        filename=edition.source_name,
        content_type="application/octet-stream",
    )


def _newest_two(editions: list[Edition]) -> dict[str, int]:
    if len(editions) < 2:  # noqa: PLR2004  # a comparison takes two
        return {}
    return {"new": editions[0].pk, "old": editions[1].pk}
