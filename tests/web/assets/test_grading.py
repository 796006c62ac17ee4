"""Schemes, the helper's questions, handling rules where people act, and the marks to print."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse
from tests.web.assets.register import graded, recorded
from tests.web.factories import AT, client_for, make_person

from sekisho.catalogue import ACTS, load
from sekisho.web.assets import actions, grading, labelling
from sekisho.web.assets.errors import UnfitSchemeError
from sekisho.web.assets.models import Asset, ChosenScheme
from sekisho.web.evidence import queries as evidence
from sekisho.web.ui.papers.qr import png, svg

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def keeper():
    return client_for(make_person(roles=("system-manager",)))


def _text(response):
    return BeautifulSoup(response.content, "lxml").get_text(" ", strip=True)


class TestSchemes:
    def test_a_new_body_uses_the_catalogue_s_own(self):
        chosen = grading.chosen()
        assert {aspect: scheme.id for aspect, scheme in chosen.by_aspect.items()} == {
            "confidentiality": "mic-2024-confidentiality",
            "integrity": "integrity-2",
            "availability": "availability-2",
        }

    def test_another_is_chosen_and_sealed_and_old_grades_count_as_none(self):
        row = recorded(**graded())
        person = make_person()
        actions.choose_scheme(
            aspect="confidentiality", scheme="confidentiality-3", by=person, at=AT
        )
        schemes = grading.chosen()
        assert schemes.by_aspect["confidentiality"].id == "confidentiality-3"
        assert schemes.level("confidentiality", row.confidentiality) is None
        assert schemes.rank("confidentiality", row.confidentiality) == 0
        newest = evidence.history("scheme:confidentiality")[0]
        assert evidence.body_of(newest.index)["body"]["scheme"] == "confidentiality-3"

    def test_importance_can_stand_for_confidentiality_and_for_nothing_else(self):
        person = make_person()
        actions.choose_scheme(aspect="confidentiality", scheme="own-importance-3", by=person, at=AT)
        for scheme in ("own-importance-3", "no-such-scheme", "integrity-2"):
            with pytest.raises(UnfitSchemeError):
                actions.choose_scheme(aspect="availability", scheme=scheme, by=person, at=AT)

    def test_a_scheme_the_catalogue_no_longer_has_gives_the_default(self):
        ChosenScheme.objects.create(aspect="confidentiality", scheme="gone")
        assert grading.chosen().by_aspect["confidentiality"].default

    def test_the_page_chooses_and_shows_every_grade_with_its_rules(self, keeper):
        page = _text(keeper.get(reverse("assets:classes")))
        for words in (
            "自治体機密性3A",
            "持出し",
            "許可が要る（7日まで）",
            "できない",
            "原文未確認",
            "出典",
        ):
            assert words in page
        answer = keeper.post(
            reverse("assets:choose"),
            {
                "confidentiality": "confidentiality-3",
                "integrity": "integrity-2",
                "availability": "availability-2",
            },
            follow=True,
        )
        assert "機密性（3区分・従来型）" in _text(answer)
        assert ChosenScheme.objects.count() == 1

    def test_a_wrong_choice_answers_422(self, keeper):
        assert keeper.post(reverse("assets:choose"), {"integrity": "x"}).status_code == 422

    def test_who_only_looks_chooses_nothing(self):
        looker = client_for(make_person(roles=("contact-point",)))
        assert looker.get(reverse("assets:classes")).status_code == 200
        assert looker.get(reverse("assets:choose")).status_code == 403


class TestHandling:
    @pytest.mark.parametrize("level", load().schemes["mic-2024-confidentiality"].levels)
    def test_the_page_of_an_asset_shows_the_rule_of_every_act(self, keeper, level):
        row = recorded(**graded(confidentiality=level.id))
        page = _text(keeper.get(row.get_absolute_url()))
        for act in ACTS:
            assert load().handling(level.id, act, scheme="mic-2024-confidentiality").text.ja in page

    def test_what_is_not_graded_yet_is_handled_as_the_gravest(self, keeper):
        row = recorded()
        page = _text(keeper.get(row.get_absolute_url()))
        assert load().handlings["secret"].rules["take-out"].text.ja in page
        assert "最も重い区分として扱う" in page


class TestHelper:
    URL = "assets:helper"

    def test_it_asks_one_question_after_the_other_and_says_why(self, keeper):
        first = _text(keeper.get(reverse(self.URL)))
        assert "だれが見てよい情報ですか" in first
        assert "漏れたときに何が起きますか" not in first
        second = _text(keeper.get(reverse(self.URL), {"audience": "duty"}))
        assert "漏れたときに何が起きますか" in second
        answers = {"audience": "duty", "harm": "people", "wrong": "yes", "gone": "no"}
        third = keeper.get(reverse(self.URL), answers)
        page = _text(third)
        assert "提案: 自治体機密性3B" in page
        assert "個人の権利利益を大きく害し" in page
        goal = BeautifulSoup(third.content, "lxml").find("a", string="この区分で登録する")["href"]
        assert goal == (reverse("assets:record") + "?confidentiality=3B&integrity=2&availability=1")

    def test_the_proposal_stands_in_the_form(self, keeper):
        page = keeper.get(reverse("assets:record"), {"confidentiality": "3B", "integrity": "x"})
        form = page.context["form"]
        assert form.initial["confidentiality"] == "3B"
        assert "integrity" not in form.initial

    def test_it_leads_back_to_the_asset_it_was_asked_for(self, keeper):
        row = recorded()
        page = keeper.get(reverse(self.URL), {"asset": row.pk, "audience": "anybody"})
        assert reverse("assets:change", args=[row.pk]) in page.content.decode()
        assert Asset.objects.get().confidentiality == ""

    @pytest.mark.parametrize("asset", ["0", "9" * 40, "x"])
    def test_an_asset_that_is_not_there_is_not_found_or_ignored(self, keeper, asset):
        assert keeper.get(reverse(self.URL), {"asset": asset}).status_code in {200, 404}


class TestMarks:
    def test_the_mark_says_grade_and_what_is_forbidden(self):
        schemes = grading.chosen()
        assert labelling.mark_of(Asset(confidentiality="3A"), schemes) == (
            "自治体機密性3A　持出し禁止　送信禁止"
        )
        assert labelling.mark_of(Asset(confidentiality="1"), schemes) == "自治体機密性1"
        assert "分類前" in labelling.mark_of(Asset(), schemes)

    @pytest.mark.parametrize("number", ["A-0001", "情-01/2", "PC #7"])
    def test_a_code_says_an_address_that_leads_to_the_asset(self, keeper, number):
        row = recorded(number=number)
        code = labelling.code_of(row)
        assert code.startswith("http://localhost:8000/assets/numbers/")
        answer = keeper.get(code.removeprefix("http://localhost:8000"))
        assert answer["Location"] == row.get_absolute_url()

    def test_the_code_of_an_asset_above_the_clearance_leads_nowhere(self):
        row = recorded(**graded(confidentiality="3A"))
        manager = client_for(make_person(roles=("manager",)))
        assert manager.get(reverse("assets:numbered", args=[row.number])).status_code == 404

    def test_labels_are_printed_for_what_the_list_shows(self, keeper):
        recorded("サーバ", **graded())
        recorded("帳票", **graded(kind="information"))
        answer = keeper.get(reverse("assets:labels"), {"kind": "information"})
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")
        one = keeper.get(reverse("assets:label", args=[Asset.objects.first().pk]))
        assert one.content.startswith(b"%PDF-")

    def test_the_sheet_holds_number_name_unit_and_grade(self):
        row = recorded("サーバ", **graded())
        sheet = labelling.label_sheet([row], grading.chosen())
        (label,) = sheet.blocks[0].labels
        assert label.lines == (row.number, "サーバ", "総務課", "自治体機密性3B")
        assert sheet.bare

    def test_codes_are_pictures_of_both_sorts(self):
        assert svg("https://example.jp/assets/1/").lstrip().startswith("<svg")
        assert png("a").startswith(b"\x89PNG")
