"""The declared network, gateways, flows asked for by one and decided by another."""

from datetime import timedelta

import pytest
from tests.web.approvals.permitting import office
from tests.web.assets.register import zone
from tests.web.factories import AT, DAY, make_person
from tests.web.zones.parts import (
    decided_flow,
    decider,
    flow_entry,
    keeper,
    mail_gateway,
    place_zones,
    router,
    special,
)

from sekisho.web.approvals import deciding
from sekisho.web.approvals.errors import OwnApplicationError
from sekisho.web.approvals.models import Application, Permit
from sekisho.web.zones import actions, agreement
from sekisho.web.zones.actions import DeviceEntry, GatewayEntry
from sekisho.web.zones.errors import NoPolicyError, ZonesRefusedError
from sekisho.web.zones.models import ChosenModel, Gateway, PermittedFlow, ZoneNetwork
from sekisho.web.zones.queries import policy_at

pytestmark = pytest.mark.django_db
TOMORROW = AT + timedelta(days=1)


@pytest.fixture
def network():
    place_zones()


def references(at=AT):
    return [each.reference for each in policy_at(at).permitted]


def waiting_application(row):
    return Application.objects.get(subject=f"zone-flow:{row.pk}")


class TestNetwork:
    def test_a_model_is_chosen_from_the_known_ones(self):
        actions.choose_model(model="α", by=keeper(), at=AT)
        actions.choose_model(model="β'", by=keeper(), at=AT)
        assert ChosenModel.objects.get().model == "β'"
        with pytest.raises(ZonesRefusedError):
            actions.choose_model(model="γ", by=keeper(), at=AT)

    @pytest.mark.parametrize("word", ["10.10.0.0/33", "10.10.0.1/16", "窓口", "fd00::/200"])
    def test_what_is_no_prefix_is_refused_by_its_word(self, word):
        with pytest.raises(ZonesRefusedError, match=word.split("/")[0]):
            actions.place_zone(
                zone=zone("lgwan"), networks=[word], interfaces=(), by=keeper(), at=AT
            )
        assert not ZoneNetwork.objects.exists()

    def test_one_prefix_lies_in_one_zone(self, network):
        words = {"interfaces": (), "by": keeper(), "at": AT}
        with pytest.raises(ZonesRefusedError, match="両方の範囲にあります"):
            actions.place_zone(zone=zone("internet"), networks=["10.20.0.0/16"], **words)
        assert "10.20.0.0/16" not in ZoneNetwork.objects.get(zone__key="internet").prefixes

    def test_without_two_zones_there_is_no_policy(self):
        with pytest.raises(NoPolicyError):
            policy_at(AT)

    def test_rows_agree_with_the_ledger(self, network):
        actions.choose_model(model="α", by=keeper(), at=AT)
        decided_flow(through=mail_gateway())
        router()
        assert list(agreement.differences()) == []
        ZoneNetwork.objects.filter(zone__key="lgwan").update(prefixes=["10.0.0.0/8"])
        PermittedFlow.objects.update(ports=["1-65535"])
        Gateway.objects.update(addresses=["0.0.0.0/0"])
        assert len(list(agreement.differences())) == 3


class TestGateways:
    def _entry(self, row, **changed):
        words = {"label": row.label, "kind": row.kind, "zone": row.zone}
        return GatewayEntry(**{**words, "addresses": tuple(row.addresses), **changed})

    def test_decided_flows_hold_its_address(self, network):
        row, by = mail_gateway(), keeper()
        decided_flow(through=row)
        for changed in (
            {"addresses": ("0.0.0.0/0",)},
            {"kind": "other"},
            {"zone": zone("lgwan")},
        ):
            with pytest.raises(ZonesRefusedError, match="変えられません"):
                actions.change_gateway(gateway=row, entry=self._entry(row, **changed), by=by, at=AT)
        with pytest.raises(ZonesRefusedError, match="先に"):
            actions.close_gateway(gateway=row, by=by, at=AT)
        actions.change_gateway(gateway=row, entry=self._entry(row, label="新名"), by=by, at=AT)
        assert Gateway.objects.get().label == "新名"

    def test_without_flows_it_is_changed_and_closed(self, network):
        row, by = mail_gateway(), keeper()
        entry = self._entry(row, addresses=("192.0.2.99/32",))
        actions.change_gateway(gateway=row, entry=entry, by=by, at=AT)
        actions.close_gateway(gateway=row, by=by, at=AT)
        assert not Gateway.objects.in_use().exists()

    @pytest.mark.parametrize("addresses", [(), ("x",)])
    def test_it_has_an_address(self, network, addresses):
        with pytest.raises(ZonesRefusedError):
            mail_gateway(addresses=addresses)

    def test_a_name_is_used_once(self, network):
        mail_gateway(label="無害化")
        with pytest.raises(ZonesRefusedError, match="既に"):
            mail_gateway(label="無害化")


class TestFlows:
    def test_asked_for_it_permits_nothing_decided_it_does(self, network):
        row = actions.ask_flow(entry=flow_entry(through=mail_gateway()), by=keeper(), at=AT)
        assert references() == []
        application = waiting_application(row)
        by = decider()
        deciding.approve(application=application, by=by, comment="", at=AT)
        row.refresh_from_db()
        assert references() == [f"flow:{row.pk}"]
        assert (row.decided_by, row.decision) == (by, "令和8年度第1号")

    def test_nobody_decides_their_own(self, network):
        by = make_person(roles=("chief-officer",))
        row = actions.ask_flow(entry=flow_entry(), by=by, at=AT)
        with pytest.raises(OwnApplicationError):
            deciding.approve(application=waiting_application(row), by=by, comment="", at=AT)
        assert references() == []

    def test_given_back_it_is_over(self, network):
        row = actions.ask_flow(entry=flow_entry(), by=keeper(), at=AT)
        deciding.give_back(
            application=waiting_application(row), by=decider(), comment="宛先を限ること", at=AT
        )
        row.refresh_from_db()
        assert row.ended_at == AT
        assert not PermittedFlow.objects.waiting().exists()
        assert list(agreement.differences()) == []

    def test_it_lapses_by_itself_and_is_ended_by_hand(self, network):
        decided_flow(until=DAY)
        other = decided_flow(ports=("80",))
        assert len(references()) == 2
        assert references(TOMORROW) == [f"flow:{other.pk}"]
        actions.end_flow(flow=other, by=keeper(), at=TOMORROW)
        assert references(TOMORROW) == []
        with pytest.raises(ZonesRefusedError, match="既に"):
            actions.end_flow(flow=other, by=keeper(), at=TOMORROW)

    def test_one_that_begins_later_permits_nothing_yet(self, network):
        decided_flow(starts=DAY + timedelta(days=1))
        assert (references(), len(references(TOMORROW))) == ([], 1)

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"ports": ()}, "ポートを入力"),
            ({"ports": ("443", "x")}, "「x」"),
            ({"protocol": "icmp"}, "TCPとUDP"),
            ({"purpose": " "}, "目的"),
            ({"until": DAY - timedelta(days=1)}, "終了日"),
            ({"sources": ("10.30.0.0/16",)}, "はみ出して"),
            ({"destinations": ("十",)}, "アドレス"),
        ],
    )
    def test_what_cannot_be_is_refused(self, network, changed, words):
        with pytest.raises(ZonesRefusedError, match=words):
            actions.ask_flow(entry=flow_entry(**changed), by=keeper(), at=AT)
        assert not PermittedFlow.objects.exists()

    @pytest.mark.parametrize("end", ["source", "destination"])
    def test_the_my_number_zone_is_asked_for_as_a_special_flow(self, network, end):
        entry = flow_entry(**{end: zone("mynumber")})
        with pytest.raises(ZonesRefusedError, match="特定通信"):
            actions.ask_flow(entry=entry, by=keeper(), at=AT)

    def test_a_zone_does_not_ask_for_itself(self, network):
        entry = flow_entry(destination=zone("lgwan"))
        with pytest.raises(ZonesRefusedError, match="別の領域"):
            actions.ask_flow(entry=entry, by=keeper(), at=AT)


class TestSpecialFlows:
    def test_a_permit_is_a_flow_until_its_last_day(self, network):
        permit = special(days=10)
        (found,) = policy_at(AT).permitted
        assert (found.reference, found.special) == (f"permit:{permit.pk}", True)
        assert found.flow.until == permit.ends
        last = AT + timedelta(days=9)
        assert len(references(last)) == 1
        assert references(last + timedelta(days=1)) == []

    def test_ended_early_it_permits_nothing_at_once(self, network):
        permit = special()
        Permit.objects.update(ended_at=AT, ended_by=permit.holder)
        assert references() == []

    def test_one_that_says_nothing_readable_or_lies_outside_is_named(self, network):
        people = office()
        special(people, source="窓口の端末")
        special(people, source="10.99.0.1/32")
        built = policy_at(AT)
        assert built.permitted == ()
        assert len(built.unusable) == 2
        assert "窓口の端末" in built.unusable[0].why


class TestDevices:
    def test_recorded_changed_retired(self, network):
        row = router(name="L3スイッチ", drop="l3")
        with pytest.raises(ZonesRefusedError, match="名称"):
            router(name="L3スイッチ")
        with pytest.raises(ZonesRefusedError, match="別の機器"):
            router(drop="l3")
        entry = DeviceEntry("L3スイッチ", vendor="ios")
        actions.change_device(device=row, entry=entry, by=keeper(), at=AT)
        actions.retire_device(device=row, by=keeper(), at=AT)
        assert list(agreement.differences()) == []
        router(name="L3スイッチ")

    def test_a_vendor_nobody_reads_and_a_link_that_leads_nowhere_are_refused(self, network):
        with pytest.raises(ZonesRefusedError, match="読めません"):
            router(vendor="abacus")
        with pytest.raises(ZonesRefusedError, match="つなぎ"):
            router(connects={"ge0": "internet", "ge1": "transit"})
