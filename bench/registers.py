"""Registers: a dry run of 10,000 rows, an import of 500, list pages over 10,000 assets.

The dry run is set against openpyxl alone reading the same workbook in the same run: that is the
limit of any reader that uses it. The goals: dry run of 10,000 rows under 10 s, import of 500 rows
within 3 s, list pages p95 under 150 ms. Beside the time on the wall stands the processor's (with
child processes), which other programs on the machine do not lengthen.
Run: `.venv/bin/python bench/registers.py [rows]`.
"""

import io
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="sekisho-bench-"))
os.environ.pop("SEKISHO_TOOLING", None)
os.environ["SEKISHO_INSTANCE"] = str(FOLDER)
os.environ["DJANGO_SETTINGS_MODULE"] = "sekisho.web.site.settings"
REQUESTS = 30
IMPORTED = 500
ADDRESSES = (
    "/assets/",
    "/assets/?page=150",
    "/assets/?zone=lgwan&confidentiality=3B&kind=information",
    "/assets/?q=%E7%AB%AF%E6%9C%AB+999",
    "/assets/?unit=3",
)


def cpu() -> float:
    """Processor seconds of this process and of its children that have ended."""
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


class Clock:
    """Wall and processor seconds of a piece of work."""

    def __enter__(self):
        self.wall, self.cpu = time.perf_counter(), cpu()
        return self

    def __exit__(self, *_error):
        self.wall, self.cpu = time.perf_counter() - self.wall, cpu() - self.cpu

    def __str__(self):
        return f"{self.wall:6.2f} s ({self.cpu:.2f} s CPU)"


def fill(count: int):
    """Units, a keeper who may see everything, and `count` assets over three zones."""
    from django.utils import timezone

    from sekisho.web.assets.actions import install_zones
    from sekisho.web.organization.models import Account, Person, Post, RoleHolding, Unit

    at = timezone.now()
    install_zones(at=at)
    units = [Unit.objects.create(name=f"第{n}課") for n in range(50)]
    for n, unit in enumerate(units):
        Post.objects.create(title=f"第{n}課長", unit=unit)
    person = Person.objects.create(
        name="台帳 係",
        furigana="ダイチョウ カカリ",
        category="regular",
        unit=units[0],
        joined_on=timezone.localdate(at),
        account=Account.objects.create_user("keeper"),
    )
    RoleHolding.objects.create(
        role="data-custodian", person=person, from_date=timezone.localdate(at)
    )
    fill_assets(range(count), person)
    return person


def fill_assets(numbers: range, person) -> None:
    """Assets of these numbers, confirmed by the person, over the units and zones there are."""
    from django.utils import timezone

    from sekisho.catalogue import load
    from sekisho.web.assets.actions.entry import searched
    from sekisho.web.assets.models import Asset, Zone
    from sekisho.web.organization.models import Post

    at, zones = timezone.now(), list(Zone.objects.all())
    posts = list(Post.objects.select_related("unit"))
    sorts = list(load().asset_sorts.values())
    rows = []
    for number in numbers:
        sort, post = sorts[number % len(sorts)], posts[number % len(posts)]
        row = Asset(
            number=f"A-{number:05}",
            kind=sort.kind,
            sort=sort.id,
            name=f"業務用の端末 {number} 号",
            unit=post.unit,
            post=post,
            zone=zones[number % 3],
            place=f"本館{number % 5 + 1}階 執務室",
            confidentiality=("3B", "3C", "2")[number % 3],
            integrity="2",
            availability="1",
            subjects=number % 900,
            retention="5年",
            copies="バックアップ装置",
            note="更新の予定あり",
            own={"型番": f"X-{number}", "購入年度": 2020 + number % 6},
            confirmed_at=at,
            confirmed_by=person,
        )
        row.search = searched(row)
        rows.append(row)
    Asset.objects.bulk_create(rows, batch_size=1000)


def reader_of(person):
    from django.utils import timezone

    from sekisho.web.organization.access import rights_of
    from sekisho.web.registers import Reader

    day = timezone.localdate()
    return Reader(person, rights_of(person, day), day)


def edited(book: bytes, count: int) -> bytes:
    """The workbook with the first `count` names changed."""
    import openpyxl

    opened = openpyxl.load_workbook(io.BytesIO(book))
    sheet = opened.active
    name = next(cell.column for cell in sheet[1] if cell.value == "名称")
    for row in range(2, count + 2):
        sheet.cell(row, name).value = f"改めた名称 {row}"
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def peer(book: bytes) -> int:
    """Openpyxl alone, reading every cell."""
    import openpyxl

    opened = openpyxl.load_workbook(io.BytesIO(book), read_only=True)
    return sum(len(row) for row in opened.active.iter_rows(values_only=True))


def files(person) -> None:
    from django.utils import timezone

    from sekisho.web.assets.table import ASSETS
    from sekisho.web.registers import actions
    from sekisho.web.registers.models import KeptLayout
    from sekisho.web.registers.queries import file_of

    KeptLayout.objects.create(
        register="assets",
        places=[
            *([column.heading, column.key] for column in ASSETS.columns),
            ["型番", ""],
            ["購入年度", ""],
        ],
    )
    reader, at = reader_of(person), timezone.now()
    with Clock() as clock:
        book = file_of(ASSETS, reader, "xlsx")
    print(f"export to .xlsx                {clock}   {len(book) // 1024} KiB")
    changed = edited(book, IMPORTED)
    with Clock() as alone:
        cells = peer(changed)
    print(f"openpyxl alone, reading        {alone}   {cells} cells")
    with Clock() as clock:
        upload = actions.dry_run(
            register=ASSETS, reader=reader, name="a.xlsx", untrusted_data=changed, at=at
        )
    print(f"dry run                        {clock}   {clock.cpu / alone.cpu:.1f} × openpyxl")
    print(f"  {upload.counts}")
    with Clock() as clock:
        done = actions.apply(upload=upload, register=ASSETS, reader=reader, at=at)
    print(f"apply {done} rows                 {clock}   (compares all rows again, seals each)")
    small = only_changed(changed)
    with Clock() as clock:
        upload = actions.dry_run(
            register=ASSETS, reader=reader, name="b.xlsx", untrusted_data=small, at=at
        )
        done = actions.apply(upload=upload, register=ASSETS, reader=reader, at=at)
    print(f"import of a file of {done} rows   {clock}   (read, compared, applied)")


def only_changed(book: bytes) -> bytes:
    """The first 500 rows alone, their names changed once more."""
    import openpyxl

    opened = openpyxl.load_workbook(io.BytesIO(book))
    sheet = opened.active
    sheet.delete_rows(IMPORTED + 2, sheet.max_row)
    name = next(cell.column for cell in sheet[1] if cell.value == "名称")
    for row in range(2, IMPORTED + 2):
        sheet.cell(row, name).value = f"もう一度改めた名称 {row}"
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def pages(person) -> None:
    from django.test import Client
    from tests.web.factories import client_for

    client = client_for(person)
    empty = measured(Client(), "/accounts/login/")
    print(f"{'sign-in page (nothing read)':58} p95 {empty[0] * 1000:6.1f} ms")
    for address in ADDRESSES:
        wall, processor, count = measured(client, address)
        print(
            f"{address[:58]:58} p95 {wall * 1000:6.1f} ms  CPU {processor * 1000:5.1f} ms"
            f"  {count} queries"
        )


def measured(client, address: str) -> tuple[float, float, int]:
    """95th percentile on the wall, median of the processor, number of queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _ in range(3):
        assert client.get(address).status_code == 200, address
    walls, processors = [], []
    for _ in range(REQUESTS):
        with Clock() as clock:
            client.get(address)
        walls.append(clock.wall)
        processors.append(clock.cpu)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    walls.sort()
    return walls[int(len(walls) * 0.95)], statistics.median(processors), len(queries)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    subprocess.run([sys.executable, "-m", "sekisho.entry", "init"], check=True, capture_output=True)
    sys.path.insert(0, str(Path(__file__).parents[1]))
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    with Clock() as clock:
        person = fill(count)
    print(f"{count} assets filled in          {clock}")
    files(person)
    pages(person)


if __name__ == "__main__":
    main()
