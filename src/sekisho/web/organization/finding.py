"""What of the organization can be found: people, units, and who holds which role today."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import load
from sekisho.web.organization.models import Person, RoleHolding, Unit
from sekisho.web.organization.queries import as_furigana
from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words, standing_in
from sekisho.web.ui.access import RightsRequest
from sekisho.web.ui.words import worded

READERS = frozenset({"status.read", "people.manage", "roles.assign", "scope.manage"})


class People:
    """The people of the register, by name, furigana, unit or post; nobody erased."""

    id = "people"
    label = _("職員等")

    def found(self, request: RightsRequest, words: Words) -> "QuerySet[Person]":
        """Return them by furigana, for those who may open the register."""
        if not READERS & request.rights:
            return Person.objects.none()
        rows = Person.objects.filter(erased_at=None).select_related("unit", "post")
        for word in words:
            written = Q()
            for form in word.forms:
                written |= Q(furigana__icontains=as_furigana(form))
            named = standing_in((word,), "name", "unit__name", "post__title")
            rows = rows.filter(written | named)
        return rows

    def hit(self, row: Person) -> Hit:
        """Return a person with furigana and post, and the unit."""
        post = row.post.title if row.post else ""
        return Hit(
            url=reverse("organization:person", args=[row.opaque_id]),
            title=row.name,
            text=f"{row.furigana} {post}".strip(),
            place=row.unit.name,
        )


class Units:
    """The units of the organization."""

    id = "units"
    label = _("所属")

    def found(self, request: RightsRequest, words: Words) -> "QuerySet[Unit]":
        """Return them, for those who may open the register."""
        if not READERS & request.rights:
            return Unit.objects.none()
        return Unit.objects.filter(standing_in(words, "name")).select_related("parent")

    def hit(self, row: Unit) -> Hit:
        """Return a unit and the one above it."""
        return Hit(
            url=reverse("organization:units"),
            title=row.name,
            place=row.parent.name if row.parent else "",
        )


class Roles:
    """The security roles as they are held today, by what the role is called, or by the holder."""

    id = "roles"
    label = _("役割")

    def found(self, request: RightsRequest, words: Words) -> "QuerySet[RoleHolding]":
        """Return who holds them, for those who may open the list of roles."""
        if not READERS & request.rights:
            return RoleHolding.objects.none()
        rows = RoleHolding.objects.on(timezone.localdate())
        for word in words:
            called = [r.id for r in load().roles.values() if word.stands_in(worded(r.title))]
            named = standing_in((word,), "person__name", "unit__name")
            rows = rows.filter(named | Q(role__in=called))
        return rows.select_related("person", "unit")

    def hit(self, row: RoleHolding) -> Hit:
        """Return a role with who holds it, and for which unit."""
        role = load().roles.get(row.role)
        return Hit(
            url=f"{reverse('organization:roles')}?role={row.role}",
            title=worded(role.title) if role else row.role,
            text=row.person.name,
            place=row.unit.name if row.unit else "",
        )


SOURCES = (People(), Units(), Roles())
