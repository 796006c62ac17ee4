"""The cycle of the year on one page, for whoever may read the statuses."""

from collections.abc import Iterable
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sekisho.web.controls.status import Status
from sekisho.web.organization.access import MemberRequest
from sekisho.web.reviews.access import CYCLE, LOOK
from sekisho.web.reviews.bars import Picture, draw
from sekisho.web.reviews.cycle import Standing, history
from sekisho.web.reviews.quarters import quarters
from sekisho.web.reviews.queries import last_concluded
from sekisho.web.ui.access import requires
from sekisho.web.ui.templatetags.ui import fiscal_year as told_year
from sekisho.web.ui.words import clause_status

MOVED_SHOWN = 60
_SHOWN = tuple(each for each in Status if each != Status.NO_DEMAND)


@require_safe
@requires(CYCLE)
def cycle(request: MemberRequest) -> HttpResponse:
    """Show what the year planned, did, checked and improved, and how the clauses moved."""
    at = timezone.now()
    told = history(at)
    moved = told.moved[:MOVED_SHOWN]
    context = {
        "quarters": quarters(at),
        "standings": [(_year(each), each, _counted(each)) for each in told.standings],
        "picture": _picture(told.standings),
        "signs": [clause_status(each) for each in _SHOWN],
        "moved": moved,
        "more": len(told.moved) - len(moved),
        "last": last_concluded(at),
        "today": timezone.localdate(at),
        "may_look": bool(request.rights & set(LOOK)),
    }
    return render(request, "reviews/cycle.html", context)


def _year(each: Standing) -> str:
    name = told_year(date(each.year, 4, 1))
    return _("%(year)s（現在）") % {"year": name} if each.now else name


def _counted(each: Standing) -> list[tuple[str, int]]:
    return [(str(clause_status(status).word), each.counts[status]) for status in _SHOWN]


def _picture(standings: Iterable[Standing]) -> Picture:
    tones = {clause_status(each).tone: each for each in _SHOWN}
    return draw(
        [
            (_year(each), {tone: each.counts[status] for tone, status in tones.items()})
            for each in standings
        ]
    )
