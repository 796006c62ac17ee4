"""What must not happen in the zones' room: two at once, failures half-way, the wrong person."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import URLPattern, reverse
from tests.web.assets.register import zone
from tests.web.factories import AT, client_for, make_person
from tests.web.zones import probing
from tests.web.zones.parts import (
    CLOSED,
    FORGOTTEN,
    decided_flow,
    flow_entry,
    keeper,
    mail_gateway,
    place_zones,
    router,
    took,
)

from sekisho.web.evidence import queries as evidence
from sekisho.web.ui.ciphering import UndecipherableError
from sekisho.web.zones import actions, agreement, consequences, urls
from sekisho.web.zones.actions import Came, configurations, designing, devices, flows, replays
from sekisho.web.zones.actions import flowlogs as taking_logs
from sekisho.web.zones.actions import probes as taking_probes
from sekisho.web.zones.errors import ZonesRefusedError
from sekisho.web.zones.models import (
    Configuration,
    FlowLog,
    Gateway,
    NetworkDevice,
    PermittedFlow,
    Probe,
    Proof,
    Replay,
    ZoneNetwork,
)

pytestmark = pytest.mark.django_db
ROWS = (
    Configuration, FlowLog, Gateway, NetworkDevice, PermittedFlow, Probe, Proof, Replay,
    ZoneNetwork,
)  # fmt: skip


@pytest.fixture
def network():
    place_zones(families=(4,))


def counts():
    return {model.__name__: model.objects.count() for model in ROWS}


def entries(kind):
    return len(list(evidence.sealed([kind])))


class BrokenError(RuntimeError):
    """The ledger cannot be written."""


@pytest.fixture
def broken_ledger(monkeypatch):
    def fails(*_words, **_more):
        raise BrokenError

    for module in (configurations, designing, devices, flows, replays, taking_logs, taking_probes):
        monkeypatch.setattr(module, "seal", fails)


class TestTwoAtOnce:
    def test_the_same_file_taken_meanwhile_is_only_seen_again(self, network, monkeypatch):
        device, prove = router(), configurations.proven_apart

        def meanwhile(*words, **more):
            found = prove(*words, **more)
            if not Configuration.objects.exists():
                monkeypatch.setattr(configurations, "proven_apart", prove)
                took(device, CLOSED)
            return found

        monkeypatch.setattr(configurations, "proven_apart", meanwhile)
        took(device, CLOSED)
        assert Configuration.objects.count() == 1
        assert Proof.objects.count() == 2
        assert (entries("configuration.taken"), entries("configuration.seen")) == (1, 1)
        assert not list(agreement.differences())

    def test_a_device_retired_while_it_was_proven_takes_nothing(self, network, monkeypatch):
        device, prove = router(), configurations.proven_apart

        def meanwhile(*words, **more):
            actions.retire_device(device=device, by=keeper(), at=AT)
            return prove(*words, **more)

        monkeypatch.setattr(configurations, "proven_apart", meanwhile)
        with pytest.raises(ZonesRefusedError, match="廃止されています"):
            took(device, CLOSED)
        assert not Configuration.objects.exists()
        assert not Proof.objects.exists()

    def test_a_device_is_retired_once(self):
        device = router()
        actions.retire_device(device=device, by=keeper(), at=AT)
        with pytest.raises(ZonesRefusedError, match="廃止されています"):
            actions.retire_device(device=device, by=keeper(), at=AT + timedelta(days=1))
        device.refresh_from_db()
        assert device.retired_at == AT
        assert entries("network-device.retired") == 1

    def test_a_flow_is_ended_once_by_an_old_look_at_it_too(self, network):
        flow = decided_flow()
        stale = PermittedFlow.objects.get(pk=flow.pk)
        actions.end_flow(flow=flow, by=keeper(), at=AT)
        with pytest.raises(ZonesRefusedError, match="既に終わって"):
            actions.end_flow(flow=stale, by=keeper(), at=AT + timedelta(days=1))
        assert entries("zone-flow.ended") == 1

    def test_a_configuration_is_confirmed_once_by_an_old_look_at_it_too(self, network):
        took(router(), CLOSED)
        Configuration.objects.update(confirmed_by=None, confirmed_at=None)
        first, second = Configuration.objects.get(), Configuration.objects.get()
        actions.confirm_configuration(configuration=first, by=keeper(), at=AT)
        with pytest.raises(ZonesRefusedError, match="既に確認"):
            actions.confirm_configuration(configuration=second, by=keeper(), at=AT)
        assert entries("configuration.confirmed") == 1


class TestHalfWay:
    """Without its evidence a change is no change: nothing is left of it."""

    def attempts(self):
        by = keeper()
        flow, gateway, device = decided_flow(), mail_gateway(), router()
        entry = actions.DeviceEntry(name="another")
        host = actions.GatewayEntry("other", "screen", zone("internet"), ("192.0.2.99/32",))
        return {
            "choose_model": lambda: actions.choose_model(model="α", by=by, at=AT),
            "place_zone": lambda: actions.place_zone(
                zone=zone("lgwan"), networks=["10.99.0.0/16"], interfaces=[], by=by, at=AT
            ),
            "record_gateway": lambda: actions.record_gateway(entry=host, by=by, at=AT),
            "close_gateway": lambda: actions.close_gateway(gateway=gateway, by=by, at=AT),
            "ask_flow": lambda: actions.ask_flow(entry=flow_entry(ports=("9",)), by=by, at=AT),
            "end_flow": lambda: actions.end_flow(flow=flow, by=by, at=AT),
            "record_device": lambda: actions.record_device(entry=entry, by=by, at=AT),
            "retire_device": lambda: actions.retire_device(device=device, by=by, at=AT),
            "take": lambda: took(device, CLOSED, by=by),
            "probe": lambda: probing.probed(by=by),
        }

    def state(self):
        return (
            counts(),
            list(PermittedFlow.objects.values_list("pk", "ended_at")),
            list(NetworkDevice.objects.values_list("pk", "retired_at")),
            list(Gateway.objects.values_list("pk", "closed_at")),
            list(ZoneNetwork.objects.values_list("pk", "prefixes")),
        )

    def test_what_cannot_be_sealed_is_not_done(self, network, request):
        attempts = self.attempts()
        before = self.state()
        request.getfixturevalue("broken_ledger")
        for name, attempt in attempts.items():
            with pytest.raises(BrokenError), transaction.atomic():
                attempt()
            assert self.state() == before, name

    def test_a_follower_that_fails_takes_no_proof_back(self, network):
        """Checks that follow are counted anew later; what was proven and sealed stays."""

        def fails(_at):
            raise BrokenError

        before = list(consequences._followers)
        consequences.install(fails)
        try:
            with pytest.raises(BrokenError):
                took(router(), FORGOTTEN)
        finally:
            consequences.install(*before)
        assert Proof.objects.get().verdict == "violated"
        assert not list(agreement.differences())

    def test_a_lost_key_shows_nothing_and_hands_nothing_out(self, network, settings):
        proof = took(router(), CLOSED)
        settings.SECRET_KEY = "another key than that of the instance, long enough"
        with pytest.raises(UndecipherableError):
            actions.hand_out(configuration=proof.configuration, by=keeper(), at=AT)
        assert entries("configuration.handed-out") == 0


CHANGING = [
    pattern.name
    for pattern in urls.urlpatterns
    if isinstance(pattern, URLPattern)
    and pattern.name
    in {
        "model", "zone", "record-gateway", "gateway", "close-gateway", "ask", "end",
        "record-device", "change-device", "retire-device", "upload", "prove", "confirm",
        "take-probe", "take-flow-log", "replay",
    }
]  # fmt: skip
READING = {
    "map", "flow", "device", "text", "proof", "probes", "probe", "flow-logs", "flow-log",
    "rules", "policy-file", "rules-file",
}  # fmt: skip


class TestWrongPerson:
    @pytest.fixture(autouse=True)
    def _on_the_day(self):
        cache.clear()
        with time_machine.travel(AT, tick=False):
            yield

    def test_every_page_is_of_those_that_change_or_of_those_that_read(self):
        assert {each.name for each in urls.urlpatterns} == {*CHANGING, *READING}

    def address(self, name):
        pattern = next(each for each in urls.urlpatterns if each.name == name)
        if "<int:pk>" not in str(pattern.pattern):
            return reverse(f"zones:{name}")
        return reverse(f"zones:{name}", args=[self.rows[name.split("-")[-1]]])

    @pytest.fixture
    def rows(self, network):
        device = router()
        proof = took(device, CLOSED)
        gateway, flow = mail_gateway(), decided_flow()
        self.rows = {
            "zone": zone("lgwan").pk,
            "gateway": gateway.pk,
            "end": flow.pk,
            "device": device.pk,
            "upload": device.pk,
            "prove": device.pk,
            "confirm": proof.configuration_id,
            "replay": proof.pk,
        }

    @pytest.mark.parametrize("name", CHANGING)
    @pytest.mark.parametrize("role", ["auditor", "ciso", "contact-point", "manager"])
    def test_who_does_not_keep_the_network_changes_nothing(self, rows, name, role):
        client = client_for(make_person(roles=(role,)))
        before, sealed = counts(), entries("network-device.retired")
        words = {"name": "x", "label": "x", "file": SimpleUploadedFile("a.txt", CLOSED.encode())}
        assert client.post(self.address(name), words).status_code == 403
        assert counts() == before
        assert entries("network-device.retired") == sealed

    @pytest.mark.parametrize("name", CHANGING)
    def test_nobody_changes_anything_without_signing_in(self, rows, client, name):
        before = counts()
        assert client.post(self.address(name)).status_code == 302
        assert counts() == before

    @pytest.mark.parametrize(
        "name", ["close-gateway", "end", "retire-device", "prove", "confirm", "replay"]
    )
    def test_looking_changes_nothing(self, rows, name):
        before = counts()
        assert client_for(keeper()).get(self.address(name)).status_code == 405
        assert counts() == before

    @pytest.mark.parametrize(
        "name", ["model", "record-gateway", "ask", "record-device", "take-probe", "take-flow-log"]
    )
    def test_an_empty_form_is_answered_with_what_is_missing(self, rows, name):
        before = counts()
        page = client_for(keeper()).post(self.address(name), {})
        assert page.status_code == 422
        assert BeautifulSoup(page.content, "lxml").select("[role=alert], .errors, [aria-invalid]")
        assert counts() == before

    def test_retiring_twice_is_told_and_sealed_once(self, rows):
        client = client_for(keeper())
        address = self.address("retire-device")
        assert client.post(address).status_code == 302
        assert client.post(address).status_code == 404
        assert entries("network-device.retired") == 1


class TestFiles:
    def test_a_name_of_any_length_is_kept_by_its_end(self, network):
        came = Came(f"{'a' * 300}-router.txt", CLOSED.encode())
        actions.take_configuration(device=router(), came=came, by=keeper(), at=AT)
        kept = Configuration.objects.get()
        assert len(kept.name) == 200
        assert kept.name.endswith("-router.txt")

    def test_two_devices_may_have_the_same_text(self, network):
        took(router(), CLOSED)
        took(router(), CLOSED)
        assert Configuration.objects.count() == 2
        first, second = evidence.sealed(["configuration.taken"])
        assert first.facts["file_sha256"] != second.facts["file_sha256"]  # salted each
