"""The permitted software as a register that goes out to Excel and comes back (decision 0008)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_noop

from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.own_columns import OwnColumns
from sekisho.web.registers import Change, Column, Reader, Register, Row, Source
from sekisho.web.terminals import access, actions
from sekisho.web.terminals.actions.software import refuse_everything
from sekisho.web.terminals.agreement import TABLES
from sekisho.web.terminals.errors import TerminalRefusedError
from sekisho.web.terminals.models import PermittedSoftware


def _rows(_reader: Reader, locked: bool) -> Iterable[Row]:  # noqa: FBT001  # as declared
    rows = PermittedSoftware.objects.all()
    for row in rows.select_for_update() if locked else rows:
        yield Row({"pattern": row.pattern, "note": row.note}, row.own)


def _judge(changes: Sequence[Change], _reader: Reader) -> Mapping[str, str]:
    wrong = {}
    for change in changes:
        try:
            refuse_everything(change.number)
        except TerminalRefusedError as refusal:
            wrong[change.number] = str(refusal)
    return wrong


def _write(changes: Sequence[Change], source: Source, reader: Reader, at: datetime) -> None:
    del source  # the rows are sealed as the form seals them
    taken = [
        actions.TakenSoftware(each.number, str(each.values["note"]), each.own) for each in changes
    ]
    actions.take_in_software(taken=taken, by=reader.person, at=at)


SOFTWARE = Register(
    id="software",
    title=gettext_noop("許可するソフトウェア"),
    columns=(
        Column(
            "pattern",
            gettext_noop("名称"),
            required=True,
            unique=True,
            others=(gettext_noop("ソフトウェア"), gettext_noop("ソフトウェア名")),
        ),
        Column("note", gettext_noop("備考")),
    ),
    key="pattern",
    look=(access.MANAGE,),
    keep=(access.MANAGE,),
    rows=_rows,
    judge=_judge,
    write=_write,
    handed_out=evidence.seal_handed_out,
    rewrite=OwnColumns(
        rows=PermittedSoftware.objects.all,
        visible=lambda _reader: PermittedSoftware.objects.all(),
        tables=TABLES,
        kind="software.changed",
        subject=lambda row: f"permitted-software:{row.pk}",
    ).rewrite,
)
