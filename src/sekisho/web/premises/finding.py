"""What of the premises can be found: areas with their lists and logs, what stands there, rounds."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import load_premises
from sekisho.web.premises import access
from sekisho.web.premises.models import (
    Area,
    Card,
    Disposal,
    Fault,
    Fixture,
    Listed,
    Passage,
    StockTaking,
    Visit,
)
from sekisho.web.premises.models.areas import AreaQuerySet
from sekisho.web.premises.models.rounds import FixtureQuerySet
from sekisho.web.premises.passages import passages_found
from sekisho.web.search.columns import ByColumns
from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words, standing_in
from sekisho.web.ui.access import RightsRequest
from sekisho.web.ui.dates import wareki
from sekisho.web.ui.templatetags.ui import wareki_time
from sekisho.web.ui.words import worded

READERS = frozenset({access.MANAGE, access.RECORD, "evidence.read"})  # as an area's own page
LOOKERS = frozenset({access.LOOK, access.MANAGE, access.RECORD})  # as the list of fixtures


class Areas:
    """The controlled areas in use, by name, place or unit."""

    id = "areas"
    label = _("管理区域")

    def found(self, request: RightsRequest, words: Words) -> AreaQuerySet:
        """Return them, for those who may open an area's page."""
        if not READERS & request.rights:
            return Area.objects.none()
        rows = Area.objects.in_use().select_related("unit")
        return rows.filter(standing_in(words, "name", "place", "unit__name"))

    def hit(self, row: Area) -> Hit:
        """Return an area with its place, and the unit that keeps it."""
        return Hit(
            url=reverse("premises:area", args=[row.pk]),
            title=row.name,
            text=row.place,
            place=row.unit.name,
        )


class Passages:
    """The newest passages, by area, door, person, visitor, card, and in or out."""

    id = "passages"
    label = _("入退室記録")

    def found(self, request: RightsRequest, words: Words) -> Sequence[Passage]:
        """Return them, the newest first, for those who may open a log."""
        if not READERS & request.rights:
            return ()
        return passages_found(words)

    def hit(self, row: Passage) -> Hit:
        """Return a passage: who, which way and when; it leads to the log of its day."""
        day = timezone.localdate(row.at).isoformat()
        return Hit(
            url=f"{reverse('premises:log', args=[row.area_id])}?day={day}",
            title=row.who,
            text=f"{wareki_time(row.at)} {row.get_way_display()} {row.door}".strip(),
            place=row.area.name,
        )


class Fixtures:
    """The servers, racks and lines inspected on rounds, by name, number or area."""

    id = "fixtures"
    label = _("設備")

    def found(self, request: RightsRequest, words: Words) -> FixtureQuerySet:
        """Return them, for those who may open their list."""
        if not LOOKERS & request.rights:
            return Fixture.objects.none()
        rows = Fixture.objects.in_use().select_related("area")
        return rows.filter(standing_in(words, "name", "number", "area__name"))

    def hit(self, row: Fixture) -> Hit:
        """Return a fixture with its kind; it leads to the list of its name."""
        kind = load_premises().fixture_kinds.get(row.kind)
        return Hit(
            url=reverse("premises:fixtures"),
            title=row.name,
            text=worded(kind.title) if kind else row.kind,
            place=row.area.name,
        )


class Disposals:
    """What was or is to be disposed of, by what it is, its number or who took it."""

    id = "disposals"
    label = _("廃棄")

    def found(self, request: RightsRequest, words: Words) -> QuerySet[Disposal]:
        """Return them, the newest first, for those who may open their list."""
        if not READERS & request.rights:
            return Disposal.objects.none()
        rows = access.visible_disposals(request.rights).select_related("unit").order_by("-pk")
        return rows.filter(standing_in(words, "name", "number", "contractor"))

    def hit(self, row: Disposal) -> Hit:
        """Return a disposal with its number."""
        return Hit(
            url=reverse("premises:disposals"), title=row.name, text=row.number, place=row.unit.name
        )


def _listed(row: Listed) -> Hit:
    """Return a line of an entry list; it leads to the area."""
    who = row.person.name if row.person else row.post.title if row.post else ""
    url = reverse("premises:area", args=[row.area_id])
    return Hit(url=url, title=who, text=f"{row.number} {row.reason}", place=row.area.name)


def _card(row: Card) -> Hit:
    url = reverse("premises:system", args=[row.system_id])
    return Hit(url=url, title=row.number, text=row.person.name, place=row.system.name)


def _visit(row: Visit) -> Hit:
    text = f"{wareki_time(row.in_at)} {row.company} {row.purpose}".strip()
    return Hit(url=reverse("premises:visits"), title=row.name, text=text, place=row.area.name)


def _fault(row: Fault) -> Hit:
    url = reverse("premises:rounds")
    return Hit(url=url, title=row.note, text=row.fixture.name, place=row.fixture.area.name)


def _taking(row: StockTaking) -> Hit:
    url = reverse("premises:taking", args=[row.pk])
    return Hit(url=url, title=row.title, place=wareki(row.due_on))


SOURCES = (
    Areas(),
    Passages(),
    ByColumns(
        id="entry-lists",
        label=_("入室者名簿"),
        readers=READERS,
        rows=lambda _request: Listed.objects.filter(
            until_date__gte=timezone.localdate()
        ).select_related("area", "person", "post"),
        columns=("number", "person__name", "post__title", "reason", "area__name"),
        hit=_listed,
    ),
    ByColumns(
        id="cards",
        label=_("入室カード"),
        readers=frozenset({access.MANAGE, access.RECORD}),
        rows=lambda _request: Card.objects.filter(until_date=None).select_related(
            "system", "person"
        ),
        columns=("number", "person__name", "system__name"),
        hit=_card,
    ),
    ByColumns(
        id="visits",
        label=_("来訪者"),
        readers=READERS,
        rows=lambda _request: Visit.objects.filter(erased_at=None).select_related("area"),
        columns=("name", "company", "purpose", "brought", "host__name"),
        hit=_visit,
    ),
    Fixtures(),
    ByColumns(
        id="faults",
        label=_("見つかった不良"),
        readers=LOOKERS,
        rows=lambda _request: Fault.objects.open().select_related("fixture__area"),
        columns=("note", "fixture__name", "fixture__area__name"),
        hit=_fault,
    ),
    Disposals(),
    ByColumns(
        id="stocktakings",
        label=_("棚卸"),
        readers=READERS,
        rows=lambda _request: StockTaking.objects.all(),
        columns=("title",),
        hit=_taking,
    ),
)
