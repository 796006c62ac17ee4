"""Documents and editions as JSON, for other programs of the body."""

from django.http import Http404, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sekisho.web.organization.access import MemberRequest
from sekisho.web.policies.access import edition_or_404, may_take_unmarked
from sekisho.web.policies.models import Clause, Edition
from sekisho.web.ui.access import requires


@require_safe
@never_cache
@requires("status.read")
def documents(request: MemberRequest) -> JsonResponse:
    """Give every edition the reader may know of, by document; one query."""
    found: dict[int, dict[str, object]] = {}
    for edition in Edition.objects.readable(request.rights).light():
        document = edition.document
        entry = found.setdefault(
            document.pk,
            {"id": document.pk, "kind": document.kind, "title": document.title, "editions": []},
        )
        editions = entry["editions"]
        if isinstance(editions, list):
            editions.append(_edition(edition))
    return JsonResponse({"documents": list(found.values())})


@require_safe
@never_cache
@requires("status.read")
def edition(request: MemberRequest, pk: int) -> JsonResponse:
    """Give one edition with its clauses, flat, in document order."""
    row = edition_or_404(request, pk)
    if not may_take_unmarked(row.document, request.rights):
        raise Http404
    clauses = row.clauses.order_by("position").prefetch_related("topics")
    body = {
        **_edition(row),
        "document": row.document_id,
        "kind": row.document.kind,
        "clauses": [_clause(clause) for clause in clauses],
    }
    return JsonResponse(body)


def _edition(row: Edition) -> dict[str, object]:
    return {
        "id": row.pk,
        "number": row.number,
        "state": row.state,
        "title": row.title,
        "notice_number": row.notice_number,
        "promulgated": row.promulgated_on,
        "effective": row.effective_on,
        "issuer": row.issuer,
        "sha256": row.source_sha256,
        "published_at": row.published_at,
    }


def _clause(row: Clause) -> dict[str, object]:
    return {
        "id": row.clause_id,
        "depth": row.depth,
        "label": row.label,
        "heading": row.heading,
        "text": row.text,
        "demands": row.demands,
        "topics": [each.topic for each in row.topics.all()],
    }
