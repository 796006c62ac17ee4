"""The web product under load: first start, the board, lists of 5,000 rows, a worker's memory.

Each page is measured as a person sees it (whole answer over the WSGI handler, 30 requests after 3
to warm up) and set against the emptiest page of the same product in the same run, and against the
goal. Beside the time on the wall stands the processor's, which other programs on the machine do
not lengthen. Memory is that of a real gunicorn worker over the same rows (see `web_memory`).
Run: `.venv/bin/python bench/web.py`; only the memory: `bench/web.py --memory`.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import web_memory

FOLDER = Path(tempfile.mkdtemp(prefix="sekisho-bench-"))
os.environ.pop("SEKISHO_TOOLING", None)
os.environ["SEKISHO_INSTANCE"] = str(FOLDER)
os.environ["DJANGO_SETTINGS_MODULE"] = "sekisho.web.site.settings"
REQUESTS = 30
TREE = {"title": "x", "clauses": [], "warnings": [], "left_out": []}
ROLES = ("officer", "manager", "committee-member", "secretariat")


def first_start() -> float:
    """`sekisho init` on nothing, then the first page from a started server process."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-m", "sekisho.entry", "init"], check=True, capture_output=True)
    page = (
        "import django; django.setup()\nfrom django.test import Client\n"
        "assert Client().get('/policy/').status_code in (200, 404)"
    )
    subprocess.run(
        [sys.executable, "-c", page], check=True, env=os.environ | {"SEKISHO_HOSTS": "*"}
    )
    return time.perf_counter() - begin


def fill(person_count: int, clause_count: int):
    """5,000 people, a 1,200-clause standard in force, and evidence for every control."""
    from datetime import timedelta

    from django.contrib.auth.hashers import make_password
    from django.utils import timezone

    from sekisho.catalogue import load
    from sekisho.verdicts import Verdict
    from sekisho.web.evidence import actions as evidence
    from sekisho.web.organization.models import Account, Person, RoleHolding, ScopeEntry, Unit
    from sekisho.web.policies.models import Clause, ClauseTopic, Document, Edition

    at = timezone.now()
    day = timezone.localdate(at)
    units = [Unit.objects.create(name=f"第{n}課") for n in range(50)]
    Person.objects.bulk_create(
        Person(
            name=f"職員 {n}",
            furigana=f"ショクイン {n:05}",
            category="regular",
            unit=units[n % 50],
            joined_on=day,
        )
        for n in range(person_count)
    )
    people = list(Person.objects.all())
    ScopeEntry.objects.bulk_create(
        ScopeEntry(person=each, relation="regular", from_date=day) for each in people
    )
    account = Account.objects.create(username="bench", password=make_password(None))
    reader = people[0]
    reader.account = account
    reader.save()
    for role in ROLES:
        RoleHolding.objects.create(role=role, person=reader, from_date=day)
    document = Document.objects.create(kind="standard", title="対策基準")
    edition = Edition.objects.create(
        document=document,
        number=1,
        state="published",
        title="対策基準",
        source=b"",
        tree=TREE,
        source_sha256="0" * 64,
        source_name="x",
        created_at=at,
        published_at=at,
        created_by=reader,
    )
    basic_policy(at, reader)
    topics = list(load().topics)
    Clause.objects.bulk_create(
        Clause(
            edition=edition,
            position=n,
            depth=0 if n % 12 == 0 else 1 + n % 2,
            clause_id=f"{n // 12 + 1}({n % 12})",
            label=f"({n % 12})",
            heading=f"条文 {n}",
            text="職員等は、情報資産を定められた方法で取り扱わなければならない。",
            demands=n % 12 != 0,
        )
        for n in range(clause_count)
    )
    ClauseTopic.objects.bulk_create(
        ClauseTopic(clause=clause, topic=topics[(clause.position * k) % len(topics)])
        for clause in Clause.objects.filter(edition=edition, demands=True)
        for k in (1, 7)
        if k == 1 or (clause.position * 7) % len(topics) != clause.position % len(topics)
    )
    for check in load().checks:
        evidence.seal(
            kind="check",
            subject=check,
            at=at,
            verdict=Verdict.HOLDS,
            valid_until=at + timedelta(days=30),
        )
    rows = range(5000 - len(load().checks))
    evidence.seal_many(events=[evidence.Event("bench", f"row:{n}") for n in rows], at=at)
    return account, edition


def timed(client, url: str) -> tuple[list[float], list[float]]:
    """Milliseconds of each of the counted requests, on the wall and of the processor."""
    for _ in range(3):
        assert client.get(url).status_code == 200, url
    wall, processor = [], []
    for _ in range(REQUESTS):
        begin, worked = time.perf_counter(), time.process_time()
        client.get(url)
        wall.append((time.perf_counter() - begin) * 1000)
        processor.append((time.process_time() - worked) * 1000)
    return wall, processor


def p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95) - 1]


def basic_policy(at, reader) -> None:
    """A basic policy in force, which the public can print."""
    from sekisho.web.policies.models import Clause, Document, Edition

    document = Document.objects.create(kind="basic", title="情報セキュリティ基本方針")
    edition = Edition.objects.create(
        document=document,
        number=1,
        state="published",
        title="情報セキュリティ基本方針",
        source=b"",
        tree=TREE,
        source_sha256="1" * 64,
        source_name="x",
        created_at=at,
        published_at=at,
        created_by=reader,
    )
    Clause.objects.bulk_create(
        Clause(
            edition=edition,
            position=n,
            depth=0,
            clause_id=f"{n + 1}",
            label=f"第{n + 1}条",
            text="職員等は、情報資産を定められた方法で取り扱わなければならない。",
            demands=True,
        )
        for n in range(40)
    )


def signed_in_session(account) -> str:
    """The key of a session of the account, its second factor proven."""
    from allauth.mfa.models import Authenticator
    from django.test import Client

    client = Client()
    client.force_login(account)
    factor = Authenticator.objects.create(
        user=account, type=Authenticator.Type.TOTP, data={"secret": ""}
    )
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "id": factor.pk, "at": time.time()}
    ]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()
    return session.session_key


def print_pages(key: str, edition) -> None:
    """Print how fast pages are, against the emptiest page and the goals."""
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    floor = statistics.median(timed(client, "/accounts/2fa/")[1])
    rows = [
        ("board, 1,200 clauses", f"/?edition={edition.pk}", 500),
        ("people, 5,000 rows", "/organization/people/", 150),
        ("scope register, 5,000 rows", "/organization/scope/", 150),
        ("evidence, 5,000 rows", "/evidence/", 150),
        ("one edition, 1,200 clauses", f"/documents/editions/{edition.pk}/", 500),
    ]
    head = f"{'page':<30}{'wall p95':>10}{'CPU p50':>9}{'CPU p95':>9}{'goal ms':>9}"
    print(f"{head}{'× emptiest':>12}")
    print(f"{'emptiest page (floor)':<30}{'':>10}{floor:>9.1f}")
    for name, url, goal in rows:
        wall, worked = timed(client, url)
        middle = statistics.median(worked)
        print(
            f"{name:<30}{p95(wall):>10.1f}{middle:>9.1f}{p95(worked):>9.1f}{goal:>9}"
            f"{middle / floor:>12.1f}"
        )


def print_memory(key: str, edition) -> None:
    """Print what a worker holds after each thing it was asked for."""
    from sekisho.web.organization.models import Person

    unit = Person.objects.order_by("pk").values_list("unit", flat=True)[0]
    pages = (
        f"/?edition={edition.pk}", "/threats/", "/zones/", "/due/", "/controls/",
        "/documents/", "/documents/import/", "/documents/search/?words=情報",
        f"/documents/{edition.document_id}/", f"/documents/editions/{edition.pk}/",
        f"/documents/editions/{edition.pk}/topics/", "/documents/api/documents.json",
        "/pledges/", "/pledges/progress/", "/approvals/", "/notices/",
        "/evidence/", "/evidence/ledger/", "/organization/people/", "/assets/",
    )  # fmt: skip
    printed = ("/policy/policy.pdf", f"/pledges/sheets/{unit}.pdf")
    print(f"{'a worker’s memory, MiB':<40}{'RSS':>7}{'PSS':>7}{'goal':>7}")
    highest = 0.0
    for name, found in web_memory.steps(key, [quote(page, safe="/?=&") for page in pages], printed):
        highest = max(highest, found.rss_mib)
        print(f"{name:<40}{found.rss_mib:>7.1f}{found.pss_mib:>7.1f}{web_memory.GOAL_MIB:>7}")
    print(f"memory of a worker at most: {highest:.0f} MiB (goal {web_memory.GOAL_MIB} MiB)")


def main() -> None:
    started = first_start()
    import django

    django.setup()
    from django.db import transaction

    with transaction.atomic():
        account, edition = fill(5000, 1200)
    key = signed_in_session(account)
    print(f"first start on an empty database: {started:.1f} s (goal 30 s)")
    if "--memory" not in sys.argv[1:]:
        print_pages(key, edition)
    print_memory(key, edition)
    print(json.dumps({"requests": REQUESTS, "database": "sqlite"}))


if __name__ == "__main__":
    main()
