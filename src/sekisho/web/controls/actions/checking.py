"""Running automatic checks and sealing what they saw."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.catalogue import CheckSpec, load
from sekisho.verdicts import Check, Result
from sekisho.web.controls import registry
from sekisho.web.controls.errors import CheckRefusedError
from sekisho.web.controls.models import CheckRun
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.queries import EvidenceView

_log = logging.getLogger(__name__)
_LONGEST_WAIT = timedelta(days=1)


def run_due_checks(*, at: datetime) -> int:
    """Run every installed check that is due; return how many ran. One failing stops no other."""
    known = {row.check_id: row for row in CheckRun.objects.all()}
    ran = 0
    for check in registry.checks().values():
        row = known.get(check.id)
        if row is None or row.due_at <= at:
            run_check(check_id=check.id, at=at)
            ran += 1
    return ran


def run_check(*, check_id: str, at: datetime) -> EvidenceView | None:
    """Run one check now and seal its result.

    A check that breaks seals nothing, so its evidence goes stale by itself and its error is shown:
    None is returned. Raises CheckRefusedError for an id the system cannot answer.
    """
    check, spec = registry.checks().get(check_id), load().checks.get(check_id)
    if check is None or spec is None:
        raise CheckRefusedError(_("この確認は自動では実行できません。"))
    try:
        return _run(check, spec, at)
    except Exception as error:  # noqa: BLE001  # whatever breaks in a room must not stop the others
        _log.exception("check %s broke", check_id)
        _note(check_id, at, at + _wait(spec), error=f"{type(error).__name__}: {error}"[:500])
        return None


def _run(check: Check, spec: CheckSpec, at: datetime) -> EvidenceView:
    result = check.run(at)  # before the sealing: a check reads long, and must lock nobody out
    return _seal(check, spec, result, at)


@transaction.atomic
def _seal(check: Check, spec: CheckSpec, result: Result, at: datetime) -> EvidenceView:
    sealed = evidence.seal_result(
        check=check.id, result=result, at=at, valid_until=at + timedelta(days=spec.period_days)
    )
    _note(check.id, at, at + _wait(spec))
    return sealed


def _wait(spec: CheckSpec) -> timedelta:
    """Run again at half the period, so that one missed run leaves no gap."""
    return min(timedelta(days=spec.period_days) / 2, _LONGEST_WAIT)


def _note(check_id: str, at: datetime, due_at: datetime, *, error: str = "") -> None:
    CheckRun.objects.update_or_create(
        check_id=check_id, defaults={"last_run_at": at, "due_at": due_at, "error": error}
    )
