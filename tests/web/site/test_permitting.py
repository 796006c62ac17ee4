"""Permits reach the rooms above: a lift in force opens a terminal, a lapsed one does not."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.web.approvals.permitting import office, permit, tokyo
from tests.web.factories import AT, DAY, client_for, make_person, make_unit

from sekisho.web.approvals import queries, subjects
from sekisho.web.assets import actions as assets
from sekisho.web.assets.models import Zone
from sekisho.web.premises.models import Area
from sekisho.web.premises.permits import permits_between
from sekisho.web.site.permitting import AREAS, TERMINALS, TerminalLifts
from sekisho.web.terminals.lifts import lifts_at
from sekisho.web.terminals.models import Terminal

pytestmark = pytest.mark.django_db
KIND = "takeout-block-lift"


@pytest.fixture
def people():
    return office()


@pytest.fixture
def terminals(people):
    assets.install_zones(at=AT)
    zones = {zone.key: zone for zone in Zone.objects.all()}
    units = (people.member.unit, make_unit("総務課"), people.member.unit)
    keys = ("lgwan", "lgwan", "mynumber")
    return [
        Terminal.objects.create(
            number=f"PC-{n}", zone=zones[key], unit=unit, system="windows", recorded_at=AT
        )
        for n, (key, unit) in enumerate(zip(keys, units, strict=True))
    ]


def test_a_permit_in_force_lifts_the_block_of_its_terminals_until_its_last_day(people, terminals):
    one, two, _ = terminals
    found = permit(
        people,
        KIND,
        subjects=(f"terminal:{one.pk}", f"terminal:{two.pk}"),
        answers={"device_id": "ABC123 DEF456"},
    )
    lifts = lifts_at(AT)
    assert set(lifts) == {one.pk, two.pk}
    (lift,) = lifts[one.pk]
    assert (lift.write, lift.devices, lift.until, lift.reference) == (
        True,
        ("ABC123", "DEF456"),
        found.ends,
        "令和8年度第1号",
    )
    assert lifts_at(tokyo(found.ends, 23))
    assert lifts_at(tokyo(found.ends + timedelta(days=1), 0)) == {}


def test_reading_only_lifts_no_writing(people, terminals):
    permit(people, KIND, subjects=(f"terminal:{terminals[0].pk}",), answers={"direction": "read"})
    assert [lift.write for lift in lifts_at(AT)[terminals[0].pk]] == [False]


def test_what_is_named_in_writing_or_of_another_register_opens_nothing(people, terminals):
    permit(people, KIND, subject_words="PC-0")
    permit(people, KIND, subjects=("area:1", "terminal:x"))
    permit(people, "area-entry", subjects=(f"terminal:{terminals[0].pk}",))
    assert list(TerminalLifts().lifts(AT)) == []


def test_one_asks_for_the_terminals_of_ones_unit_or_those_one_may_look_at(people, terminals):
    one, two, hidden = terminals
    assert [c.label for c in TERMINALS.choices(people.member, frozenset())] == ["PC-0", "PC-2"]
    other = make_person(unit=make_unit("別の課"))
    assert list(TERMINALS.choices(other, frozenset())) == []
    assert [c.label for c in TERMINALS.choices(other, frozenset({"status.read"}))] == [
        "PC-0",
        "PC-1",
    ]
    hidden.users.add(other)
    assert [c.label for c in TERMINALS.choices(other, frozenset())] == ["PC-2"]
    two.retired_on = DAY
    two.save()
    assert "PC-1" not in {c.label for c in TERMINALS.choices(people.system, frozenset())}
    assert one.number == "PC-0"


def test_the_form_offers_them_and_the_permit_names_them(people, terminals):
    assert subjects.source_of("terminal") is TERMINALS
    client = client_for(people.member)
    page = client.get(reverse("approvals:apply", args=[KIND])).content.decode()
    assert "PC-0" in page
    assert "PC-1" not in page
    found = permit(people, KIND, subjects=(f"terminal:{terminals[0].pk}",), subject_words="")
    assert "PC-0" in client.get(reverse("approvals:permit", args=[found.pk])).content.decode()


class TestBetween:
    def test_every_permit_that_touches_the_days_is_told(self, people):
        row = permit(people, "area-entry", subjects=("area:3",))
        between = queries.permits_between
        assert [p.id for p in between("area-entry", DAY, DAY)] == [row.pk]
        assert [p.id for p in between("area-entry", row.ends, DAY + timedelta(days=400))] == [
            row.pk
        ]
        after = row.ends + timedelta(days=1)
        assert between("area-entry", after, after) == ()
        assert between("area-entry", DAY - timedelta(days=9), DAY - timedelta(days=1)) == ()
        assert between("media-takeout", DAY, DAY) == ()

    def test_one_ended_early_counts_to_the_day_it_ended(self, people):
        from sekisho.web.approvals import actions

        row = permit(people, "area-entry")
        actions.end_permit(permit=row, reason="済んだ", by=people.head, at=AT)
        assert queries.permits_between("area-entry", DAY, DAY)
        tomorrow = DAY + timedelta(days=1)
        assert not queries.permits_between("area-entry", tomorrow, tomorrow)


class TestEntry:
    @pytest.fixture
    def area(self):
        return Area.objects.create(
            name="情報システム室", level="core", unit=make_unit("総務課"), log_from=DAY
        )

    def test_a_permit_lets_its_holder_into_its_areas_on_its_days(self, people, area):
        row = permit(people, "area-entry", subjects=(f"area:{area.pk}",), subject_words="")
        (entry,) = permits_between(DAY, DAY)
        assert (entry.person, entry.area) == (str(people.member.opaque_id), area.pk)
        assert (entry.from_date, entry.until_date) == (DAY, row.ends)
        after = row.ends + timedelta(days=1)
        assert permits_between(after, after) == ()

    def test_areas_in_use_are_offered_to_everybody_and_named_on_the_permit(self, people, area):
        given_up = Area.objects.create(
            name="旧室", level="core", unit=make_unit("総務課"), log_from=DAY, closed_at=AT
        )
        assert [c.label for c in AREAS.choices(people.member, frozenset())] == ["情報システム室"]
        assert AREAS.labels([f"area:{given_up.pk}"]) == {f"area:{given_up.pk}": "旧室"}
        found = permit(people, "area-entry", subjects=(f"area:{area.pk}",), subject_words="")
        page = client_for(people.member).get(reverse("approvals:permit", args=[found.pk]))
        assert "情報システム室" in page.content.decode()

    def test_an_area_named_in_writing_lets_nobody_in(self, people, area):
        permit(people, "area-entry", subject_words="情報システム室")
        assert permits_between(DAY, DAY) == ()
