"""List pages of every register at 10,000 rows: time, queries, and the bare database beside them.

Each page is asked for by somebody who may see everything, first over 100 rows of every register
and then over all; the queries must be as many. The limit beside it is the same table asked without
any page: the count and fifty rows through Django. Goal: p95 under 150 ms, judged by the processor's
time, which other programs on the machine do not lengthen; the wall's stands beside it.
Run: `.venv/bin/python bench/lists.py [rows]`; the entry log has ten times as many.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path

import registers

import web

FEW = 100
GOAL = 150
PAGE = 50
BATCH = 1000


def more_people(count: int) -> list:
    """People of the units there are."""
    from django.utils import timezone

    from sekisho.web.organization.models import Person, Unit

    day, units = timezone.localdate(), list(Unit.objects.all())
    return Person.objects.bulk_create(
        (
            Person(name=f"職員 {n}", furigana=f"ショクイン {n:05}", category="regular",
                   unit=units[n % len(units)], joined_on=day - timedelta(days=500))
            for n in range(count)
        ), batch_size=BATCH,
    )  # fmt: skip


def more_terminals(numbers: range) -> None:
    """Terminals of three zones, each with a reading of every measure."""
    from django.utils import timezone

    from sekisho.catalogue import load_terminal_rules
    from sekisho.web.assets.models import Zone
    from sekisho.web.organization.models import Unit
    from sekisho.web.terminals.models import Reading, Terminal

    at, zones, units = timezone.now(), list(Zone.objects.all()), list(Unit.objects.all())
    rows = Terminal.objects.bulk_create(
        (
            Terminal(number=f"PC-{n:05}", host=f"pc{n:05}", zone=zones[n % 3],
                     unit=units[n % len(units)], place="本館2階", system="windows", recorded_at=at)
            for n in numbers
        ), batch_size=BATCH,
    )  # fmt: skip
    measures = list(load_terminal_rules().measures)
    Reading.objects.bulk_create(
        (
            Reading(terminal=row, measure=measure, value={}, observed_at=at, source="agent")
            for row in rows
            for measure in measures
        ),
        batch_size=BATCH,
    )


def more_permits(numbers: range, people: list) -> None:
    """Permits in force, each with its application and a terminal as its subject."""
    from django.utils import timezone

    from sekisho.web.approvals.models import Application, Permit, PermitSubject

    at = timezone.now()
    day = timezone.localdate(at)
    given = [(people[n % (len(people) - 1) + 1], people[0], n) for n in numbers]
    applications = Application.objects.bulk_create(
        (
            Application(kind="permit.media", subject=f"permit-request:{n}", title=f"持出し {n}",
                        applicant=holder, prepared_by=holder, unit=holder.unit, submitted_at=at,
                        state="approved", decider=head, decided_at=at, year=2026, number=n + 1)
            for holder, head, n in given
        ), batch_size=BATCH,
    )  # fmt: skip
    permits = Permit.objects.bulk_create(
        (
            Permit(application=row, kind="media", holder=row.applicant, unit=row.unit,
                   scope={}, subject_words=f"媒体 {row.number}", starts=day,
                   ends=day + timedelta(days=row.number % 300), decision=f"令和8年度第{row.number}号",
                   decided_by=row.decider, decided_at=at, salt="0" * 64)
            for row in applications
        ), batch_size=BATCH,
    )  # fmt: skip
    PermitSubject.objects.bulk_create(
        (PermitSubject(permit=row, subject=f"asset:{row.pk}") for row in permits), batch_size=BATCH
    )


def more_passages(numbers: range, people: list) -> None:
    """Entries of one controlled area, five minutes apart, the newest first; half may go in."""
    from django.utils import timezone

    from sekisho.catalogue import load_premises
    from sekisho.web.premises.models import Area, Listed, Passage

    area, new = Area.objects.get_or_create(
        name="情報システム室",
        defaults={
            "level": next(iter(load_premises().levels)),
            "unit": people[0].unit,
            "place": "本館3階",
            "log_from": timezone.localdate(),
        },
    )
    at = timezone.now()
    if new:
        day = timezone.localdate(at)
        Listed.objects.bulk_create(
            Listed(number=f"L-{person.pk}", area=area, person=person, reason="運用",
                   from_date=day - timedelta(days=300), until_date=day)
            for person in people[::2]
        )  # fmt: skip
    Passage.objects.bulk_create(
        (
            Passage(area=area, at=at - timedelta(minutes=5 * n), way="out" if n % 2 else "in",
                    person=people[n // 2 % len(people)] if n % 7 else None, card=f"{n % 900:06}",
                    holder=f"鍵の人 {n % 900}", door="北側扉", mark=f"{n:064}")
            for n in numbers
        ), batch_size=BATCH,
    )  # fmt: skip


def more_accounts(numbers: range, people: list) -> None:
    """Accounts of one system, each somebody's."""
    from django.utils import timezone

    from sekisho.web.assets.models import Zone
    from sekisho.web.systems.models import InformationSystem, SystemAccount

    at = timezone.now()
    system, _new = InformationSystem.objects.get_or_create(
        name="給付システム",
        defaults={"zone": Zone.objects.first(), "unit": people[0].unit, "recorded_at": at},
    )
    SystemAccount.objects.bulk_create(
        (
            SystemAccount(system=system, login=f"user{n:05}", name=f"利用者 {n}",
                          person=people[n % len(people)], unit=people[n % len(people)].unit,
                          first_seen_at=at, confirmed_at=at)
            for n in numbers
        ), batch_size=BATCH,
    )  # fmt: skip


def fill(numbers: range, people: list) -> None:
    """Rows of every register but the assets'."""
    from django.db import transaction

    with transaction.atomic():
        more_terminals(numbers)
        more_permits(numbers, people)
        more_accounts(numbers, people)
        more_passages(range(numbers.start * 10, numbers.stop * 10), people)


def bare() -> dict[str, Callable[[], Iterable]]:
    """The tables themselves, in the order of their page."""
    from sekisho.web.approvals.models import Permit
    from sekisho.web.assets.models import Asset
    from sekisho.web.evidence.models import Record
    from sekisho.web.organization.models import Person
    from sekisho.web.premises.models import Passage
    from sekisho.web.systems.models import InformationSystem, SystemAccount
    from sekisho.web.terminals.models import Terminal

    return {
        "assets": Asset.objects.with_names,
        "terminals": Terminal.objects.with_names,
        "permits": Permit.objects.with_people,
        "entry log": lambda: Passage.objects.select_related("person"),
        "systems": InformationSystem.objects.with_names,
        "accounts": lambda: SystemAccount.objects.select_related("person"),
        "people": lambda: Person.objects.select_related("unit"),
        "evidence": lambda: Record.objects.order_by("-leaf_id"),
    }


def addresses() -> list[tuple[str, str]]:
    """Each page, with the table it is a list of."""
    from sekisho.web.premises.models import Area
    from sekisho.web.systems.models import InformationSystem

    area, system = Area.objects.get().pk, InformationSystem.objects.get().pk
    return [
        ("assets", "/assets/"),
        ("assets", "/assets/?page=150"),
        ("assets", "/assets/?unit=3"),
        ("terminals", "/terminals/"),
        ("terminals", "/terminals/?page=150"),
        ("terminals", "/terminals/?state=fails"),
        ("permits", "/approvals/permits/"),
        ("permits", "/approvals/permits/?page=150"),
        ("entry log", f"/premises/areas/{area}/log/"),
        ("entry log", f"/premises/areas/{area}/log/?page=1500"),
        ("entry log", f"/premises/areas/{area}/log/?shown=wrong"),
        ("systems", "/systems/"),
        ("accounts", f"/systems/{system}/accounts/"),
        ("accounts", f"/systems/{system}/accounts/?show=wrong"),
        ("people", "/organization/people/"),
        ("evidence", "/evidence/"),
    ]


def queries(client, url: str) -> int:
    """The queries of one answer, once everything kept in memory is there."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    assert client.get(url).status_code == 200, url
    with CaptureQueriesContext(connection) as found:
        client.get(url)
    return len(found)


def processor_ms(work: Callable[[], object]) -> float:
    """Median processor milliseconds of ten runs."""
    spent = []
    for _ in range(10):
        begin = time.process_time()
        work()
        spent.append((time.process_time() - begin) * 1000)
    return statistics.median(spent)


def unpaged(rows: Callable[[], Iterable]) -> float:
    """What the database alone takes: the count, and fifty rows."""

    def ask() -> None:
        found = rows()
        found.count()
        list(found[:PAGE])

    return processor_ms(ask)


def print_pages(client, few: dict[str, int]) -> None:
    """Print every page: time, queries over few and many rows, and how it stands to the limit."""
    limits = {name: unpaged(rows) for name, rows in bare().items()}
    print(
        f"{'page':<46}{'wall p95':>9}{'CPU p50':>9}{'CPU p95':>9}{'queries':>14}{'× bare list':>13}"
    )
    for name, url in addresses():
        wall, worked = web.timed(client, url)
        middle = statistics.median(worked)
        mark = " " if web.p95(worked) <= GOAL else "!"
        print(
            f"{url[:45]:<46}{web.p95(wall):>9.0f}{middle:>9.1f}{web.p95(worked):>9.1f}{mark}"
            f"{few[url]:>6} → {queries(client, url):<4}{middle / limits[name]:>12.1f}",
            flush=True,
        )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    subprocess.run([sys.executable, "-m", "sekisho.entry", "init"], check=True, capture_output=True)
    sys.path.insert(0, str(Path(__file__).parents[1]))
    import django

    django.setup()
    from django.conf import settings
    from tests.web.factories import client_for

    from sekisho.web.organization.models import RoleHolding

    settings.ALLOWED_HOSTS = ["*"]
    keeper = registers.fill(FEW)
    for role in ("officer", "system-manager", "secretariat"):
        RoleHolding.objects.create(role=role, person=keeper, from_date=keeper.joined_on)
    people = [keeper, *more_people(500)]
    fill(range(FEW), people)
    client = client_for(keeper)
    few = {url: queries(client, url) for _name, url in addresses()}
    registers.fill_assets(range(FEW, count), keeper)
    fill(range(FEW, count), people)
    print_pages(client, few)


if __name__ == "__main__":
    main()
