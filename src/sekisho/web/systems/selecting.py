"""What is wrong with accounts, asked of the database: the law of `reconciling`, row for row.

Pages and counts over many accounts use this; a test holds both against each other.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Count, F, Q
from django.utils import timezone

from sekisho.catalogue import load_system_rules
from sekisho.web.systems.models import InformationSystem, SystemAccount
from sekisho.web.systems.reconciling import Problem

_USABLE = Q(enabled=True, gone_at=None)
_PERSONAL = Q(kind=SystemAccount.Kind.PERSONAL)


def conditions(at: datetime) -> dict[Problem, Q]:
    """Return of each problem the condition under which an account has it."""
    rules, today = load_system_rules(), timezone.localdate(at)
    late = at - timedelta(days=rules.privilege_days)
    found = {
        Problem.LEAVER: _PERSONAL & _absent("person", today),
        Problem.UNKNOWN: _PERSONAL & Q(person=None),
        Problem.MOVER: _PERSONAL & _present("person", today) & _elsewhere(),
        Problem.KEEPERLESS: ~_PERSONAL & (Q(keeper=None) | _absent("keeper", today)),
        Problem.PRIVILEGE: Q(privileged=True) & (Q(confirmed_at=None) | Q(confirmed_at__lt=late)),
        Problem.UNUSED: Q(last_used__lt=today - timedelta(days=rules.unused_days)),
    }
    return {problem: _USABLE & there for problem, there in found.items()}


def wrong(at: datetime) -> Q:
    """Return the condition under which an account has any problem."""
    return reduce(or_, conditions(at).values())


def counted(
    systems: Iterable[InformationSystem], at: datetime
) -> dict[int, tuple[int, Counter[Problem]]]:
    """Return of each system its usable accounts and how many have each problem; one query."""
    where = conditions(at)
    counts = {f"n_{each.value}": Count("pk", filter=where[each]) for each in Problem}
    rows = SystemAccount.objects.filter(system__in=list(systems), gone_at=None).order_by()
    usable = Count("pk", filter=_USABLE)
    found = rows.values_list("system_id").annotate(n_usable=usable, **counts)
    return {
        system: (accounts, Counter({each: n for each, n in zip(Problem, told, strict=True) if n}))
        for system, accounts, *told in found
    }


def _absent(who: str, today: date) -> Q:
    """Return whether somebody is told, and the day is outside their time with the body."""
    return Q(**{f"{who}__joined_on__gt": today}) | Q(**{f"{who}__left_on__lt": today})


def _present(who: str, today: date) -> Q:
    stays = Q(**{f"{who}__left_on": None}) | Q(**{f"{who}__left_on__gte": today})
    return Q(**{f"{who}__joined_on__lte": today}) & stays


def _elsewhere() -> Q:
    """Return whether the person's unit is another than when the account was last confirmed."""
    unit = F("person__unit")
    return Q(unit=None) | Q(unit__lt=unit) | Q(unit__gt=unit)
