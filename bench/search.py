"""Finding and listing over a ledger of 1,000,000 records, 10,000 assets and a body of 5,000 people.

Each page is measured as in `web.py` (whole answer over the WSGI handler) and set against the
emptiest page of the same product in the same run, and against the goal of 150 ms at the 95th
percentile. Records are written a batch at a time: memory does not grow with their number.
Run: `.venv/bin/python bench/search.py [RECORDS [PEOPLE [ASSETS [PASSAGES]]]]`.
"""

import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import lists
import registers

import web

GOAL = 150
BATCH = 20_000
SIZES = (1_000_000, 5000, 10_000, 200_000)  # records, people, assets, passages
KINDS = ("check", "attestation", "edition.published", "person.changed", "asset.changed")


def written(table: str, columns: str, rows: Callable[[range], Iterator[tuple]], all_of: range):
    """Write rows straight into a table: what finding and listing read, not what seals."""
    from django.db import connection, transaction

    values = ", ".join(["%s"] * len(columns.split(",")))
    statement = f"INSERT INTO {table} ({columns}) VALUES ({values})"  # names of ours
    for start in range(all_of.start, all_of.stop, BATCH):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(statement, rows(range(start, min(start + BATCH, all_of.stop))))


def records(count: int) -> None:
    """Write records and their leaves, so that there are as many as told."""
    from django.db import connection
    from django.utils import timezone

    from sekisho.catalogue import load
    from sekisho.web.evidence import queries
    from sekisho.web.organization.models import Person

    begin = timezone.now() - timedelta(days=365)
    checks = list(load().checks)
    people = [str(each) for each in Person.objects.values_list("opaque_id", flat=True)[:400]]
    stored = connection.ops.adapt_datetimefield_value

    def leaves(numbers: range) -> Iterator[tuple]:
        return ((n, b"x" * 300, b"\0" * 32, b"\0" * 32) for n in numbers)

    def found_by(numbers: range) -> Iterator[tuple]:
        return (
            (
                n,
                KINDS[n % len(KINDS)],
                checks[n % len(checks)] if n % 3 else f"asset:{n % 10_000}",
                people[n % len(people)] if n % 2 else "",
                stored(begin + timedelta(seconds=30 * n)),
                "",
            )
            for n in numbers
        )

    numbers = range(queries.size(), count)
    written("evidence_leaf", '"index", data, hash, finished', leaves, numbers)
    written("evidence_record", "leaf_id, kind, subject, actor, at, verdict", found_by, numbers)


def print_pages(key: str, count: int) -> None:
    """Print how fast lists and searches are."""
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    floor = statistics.median(web.timed(client, "/accounts/2fa/")[1])
    rows = [
        ("evidence, first page", "/evidence/"),
        ("evidence, one kind", "/evidence/?kind=edition.published"),
        ("evidence, last page", f"/evidence/?page={count // 50}"),
        ("search: a clause's word", "/search/?words=情報資産"),
        ("search: a person", "/search/?words=職員 77"),
        ("search: a kind of record", "/search/?words=文書の施行"),
        ("search: kind and person", "/search/?words=施行 職員"),
        ("search: nothing", "/search/?words=どこにもない言葉"),
        ("search: one letter", "/search/?words=の"),
        ("search: an asset", "/search/?words=端末 9999 号"),
        ("search: a door's holder", "/search/?words=鍵の人 77"),
        ("search: records alone", "/search/?words=自動の確認&kind=evidence"),
        ("search: assets alone", "/search/?words=本館3階&kind=assets&page=2"),
        ("search: entries alone", "/search/?words=情報システム室 入室&kind=passages"),
    ]
    print(
        f"{'page':<30}{'wall p95':>9}{'CPU p50':>9}{'CPU p95':>9}{'queries':>9}{'× emptiest':>12}"
    )
    print(f"{'emptiest page (floor)':<39}{floor:>9.1f}")
    for name, url in rows:
        wall, worked = web.timed(client, url)
        middle = statistics.median(worked)
        mark = " " if web.p95(worked) <= GOAL else "!"
        print(
            f"{name:<30}{web.p95(wall):>9.0f}{middle:>9.1f}{web.p95(worked):>9.1f}{mark}"
            f"{lists.queries(client, url):>8}{middle / floor:>12.1f}",
            flush=True,
        )


def told(what: str, begin: float) -> None:
    """Say how long a part of the preparation took, and the most memory so far."""
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{what:<44}{time.process_time() - begin:>7.1f} s CPU {memory:>6} MiB", flush=True)


def main() -> None:
    given = [int(each) for each in sys.argv[1:5]]
    count, people, assets, passages = (*given, *SIZES[len(given) :])
    web.first_start()
    sys.path.insert(0, str(Path(__file__).parents[1]))
    import django

    django.setup()
    from django.db import transaction

    from sekisho.web.assets.actions import install_zones
    from sekisho.web.organization.models import Person, Post, Unit

    begin = time.process_time()
    with transaction.atomic():
        account, _edition = web.fill(people, 1200)
    told(f"{people} people and a standard", begin)
    from django.utils import timezone

    begin = time.process_time()
    with transaction.atomic():  # a commit waits for the disk: one, not one for every row
        install_zones(at=timezone.now())
        Post.objects.bulk_create(
            Post(title=f"{unit.name}長", unit=unit) for unit in Unit.objects.all()
        )
        everybody = list(Person.objects.select_related("unit"))
        registers.fill_assets(range(assets), everybody[0])
        lists.more_passages(range(passages), everybody)
    told(f"{assets} assets, {passages} passages", begin)
    begin = time.process_time()
    records(count)
    told(f"{count} records", begin)
    print_pages(web.signed_in_session(account), count)


if __name__ == "__main__":
    main()
