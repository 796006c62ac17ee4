"""What this room knows to be due: ends of contracts, yearly answers, media to come back."""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.web.suppliers.access import LOOK
from sekisho.web.suppliers.models import Confirmation, Contract, Handover
from sekisho.web.yearplan.duties import Duty

_LOOK = frozenset({LOOK})


class Ends:
    """The last days of contracts, for who answers for them; done when the ending is confirmed."""

    id = "contract-ends"
    title = gettext_lazy("委託の終了")

    def between(self, first: date, last: date, at: datetime) -> Iterable[Duty]:
        """Yield contracts; one query."""
        del at
        rows = Contract.objects.filter(ends__gte=first, ends__lte=last).select_related("ending")
        for row in rows:
            ending = getattr(row, "ending", None)
            yield Duty(
                key=f"contract-{row.pk}",
                day=row.ends,
                title=_("委託の終了と消去の確認（%(title)s）") % {"title": row.title},
                plain=_("契約の終了"),
                url=reverse("suppliers:contract", args=[row.pk]),
                people=frozenset({row.manager_id}),
                needs=_LOOK,
                done=ending is not None and ending.confirmed_at is not None,
            )


class Answers:
    """Yearly confirmations contractors are to answer, for who answers for the contract."""

    id = "contract-confirmations"
    title = gettext_lazy("委託先の年次の確認")

    def between(self, first: date, last: date, at: datetime) -> Iterable[Duty]:
        """Yield confirmations not withdrawn; one query."""
        del at
        rows = Confirmation.objects.filter(
            withdrawn_at=None, due_on__gte=first, due_on__lte=last
        ).select_related("contract")
        for row in rows:
            yield Duty(
                key=f"confirmation-{row.pk}",
                day=row.due_on,
                title=_("委託先の回答（%(title)s）") % {"title": row.contract.title},
                plain=_("回答の期限"),
                url=reverse("suppliers:contract", args=[row.contract_id]),
                people=frozenset({row.contract.manager_id}),
                needs=_LOOK,
                done=row.answered_at is not None,
            )


class Returns:
    """Media and information contractors have, for who answers for the contract."""

    id = "contract-returns"
    title = gettext_lazy("委託先からの返却")

    def between(self, first: date, last: date, at: datetime) -> Iterable[Duty]:
        """Yield what was handed over; one query."""
        del at
        rows = Handover.objects.filter(due_on__gte=first, due_on__lte=last)
        for row in rows.select_related("contract"):
            yield Duty(
                key=f"contract-return-{row.pk}",
                day=row.due_on,
                title=_("委託先からの返却（%(what)s）") % {"what": row.what},
                plain=_("返却の期限"),
                url=reverse("suppliers:contract", args=[row.contract_id]),
                people=frozenset({row.contract.manager_id}),
                needs=_LOOK,
                done=row.returned_on is not None,
            )


DUTIES = (Ends(), Answers(), Returns())
