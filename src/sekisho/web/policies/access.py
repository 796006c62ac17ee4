"""Which documents a reader may know of, and whose pledges a head may record."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from sekisho.catalogue import load
from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.kinds import kinds
from sekisho.web.organization.models import Person, PersonQuerySet, RoleHolding, Unit
from sekisho.web.policies.models import Clause, Document, Edition, Pledge

RECORD = "pledges.record"
KEEPERS = frozenset({"documents.draft", "documents.approve", "documents.publish"})
CHOOSE = "documents.publish"  # who puts a standard in force says whether people confirm it


def document_or_404(request: MemberRequest, pk: int) -> Document:
    """Return the document; one the reader may not know of does not exist for them.

    A document of drafts only has a title nobody decided on: it is for who may read drafts.
    """
    editions = Edition.objects.readable(request.rights).filter(document=OuterRef("pk"))
    rows = Document.objects.readable(request.rights).filter(Exists(editions))
    return get_object_or_404(rows, pk=pk)


def edition_or_404(request: MemberRequest, pk: int) -> Edition:
    """Return the edition without its file; 404 as `document_or_404`."""
    return get_object_or_404(Edition.objects.readable(request.rights).light(), pk=pk)


def may_take_unmarked(document: Document, rights: frozenset[str]) -> bool:
    """Whether a reader may take the document away without their name on it.

    A 実施手順 leaves so only for who writes, decides or publishes documents.
    """
    return not document.restricted or bool(KEEPERS & rights)


def clause_or_404(request: MemberRequest, edition: Edition, pk: int) -> Clause:
    """Return a clause of an edition already found readable."""
    return get_object_or_404(
        Clause.objects.readable(request.rights).prefetch_related("topics"), pk=pk, edition=edition
    )


def own_pledge_or_404(request: MemberRequest, pk: int) -> Pledge:
    """Return the reader's own pledge; anybody else's does not exist for them."""
    rows = Pledge.objects.readable(request.rights).select_related("edition__document", "known")
    return get_object_or_404(rows.defer("edition__source"), pk=pk, person=request.person)


def asked_edition_or_404(request: MemberRequest, editions: Sequence[Edition]) -> Edition | None:
    """Return the edition of the document the address names, else the first; None without any.

    A document that does not ask, or a word that is no number, does not exist here.
    """
    named = request.GET.get("document")
    if named is None:
        return editions[0] if editions else None
    found = next((each for each in editions if str(each.document_id) == named), None)
    if found is None:
        raise Http404
    return found


def people_asked(on: date) -> PersonQuerySet:
    """Return the people present on the day whose category the article on compliance names."""
    named = [kind.id for kind in kinds().values() if kind.in_pledge]
    return Person.objects.present(on).filter(category__in=named)


def units_recorded_by(head: Person, on: date) -> frozenset[int]:
    """Return the ids of the units whose signed sheets the person may record, with those below.

    The unit is the one the role was given for, else the person's own. Two queries.
    """
    roles = [role.id for role in load().roles.values() if RECORD in role.permissions]
    held = RoleHolding.objects.on(on).filter(person=head, role__in=roles)
    return _with_below({unit or head.unit_id for unit in held.values_list("unit", flat=True)})


def recordable(head: Person, on: date) -> PersonQuerySet:
    """Return the people whose pledge the head may record: of the own unit, never oneself."""
    return people_asked(on).filter(Q(unit__in=units_recorded_by(head, on)) & ~Q(pk=head.pk))


def unit_or_404(request: MemberRequest, pk: int, on: date) -> Unit:
    """Return a unit whose sheets the reader may record or, as manager, print."""
    if "pledges.manage" in request.rights or pk in units_recorded_by(request.person, on):
        return get_object_or_404(Unit, pk=pk)
    raise Http404


def _with_below(units: set[int]) -> frozenset[int]:
    """Add every unit under the given ones; one query whatever the depth."""
    if not units:
        return frozenset()
    below: dict[int | None, list[int]] = {}
    for pk, parent in Unit.objects.order_by().values_list("pk", "parent"):
        below.setdefault(parent, []).append(pk)
    waiting, found = list(units), set(units)
    while waiting:
        new = [each for each in below.get(waiting.pop(), ()) if each not in found]
        found.update(new)
        waiting += new
    return frozenset(found)
