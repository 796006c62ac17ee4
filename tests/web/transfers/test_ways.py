"""Which way a file may take: the ordinary ones; My Number only by a permit, from where it says."""

from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.sanitize.direct import Direct
from tests.web.approvals.permitting import office
from tests.web.factories import AT, client_for, make_person
from tests.web.transfers.parts import desk
from tests.web.zones.parts import place_zones, special

from sekisho.quarantine import Keyring
from sekisho.web.approvals.models import Application
from sekisho.web.assets.whereabouts import DeclaredZone, Place, place_of
from sekisho.web.evidence import queries as evidence
from sekisho.web.transfers import actions, agreement, originals, queries, ways
from sekisho.web.transfers.actions import HandedIn, SendingEntry
from sekisho.web.transfers.errors import TransfersRefusedError
from sekisho.web.transfers.models import Crossing, Parcel, ParcelFile, Sending
from sekisho.web.transfers.ways import (
    INWARD,
    OUTWARD,
    Grant,
    Standpoint,
    Traveller,
    Way,
)

ZONES = (
    DeclaredZone("mynumber", "マイナンバー事務系", ("10.10.0.0/16", "fd00:10::/32")),
    DeclaredZone("lgwan", "LGWAN接続系", ("10.20.0.0/16", "fd00:20::/32")),
    DeclaredZone("internet", "インターネット接続系", ("0.0.0.0/0", "::/0")),
)
KEYS = ("mynumber", "lgwan", "internet")
IN, OUT = Way("lgwan", "mynumber"), Way("mynumber", "lgwan")
TEXT = "照合の結果\n".encode()
NUMBER = "1111 1111 1118"
HERE = "10.10.0.21"  # a terminal of the My Number zone the permit names


def leave(way, traveller=None, address="", zones=ZONES, *, taking=False):
    who = traveller or Traveller()
    return ways.leave(way, who, place_of(address, zones), zones, taking=taking)


def grant(way=OUT, sources=("10.10.0.0/24",), destinations=("10.20.0.40/32",)):
    return Grant(1, "令和8年度第9号", way, sources, destinations)


class TestPlaces:
    @pytest.mark.parametrize(
        ("address", "zone"),
        [
            ("10.10.3.4", "mynumber"),
            ("::ffff:10.10.3.4", "mynumber"),
            ("fd00:20::7", "lgwan"),
            ("fd00:20::7%eth0", "lgwan"),
            ("203.0.113.9", "internet"),
            ("127.0.0.1", ""),
            ("::1", ""),
            ("0.0.0.0", ""),
            ("", ""),
            ("unix:", ""),
        ],
    )
    def test_the_longest_prefix_names_the_zone(self, address, zone):
        assert place_of(address, ZONES).zone == zone

    def test_without_declared_zones_nothing_is_known(self):
        assert place_of("10.10.3.4", ()).zone == ""


ADDRESSES = st.sampled_from(("", "127.0.0.1", HERE, "10.20.0.7", "203.0.113.9"))


@given(
    source=st.sampled_from(KEYS),
    target=st.sampled_from(KEYS),
    address=ADDRESSES,
    taking=st.booleans(),
    cleared=st.booleans(),
    granted=st.sampled_from((None, OUT, IN)),
    zones=st.sampled_from((ZONES, (), ZONES[1:])),
)
def test_my_number_moves_only_for_the_cleared_with_a_permit_of_that_way(
    source, target, address, taking, cleared, granted, zones
):
    way = Way(source, target)
    grants = (grant(granted),) if granted else ()
    found = ways.leave(
        way, Traveller(cleared, grants), place_of(address, zones), zones, taking=taking
    )
    if found.open and "mynumber" in way.ends:
        assert cleared
        assert granted == way
        assert found.grant.way == way
        assert zones == ZONES
        assert place_of(address, zones).zone in way.ends
    if found.open and not way.is_ordinary:
        assert found.grant is not None
    if found.open and way.is_ordinary:
        assert place_of(address, zones).zone != "mynumber"


class TestOrdinary:
    @pytest.mark.parametrize("way", [INWARD, OUTWARD])
    @pytest.mark.parametrize("address", ["", "127.0.0.1", "10.20.0.7", "203.0.113.9"])
    @pytest.mark.parametrize("taking", [False, True])
    def test_they_stand_open_to_everybody(self, way, address, taking):
        assert leave(way, address=address, taking=taking).open
        assert leave(way, address=address, zones=(), taking=taking).open

    def test_not_from_a_terminal_of_the_my_number_zone(self):
        found = leave(OUTWARD, address=HERE)
        assert "この端末は「マイナンバー事務系」にあります" in found.why
        assert "「LGWAN接続系」の端末から出します" in found.why
        assert "受け取れるのは「LGWAN接続系」の端末" in leave(INWARD, address=HERE, taking=True).why

    def test_a_zone_that_was_not_declared_has_no_way(self):
        assert "領域の図に登録されていません" in leave(INWARD, zones=ZONES[:1]).why

    def test_another_pair_of_zones_is_none(self):
        assert not leave(Way("lgwan", "lgwan"), address="10.20.0.7").open


class TestSpecial:
    def test_each_reason_is_told(self):
        cleared = Traveller(cleared=True)
        assert "事務の担当者だけ" in leave(OUT, address=HERE).why
        assert "特定通信の許可が必要です" in leave(OUT, cleared, HERE).why
        other = Traveller(cleared=True, grants=(grant(IN),))
        assert "特定通信の許可が必要です" in leave(OUT, other, HERE).why
        mine = Traveller(cleared=True, grants=(grant(),))
        assert leave(OUT, mine, HERE).grant == grant()
        assert "許可に書かれていません" in leave(OUT, mine, "10.10.9.9").why
        assert "領域が分からない" in leave(OUT, mine, "127.0.0.1").why
        assert "「マイナンバー事務系」の端末から出します" in leave(OUT, mine, "10.20.0.7").why

    def test_into_the_zone_the_taking_terminal_must_be_named(self):
        mine = Traveller(cleared=True, grants=(grant(IN, ("10.20.0.0/16",), ("10.10.0.21/32",)),))
        assert leave(IN, mine, "10.20.0.7").open
        assert leave(IN, mine, HERE, taking=True).open
        assert not leave(IN, mine, "10.10.0.22", taking=True).open
        assert not leave(IN, mine, "203.0.113.9", taking=True).open

    @pytest.mark.parametrize(
        "scope",
        [
            {"source": "", "destination": "10.20.0.1/32"},
            {"source": "here", "destination": "10.20.0.1/32"},
            {"source": "10.10.0.1/8", "destination": "10.20.0.1/32"},
            {},
        ],
    )
    def test_a_permit_whose_addresses_cannot_be_read_grants_nothing(self, scope):
        row = SimpleNamespace(scope={"from_zone": "mynumber", "to_zone": "lgwan", **scope})
        assert ways.grant_of(row) is None

    def test_addresses_are_read_as_they_are_typed(self):
        scope = {
            "from_zone": "mynumber",
            "to_zone": "lgwan",
            "source": "10.10.0.5/32 10.10.1.0/24",
            "destination": "10.20.0.8/32、10.20.0.9/32",
        }
        row = SimpleNamespace(id=3, decision="令和8年度第9号", scope=scope)
        found = ways.grant_of(row)
        assert found.sources == ("10.10.0.5/32", "10.10.1.0/24")
        assert found.destinations == ("10.20.0.8/32", "10.20.0.9/32")


def test_a_place_is_nothing_by_itself():
    assert Place() == Place(None, "")


@pytest.mark.parametrize(
    ("way", "outward"),
    [(INWARD, False), (OUTWARD, True), (OUT, True), (IN, False)],
)
def test_what_leads_to_less_protection_goes_out(way, outward):
    assert ways.is_outward(way) is outward


@pytest.mark.django_db
class TestEndToEnd:
    @pytest.fixture(autouse=True)
    def _on_the_day(self, tmp_path, settings):
        settings.QUARANTINE = tmp_path / "quarantine"
        settings.QUARANTINE.mkdir()
        settings.QUARANTINE_KEYS = tmp_path / "quarantine.keys"
        Keyring.new().save(settings.QUARANTINE_KEYS)
        place_zones()
        with time_machine.travel(AT, tick=False):
            yield

    @pytest.fixture
    def people(self):
        found = office()
        from sekisho.web.organization.models import RoleHolding

        RoleHolding.objects.create(
            role="data-custodian", person=found.member, from_date=AT.date() - timedelta(days=30)
        )
        return found

    def work(self):
        actions.process_waiting(at=AT, door=lambda: nullcontext(Direct()))

    def post(self, person, address=HERE, way="mynumber-lgwan", page="portal", **more):
        files = [SimpleUploadedFile("結果.txt", more.pop("data", TEXT))]
        client = client_for(person)
        return client.post(
            reverse(f"transfers:{page}"),
            {"sent": files, "way": way, **more},
            REMOTE_ADDR=address,
        )

    def test_out_of_the_my_number_zone_by_permit_and_every_step_is_evidence(self, people):
        granted = special(people, source="10.10.0.21/32", destination="10.20.0.40/32")
        assert self.post(people.member).status_code == 302
        parcel = Parcel.objects.get()
        assert (parcel.from_zone, parcel.to_zone, parcel.permit) == ("mynumber", "lgwan", granted)
        self.work()
        row = Crossing.objects.get()
        assert row.direction == "out"
        assert row.report["zones"] == ["mynumber", "lgwan"]
        assert row.report["permit"] == granted.decision
        file = ParcelFile.objects.get()
        client = client_for(people.member)
        take = reverse("transfers:output", args=[file.pk, 0])
        assert client.get(take, REMOTE_ADDR="10.20.0.7")["Content-Disposition"]
        kinds = [each.kind for each in evidence.history(f"parcel:{parcel.pk}", 9)]
        assert sorted(kinds) == ["parcel.fetched-specially", "parcel.handed-in-specially"]
        page = client.get(reverse("transfers:parcel", args=[parcel.pk])).content.decode()
        assert "マイナンバー事務系 から LGWAN接続系 へ" in page
        assert granted.decision in page
        assert list(agreement.differences()) == []
        Parcel.objects.update(to_zone="internet")
        assert [each.subject for each in agreement.differences()] == [f"parcel:{parcel.pk}"]

    def test_it_is_not_taken_in_the_internet_zone_nor_after_the_permit(self, people):
        special(people, days=3)
        self.post(people.member)
        self.work()
        take = reverse("transfers:output", args=[ParcelFile.objects.get().pk, 0])
        client = client_for(people.member)
        refused = client.get(take, REMOTE_ADDR="203.0.113.9", follow=True)
        assert "受け取れるのは「LGWAN接続系」の端末です" in refused.content.decode()
        with time_machine.travel(AT + timedelta(days=5), tick=False):
            later = client_for(people.member).get(take, REMOTE_ADDR="10.20.0.7", follow=True)
        assert "特定通信の許可が必要です" in later.content.decode()

    def test_into_the_my_number_zone(self, people):
        special(
            people, from_zone="lgwan", to_zone="mynumber",
            source="10.20.0.0/16", destination="10.10.0.21/32",
        )  # fmt: skip
        assert self.post(people.member, "10.20.0.7", "lgwan-mynumber").status_code == 302
        self.work()
        take = reverse("transfers:output", args=[ParcelFile.objects.get().pk, 0])
        client = client_for(people.member)
        assert client.get(take, REMOTE_ADDR=HERE).status_code == 200
        assert client.get(take, REMOTE_ADDR="10.10.0.22").status_code == 302

    @pytest.mark.parametrize("address", ["127.0.0.1", "10.10.0.99", "10.20.0.7", "203.0.113.9"])
    def test_from_another_terminal_the_way_is_not_offered_and_not_taken(self, people, address):
        special(people, source="10.10.0.21/32")
        answer = self.post(people.member, address)
        assert answer.status_code == 422
        assert Parcel.objects.count() == 0
        assert list(originals.numbers()) == []

    def test_somebody_elses_permit_or_no_clearance_opens_nothing(self, people):
        special(people)
        for who in (people.head, make_person(roles=("data-custodian",)), make_person()):
            assert self.post(who).status_code == 422
        stand = Standpoint(HERE, cleared=False)
        with pytest.raises(TransfersRefusedError, match="担当者だけ"):
            actions.hand_in(
                files=[HandedIn("a.txt", TEXT)], by=people.member, at=AT, way=OUT, stand=stand
            )

    def test_at_a_my_number_terminal_the_ordinary_ways_are_shut_and_it_is_told_why(self, people):
        client = client_for(people.member)
        for name in ("portal", "send-out"):
            page = client.get(reverse(f"transfers:{name}"), REMOTE_ADDR=HERE).content.decode()
            assert "使える通路がありません" in page
            assert "この端末は「マイナンバー事務系」にあります" in page
            assert "特定通信の許可を申請する" in page
        assert self.post(people.member, way="internet-lgwan").status_code == 422
        assert Parcel.objects.count() == 0

    def test_with_one_open_way_nothing_is_asked(self):
        page = client_for(make_person()).get(reverse("transfers:portal")).content.decode()
        assert '<input type="hidden" name="way" value="internet-lgwan"' in page

    def test_behind_a_front_server_its_word_counts_and_no_other(self, people, settings):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        page = client_for(people.member).get(
            reverse("transfers:portal"),
            REMOTE_ADDR="10.20.0.1",
            headers={"X-Forwarded-For": "10.20.0.9, 10.10.0.21"},
        )
        assert "この端末は「マイナンバー事務系」にあります" in page.content.decode()

    def test_individual_numbers_leave_by_permit_and_two_decisions(self, people):
        granted = special(people, to_zone="internet", destination="203.0.113.0/24")
        words = {"purpose": "照会", "receiver": "年金機構", "grade": "open"}
        words["receiver_email"] = "madoguchi@nenkin.example"
        data = f"名簿 {NUMBER}\n".encode()
        self.post(people.member, way="mynumber-internet", page="send-out", data=data, **words)
        row = Sending.objects.get()
        assert (row.special, row.grade, row.parcel.permit) == (True, "personal", granted)
        self.work()
        assert actions.look_through(at=AT, door=lambda: nullcontext(Finding())) == 1
        row.refresh_from_db()
        assert (row.numbers, row.returned_at) == (1, None)
        waiting = Application.objects.get(subject=f"sending:{row.pk}")
        assert (waiting.kind, waiting.is_waiting) == ("sending-personal", True)
        page = client_for(people.member).get(reverse("transfers:sending", args=[row.pk]))
        assert "特定通信の許可によって送るものです" in page.content.decode()
        assert list(agreement.differences()) == []

    def test_without_one_they_are_stopped_as_ever(self, people):
        entry = SendingEntry("personal", "照会", "年金機構")
        files = [HandedIn("名簿.txt", f"{NUMBER}\n".encode())]
        row = actions.send_out(entry=entry, files=files, by=people.member, at=AT)
        self.work()
        actions.look_through(at=AT, door=lambda: nullcontext(Finding()))
        row.refresh_from_db()
        assert row.returned_at == AT

    def test_the_database_itself_refuses_my_number_without_a_permit(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            Parcel.objects.create(by=make_person(), at=AT, from_zone="mynumber", to_zone="lgwan")

    def test_a_mail_is_not_opened_at_a_my_number_terminal(self, people, settings, tmp_path):
        from tests.web.transfers.parts import held, take

        settings.MAILGATE_SPOOL = tmp_path / "mailgate"
        reasons = {"reasons": [{"code": "password-needed", "message": "x"}]}
        row = take(settings.MAILGATE_SPOOL, held(report=reasons, to=(people.member.email,)))[0]
        address = reverse("transfers:open-mail", args=[row.pk])
        answer = client_for(people.member).post(address, {"password": "x"}, REMOTE_ADDR=HERE)
        assert answer.status_code == 422
        assert "この端末は「マイナンバー事務系」にあります" in answer.content.decode()

    def test_queries_do_not_grow_with_permits(self, people):
        stand = Standpoint(HERE, cleared=True)
        counts = []
        for _ in range(2):
            special(people)
            with CaptureQueriesContext(connection) as found:
                queries.leaves((OUT, IN, INWARD), stand, by=people.member, at=AT)
            counts.append(len(found))
        assert counts[0] == counts[1] <= 4

    def test_the_desk_reads_the_way_of_a_crossing(self, people):
        special(people)
        self.post(people.member)
        self.work()
        page = client_for(desk()).get(
            reverse("transfers:crossing", args=[Crossing.objects.get().pk])
        )
        assert "マイナンバー事務系 から LGWAN接続系 へ" in page.content.decode()


class Finding:
    """A scanner that really looks, in this process."""

    def call(self, _profile, _function, payload, **_):
        from sekisho.web.transfers.apart.scanning import scan

        return SimpleNamespace(data=scan(payload))
