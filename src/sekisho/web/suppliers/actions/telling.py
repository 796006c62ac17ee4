"""Telling the person in charge of a contract what waits: its end, media out, findings, lists.

Titles are stored and read by others, so they are in the body's language, whoever's run it is.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.web.notices.actions import Telling, tell_standing
from sekisho.web.suppliers.models import Confirmation, Contract, Ending, Finding, Handover

TOPIC = "suppliers"
ENDS_AHEAD = timedelta(days=60)  # time to choose and contract anew
AHEAD = timedelta(days=14)


def tell_due(*, at: datetime) -> int:
    """Tell what is due soon, or overdue; return how many notices are new.

    What was seen to is taken back by itself.
    """
    today = timezone.localdate(at)
    with translation.override(settings.LANGUAGE_CODE):
        return tell_standing(topic=TOPIC, tellings=list(due(today)), at=at)


def due(today: date) -> Iterator[Telling]:
    """Yield what waits on the day; a flat number of queries."""
    yield from _ends(today + ENDS_AHEAD)
    yield from _endings()
    yield from _media(today + AHEAD)
    yield from _findings(today + AHEAD)
    yield from _answers(today)


def _ends(last: date) -> Iterator[Telling]:
    for row in Contract.objects.filter(ending=None, ends__lte=last).select_related("manager"):
        what = _("委託の終了日です: %(title)s") % {"title": row.title}
        yield _telling(row, f"end:{row.pk}", what, "contract", row.ends)


def _endings() -> Iterator[Telling]:
    rows = Ending.objects.filter(confirmed_at=None).select_related("contract__manager")
    for row in rows:
        what = _("終わった委託の返却と消去の確認を待っています: %(title)s") % {
            "title": row.contract.title
        }
        yield _telling(row.contract, f"ending:{row.pk}", what, "contract", row.ended_on)


def _media(last: date) -> Iterator[Telling]:
    rows = Handover.objects.filter(returned_on=None, due_on__lte=last)
    for row in rows.select_related("contract__manager"):
        what = _("委託先に渡したものを返してもらう期限です: %(what)s") % {"what": row.what}
        yield _telling(row.contract, f"handover:{row.pk}", what, "media", row.due_on)


def _findings(last: date) -> Iterator[Telling]:
    rows = Finding.objects.open().filter(due_on__lte=last).select_related("contract__manager")
    for row in rows:
        what = _("委託先の改善の期限です: %(title)s") % {"title": row.contract.title}
        yield _telling(row.contract, f"finding:{row.pk}", what, "findings", row.due_on)


def _answers(today: date) -> Iterator[Telling]:
    """Yield what waits to be looked through, and what nobody answered in time."""
    rows = Confirmation.objects.filter(reviewed_at=None, withdrawn_at=None, contract__ending=None)
    for row in rows.select_related("contract__manager"):
        words = {"title": row.contract.title}
        if row.answered_at is not None:
            what = _("委託先の回答を確かめてください: %(title)s") % words
            yield _telling(row.contract, f"answer:{row.pk}", what, "findings", row.due_on)
        elif row.due_on < today:
            what = _("委託先の回答が届いていません: %(title)s") % words
            yield _telling(row.contract, f"silent:{row.pk}", what, "findings", row.due_on)


def _telling(row: Contract, key: str, what: str, page: str, day: date) -> Telling:
    url = reverse(f"suppliers:{page}", args=[row.pk])
    return Telling(row.manager, f"{TOPIC}:{key}", what, url, day)
