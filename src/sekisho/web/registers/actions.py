"""Taking in a table: read and compare it, then apply exactly what was shown, or nothing."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.web.registers import layout as layouts
from sekisho.web.registers.errors import FaultyError, GoneError, StaleError, TableRefusedError
from sekisho.web.registers.kept import lines_packed, packed, unpacked
from sekisho.web.registers.layout import Layout, Place
from sekisho.web.registers.limits import TableLimits
from sekisho.web.registers.models import KeptLayout, Upload
from sekisho.web.registers.planning import Plan, Verdict, plan
from sekisho.web.registers.queries import layout_of
from sekisho.web.registers.reading import Table, as_json, read_table, table_from
from sekisho.web.registers.register import Reader, Register, Renames, Source
from sekisho.web.registers.sealing import seal_layout

KEPT = timedelta(days=1)


def dry_run(
    *, register: Register, reader: Reader, name: str, untrusted_data: bytes, at: datetime
) -> Upload:
    """Read a file, compare it with the register and keep both; the register is not changed.

    An earlier file of the same person that waits is dropped. Raises TableRefusedError.
    """
    if len(untrusted_data) > TableLimits().bytes:
        raise TableRefusedError(
            _("ファイルが大きすぎます（上限20 MB）。分けて取り込んでください。")
        )
    before = layout_of(register)
    known = layouts.headings_of(register, before)
    table = read_table(untrusted_data, name=name, headings=known)
    layout = layouts.of_file(register, before, table.headings)
    found = plan(register, layout, table, reader)
    upload = Upload(
        register=register.id,
        person=str(reader.person.opaque_id),
        name=name[:200],
        sha256=hashlib.sha256(untrusted_data).hexdigest(),
        table=packed(as_json(table)),
        at=at,
    )
    _show(upload, found)
    with transaction.atomic():
        Upload.objects.filter(register=upload.register, person=upload.person).delete()
        upload.save()
    return upload


def compare_again(*, upload: Upload, register: Register, reader: Reader) -> Plan:
    """Compare the file with the register as it stands now, and keep what is found."""
    found, _layout = _planned(upload, register, reader)
    _show(upload, found)
    upload.save()
    return found


@transaction.atomic
def apply(*, upload: Upload, register: Register, reader: Reader, at: datetime) -> int:
    """Make every change that was shown, in one transaction; return how many.

    Raises FaultyError when a row is wrong, StaleError when the register has changed so that
    other changes would come of the file, and what the register's own `write` refuses.
    """
    waiting = Upload.objects.select_for_update().filter(pk=upload.pk).first()
    if waiting is None:
        raise GoneError(_("このファイルは既に取り込まれたか、取り消されています。"))
    found, layout = _planned(waiting, register, reader, locked=True)
    if found.counts[Verdict.WRONG]:
        raise FaultyError(_("誤りのある行があるため、取り込めません。何も変えていません。"))
    if found.digest != waiting.digest:
        raise StaleError(
            _(
                "差分を示した後に、ほかの人が登録簿を変えました。何も変えていません。"
                "新しい差分を確かめて、もう一度取り込んでください。"
            )
        )
    register.write(found.changes, Source(waiting.name, waiting.sha256), reader, at)
    _keep(register, layouts.merged(layout, layout_of(register)), reader, at)
    waiting.delete()
    return len(found.changes)


@transaction.atomic
def arrange(
    *,
    register: Register,
    places: Sequence[Place],
    reader: Reader,
    at: datetime,
    renames: Renames | None = None,
) -> Layout:
    """Give the columns the body's own order and headings, for files written from now on.

    Columns left out come at the end. `renames` are own columns of the body called otherwise in
    `places`, or removed there (None): their values in the rows go along, or are taken out. Raises
    TableRefusedError; see `layout.arranged`.
    """
    moved = dict(renames or {})
    before = tuple(
        place for place in layout_of(register) if place.column or place.heading not in moved
    )
    whole = layouts.merged(layouts.arranged(register, places), before)
    if moved:
        if register.rewrite is None:
            raise TableRefusedError(_("この登録簿の独自の列は、見出しを変えられません。"))
        register.rewrite(moved, reader, at)
    _keep(register, whole, reader, at)
    return whole


@transaction.atomic
def drop(*, upload: Upload) -> None:
    """Forget a file that waits."""
    Upload.objects.filter(pk=upload.pk).delete()


def purge(*, at: datetime) -> int:
    """Forget files nobody applied within a day; return how many."""
    return Upload.objects.filter(at__lt=at - KEPT).delete()[0]


def _keep(register: Register, layout: Layout, reader: Reader, at: datetime) -> None:
    """Keep a layout, and seal it when it is another than before."""
    if layout == layout_of(register):
        return
    KeptLayout.objects.update_or_create(
        register=register.id, defaults={"places": layouts.entries_of(layout)}
    )
    seal_layout(register.id, layout, by=str(reader.person.opaque_id), at=at)


def _planned(
    upload: Upload, register: Register, reader: Reader, *, locked: bool = False
) -> tuple[Plan, Layout]:
    table = _table(upload)
    layout = layouts.of_file(register, layout_of(register), table.headings)
    return plan(register, layout, table, reader, locked=locked), layout


def _table(upload: Upload) -> Table:
    return table_from(json.loads(unpacked(upload.table)))


def _show(upload: Upload, found: Plan) -> None:
    upload.lines = lines_packed(found.lines)
    upload.digest, upload.counts = found.digest, dict(found.counts)
    upload.left_alone = found.left_alone
