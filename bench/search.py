"""Finding and listing over a ledger of 1,000,000 records and a body of 5,000 people.

Each page is measured as in `web.py` (whole answer over the WSGI handler) and set against the
emptiest page of the same product in the same run, and against the goal of 150 ms at the 95th
percentile. Run: `.venv/bin/python bench/search.py [RECORDS]`.
"""

import statistics
import sys
from datetime import timedelta

import web

GOAL = 150
BATCH = 20_000
KINDS = ("check", "attestation", "edition.published", "person.changed", "asset.changed")


def records(count: int) -> None:
    """Write records and their leaves straight into the tables: what finding and listing read."""
    from django.db import transaction
    from django.utils import timezone

    from sekisho.catalogue import load
    from sekisho.web.evidence import queries
    from sekisho.web.evidence.models import Leaf, Record
    from sekisho.web.organization.models import Person

    first, begin = queries.size(), timezone.now() - timedelta(days=365)
    checks = list(load().checks)
    people = [str(each) for each in Person.objects.values_list("opaque_id", flat=True)[:400]]
    for start in range(first, first + count, BATCH):
        numbers = range(start, min(start + BATCH, first + count))
        with transaction.atomic():
            Leaf.objects.bulk_create(
                Leaf(index=n, data=b"x" * 300, hash=b"\0" * 32, finished=b"\0" * 32)
                for n in numbers
            )
            Record.objects.bulk_create(
                Record(
                    leaf_id=n,
                    kind=KINDS[n % len(KINDS)],
                    subject=checks[n % len(checks)] if n % 3 else f"asset:{n % 10_000}",
                    actor=people[n % len(people)] if n % 2 else "",
                    at=begin + timedelta(seconds=30 * n),
                )
                for n in numbers
            )


def print_pages(key: str, count: int) -> None:
    """Print how fast lists and searches are."""
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    floor = statistics.median(web.timed(client, "/accounts/2fa/"))
    rows = [
        ("evidence, first page", "/evidence/"),
        ("evidence, one kind", "/evidence/?kind=edition.published"),
        ("evidence, last page", f"/evidence/?page={count // 50}"),
        ("search: a clause's word", "/search/?words=情報資産"),
        ("search: a person", "/search/?words=職員 77"),
        ("search: a kind of record", "/search/?words=文書の施行"),
        ("search: kind and person", "/search/?words=施行 職員"),
        ("search: nothing", "/search/?words=どこにもない言葉"),
        ("search: records alone", "/search/?words=自動の確認&kind=evidence"),
    ]
    print(f"{'page':<30}{'p50 ms':>8}{'p95 ms':>8}{'goal':>7}{'× emptiest page':>17}")
    print(f"{'emptiest page (floor)':<30}{floor:>8.1f}")
    for name, url in rows:
        spent = web.timed(client, url)
        middle = statistics.median(spent)
        print(f"{name:<30}{middle:>8.1f}{web.p95(spent):>8.1f}{GOAL:>7}{middle / floor:>17.1f}")


def main() -> None:
    web.first_start()
    import django

    django.setup()
    from django.db import transaction

    with transaction.atomic():
        account, _ = web.fill(5000, 1200)
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    records(count)
    print_pages(web.signed_in_session(account), count)


if __name__ == "__main__":
    main()
