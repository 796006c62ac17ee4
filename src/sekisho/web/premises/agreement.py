"""Whether areas, lists, logs, rounds, counts and disposals are what was sealed of them.

The passages of a door system's file are compared together, and so are the answers of a round. Who
a visitor was, and what a door system called somebody, can be erased: neither is compared.
"""

from collections.abc import Iterator

from sekisho.web.evidence.agreeing import Difference
from sekisho.web.evidence.standing import Kept, Tables
from sekisho.web.premises.models import (
    Answer,
    Area,
    Card,
    Disposal,
    Door,
    DoorImport,
    DoorSystem,
    Fault,
    Fixture,
    Listed,
    LogSpan,
    Passage,
    Photo,
    Round,
    SheetEdition,
    StockLine,
    StockTaking,
    Tablet,
    UnreadLine,
    Visit,
)

_ERASABLE = frozenset({"name", "company", "purpose", "brought"})
_SAID = frozenset({"area_id", "at", "way", "person_id", "visit_id", "card", "door", "mark"})
_EXPLAINED = frozenset({"explained_at", "explained_by_id", "explanation"})

TABLES = Tables(
    kinds=frozenset({
        "area.recorded", "area.changed", "area.closed", "area.own", "entry-list.added",
        "entry-list.ended", "entry-list.reviewed", "entry-list.own", "door-system.recorded",
        "door.recorded", "card.given", "card.returned", "door-log.imported", "door-log.settled",
        "entry-log.confirmed", "passage.recorded", "passage.explained", "tablet.opened",
        "tablet.closed", "visit.received", "visit.left", "visit.erased", "fixture.recorded",
        "fixture.changed", "fixture.own", "fixture.removed", "round-sheet.written",
        "round.planned", "round.ended", "round.answered", "round.done",
        "fault.found", "fault.mended", "stocktaking.opened", "stocktaking.seen",
        "stocktaking.closed", "stocktaking.settled", "disposal.planned", "disposal.done",
        "disposal.confirmed", "disposal.own", "card.own", "visit.own",
    }),
    kept=(
        Kept(Area, "area"),
        Kept(Listed, "listed"),
        Kept(DoorSystem, "door-system"),
        Kept(Door, "door"),
        Kept(Card, "card"),
        Kept(DoorImport, "door-import"),
        Kept(UnreadLine, "unread-lines", group="source_id"),
        Kept(LogSpan, "log-span"),
        Kept(Passage, "imported-passages", group="source_id", where={"source__isnull": False},
             only=_SAID),
        Kept(Passage, "passage", where={"source": None}, only=_SAID),
        Kept(Passage, "explanation", where={"explained_at__isnull": False}, only=_EXPLAINED),
        Kept(Visit, "visit", without=_ERASABLE | {"attachment"}),
        Kept(Tablet, "tablet"),
        Kept(Fixture, "fixture"),
        Kept(SheetEdition, "sheet-edition"),
        Kept(Round, "round"),
        Kept(Answer, "answers", group="round_id", without=frozenset({"id"})),
        Kept(Photo, "photo"),
        Kept(Fault, "fault"),
        Kept(StockTaking, "stocktaking"),
        Kept(StockLine, "stock-line"),
        Kept(Disposal, "disposal", without=frozenset({"certificate"})),
    ),
)  # fmt: skip


def differences() -> Iterator[Difference]:
    """Compare every row of this room with the ledger; a query a table, and one."""
    return TABLES.differences()
