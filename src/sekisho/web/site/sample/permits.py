"""Applications, permits and an absence of the sample, through the product's own actions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import yaml
from django.utils import timezone

from sekisho.catalogue import PermitKind, sample
from sekisho.web.approvals import actions as approvals
from sekisho.web.approvals import deciding, permit_kinds, subjects
from sekisho.web.approvals.actions.permits import last_day
from sekisho.web.approvals.models import Application, Permit
from sekisho.web.organization.models import Person
from sekisho.web.terminals.models import Terminal
from sekisho.web.ui.dates import fiscal_year_start

_STAND_IN = "="  # before a name: acts as a stand-in


@dataclass(frozen=True, slots=True)
class _Asked:
    """One application of the file, with the moment it was asked for."""

    raw: dict[str, Any]
    at: datetime


def make_permits(people: dict[str, Person], *, at: datetime) -> int:
    """Enter absences, applications and what became of them; return the permits given."""
    raw: dict[str, Any] = yaml.safe_load(sample("permits.yaml"))
    for each in raw["absences"]:
        _absence(each, people, at)
    for each in raw["applications"]:
        asked = _Asked(each, _moment(each, at))
        _pass(asked, _ask(asked, people), people, at)
    return Permit.objects.count()


def _moment(each: dict[str, Any], at: datetime) -> datetime:
    """Return when it was asked for: so many days ago, those still running not before 1 April."""
    then = at - timedelta(days=each["days_ago"])
    start, today = fiscal_year_start(timezone.localdate(at)), timezone.localdate(at)
    running = each["lasts"] > each["days_ago"]
    late = timezone.localdate(then) < start
    return at - (today - start) if running and late else then


def _absence(each: dict[str, Any], people: dict[str, Person], at: datetime) -> None:
    start = timezone.localdate(at) - timedelta(days=each["days_ago"])
    approvals.record_absence(
        person=people[each["person"]],
        from_date=start,
        until_date=start + timedelta(days=each["lasts"]),
        by=people[each["by"]],
        at=at - timedelta(days=each["days_ago"]),
    )


def _ask(asked: _Asked, people: dict[str, Person]) -> Application:
    kind = permit_kinds.find(asked.raw["kind"])
    answers, starts = dict(asked.raw["answers"]), timezone.localdate(asked.at)
    ends = starts + timedelta(days=asked.raw["lasts"] - 1)
    applicant, about = people[asked.raw["by"]], asked.raw.get("about", "")
    known = _things(asked.raw) or _registered(kind, applicant, about)
    wanted = approvals.Wanted(
        kind=kind,
        answers=answers,
        starts=starts,
        ends=min(ends, last_day(kind, answers, starts)),
        subjects=known,
        subject_words="" if known else about,
        reason=answers["purpose"],
    )
    return approvals.ask_permit(wanted=wanted, applicant=applicant, by=applicant, at=asked.at)


def _things(raw: dict[str, Any]) -> tuple[str, ...]:
    """Return the terminal it is about, as permits name it; nothing where it is told in words."""
    rows = Terminal.objects.filter(number=raw.get("terminal", ""))
    return tuple(f"terminal:{row.pk}" for row in rows)


def _registered(kind: PermitKind, applicant: Person, about: str) -> tuple[str, ...]:
    """Return the thing of that name in the register of the kind; nothing where it is in none."""
    source = subjects.source_of(kind.subject.room) if kind.subject else None
    choices = source.choices(applicant, frozenset()) if source else ()
    return tuple(each.subject for each in choices if each.label == about)


def _pass(asked: _Asked, row: Application, people: dict[str, Person], at: datetime) -> None:
    """Take the steps, then what was done with the permit."""
    moment, comment = asked.at, asked.raw.get("comment", "")
    for name in asked.raw["steps"]:
        deciding.approve(
            application=row,
            by=people[name.removeprefix(_STAND_IN)],
            comment=comment,
            at=moment,
            standing_in=name.startswith(_STAND_IN),
        )
    if "returned_by" in asked.raw:
        by = people[asked.raw["returned_by"]]
        deciding.give_back(application=row, by=by, comment=comment, at=moment)
    if "returned_to" in asked.raw:
        _close(asked, row, people, at)


def _close(asked: _Asked, row: Application, people: dict[str, Person], at: datetime) -> None:
    permit = Permit.objects.get(application=row)
    then = at - timedelta(days=asked.raw["closed_days_ago"])
    approvals.take_back(permit=permit, by=people[asked.raw["returned_to"]], at=then)
    approvals.confirm_wipe(permit=permit, by=people[asked.raw["wiped_by"]], at=then)
