"""Contracts, services and social-media accounts as people answer for them when they move."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.web.organization.models import Person
from sekisho.web.personnel.holdings import Going, Held, Passing, Way
from sekisho.web.suppliers import actions
from sekisho.web.suppliers.errors import SuppliersError
from sekisho.web.suppliers.models import Contract, Service, SocialAccount, SocialOperator

_WAYS = frozenset({Way.PASS, Way.KEEP})


class Contracts:
    """Contracts the person answers for, until their ending is confirmed."""

    id = "contracts"
    title = gettext_lazy("責任者である委託")

    def of(self, going: Sequence[Going], on: date) -> Mapping[int, Iterable[Held]]:
        """Return contracts by manager; one query."""
        del on
        rows = Contract.objects.open().filter(manager__in=_people(going))
        return _by((row.manager_id, row.pk, str(row)) for row in rows)

    def hand_over(self, passing: Passing, at: datetime) -> None:
        """Make the successor answer for it."""
        row = Contract.objects.get(pk=int(passing.key), manager=passing.giver)
        actions.hand_contract(contract=row, to=_taker(passing), by=passing.by, at=at)


class Services:
    """External services the person administers."""

    id = "external-services"
    title = gettext_lazy("管理者である外部サービス")

    def of(self, going: Sequence[Going], on: date) -> Mapping[int, Iterable[Held]]:
        """Return services in use by administrator; one query."""
        del on
        rows = Service.objects.in_use().filter(administrator__in=_people(going))
        return _by((row.administrator_id, row.pk, row.name) for row in rows)

    def hand_over(self, passing: Passing, at: datetime) -> None:
        """Make the successor its administrator."""
        row = Service.objects.get(pk=int(passing.key), administrator=passing.giver)
        actions.hand_service(service=row, to=_taker(passing), by=passing.by, at=at)


class SocialAccounts:
    """Accounts of social media the person answers for."""

    id = "social-accounts"
    title = gettext_lazy("責任者であるSNSのアカウント")

    def of(self, going: Sequence[Going], on: date) -> Mapping[int, Iterable[Held]]:
        """Return accounts not closed; one query."""
        del on
        rows = SocialAccount.objects.open().filter(responsible__in=_people(going))
        return _by(
            (row.responsible_id, row.pk, f"{row.service} {row.handle}")
            for row in rows
            if row.responsible_id is not None
        )

    def hand_over(self, passing: Passing, at: datetime) -> None:
        """Make the successor answer for it."""
        row = SocialAccount.objects.get(pk=int(passing.key), responsible=passing.giver)
        actions.hand_account(account=row, to=_taker(passing), by=passing.by, at=at)


class Operators:
    """That the person can post: it ends, or stays with who only moves."""

    id = "social-operators"
    title = gettext_lazy("SNSの運用担当")

    def of(self, going: Sequence[Going], on: date) -> Mapping[int, Iterable[Held]]:
        """Return where the person can post; one query."""
        del on
        rows = SocialOperator.objects.current().filter(person__in=_people(going))
        note = _("終了にするときは、アカウントのパスワードを変えてください。")
        ways = frozenset({Way.END, Way.KEEP})
        found: dict[int, list[Held]] = defaultdict(list)
        for row in rows.select_related("account"):
            called = f"{row.account.service} {row.account.handle}"
            found[row.person_id].append(Held(str(row.pk), called, ways, note=note))
        return found

    def hand_over(self, passing: Passing, at: datetime) -> None:
        """Let the person post no more."""
        row = SocialOperator.objects.get(pk=int(passing.key), person=passing.giver)
        if row.until_date is None:
            actions.end_operator(operator=row, by=passing.by, at=at)


HOLDINGS = (Contracts(), Services(), SocialAccounts(), Operators())


def _people(going: Sequence[Going]) -> list[int]:
    return [each.person.pk for each in going]


def _by(rows: Iterable[tuple[int, int, str]]) -> dict[int, list[Held]]:
    found: dict[int, list[Held]] = defaultdict(list)
    for person, pk, called in rows:
        found[person].append(Held(str(pk), called, _WAYS))
    return found


def _taker(passing: Passing) -> Person:
    if passing.taker is None:
        raise SuppliersError(_("責任者は空けられません。引き継ぐ人を選んでください。"))
    return passing.taker
