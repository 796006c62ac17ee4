"""Telling people that something fails: a check, its running, or the witnessing of the ledger."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.catalogue import CheckSpec, Control, load
from sekisho.web.controls import queries, registry
from sekisho.web.controls.actions.recipients import Holders, holders
from sekisho.web.controls.models import CheckRun
from sekisho.web.controls.status import ControlState, Status, check_status
from sekisho.web.evidence import queries as evidence
from sekisho.web.notices import actions as notices
from sekisho.web.notices.actions import Telling
from sekisho.web.organization.models import Person

_TOPIC = "failing"
_WITNESS_CHECK = "ledger-witnessed"
_OPERATE, _WITNESS = frozenset({"instance.operate"}), frozenset({"ledger.witness"})


@dataclass(frozen=True, slots=True)
class _Warning:
    """Something that fails, and who is told."""

    key: str
    title: str
    url: str
    people: list[Person]


def tell_failing(*, at: datetime) -> int:
    """Tell what fails to those who can mend it; return how many notices are new. Run daily.

    A failing check to those who answer for its control, one that breaks to those who operate the
    system, a ledger without a fresh witness to those who witness it; nobody holding that, to those
    who coordinate. It stands as one notice, reminded of weekly, until it no longer fails.
    """
    held = holders(timezone.localdate(at))
    since = notices.days_told(_TOPIC)
    with translation.override(settings.LANGUAGE_CODE):
        warnings = [*_failing(held, at), *_broken(held), *_unwitnessed(held, at)]
        found = [
            Telling(person, each.key, each.title, each.url, since.get(each.key, today))
            for today in [timezone.localdate(at)]
            for each in warnings
            for person in each.people
        ]
        return notices.tell_standing(topic=_TOPIC, tellings=found, at=at)


def _failing(held: Holders, at: datetime) -> Iterator[_Warning]:
    """Yield the checks of applied controls whose fresh evidence says that they fail."""
    newest = evidence.newest(load().checks)
    for control, spec in _applied(queries.states(at).values()):
        if spec.id != _WITNESS_CHECK and check_status(newest.get(spec.id), at) is Status.FAILING:
            yield _Warning(
                key=f"{_TOPIC}:check:{spec.id}",
                title=_("不備があります: %(title)s") % {"title": spec.title.ja},
                url=_page(control),
                people=held.answering(control),
            )


def _broken(held: Holders) -> Iterator[_Warning]:
    """Yield the installed checks that could not run the last time."""
    people = held.with_rights(_OPERATE) or held.coordinating()
    broken = set(CheckRun.objects.exclude(error="").values_list("check_id", flat=True))
    for control, spec in _all_checks():
        if spec.id in broken and spec.id in registry.checks():
            yield _Warning(
                key=f"{_TOPIC}:run:{spec.id}",
                title=_("自動の確認を実行できません: %(title)s") % {"title": spec.title.ja},
                url=_page(control),
                people=people,
            )


def _unwitnessed(held: Holders, at: datetime) -> Iterator[_Warning]:
    """Yield a ledger that nobody outside is known to hold a fresh checkpoint of."""
    newest = evidence.newest([_WITNESS_CHECK]).get(_WITNESS_CHECK)
    if check_status(newest, at) is not Status.IN_FORCE:
        yield _Warning(
            key=f"{_TOPIC}:witness",
            title=_("台帳の新しいチェックポイントを、外部の人が控えてください"),
            url=reverse("evidence:ledger"),
            people=held.with_rights(_WITNESS) or held.coordinating(),
        )


def _applied(states: Iterable[ControlState]) -> Iterator[tuple[Control, CheckSpec]]:
    for state in states:
        if not state.set_aside:
            yield from ((state.control, spec) for spec in state.control.checks)


def _all_checks() -> Iterator[tuple[Control, CheckSpec]]:
    for control in load().controls.values():
        yield from ((control, spec) for spec in control.checks)


def _page(control: Control) -> str:
    return reverse("controls:control", args=[control.id])
