"""What of this room can be found: contracts, by their number, task and firms."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words, standing_in
from sekisho.web.suppliers.access import LOOK, MANAGE
from sekisho.web.suppliers.models import Contract, Service
from sekisho.web.ui.access import RightsRequest


class Contracts:
    """The contracts, those that are over as well."""

    id = "contracts"
    label = _("業務委託")

    def found(self, request: RightsRequest, words: Words) -> QuerySet[Contract]:
        """Return them, for those who may open a contract's page."""
        if not {LOOK, MANAGE} & request.rights:
            return Contract.objects.none()
        rows = Contract.objects.select_related("firm", "unit")
        return rows.filter(standing_in(words, "number", "title", "firm__name", "unit__name"))

    def hit(self, row: Contract) -> Hit:
        """Return a contract with its firm and the unit that gave it."""
        return Hit(
            url=reverse("suppliers:contract", args=[row.pk]),
            title=str(row),
            text=row.firm.name,
            place=row.unit.name,
        )


class Services:
    """The external services, by name, provider and unit."""

    id = "services"
    label = _("外部サービス")

    def found(self, request: RightsRequest, words: Words) -> QuerySet[Service]:
        """Return them, for those who may open a service's page."""
        if not {LOOK, MANAGE} & request.rights:
            return Service.objects.none()
        rows = Service.objects.select_related("unit")
        return rows.filter(standing_in(words, "name", "provider", "unit__name"))

    def hit(self, row: Service) -> Hit:
        """Return a service with its provider and the unit that uses it."""
        return Hit(
            url=reverse("suppliers:service", args=[row.pk]),
            title=row.name,
            text=row.provider,
            place=row.unit.name,
        )


SOURCES = (Contracts(), Services())
