"""The body's own columns of a register called otherwise or removed, in every row; each is sealed.

Rows hold own values by heading (`own`). What a row said before and says now is kept beside its
entry (see `changes`), so that a removed column's values can still be read in the history.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from sekisho.ledger import JsonValue
from sekisho.web.evidence import actions
from sekisho.web.evidence.changes import changes_file, values_of
from sekisho.web.evidence.standing import Tables
from sekisho.web.registers import Reader, Renames
from sekisho.web.registers.errors import TableRefusedError

_BATCH = 100  # rows written by one statement


@dataclass(frozen=True)
class OwnColumns:
    """The rows of a register that hold own values, and how an entry speaks of one.

    `rows` are all there are, whoever may know of them; `visible` those the reader may.
    `touch` puts right what follows from own values, in the columns `with_own`.
    """

    rows: Callable[[], QuerySet[Any]]
    visible: Callable[[Reader], QuerySet[Any]]
    tables: Tables
    kind: str
    subject: Callable[[Any], str]
    facts: Callable[[Any], dict[str, JsonValue]] = field(default=lambda _row: {})
    touch: Callable[[Any], None] = field(default=lambda _row: None)
    with_own: tuple[str, ...] = ("own",)

    @transaction.atomic
    def rewrite(self, renames: Renames, reader: Reader, at: datetime) -> int:
        """Rename and remove in every row; return how many rows changed.

        Raises TableRefusedError where rows already hold values of the new heading, and for a
        removal that would take out what the reader may not know of.
        """
        rows = list(self.rows().filter(own__has_any_keys=list(renames)).select_for_update())
        self._refuse(renames, rows, reader)
        events: list[tuple[actions.Event, Sequence[Model]]] = []
        for row in rows:
            before = values_of(row, ())
            row.own = _renamed(row.own, renames)
            self.touch(row)
            files = changes_file(before, values_of(row, ()))
            event = actions.Event(self.kind, self.subject(row), self.facts(row), files)
            events.append((event, [row]))
        self.rows().model._default_manager.bulk_update(rows, self.with_own, batch_size=_BATCH)  # noqa: SLF001  # Django's public API
        by = str(reader.person.opaque_id)
        actions.seal_many(events=self.tables.standing_so(events), at=at, by=by)
        return len(rows)

    def _refuse(self, renames: Renames, rows: Sequence[Any], reader: Reader) -> None:
        new = {each for each in renames.values() if each} - set(renames)
        if new and self.rows().filter(own__has_any_keys=list(new)).exists():
            raise TableRefusedError(
                _("新しい見出しの値を既に持つ行があります。別の見出しにしてください。")
            )
        gone = {heading for heading, name in renames.items() if name is None}
        losing = [row.pk for row in rows if gone & row.own.keys()]
        known = set(self.visible(reader).values_list("pk", flat=True)) if losing else set()
        if not known.issuperset(losing):
            raise TableRefusedError(
                _(
                    "あなたが閲覧できない行にも値があるため、この列は削除できません。"
                    "閲覧の権限がある担当者に依頼してください。"
                )
            )


def _renamed(own: dict[str, Any], renames: Renames) -> dict[str, Any]:
    """Return own values under their new headings, in their order."""
    named = ((renames.get(heading, heading), value) for heading, value in own.items())
    return {heading: value for heading, value in named if heading is not None}
