"""Stored days are judged: today as far as it has come, past days when what judges them changed.

Every verdict on a past day is kept with its version and sealed. What is found anew becomes an
alert; one nobody answered that is none by the new verdict says so, and waits for a person still.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from sekisho.detection.detectors import DETECTORS
from sekisho.detection.rescoring import Judge, due, judged, near, read, told
from sekisho.detection.rescoring import Verdict as Given
from sekisho.detection.storing import Partition as File
from sekisho.web.monitoring import storing
from sekisho.web.monitoring.actions.alerting import clear_alerts, raise_judged
from sekisho.web.monitoring.actions.sealing import seal
from sekisho.web.monitoring.actions.telling import tell_alerts
from sekisho.web.monitoring.judging_days import (
    everything,
    judges_of_past,
    judges_of_today,
)
from sekisho.web.monitoring.models import ZONES, Partition, Verdict

AT_ONCE = 6  # verdicts of one run: what comes meanwhile must not wait long to be read
SILENCE = "silence"  # told of today alone
_BEHAVIOUR = frozenset(each.id for each in DETECTORS) - {SILENCE}


def judge_today(*, at: datetime) -> int:
    """Look at today as far as it has come; return how many alerts are new or grew."""
    day = timezone.localdate(at)
    if not Partition.objects.filter(day=day, destroyed_at=None).exists():
        return 0
    changed = 0
    for judge in judges_of_today(day, at):
        alerts = judge.judge(everything(), day)
        with transaction.atomic():
            rows = raise_judged(alerts, day, everything(), at=at)
            if rows:
                seal("logs.judged", f"log-day:{day}", at=at, rows=rows, judge=judge.name,
                     version=judge.version, alerts=len(alerts))  # fmt: skip
        changed += len(rows)
    if changed:
        tell_alerts(at=at)
    return changed


def judge_past(*, at: datetime, most: int = AT_ONCE) -> int:
    """Judge the days that are due, the newest first; return how many verdicts were given."""
    files = [storing.file_of(row) for row in Partition.objects.filter(destroyed_at=None)]
    given = 0
    for judge, day in _due(files, timezone.localdate(at)):
        _judge_day(judge, day, files, at)
        given += 1
        if given == most:
            break
    if given:
        tell_alerts(at=at)
    return given


def _due(files: Sequence[File], today: date) -> Iterator[tuple[Judge, date]]:
    newest, judges = _newest(), judges_of_past()
    for day in sorted({each.day for each in files if each.day < today}, reverse=True):
        for judge in judges(day):
            version, rows = newest.get((judge.name, day), ("", -1))
            if due(version, rows, judge, sum(each.rows for each in near(files, judge, day))):
                yield judge, day


def _newest() -> dict[tuple[str, date], tuple[str, int]]:
    """Return the version and rows of each day's newest verdict; two queries."""
    last = Verdict.objects.values("judge", "day").annotate(last=Max("pk")).values("last")
    rows = Verdict.objects.filter(pk__in=last).values_list("judge", "day", "version", "rows")
    return {(judge, day): (version, number) for judge, day, version, number in rows}


@transaction.atomic
def _judge_day(judge: Judge, day: date, files: Sequence[File], at: datetime) -> None:
    old = Verdict.objects.filter(judge=judge.name, day=day).last()
    before = Given(old.version, old.rows, old.logs_sha256, read(old.alerts)) if old else None
    change = judged(everything(), files, judge, day, before)
    now = change.now
    row = Verdict.objects.create(
        judge=judge.name, day=day, number=old.number + 1 if old else 1, version=now.version,
        judged_at=at, rows=now.rows, logs_sha256=now.logs, alerts=told(now.alerts),
        added=len(change.added), gone=len(change.gone),
    )  # fmt: skip
    rows = raise_judged(now.alerts, day, everything(), at=at)
    if before is None or now.rows >= before.rows:  # of what was destroyed nothing can be seen again
        rows += clear_alerts(_ours(judge), now.alerts, day, at=at)
    seal("logs.judged", f"log-day:{day}", at=at, rows=[row, *rows], judge=judge.name,
         version=now.version, alerts=len(now.alerts), added=row.added, gone=row.gone)  # fmt: skip


def _ours(judge: Judge) -> Callable[[str], bool]:
    """Return which rules' alerts are a judge's."""
    if judge.name == "zones":
        return lambda rule: rule.startswith(ZONES)
    if judge.name == "behaviour":
        return _BEHAVIOUR.__contains__
    return lambda rule: not rule.startswith(ZONES) and rule not in _BEHAVIOUR | {SILENCE}
