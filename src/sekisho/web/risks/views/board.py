"""The heat map, the list of risks, and what a failing control would change."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sekisho.catalogue import RiskGrade, RiskLevel, load, load_risk_rules
from sekisho.web.assets.models import Zone
from sekisho.web.controls import queries as controls
from sekisho.web.controls.status import ControlState
from sekisho.web.organization.access import MemberRequest
from sekisho.web.risks import access, queries
from sekisho.web.risks.queries import Assessed
from sekisho.web.ui.access import requires
from sekisho.web.ui.paging import PARAMETER

SIZE = 50


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the heat map: how many risks lie there, and how many did before a change."""

    likelihood: RiskGrade
    impact: RiskGrade
    level: RiskLevel
    score: int
    count: int
    before: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the heat map."""

    likelihood: RiskGrade
    cells: tuple[Cell, ...]


@require_safe
@requires(access.LOOK, access.MANAGE)
def board(request: MemberRequest) -> HttpResponse:
    """Show where risks lie as they are left, and those over the line."""
    found = _found(request)
    over = [each for each in found if each.over]
    context = _frame(request) | {
        "rows": heat_map(queries.heat(found)),
        "impacts": load_risk_rules().impacts.values(),
        "found": found,
        "groups": queries.groups(over),
        "bare": [each for each in over if not each.covered],
        "levels": [(each, _count(found, each)) for each in reversed(load_risk_rules().levels)],
    }
    return render(request, "risks/board.html", context)


@require_safe
@requires(access.LOOK, access.MANAGE)
def risks(request: MemberRequest) -> HttpResponse:
    """Show the risks, the highest first, narrowed to a cell of the map, a threat or a state."""
    found = [each for each in _found(request) if _wanted(each, request.GET)]
    context = _frame(request) | {
        "page": Paginator(found, SIZE).get_page(request.GET.get(PARAMETER)),
        "threats": load().threats.values(),
        "zones": Zone.objects.all(),
        "wanted": request.GET,
    }
    return render(request, "risks/list.html", context)


@require_safe
@requires(access.LOOK, access.MANAGE)
def what_if(request: MemberRequest) -> HttpResponse:
    """Show what would be left of risks if one control failed."""
    at = timezone.now()
    states = controls.states(at)
    rows, today = list(access.visible_to(request.rights).with_assets()), timezone.localdate(at)
    now = queries.assessed(rows, states, today)
    wanted = request.GET.get("control", "")
    then = queries.assessed(rows, queries.with_failing(states, wanted), today)
    risen = queries.changes(now, then)
    context = _frame(request) | {
        "choices": _choices(states.values(), now),
        "control": states.get(wanted),
        "wanted": wanted,
        "risen": risen,
        "crossing": sum(1 for each in risen if each.then.over and not each.now.over),
        "rows": heat_map(queries.heat(then), queries.heat(now)),
        "impacts": load_risk_rules().impacts.values(),
    }
    return render(request, "risks/what_if.html", context)


def heat_map(
    counts: Mapping[tuple[int, int], int], before: Mapping[tuple[int, int], int] | None = None
) -> list[Row]:
    """Return the map, the likeliest first; `before`: the counts to compare with."""
    rules = load_risk_rules()
    earlier = counts if before is None else before
    return [
        Row(
            likely,
            tuple(
                Cell(
                    likely,
                    hard,
                    rules.level(likely.grade * hard.grade),
                    likely.grade * hard.grade,
                    counts.get((likely.grade, hard.grade), 0),
                    earlier.get((likely.grade, hard.grade), 0),
                )
                for hard in rules.impacts.values()
            ),
        )
        for likely in reversed(tuple(rules.likelihoods.values()))
    ]


def _found(request: MemberRequest) -> list[Assessed]:
    at = timezone.now()
    rows = access.visible_to(request.rights).with_assets()
    return queries.assessed(rows, controls.states(at), timezone.localdate(at))


def _frame(request: MemberRequest) -> dict[str, Any]:
    return {"rules": load_risk_rules(), "may_manage": access.MANAGE in request.rights}


def _count(found: Iterable[Assessed], level: RiskLevel) -> int:
    return sum(1 for each in found if each.level == level)


def _wanted(each: Assessed, given: Mapping[str, str]) -> bool:
    if given.get("show") == "over" and not each.over:
        return False
    if given.get("show") == "bare" and (not each.over or each.covered):
        return False
    asked = (
        (given.get("likelihood"), each.weighed.left_likelihood),
        (given.get("impact"), each.weighed.left_impact),
        (given.get("level"), each.level.id),
        (given.get("threat"), each.risk.threat),
        (given.get("zone"), queries.zone_of(each.risk)),
    )
    return all(not wish or wish == str(value) for wish, value in asked)


def _choices(
    states: Iterable[ControlState], found: Iterable[Assessed]
) -> list[tuple[ControlState, int]]:
    """Return the controls that answer a judged threat, with how many judged risks each answers."""
    risks = Counter(each.risk.threat for each in found)
    counted = [(each, sum(risks[threat] for threat in each.control.threats)) for each in states]
    return [(state, number) for state, number in counted if number]
