"""The cards of door systems in people's hands, as a register (decision 0008)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.own_columns import OwnColumns
from sekisho.web.organization.choosing import people_options
from sekisho.web.organization.models import Person
from sekisho.web.premises import actions
from sekisho.web.premises.access import MANAGE, RECORD
from sekisho.web.premises.agreement import TABLES
from sekisho.web.premises.models import Card, DoorSystem
from sekisho.web.registers import (
    Change,
    Choice,
    Column,
    Kind,
    Options,
    Reader,
    Register,
    Row,
    Source,
)

_FIXED = frozenset({"system", "person", "from_date"})


def _rows(_reader: Reader, locked: bool) -> Iterable[Row]:  # noqa: FBT001  # as declared
    prefixes = _prefixes()
    rows = Card.objects.held().order_by("system", "number", "pk")
    for card in rows.select_for_update() if locked else rows:
        yield Row(
            {
                "number": f"{prefixes[card.system_id]}{card.number}",
                "system": card.system_id,
                "person": card.person_id,
                "from_date": card.from_date,
                "until_date": card.until_date,
            },
            card.own,
        )


def _prefixes() -> dict[int, str]:
    """Return what stands before a card's number: where there are several systems, its system."""
    names = dict(DoorSystem.objects.values_list("pk", "name"))
    return {pk: f"{name}：" if len(names) > 1 else "" for pk, name in names.items()}


def _plain(change: Change, prefixes: Mapping[int, str]) -> tuple[int, str]:
    """Return the system and the number on the card itself."""
    system = int(str(change.values["system"]))
    return system, change.number.removeprefix(prefixes.get(system, "")).strip()


def _judge(changes: Sequence[Change], _reader: Reader) -> Mapping[str, str]:
    prefixes = _prefixes()
    held = set(Card.objects.held().values_list("system", "number"))
    held |= {(pk, "") for pk in prefixes}
    new = Counter(_plain(each, prefixes) for each in changes if each.before is None)
    found = {each.number: _refusal(each, _plain(each, prefixes), held, new) for each in changes}
    return {number: words for number, words in found.items() if words}


def _refusal(
    change: Change,
    card: tuple[int, str],
    held: set[tuple[int, str]],
    new: Counter[tuple[int, str]],
) -> str:
    if change.before is not None and change.changed & _FIXED:
        return _(
            "渡したカードで変えられるのは返却日だけです。先に返却日を取り込み、"
            "次に新しい持ち主で登録してください。"
        )
    if change.before is None and card in held:
        return _("このカードは別の人に渡されています。先に返却を記録してください。")
    if new[card] > 1:
        return _("同じ装置の同じカード番号が、ファイルに二つ以上あります。")
    first, last = change.values["from_date"], change.values["until_date"]
    if isinstance(first, date) and isinstance(last, date) and last < first:
        return _("返却日は、渡した日以後の日にしてください。")
    return ""


def _write(changes: Sequence[Change], source: Source, reader: Reader, at: datetime) -> None:
    del source  # each row is sealed as the forms seal it
    prefixes, systems = _prefixes(), DoorSystem.objects.in_bulk()
    rows = Card.objects.held().select_related("person")
    known = {(row.system_id, row.number): row for row in rows}
    people = Person.objects.in_bulk([each.values["person"] for each in changes])
    taken = []
    for each in changes:
        system, number = _plain(each, prefixes)
        first, last = each.values["from_date"], each.values["until_date"]
        if not isinstance(first, date):
            raise TypeError("the first day is required")
        taken.append(
            actions.TakenCard(
                row=known.get((system, number)) if each.before else None,
                system=systems[system],
                number=number,
                person=people[int(str(each.values["person"]))],
                from_date=first,
                until_date=last if isinstance(last, date) else None,
                own=each.own,
            )
        )
    actions.take_in_cards(taken=taken, by=reader.person, at=at)


def _options(reader: Reader) -> Mapping[str, Options]:
    systems = DoorSystem.objects.values_list("pk", "name")
    standing = Card.objects.held().order_by().values("person")
    return {
        "systems": Options(tuple(Choice(pk, name) for pk, name in systems)),
        "people": people_options(reader.on, standing=standing),
    }


# Headings are Japanese: files are the body's own papers (decision 0008).
CARDS = Register(
    id="cards",
    title=gettext_noop("入室カードの台帳"),
    columns=(
        Column("number", "カード番号", required=True, unique=True, longest=160,
               others=("カードの番号", "カードNo", "カードID")),
        Column("system", "入退室管理装置", Kind.REFERENCE, required=True, options="systems",
               others=("装置",)),
        Column("person", "氏名", Kind.REFERENCE, required=True, options="people",
               others=("持ち主", "使用者")),
        Column("from_date", "渡した日", Kind.DAY, required=True,
               others=("交付日", "貸与日", "開始日")),
        Column("until_date", "返却日", Kind.DAY, others=("終了日",)),
    ),
    key="number",
    look=(MANAGE, RECORD),
    keep=(MANAGE,),
    rows=_rows,
    options=_options,
    judge=_judge,
    write=_write,
    handed_out=evidence.seal_handed_out,
    rewrite=OwnColumns(
        rows=Card.objects.all,
        visible=lambda _reader: Card.objects.all(),
        tables=TABLES,
        kind="card.own",
        subject=lambda row: f"card:{row.pk}",
    ).rewrite,
)  # fmt: skip
