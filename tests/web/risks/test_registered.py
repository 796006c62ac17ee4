"""The risks as Excel: a row for each asset and threat; judgements come in, treatments go out."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.factories import AT, client_for, make_person
from tests.web.registers.filing import sheet_of, taken_in, with_cell
from tests.web.risks.making import asked, asset, decided, judged, keeper

from sekisho.catalogue import load_risk_rules
from sekisho.web.evidence import queries as evidence
from sekisho.web.risks.actions import Judgement, judge_some
from sekisho.web.risks.agreement import differences
from sekisho.web.risks.errors import RiskRefusedError
from sekisho.web.risks.models import Risk

pytestmark = pytest.mark.django_db
RISKS = "risks:risks"
WANTED = [each.id for each in load_risk_rules().threats_on("server")]


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def client():
    return client_for(keeper())


def filled(sheet, likelihood="ときどき", impact="重い"):
    """Judge every row of the sheet alike."""
    heads, *rows = sheet
    for row in rows:
        row[heads.index("起きやすさ")] = likelihood
        row[heads.index("影響")] = impact
    return [heads, *rows]


def column(sheet, heading):
    heads, *rows = sheet
    return [row[heads.index(heading)] for row in rows]


def test_every_threat_of_an_asset_stands_there_before_anybody_judged(client):
    row = asset()
    sheet = sheet_of(client, RISKS)
    assert column(sheet, "番号") == [f"{row.number}/{each}" for each in WANTED]
    assert set(column(sheet, "起きやすさ")) == {None}
    assert None not in column(sheet, "起きやすさの案")


def test_a_filled_sheet_judges_the_asset_whole(client):
    row = asset()
    taken_in(client, RISKS, *filled(sheet_of(client, RISKS)))
    found = Risk.objects.filter(asset=row)
    assert {each.threat for each in found} == set(WANTED)
    assert {(each.likelihood, each.impact, each.judged_at) for each in found} == {(3, 3, AT)}
    assert list(differences()) == []


def test_an_asset_half_judged_is_refused_whole(client):
    asset()
    heads, first, *_others = filled(sheet_of(client, RISKS))
    assert "全てを、同じファイルで評価してください" in taken_in(client, RISKS, heads, first)
    assert not Risk.objects.exists()


def test_one_row_judged_anew_leaves_the_others_with_their_day(client):
    row = asset()
    judged(row, at=AT - timedelta(days=30))
    changed = with_cell(with_cell(sheet_of(client, RISKS), "起きやすさ", "1"), "評価の理由", "閉域")
    size = evidence.size()
    taken_in(client, RISKS, *changed)
    anew = Risk.objects.get(asset=row, threat=WANTED[0])
    assert (anew.likelihood, anew.why, anew.judged_at) == (1, "閉域", AT)
    others = Risk.objects.filter(asset=row).exclude(pk=anew.pk)
    assert {each.judged_at for each in others} == {AT - timedelta(days=30)}
    assert evidence.size() == size + 1
    assert list(differences()) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"起きやすさ": None}, "両方を書いてください"),
        ({"影響": "大変"}, "影響"),
        ({"番号": "X-1/malware", "影響": "軽い"}, "この番号のリスクはありません"),
    ],
)
def test_a_row_that_cannot_be_says_why_and_nothing_changes(client, change, words):
    judged(asset())
    before = list(Risk.objects.order_by("pk").values())
    sheet = sheet_of(client, RISKS)
    for heading, value in change.items():
        sheet = with_cell(sheet, heading, value)
    assert words in taken_in(client, RISKS, *sheet)
    assert list(Risk.objects.order_by("pk").values()) == before


def test_treatments_go_out_and_are_not_read(client):
    row = asset()
    risks = judged(row)
    decided(risks[WANTED[0]], plan="当面このまま")
    asked(risks[WANTED[1]])
    sheet = sheet_of(client, RISKS)
    assert column(sheet, "対応")[:3] == ["受容", "受容（決裁待ち）", None]
    assert column(sheet, "行うこと・受け入れる理由")[0] == "当面このまま"
    heads, first = with_cell(sheet, "行うこと・受け入れる理由", "別のこと")
    assert "登録簿と同じ内容" in taken_in(client, RISKS, heads, first)


def test_the_page_links_what_it_shows(client):
    row = asset("評価済み")
    judged(row)
    left = asset("残り")
    page = client.get(reverse("risks:assets")).content.decode()
    assert "table/export/?show=left&amp;format=xlsx" in page
    answer = client.get(reverse(f"{RISKS}-export"), {"format": "csv", "show": "left"})
    text = answer.content.decode("utf-8-sig")
    assert left.number in text
    assert row.number not in text


def test_queries_do_not_grow_with_assets(client):
    def counted():
        with CaptureQueriesContext(connection) as found:
            client.get(reverse(f"{RISKS}-export"), {"format": "csv"})
        return len(found)

    judged(asset("一つ目"))
    counted()
    few = counted()
    for number in range(4):
        judged(asset(f"次の {number}"))
    assert counted() == few


def test_who_only_looks_takes_it_out_and_nothing_of_a_hidden_zone():
    asset("隠れた", zone_key="mynumber")
    looker = client_for(make_person(roles=("contact-point",)))
    assert len(sheet_of(looker, RISKS)) == 1
    assert looker.get(reverse(f"{RISKS}-import")).status_code == 403


def test_some_threats_alone_are_refused_while_another_was_never_judged():
    row = asset()
    some = {WANTED[0]: Judgement(1, 1)}
    with pytest.raises(RiskRefusedError, match="脅威の全て"):
        judge_some(asset=row, judgements=some, by=keeper(), at=AT)
    judged(row)
    (one,) = judge_some(asset=row, judgements=some, by=keeper(), at=AT)
    assert (one.threat, one.likelihood, one.impact) == (WANTED[0], 1, 1)
