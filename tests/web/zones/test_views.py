"""The pages: each opens for whom it should, refuses others, and says what was refused."""

import json

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.assets.register import zone
from tests.web.factories import AT, client_for, make_person
from tests.web.zones import parts
from tests.web.zones.parts import (
    decided_flow,
    flow_entry,
    keeper,
    mail_gateway,
    place_zones,
    router,
    special,
    took,
)

from sekisho.web.zones import actions, proving
from sekisho.web.zones.keeping import closed, opened
from sekisho.web.zones.models import (
    ChosenModel,
    Configuration,
    Gateway,
    NetworkDevice,
    PermittedFlow,
    Proof,
)

pytestmark = pytest.mark.django_db
# The network of these tests permits nothing: a router that lets nothing through is proven.
CLOSED, FORGOTTEN, UNKNOWN = (
    each.replace("ip filter 1010 pass", "ip filter 1010 reject")
    for each in (parts.CLOSED, parts.FORGOTTEN, parts.UNKNOWN)
)
LOOKING = ("map", "rules")
KEEPING = ("model", "record-gateway", "ask", "record-device")


@pytest.fixture(autouse=True)
def _on_the_day():
    cache.clear()
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def client():
    return client_for(keeper())


@pytest.fixture
def auditor():
    return client_for(make_person(roles=("auditor",)))


@pytest.fixture
def network():
    place_zones(families=(4,))


def _url(name, *arguments):
    return reverse(f"zones:{name}", args=arguments)


def _text(response):
    return BeautifulSoup(response.content, "lxml").get_text(" ", strip=True)


def _file(text=CLOSED, name="config.txt"):
    data = text if isinstance(text, bytes) else text.encode()
    return {"file": SimpleUploadedFile(name, data)}


class TestWhoMay:
    @pytest.mark.parametrize("name", LOOKING)
    def test_readers_look(self, auditor, network, name):
        assert auditor.get(_url(name)).status_code == 200

    @pytest.mark.parametrize("name", KEEPING)
    def test_keepers_open_the_forms_and_readers_do_not(self, client, auditor, network, name):
        assert client.get(_url(name)).status_code == 200
        assert auditor.get(_url(name)).status_code == 403

    @pytest.mark.parametrize("name", [*LOOKING, *KEEPING])
    def test_who_reads_only_the_status_sees_nothing(self, name):
        stranger = client_for(make_person(roles=("contact-point",)))
        assert stranger.get(_url(name)).status_code == 403
        assert Client().get(_url(name)).status_code == 302

    def test_pages_of_rows(self, client, auditor, network):
        row, gateway, flow = router(), mail_gateway(), decided_flow()
        proof = took(row)
        kept = Configuration.objects.get()
        for name, number in (("device", row.pk), ("flow", flow.pk), ("proof", proof.pk)):
            assert auditor.get(_url(name, number)).status_code == 200
            assert auditor.get(_url(name, 999_999)).status_code == 404
        for name, number in (
            ("zone", zone("lgwan").pk),
            ("gateway", gateway.pk),
            ("change-device", row.pk),
            ("upload", row.pk),
            ("text", kept.pk),
        ):
            assert client.get(_url(name, number)).status_code == 200
            assert client.get(_url(name, 999_999)).status_code == 404
            assert auditor.get(_url(name, number)).status_code == 403
        for name, number in (
            ("close-gateway", gateway.pk),
            ("end", flow.pk),
            ("retire-device", row.pk),
            ("prove", row.pk),
            ("confirm", kept.pk),
        ):
            assert auditor.post(_url(name, number)).status_code == 403
            assert client.get(_url(name, number)).status_code == 405


class TestMap:
    def test_an_empty_body_is_told_what_to_do(self, client):
        page = _text(client.get(_url("map")))
        assert "領域の範囲が登録されていません" in page
        assert "領域の間の機器はまだ登録されていません" in page

    def test_everything_is_drawn_and_listed(self, auditor, network):
        decided_flow(through=mail_gateway(label="メール無害化"))
        special(days=10)
        took(router(name="境界ルーター"), FORGOTTEN)
        response = auditor.get(_url("map"))
        page = _text(response)
        for words in (
            "メール無害化",
            "特定通信",
            "あと9日",
            "境界ルーター",
            "令和8年度第1号",
            "メールの送信",
            "説明会で使うため",
        ):
            assert words in page
        drawing = BeautifulSoup(response.content, "lxml").select_one("svg.zones")
        tones = [each["data-tone"] for each in drawing.select(".zones__arrow")]
        assert tones.count("bad") == 1
        assert "許可なく通る" in drawing.find("desc").text

    def test_a_permit_that_permits_nothing_is_told(self, auditor, network):
        special(source="窓口")
        assert "このままでは何も許可しません" in _text(auditor.get(_url("map")))

    def test_a_flow_that_waits_is_listed(self, auditor, network):
        actions.ask_flow(entry=flow_entry(), by=keeper(), at=AT)
        assert "決裁待ち" in _text(auditor.get(_url("map")))

    def test_queries_do_not_grow(self, auditor, network, django_assert_num_queries, monkeypatch):
        def more():
            for port in range(1, 4):
                decided_flow(ports=(str(port),), through=mail_gateway())
                actions.ask_flow(entry=flow_entry(ports=(str(port),)), by=keeper(), at=AT)
                took(router())

        more()
        auditor.get(_url("map"))
        with CaptureQueriesContext(connection) as few:
            auditor.get(_url("map"))
        more()
        with django_assert_num_queries(len(few)):
            auditor.get(_url("map"))


class TestDesigning:
    def test_a_model_is_chosen(self, client):
        client.post(_url("model"), {"model": "α"})
        assert ChosenModel.objects.get().model == "α"
        assert client.post(_url("model"), {"model": "γ"}).status_code == 422

    def test_a_zone_is_placed(self, client):
        url = _url("zone", zone("lgwan").pk)
        words = {"networks": "10.20.0.0/16\nfd00:20::/32", "interfaces": "lan1"}
        assert client.post(url, words).status_code == 302
        page = client.get(url).content.decode()
        assert "10.20.0.0/16\nfd00:20::/32" in page
        wrong = client.post(url, {"networks": "10.20.0.0/99"})
        assert (wrong.status_code, "10.20.0.0/99" in _text(wrong)) == (422, True)

    def test_a_gateway_is_entered_changed_and_closed(self, client, network):
        words = {"label": "無害化", "kind": "sanitising", "zone": zone("internet").pk}
        words["addresses"] = "192.0.2.25/32"
        client.post(_url("record-gateway"), words)
        row = Gateway.objects.get()
        assert client.post(_url("record-gateway"), words).status_code == 422
        client.post(_url("gateway", row.pk), {**words, "label": "新しい名"})
        row.refresh_from_db()
        assert row.label == "新しい名"
        decided_flow(through=row)
        assert "先に" in _text(client.post(_url("close-gateway", row.pk), follow=True))
        PermittedFlow.objects.update(ended_at=AT)
        client.post(_url("close-gateway", row.pk))
        assert not Gateway.objects.in_use().exists()


class TestFlows:
    def _words(self, **changed):
        words = {"source": zone("lgwan").pk, "destination": zone("internet").pk}
        words |= {"protocol": "tcp", "ports": "443", "purpose": "閲覧", "starts": "2026-06-01"}
        return {**words, **changed}

    def test_asked_for_and_ended(self, client, network):
        page = client.post(_url("ask"), self._words(), follow=True)
        assert "別の人が決裁すると" in _text(page)
        assert client.post(_url("ask"), self._words(ports="x")).status_code == 422
        flow = decided_flow(ports=("25",))
        client.post(_url("end", flow.pk))
        assert "既に終わっています" in _text(client.post(_url("end", flow.pk), follow=True))

    def test_the_my_number_zone_cannot_be_chosen(self, client, network):
        words = self._words(source=zone("mynumber").pk)
        assert client.post(_url("ask"), words).status_code == 422
        assert not PermittedFlow.objects.exists()

    def test_the_decider_reads_it_from_the_application(self, network):
        row = actions.ask_flow(entry=flow_entry(), by=keeper(), at=AT)
        decider = client_for(make_person(roles=("ciso",)))
        page = decider.get(reverse("approvals:waiting"))
        assert "領域の間の通信" in _text(page)
        assert decider.get(_url("flow", row.pk)).status_code == 200


class TestDevices:
    def test_entered_changed_and_retired(self, client, network):
        words = {"name": "境界ルーター", "vendor": "rtx"}
        assert client.post(_url("record-device"), words).status_code == 302
        assert client.post(_url("record-device"), words).status_code == 422
        row = NetworkDevice.objects.get()
        wrong = client.post(_url("change-device", row.pk), {"name": "x", "connects": "ge0"})
        assert (wrong.status_code, "ge0" in _text(wrong)) == (422, True)
        good = {"name": "x", "connects": "ge0 = internet\nge1=lgwan"}
        client.post(_url("change-device", row.pk), good)
        row.refresh_from_db()
        assert row.connects == {"ge0": "internet", "ge1": "lgwan"}
        client.post(_url("retire-device", row.pk))
        assert client.get(_url("upload", row.pk)).status_code == 404

    def test_a_configuration_is_uploaded_and_its_verdict_shown(self, client, network):
        row = router(name="境界ルーター")
        page = client.post(_url("upload", row.pk), _file(FORGOTTEN), follow=True)
        found = _text(page)
        assert "この設定では、LGWAN接続系の 10.20.0.1 から、インターネット接続系の" in found
        assert "ip filter 1900 pass * * * * *" in found
        assert "証跡" in found
        mended = client.post(_url("upload", row.pk), _file(CLOSED), follow=True)
        assert "分離を証明" in _text(mended)
        assert "この変更で閉じる通信" in _text(mended)

    @pytest.mark.parametrize(
        ("sent", "words"),
        [
            (_file(b""), "空です"),
            (_file(b"\0\0"), "文字のファイルではありません"),
            (_file("議事録\n"), "どの機種の設定か"),
            ({}, "設定のファイル"),
        ],
    )
    def test_what_is_no_configuration_is_told(self, client, network, sent, words):
        page = client.post(_url("upload", router().pk), sent)
        assert (page.status_code, words in _text(page)) == (422, True)
        assert not Configuration.objects.exists()

    def test_fifty_megabytes_are_told_too_large(self, client, network, monkeypatch):
        monkeypatch.setattr(proving, "run_apart", lambda *_: pytest.fail("worked on"))
        page = client.post(_url("upload", router().pk), _file(b"a" * 50_000_000))
        assert (page.status_code, "16 MB" in _text(page)) == (422, True)

    def test_proven_again_or_told_why_not(self, client, network):
        row = router()
        assert "まだ取り込まれて" in _text(client.post(_url("prove", row.pk), follow=True))
        took(row)
        again = _text(client.post(_url("prove", row.pk), follow=True))
        assert "許可のない通信が通る" in again  # no flow is declared in this network

    def test_its_text_is_handed_to_keepers_alone(self, client, network):
        took(router(), CLOSED)
        answer = client.get(_url("text", Configuration.objects.get().pk))
        assert answer.content == CLOSED.encode()
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["Content-Type"] == "application/octet-stream"

    def test_what_arrived_by_itself_waits_for_a_word(self, client, network):
        row = router()
        source = Configuration.Source.DROP
        took(row, by=None, source=source)
        Configuration.objects.update(confirmed_by=None, confirmed_at=None)
        kept = Configuration.objects.get()
        assert "人の確認がまだ" in _text(client.get(_url("device", row.pk)))
        client.post(_url("confirm", kept.pk))
        assert "既に確認" in _text(client.post(_url("confirm", kept.pk), follow=True))


class TestProofs:
    def test_undecided_says_why_and_which_line(self, auditor, network):
        page = _text(auditor.get(_url("proof", took(router(), UNKNOWN).pk)))
        assert "理解できない行があり" in page
        assert "ip lan1 wondrous filter in 5" in page

    def test_a_permit_that_does_not_pass_is_told(self, auditor, network):
        decided_flow(ports=("8443",))
        page = _text(auditor.get(_url("proof", took(router(), CLOSED).pk)))
        assert "許可したのに通らない通信" in page

    def test_rules_that_decide_nothing_are_told_with_why_and_where(self, auditor, network):
        idle = CLOSED.replace(
            "ip filter 1999 reject * *",
            "ip filter 1970 reject 10.20.9.9 * * * *\nip filter 1999 reject * *",
        ).replace("in 1010 1999", "in 1010 1999 1970")
        page = _text(auditor.get(_url("proof", took(router(name="境界ルーター"), idle).pk)))
        assert "何も決めない規則" in page
        line = idle.splitlines().index("ip filter 1970 reject 10.20.9.9 * * * *") + 1
        assert f"前の規則に隠れています 境界ルーター {line}行目" in page
        assert "ip filter 1970 reject 10.20.9.9 * * * *" in page

    def test_nothing_is_said_of_idle_rules_where_there_are_none(self, auditor, network):
        every = CLOSED.replace("ip filter 1010 reject", "ip filter 1010 pass")
        page = _text(auditor.get(_url("proof", took(router(), every).pk)))
        assert "何も決めない規則" not in page
        assert "調べきれませんでした" not in page

    def test_what_was_too_much_to_look_for_is_said(self, auditor, network, monkeypatch):
        proof = took(router(), CLOSED)
        told = json.loads(opened(Proof.objects.get().detail)) | {"blocked": None}
        monkeypatch.setattr(
            "sekisho.web.zones.views.proofs.opened", lambda _kept: json.dumps(told).encode()
        )
        assert "調べきれませんでした" in _text(auditor.get(_url("proof", proof.pk)))

    def test_an_altered_result_is_told(self, auditor, network):
        proof = took(router(), CLOSED)
        told = opened(Proof.objects.get().detail)
        Proof.objects.update(detail=closed(told + b" "))
        assert "封印したものと違います" in _text(auditor.get(_url("proof", proof.pk)))

    def test_an_older_one_leads_to_the_newest(self, auditor, network):
        row = router()
        first, second = took(row, FORGOTTEN), took(row, CLOSED)
        page = BeautifulSoup(auditor.get(_url("proof", first.pk)).content, "lxml")
        assert page.find("a", href=_url("proof", second.pk))


class TestRules:
    def test_what_is_in_force_is_compiled(self, auditor, network):
        decided_flow(through=mail_gateway())
        answer = auditor.get(_url("rules-file"))
        assert "table inet sekisho" in answer.content.decode()
        assert "192.0.2.25" in answer.content.decode()
        text = auditor.get(_url("policy-file")).content.decode()
        assert "through: gateway-" in text

    def test_without_zones_it_says_why(self, auditor):
        assert "領域の範囲が登録されていません" in _text(auditor.get(_url("rules")))
        assert auditor.get(_url("rules-file")).status_code == 409
