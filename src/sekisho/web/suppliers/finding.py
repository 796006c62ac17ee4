"""What of this room can be found: contracts and who works below them, services, social media."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sekisho.web.search.columns import ByColumns
from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words, standing_in
from sekisho.web.suppliers.access import LOOK, MANAGE, SOCIAL
from sekisho.web.suppliers.models import (
    Contract,
    Selection,
    Service,
    SocialAccount,
    Subcontract,
    Worker,
)
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


def _selection(row: Selection) -> Hit:
    url = reverse("suppliers:selection", args=[row.pk])
    return Hit(url=url, title=row.title, text=row.information, place=row.unit.name)


def _subcontract(row: Subcontract) -> Hit:
    url = reverse("suppliers:contract", args=[row.contract_id])
    return Hit(url=url, title=row.firm.name, text=row.task, place=str(row.contract))


def _worker(row: Worker) -> Hit:
    url = reverse("suppliers:people", args=[row.contract_id])
    return Hit(url=url, title=row.name, text=row.duty, place=str(row.contract))


def _account(row: SocialAccount) -> Hit:
    url = reverse("suppliers:account", args=[row.pk])
    return Hit(url=url, title=row.handle, text=row.service, place=row.unit.name)


SOURCES = (
    Contracts(),
    ByColumns(
        id="subcontracts",
        label=_("再委託"),
        readers=frozenset({LOOK, MANAGE}),
        rows=lambda _request: Subcontract.objects.select_related("firm", "contract__firm"),
        columns=("firm__name", "task", "place"),
        hit=_subcontract,
    ),
    ByColumns(
        id="workers",
        label=_("委託先の従事者"),
        readers=frozenset({MANAGE}),
        rows=lambda _request: Worker.objects.filter(erased_at=None).select_related("contract"),
        columns=("name", "duty"),
        hit=_worker,
    ),
    ByColumns(
        id="selections",
        label=_("委託先の選定"),
        readers=frozenset({LOOK, MANAGE}),
        rows=lambda _request: Selection.objects.select_related("unit"),
        columns=("title", "information", "reason", "unit__name"),
        hit=_selection,
    ),
    Services(),
    ByColumns(
        id="social-accounts",
        label=_("SNSのアカウント"),
        readers=frozenset({LOOK, MANAGE, SOCIAL}),
        rows=lambda _request: SocialAccount.objects.select_related("unit"),
        columns=("service", "handle", "url", "unit__name"),
        hit=_account,
    ),
)
