"""Stock-taking: opened with what should be there, seen by number, closed and sealed."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.organization.models import Person, Unit
from sekisho.web.premises.actions.sealing import day, opaque, seal
from sekisho.web.premises.errors import PremisesError
from sekisho.web.premises.models import StockLine, StockTaking
from sekisho.web.premises.stock import (
    StockItem,
    key_of,
    looks_like_a_number,
    number_in,
    same_place,
    stock,
)

State = StockLine.State


@transaction.atomic
def open_stocktaking(
    *, title: str, units: Sequence[Unit], due_on: date, by: Person, at: datetime
) -> StockTaking:
    """Begin a count of some units; what their register says now is expected. Raises PremisesError.

    A unit is counted by one stock-taking at a time.
    """
    if due_on < timezone.localdate(at):
        raise PremisesError(_("期限は、今日以後の日にしてください。"))
    busy = StockTaking.objects.open().filter(units__in=units).exists()
    if busy:
        raise PremisesError(_("同じ所属の棚卸が、まだ終わっていません。先に終えてください。"))
    items = list(stock().of_units([unit.pk for unit in units]))
    if not items:
        raise PremisesError(_("選んだ所属に、数える対象の登録がありません。"))
    row = StockTaking.objects.create(title=title.strip(), opened_at=at, opened_by=by, due_on=due_on)
    row.units.set(units)
    lines = [_expected(row, item) for item in items]
    StockLine.objects.bulk_create(lines, batch_size=500)
    seal("stocktaking.opened", f"stocktaking:{row.pk}", by=by, at=at,
         units=[unit.pk for unit in units], lines=len(items), due_on=day(due_on),
         rows=[row, *lines])  # fmt: skip
    return row


@transaction.atomic
def see(*, taking: StockTaking, scanned: str, place: str, by: Person, at: datetime) -> StockLine:
    """Note that the thing of a number was seen, by its label's code or typed.

    Of another unit or at another place than registered it is found elsewhere; a number nobody
    registered is noted as unknown. Raises PremisesError for no number, for one that several
    things bear in this writing, or a closed count.
    """
    row = _locked(taking)
    line = _line(row, number_in(scanned))
    line.state = _state(line, place.strip())
    line.seen_place, line.seen_at, line.seen_by = place.strip()[:200], at, by
    line.save()
    seal("stocktaking.seen", f"stocktaking:{row.pk}", by=by, at=at, line=line.pk,
         state=str(line.state), rows=[line])  # fmt: skip
    return line


@transaction.atomic
def close_stocktaking(*, taking: StockTaking, by: Person, at: datetime) -> StockTaking:
    """End a count: what was not seen is missing. The whole result is sealed by its SHA-256."""
    row = _locked(taking)
    missing = list(row.lines.filter(state=State.OPEN))
    row.lines.filter(state=State.OPEN).update(state=State.MISSING)
    row.closed_at, row.closed_by = at, by
    row.save(update_fields=["closed_at", "closed_by"])
    seal(
        "stocktaking.closed",
        f"stocktaking:{row.pk}",
        by=by,
        at=at,
        files=(),
        rows=[row, *missing],
        removed=(),
        lines_sha256=result_digest(row),
        **counts(row),
    )
    return row


@transaction.atomic
def settle_difference(*, line: StockLine, settlement: str, by: Person, at: datetime) -> StockLine:
    """Write down what became of a difference of a closed count. Raises PremisesError."""
    row = StockLine.objects.select_for_update(of=("self",)).select_related("taking").get(pk=line.pk)
    if row.taking.closed_at is None:
        raise PremisesError(_("棚卸を終えてから、差異の始末を記録してください。"))
    if row.state not in DIFFERENCES:
        raise PremisesError(_("差異のないものです。"))
    if not settlement.strip():
        raise PremisesError(_("差異をどう始末したかを書いてください。"))
    row.settled_at, row.settled_by, row.settlement = at, by, settlement.strip()
    row.save(update_fields=["settled_at", "settled_by", "settlement"])
    seal("stocktaking.settled", f"stocktaking:{row.taking_id}", by=by, at=at, line=row.pk,
         state=row.state, rows=[row])  # fmt: skip
    return row


DIFFERENCES = (State.MISSING, State.ELSEWHERE, State.UNKNOWN)


def counts(taking: StockTaking) -> dict[str, int]:
    """Return how many lines stand how."""
    states = list(taking.lines.values_list("state", flat=True))
    return {
        "lines": len(states),
        "found": states.count(State.FOUND),
        "elsewhere": states.count(State.ELSEWHERE),
        "missing": states.count(State.MISSING) + states.count(State.OPEN),
        "unknown": states.count(State.UNKNOWN),
    }


def result_digest(taking: StockTaking) -> str:
    """Return the SHA-256 of number, state and when and by whom each was seen, in order."""
    rows = taking.lines.select_related("seen_by").order_by("number")
    text = "\n".join(
        f"{row.number}|{row.state}|{row.seen_at.timestamp() if row.seen_at else ''}"
        f"|{opaque(row.seen_by) or ''}"
        for row in rows
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _locked(taking: StockTaking) -> StockTaking:
    row = StockTaking.objects.select_for_update().get(pk=taking.pk)
    if row.closed_at is not None:
        raise PremisesError(_("この棚卸は終わっています。"))
    return row


def _expected(taking: StockTaking, item: StockItem) -> StockLine:
    return StockLine(
        taking=taking,
        ref=item.ref,
        number=item.number,
        key=key_of(item.number),
        name=item.name,
        unit_id=item.unit,
        place=item.place,
        hidden=item.hidden,
    )


def _line(taking: StockTaking, number: str) -> StockLine:
    """Return the line of a number; the exact writing counts before any other."""
    known = [*taking.lines.filter(key=key_of(number))] if number else []
    items = stock().numbered(number)
    known = [each for each in known if each.ref or not items]  # since then it was registered
    expected = {each.ref for each in known}
    known += [_unexpected(taking, item) for item in items if item.ref not in expected]
    found = [each for each in known if each.number == number] or known
    if len(found) > 1:
        words = _(
            "「{number}」に当たる番号が複数あります（{numbers}）。ラベルのとおりに入力してください。"
        )
        same = "、".join(each.number for each in found)
        raise PremisesError(words.format(number=number, numbers=same))
    return found[0] if found else _unknown(taking, number)


def _unexpected(taking: StockTaking, item: StockItem) -> StockLine:
    """Return a line for a thing nobody expected here: another unit's, or registered meanwhile."""
    noted = taking.lines.filter(ref="", key=key_of(item.number)).first()
    line = _expected(taking, item)
    line.pk, line.state = noted.pk if noted else None, State.ELSEWHERE
    return line


def _unknown(taking: StockTaking, number: str) -> StockLine:
    if not looks_like_a_number(number):
        raise PremisesError(_("番号を読み取れません。ラベルの番号を入力してください。"))
    return StockLine(taking=taking, number=number, key=key_of(number), state=State.UNKNOWN)


def _state(line: StockLine, place: str) -> str:
    """Return how a thing stands that was just seen."""
    if line.state == State.UNKNOWN:
        return line.state
    if line.state == State.ELSEWHERE and line.unit_id not in _units(line):
        return State.ELSEWHERE
    return State.FOUND if same_place(place, line.place) else State.ELSEWHERE


def _units(line: StockLine) -> set[int]:
    return set(line.taking.units.values_list("pk", flat=True))
