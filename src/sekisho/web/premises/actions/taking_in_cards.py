"""Taking a file of cards in: every row in a few statements, sealed as a form does."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.changes import changes_file, values_of
from sekisho.web.organization.models import Person
from sekisho.web.premises.actions.sealing import day, opaque
from sekisho.web.premises.actions.taking_in import Own, Told, seal_told
from sekisho.web.premises.errors import PremisesError
from sekisho.web.premises.models import Card, DoorSystem, Passage

_BATCH = 100  # rows written by one statement
_ASKED = 500  # numbers asked for in one query


@dataclass(frozen=True, slots=True)
class TakenCard:
    """A row of a file: the card given, or the one in hand of which only the end changes."""

    row: Card | None
    system: DoorSystem
    number: str
    person: Person
    from_date: date
    until_date: date | None
    own: Own


@transaction.atomic
def take_in_cards(*, taken: Sequence[TakenCard], by: Person, at: datetime) -> None:
    """Give cards and take them back; passages of their time take the holders' names.

    Raises PremisesError for a card somebody holds: nothing is done.
    """
    _refuse_held(taken)
    before = [
        (values_of(each.row, ()), each.row.until_date) if each.row else None for each in taken
    ]
    rows = [_card(each) for each in taken]
    new = [row for row, each in zip(rows, taken, strict=True) if each.row is None]
    Card.objects.bulk_create(new, batch_size=_BATCH)
    known = [each.row for each in taken if each.row]
    Card.objects.bulk_update(known, ("until_date", "own"), batch_size=_BATCH)
    named = _name_passages(new)
    told = [
        each
        for row, was in zip(rows, before, strict=True)
        for each in _events(row, was, named.get(row.pk, ()))
    ]
    seal_told(told, by=by, at=at)


def _refuse_held(taken: Iterable[TakenCard]) -> None:
    held = set(Card.objects.held().values_list("system", "number"))
    if any(each.row is None and (each.system.pk, each.number) in held for each in taken):
        raise PremisesError(_("このカードは別の人に渡されています。先に返却を記録してください。"))


def _card(taken: TakenCard) -> Card:
    row = taken.row or Card(
        system=taken.system,
        number=taken.number,
        person=taken.person,
        from_date=taken.from_date,
    )
    row.until_date = max(taken.until_date, row.from_date) if taken.until_date else None
    row.own = dict(taken.own)
    return row


def _name_passages(cards: Sequence[Card]) -> Mapping[int, list[Passage]]:
    """Write holders' names on passages nobody is known of; return them by card."""
    by_number = {(card.system_id, card.number): card for card in cards}
    found: dict[int, list[Passage]] = {}
    for passage in _unnamed(cards):
        system = passage.source.system_id if passage.source else 0
        card = by_number.get((system, passage.card))
        if card is not None and _within(passage.at, card):
            passage.person = card.person
            found.setdefault(card.pk, []).append(passage)
    named = [each for mine in found.values() for each in mine]
    Passage.objects.bulk_update(named, ("person",), batch_size=_BATCH)
    return found


def _unnamed(cards: Sequence[Card]) -> Iterator[Passage]:
    systems = {card.system_id for card in cards}
    rows = Passage.objects.filter(source__system__in=systems, person=None, visit=None)
    for start in range(0, len(cards), _ASKED):
        numbers = [card.number for card in cards[start : start + _ASKED]]
        yield from rows.filter(card__in=numbers).select_related("source")


def _within(at: datetime, card: Card) -> bool:
    on = timezone.localdate(at)
    return card.from_date <= on and (card.until_date is None or on <= card.until_date)


def _events(
    row: Card, before: tuple[dict[str, str], date | None] | None, named: Sequence[Passage]
) -> Iterator[Told]:
    """Yield what the forms would seal, and the body's own fields where they changed."""
    subject = f"card:{row.pk}"
    own, until = before or ({}, None)
    if before is None:
        facts = {
            "person": opaque(row.person),
            "from_date": day(row.from_date),
            "named": len(named),
        }
        yield evidence.Event("card.given", subject, facts), [row, *named]
    if row.until_date != until:
        yield evidence.Event("card.returned", subject, {"until": day(row.until_date)}), [row]
    if files := changes_file(own, values_of(row, ())):
        yield evidence.Event("card.own", subject, {}, files), [row]
