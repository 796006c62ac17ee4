"""Information that crosses, and configurations that leave, as its class and the ledger want it."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.urls import reverse
from tests.web.assets.register import graded, recorded, zone
from tests.web.factories import AT, DAY, client_for, make_person
from tests.web.zones.parts import (
    CLOSED,
    decided_flow,
    decider,
    flow_entry,
    keeper,
    place_zones,
    router,
    took,
)

from sekisho.web.approvals import deciding
from sekisho.web.approvals.models import Application
from sekisho.web.assets.models import Asset
from sekisho.web.evidence import queries as evidence
from sekisho.web.zones import actions, agreement
from sekisho.web.zones.errors import ZonesRefusedError
from sekisho.web.zones.keeping import closed
from sekisho.web.zones.models import Configuration, PermittedFlow

pytestmark = pytest.mark.django_db
MONTH = DAY + timedelta(days=30)  # the 31st day


@pytest.fixture(autouse=True)
def _on_the_day():
    cache.clear()
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def network():
    place_zones(families=(4,))


def information(grade, **fields):
    """Return a row of the register as a flow carries it."""
    by = make_person(roles=("system-manager", "ciso", "chief-officer"))
    row = recorded(f"台帳 {grade}", sort="data", by=by, **graded(confidentiality=grade, **fields))
    return f"information:{row.pk}"


def asked(carries, **changed):
    entry = flow_entry(carries=(carries,), **changed)
    return actions.ask_flow(entry=entry, by=keeper(), at=AT)


class TestClass:
    def test_the_gravest_is_not_sent_at_all(self, network):
        with pytest.raises(ZonesRefusedError, match="区分の取扱いのルールで送れません"):
            asked(information("3A"), until=DAY)
        assert not PermittedFlow.objects.exists()
        assert not Application.objects.exists()

    def test_what_has_no_class_is_handled_as_the_gravest(self, network):
        row = information("3B")
        Asset.objects.update(confidentiality="")
        with pytest.raises(ZonesRefusedError, match="送れません"):
            asked(row, until=DAY)

    def test_the_grave_is_sent_for_a_month_and_never_as_part_of_the_design(self, network):
        row = information("3B")
        with pytest.raises(ZonesRefusedError, match="までに限られます"):
            asked(row)
        with pytest.raises(ZonesRefusedError, match=MONTH.isoformat()):
            asked(row, until=MONTH + timedelta(days=1))
        assert asked(row, until=MONTH).carries == [row]

    def test_what_may_be_sent_is_no_hindrance(self, network):
        assert asked(information("1")).until is None

    def test_the_shortest_of_several_counts(self, network):
        both = (information("1"), information("3B"))
        entry = flow_entry(carries=both)
        with pytest.raises(ZonesRefusedError, match="までに限られます"):
            actions.ask_flow(entry=entry, by=keeper(), at=AT)

    def test_a_class_raised_before_the_decision_stops_the_decision(self, network):
        row = asked(information("1"))
        Asset.objects.update(confidentiality="3A")
        application = Application.objects.get(subject=f"zone-flow:{row.pk}")
        with pytest.raises(ZonesRefusedError, match="送れません"):
            deciding.approve(application=application, by=decider(), comment="", at=AT)
        row.refresh_from_db()
        application.refresh_from_db()
        assert row.decided_at is None
        assert application.is_waiting

    def test_it_can_still_be_given_back(self, network):
        row = asked(information("1"))
        Asset.objects.update(confidentiality="3A")
        application = Application.objects.get(subject=f"zone-flow:{row.pk}")
        deciding.give_back(application=application, by=decider(), comment="区分", at=AT)
        row.refresh_from_db()
        assert row.ended_at is not None

    def test_what_it_carries_is_part_of_what_was_sealed(self, network):
        row = asked(information("1"))
        assert not list(agreement.differences())
        PermittedFlow.objects.update(carries=[])
        assert [each.subject for each in agreement.differences()] == [f"zone-flow:{row.pk}"]

    def test_flows_that_carry_nothing_named_are_sealed_as_before(self, network):
        decided_flow()
        assert not list(agreement.differences())

    def test_the_page_offers_what_the_asker_may_know_of_and_shows_what_was_chosen(self, network):
        by = keeper()
        about = information("1", unit=by.unit)
        client = client_for(by)
        words = {"source": zone("lgwan").pk, "destination": zone("internet").pk}
        words |= {"protocol": "tcp", "ports": "443", "purpose": "送付", "starts": "2026-06-01"}
        url = reverse("zones:ask")
        offered = BeautifulSoup(client.get(url).content, "lxml").select("input[name=carries]")
        assert [each["value"] for each in offered] == [about]
        page = client.post(url, {**words, "carries": [about]}, follow=True)
        assert "台帳 1" in page.content.decode()
        assert client.post(url, {**words, "carries": ["information:999"]}).status_code == 422
        assert client.post(url, {**words, "carries": ["media:1"]}).status_code == 422

    def test_a_refusal_by_class_is_told_on_the_form(self, network):
        by = keeper()
        about = information("3B", unit=by.unit)
        words = {"source": zone("lgwan").pk, "destination": zone("internet").pk}
        words |= {"protocol": "tcp", "ports": "443", "purpose": "送付", "starts": "2026-06-01"}
        page = client_for(by).post(reverse("zones:ask"), {**words, "carries": [about]})
        assert (page.status_code, "までに限られます" in page.content.decode()) == (422, True)


class TestHandingOut:
    @pytest.fixture
    def kept(self, network):
        took(router(), CLOSED)
        return Configuration.objects.get()

    def entries(self):
        return list(evidence.sealed(["configuration.handed-out"]))

    def test_each_time_the_text_leaves_is_sealed_with_who_took_it(self, kept):
        by = keeper()
        client = client_for(by)
        url = reverse("zones:text", args=[kept.pk])
        assert client.get(url).content == CLOSED.encode()
        assert client.get(url).status_code == 200
        first, _second = self.entries()
        assert first.subject == f"configuration:{kept.pk}"
        assert first.facts["bytes"] == len(CLOSED)
        (newest, *_rest) = evidence.history(f"configuration:{kept.pk}", 1)
        assert newest.actor == str(by.opaque_id)

    def test_the_entry_tells_no_name_and_no_line(self, kept):
        actions.hand_out(configuration=kept, by=keeper(), at=AT)
        (entry,) = self.entries()
        assert set(entry.facts) == {"device", "file_sha256", "bytes"}
        assert entry.facts["file_sha256"] != kept.sha256  # salted
        assert not list(agreement.differences())  # the row is still what was sealed of it

    def test_who_may_not_have_it_leaves_no_entry(self, kept):
        auditor = client_for(make_person(roles=("auditor",)))
        assert auditor.get(reverse("zones:text", args=[kept.pk])).status_code == 403
        assert self.entries() == []

    def test_looking_without_taking_is_no_handing_out(self, kept):
        client = client_for(keeper())
        assert client.head(reverse("zones:text", args=[kept.pk])).status_code == 405
        assert self.entries() == []

    def test_an_altered_text_is_not_handed_out(self, kept):
        Configuration.objects.update(kept=closed(b"something else"))
        page = client_for(keeper()).get(reverse("zones:text", args=[kept.pk]), follow=True)
        assert "取り込んだときと違います" in page.content.decode()
        assert self.entries() == []
