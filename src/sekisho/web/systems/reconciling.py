"""What is wrong with an account, given whose it is (pure)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils import timezone

from sekisho.catalogue import SystemRules
from sekisho.web.organization.models import Person
from sekisho.web.systems.models import SystemAccount


class Problem(StrEnum):
    """What somebody must look at."""

    LEAVER = "leaver"  # its person has left
    UNKNOWN = "unknown"  # nobody of the register
    MOVER = "mover"  # its person has moved since it was confirmed
    KEEPERLESS = "keeperless"  # shared, and nobody answers for it
    PRIVILEGE = "privilege"  # privileged, and not confirmed in time
    UNUSED = "unused"  # not used for long


GRAVE = frozenset({Problem.LEAVER, Problem.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Reconciled:
    """An account read with its people, and what is wrong with it."""

    account: SystemAccount
    problems: tuple[Problem, ...]


def problems_of(account: SystemAccount, rules: SystemRules, at: datetime) -> tuple[Problem, ...]:
    """Return what is wrong with an account, worst first; nothing with one that cannot be used."""
    if not account.enabled or account.gone_at is not None:
        return ()
    today = timezone.localdate(at)
    personal = account.kind == SystemAccount.Kind.PERSONAL
    found = {
        Problem.LEAVER: personal and _absent(account.person, today),
        Problem.UNKNOWN: personal and account.person is None,
        Problem.MOVER: personal and _moved(account, today),
        Problem.KEEPERLESS: not personal
        and (account.keeper is None or _absent(account.keeper, today)),
        Problem.PRIVILEGE: account.privileged
        and _older(account.confirmed_at, at - timedelta(days=rules.privilege_days)),
        Problem.UNUSED: account.last_used is not None
        and (today - account.last_used).days > rules.unused_days,
    }
    return tuple(problem for problem, there in found.items() if there)


def _absent(person: Person | None, today: date) -> bool:
    return person is not None and not person.is_present(today)


def _moved(account: SystemAccount, today: date) -> bool:
    person = account.person
    return person is not None and person.is_present(today) and person.unit_id != account.unit_id


def _older(moment: datetime | None, limit: datetime) -> bool:
    return moment is None or moment < limit
