"""The pages of this room: each shows what it should to who may, and refuses everybody else."""

from dataclasses import replace
from datetime import timedelta
from importlib import import_module

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.factories import AT, DAY, client_for, make_person
from tests.web.risks.making import asked, asset, decided, hold, judged, keeper

from sekisho.catalogue import load, load_risk_rules
from sekisho.web.approvals.models import Application
from sekisho.web.risks.finding import Risks
from sekisho.web.risks.models import Risk, Treatment
from sekisho.web.search.words import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def client():
    return client_for(keeper())


@pytest.fixture
def looker():
    """Somebody who may look at the status, and keeps nothing."""
    return client_for(make_person(roles=("committee-member",)))


def soup(answer, status=200):
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "lxml")


def cell(page, likelihood, impact):
    """Return the count in a cell of the heat map."""
    row = page.select_one("table.heat tbody").select("tr")[4 - likelihood]
    return int(row.select("td")[impact - 1].select_one(".heat__count").find(string=True))


@pytest.mark.parametrize("path", ["/risks/", "/risks/assets/{asset}/judge/"])
@pytest.mark.parametrize("confirmed", [False, True])
def test_a_scale_nobody_compared_with_its_source_says_so(client, monkeypatch, path, confirmed):
    rules = replace(load_risk_rules(), confirmed=confirmed)
    for name in ("board", "judging"):
        module = import_module(f"sekisho.web.risks.views.{name}")
        monkeypatch.setattr(module, "load_risk_rules", lambda: rules)
    shown = soup(client.get(path.format(asset=asset().pk))).get_text()
    assert ("原文と照合していません" in shown) is not confirmed


class TestBoard:
    def test_the_map_counts_risks_where_controls_leave_them(self, client):
        judged(asset())
        page = soup(client.get("/risks/"))
        bare = Risk.objects.filter(likelihood=4, impact=4).count()
        assert cell(page, 4, 4) == bare
        hold(*load().controls.values())
        page = soup(client.get("/risks/"))
        assert (cell(page, 4, 4), cell(page, 2, 4)) == (0, bare)

    def test_every_cell_says_its_level_in_words(self, client):
        judged(asset())
        cells = soup(client.get("/risks/")).select("table.heat td")
        assert len(cells) == 16
        assert {each.select_one(".heat__word").text for each in cells} == {
            "低い", "中程度", "高い", "極めて高い",
        }  # fmt: skip

    def test_risks_over_the_line_stand_together_by_threat_and_zone(self, client):
        judged(asset()), judged(asset("年金サーバ"))
        rows = soup(client.get("/risks/")).select("table.table tbody tr")
        malware = next(each for each in rows if "ウイルス等" in each.text)
        assert malware.select("td")[1].text.strip() == "2"
        assert "まとめて対応を決める" in malware.text

    def test_nothing_judged_says_what_to_do(self, client):
        assert "まだありません" in soup(client.get("/risks/")).main.text

    def test_who_only_looks_is_offered_no_change(self, looker):
        judged(asset())
        assert "まとめて対応を決める" not in soup(looker.get("/risks/")).text

    def test_an_employee_is_refused(self):
        assert client_for(make_person()).get("/risks/").status_code == 403

    def test_risks_of_the_my_number_zone_are_not_even_counted_for_others(self, looker, client):
        judged(asset(zone_key="mynumber"))
        assert "まだありません" in soup(looker.get("/risks/")).main.text
        assert soup(client.get("/risks/")).select("table.heat")
        risk = Risk.objects.first()
        assert looker.get(f"/risks/{risk.pk}/").status_code == 404
        assert looker.get(f"/risks/assets/{risk.asset_id}/").status_code == 404


class TestList:
    @pytest.mark.parametrize(
        ("query", "shown", "hidden"),
        [
            ("show=over", "ウイルス等による攻撃", "水害"),
            ("threat=flood", "水害", "不正アクセス"),
            ("likelihood=2&impact=3", "水害", "不正アクセス"),
            ("level=extreme", "不正アクセス", "水害"),
            ("zone=lgwan", "水害", ""),
        ],
    )
    def test_it_is_narrowed_as_asked(self, client, query, shown, hidden):
        judged(asset())
        table = soup(client.get(f"/risks/list/?{query}")).select_one("table.table").text
        assert shown in table
        assert not hidden or hidden not in table

    def test_the_undecided_are_found(self, client):
        decided(judged(asset())["malware"])
        table = soup(client.get("/risks/list/?show=bare")).select_one("table.table").text
        assert "不正アクセス" in table
        assert "ウイルス等" not in table

    def test_questions_to_the_database_do_not_grow_with_risks(self, client):
        def cost():
            with CaptureQueriesContext(connection) as counted:
                client.get("/risks/list/")
            return len(counted)

        judged(asset())
        few = cost()
        for number in range(3):
            judged(asset(f"サーバ {number}"))
        assert cost() == few


class TestWhatIf:
    def test_a_control_that_fails_raises_the_risks_it_kept_down(self, client):
        hold(*load().controls.values())
        judged(asset())
        control = next(
            each
            for each in load().controls.values()
            if "malware" in each.threats and each.level == "required" and "lgwan" in each.zones
        )
        page = soup(client.get(f"/risks/what-if/?control={control.id}"))
        risen = page.select_one("table.table").text
        assert "ウイルス等による攻撃" in risen
        assert "8 高い" in risen
        assert "12 極めて高い" in risen
        assert "今は" in page.select_one("table.heat").text

    def test_one_among_many_that_fail_already_changes_nothing_and_says_so(self, client):
        judged(asset())
        control = next(each for each in load().controls.values() if "malware" in each.threats)
        assert "上がりません" in soup(client.get(f"/risks/what-if/?control={control.id}")).text

    def test_a_control_nobody_knows_shows_only_the_choice(self, client):
        judged(asset())
        page = soup(client.get("/risks/what-if/?control=nothing"))
        assert page.select("select[name=control] option")
        assert not page.select("table.heat")


class TestAssets:
    def test_those_that_must_be_judged_come_first_and_say_so(self, client):
        grave, light = asset(), asset("案内板", confidentiality="1")
        page = soup(client.get("/risks/assets/"))
        assert grave.name in page.select_one("table.table").text
        assert light.name not in page.select_one("table.table").text
        assert light.name in soup(client.get("/risks/assets/?show=all")).text

    def test_judged_a_year_ago_it_is_to_be_judged_again(self, client):
        row = asset()
        judged(row, at=AT - timedelta(days=366))
        assert "評価が必要" in soup(client.get("/risks/assets/?show=left")).text

    def test_the_form_is_filled_with_the_proposal_and_then_with_the_last_judgement(self, client):
        row = asset()
        name = "select[name=likelihood-malware] option[selected]"
        assert soup(client.get(f"/risks/assets/{row.pk}/judge/")).select_one(name)["value"] == "4"
        Risk.objects.filter(pk=judged(row)["malware"].pk).update(likelihood=1)
        assert soup(client.get(f"/risks/assets/{row.pk}/judge/")).select_one(name)["value"] == "1"

    def test_sent_it_judges_the_asset_and_those_chosen_beside_it(self, client):
        row, twin, other = asset(), asset("年金サーバ"), asset("予備サーバ")
        sent = _sent(soup(client.get(f"/risks/assets/{row.pk}/judge/")))
        answer = client.post(
            f"/risks/assets/{row.pk}/judge/", sent | {"also": [twin.pk]}, follow=True
        )
        assert "評価を記録しました" in soup(answer).text
        assert set(Risk.objects.values_list("asset", flat=True)) == {row.pk, twin.pk}
        assert other.pk not in set(Risk.objects.values_list("asset", flat=True))

    def test_half_a_form_is_refused(self, client):
        row = asset()
        answer = client.post(f"/risks/assets/{row.pk}/judge/", {"likelihood-malware": "3"})
        assert answer.status_code == 422
        assert not Risk.objects.exists()

    def test_another_asset_not_alike_cannot_be_slipped_in(self, client):
        row, other = asset(), asset("別の領域", zone_key="internet")
        sent = _sent(soup(client.get(f"/risks/assets/{row.pk}/judge/")))
        client.post(f"/risks/assets/{row.pk}/judge/", sent | {"also": [other.pk]})
        assert not Risk.objects.filter(asset=other).exists()

    def test_who_only_looks_cannot_judge(self, looker):
        row = asset()
        assert looker.get(f"/risks/assets/{row.pk}/").status_code == 200
        assert looker.post(f"/risks/assets/{row.pk}/judge/", {}).status_code == 403


def _sent(page):
    """Return what the browser would send of the form as it stands."""
    chosen = {
        each["name"]: each.select_one("option[selected]")["value"]
        for each in page.select("form.form select")
    }
    return chosen | {each["name"]: "" for each in page.select("form.form input[type=text]")}


class TestOneRisk:
    def test_it_shows_how_what_is_left_was_computed(self, client):
        risk = judged(asset())["malware"]
        page = soup(client.get(f"/risks/{risk.pk}/")).main.text
        assert "16 極めて高い" in page
        assert "0%" in page
        assert "低減・回避・移転・受容" in page

    def test_a_treatment_is_asked_for_all_that_are_chosen(self, client):
        risk, other = judged(asset())["malware"], judged(asset("年金サーバ"))["malware"]
        sent = {
            "way": "accept", "plan": "更新まで続ける", "also": [other.pk],
            "until": (DAY + timedelta(days=90)).isoformat(),
        }  # fmt: skip
        answer = client.post(f"/risks/{risk.pk}/treat/", sent, follow=True)
        assert "申請しました" in soup(answer).text
        assert set(Treatment.objects.values_list("risk", flat=True)) == {risk.pk, other.pk}
        assert Application.objects.count() == 1

    def test_what_is_refused_says_why_on_the_form(self, client):
        risk = judged(asset())["malware"]
        sent = {"way": "accept", "plan": "続ける", "until": "2028-01-01"}
        page = soup(client.post(f"/risks/{risk.pk}/treat/", sent), 422)
        assert "365日以内" in page.text
        assert not Treatment.objects.exists()

    def test_while_one_waits_no_other_is_offered(self, client):
        risk = judged(asset())["malware"]
        asked(risk)
        page = soup(client.get(f"/risks/{risk.pk}/"))
        assert not page.select(f'a[href="/risks/{risk.pk}/treat/"]')
        assert "決裁待ち" in page.text

    def test_who_only_looks_cannot_ask(self, looker):
        risk = judged(asset())["malware"]
        assert looker.get(f"/risks/{risk.pk}/").status_code == 200
        assert looker.post(f"/risks/{risk.pk}/treat/", {}).status_code == 403


class TestFinding:
    def test_a_risk_is_found_by_its_asset_by_who_may_know_of_it(self, rf):
        judged(asset("特別なサーバ", zone_key="mynumber"))
        request = rf.get("/")
        request.rights = frozenset({"status.read", "mynumber.read"})
        found = Risks().found(request, words_of("特別"))
        assert found.count() == 14
        assert "特別なサーバ" in Risks().hit(found.first()).text
        request.rights = frozenset({"status.read"})
        assert not Risks().found(request, words_of("特別"))
        request.rights = frozenset()
        assert not Risks().found(request, words_of("特別"))
