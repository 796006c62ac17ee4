"""What of this room can be found: applications and permits the reader may see."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.web.approvals import access
from sekisho.web.approvals.labels import kind_label
from sekisho.web.approvals.models import (
    Application,
    ApplicationQuerySet,
    Permit,
    PermitQuerySet,
)
from sekisho.web.approvals.seating import Sitter, sitter_of
from sekisho.web.organization.models import Person
from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words, standing_in
from sekisho.web.ui.access import RightsRequest


class Applications:
    """Applications, by title, reason or the applicant's name."""

    id = "applications"
    label = _("申請")

    def found(self, request: RightsRequest, words: Words) -> ApplicationQuerySet:
        """Return those the reader asked for, sits on or may decide, the newest first."""
        person, sitter = _reader(request)
        rows = access.visible_to(person, sitter).select_related("unit")
        named = standing_in(words, "title", "reason", "applicant__name")
        return rows.filter(named).order_by("-submitted_at", "-pk")

    def hit(self, row: Application) -> Hit:
        """Return an application with its kind and state, and the unit."""
        return Hit(
            url=reverse("approvals:detail", args=[row.pk]),
            title=row.title,
            text=f"{kind_label(row.kind)} {row.get_state_display()}",
            place=row.unit.name,
        )


class Permits:
    """Permits, by number, what they are about, or the holder's name."""

    id = "permits"
    label = _("許可")

    def found(self, request: RightsRequest, words: Words) -> PermitQuerySet:
        """Return those the reader may see, the last to end first."""
        person, sitter = _reader(request)
        rows = access.permits_of(person, sitter).select_related("unit", "holder")
        named = standing_in(
            words,
            *("decision", "subject_words", "holder__name", "application__title"),
            *("scope__model", "scope__serial", "scope__address"),
        )
        return rows.filter(named).order_by("-ends", "-pk")

    def hit(self, row: Permit) -> Hit:
        """Return a permit with its number and holder, and the unit."""
        return Hit(
            url=reverse("approvals:permit", args=[row.pk]),
            title=f"{kind_label(row.kind)} {row.decision}",
            text=f"{row.holder.name} {row.subject_words}".strip(),
            place=row.unit.name,
        )


def _reader(request: RightsRequest) -> tuple[Person, Sitter]:
    """Return who looks, and what they bring to seats today; one query."""
    person: Person = request.person  # type: ignore[attr-defined]  # set beside the rights
    return person, sitter_of(person, timezone.localdate(), request.rights)


SOURCES = (Applications(), Permits())
