"""The pages along the route: boxes, stand-ins, absences, routes, the printable form."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.approvals.permitting import asked, office, permit
from tests.web.factories import AT, DAY, client_for, make_person

from sekisho.web.approvals import actions, deciding
from sekisho.web.approvals.models import Absence, Application, BodyRoute, Step
from sekisho.web.organization.models import Post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def people():
    return office()


def _text(response):
    return BeautifulSoup(response.content, "lxml").get_text(" ", strip=True)


def _url(name, *args):
    return reverse(f"approvals:{name}", args=args)


class TestBoxes:
    def test_the_page_shows_each_seat_and_where_it_stands_now(self, people):
        row = asked(people, "own-device")
        row = deciding.approve(application=row, by=people.head, comment="要る", at=AT)
        page = _text(client_for(people.member).get(_url("detail", row.pk)))
        for words in ("回議", "合議", "石黒 真理", "情報システム管理者", "今ここ", "要る"):
            assert words in page

    def test_agreeing_passes_it_on_and_says_so(self, people):
        row = asked(people, "own-device")
        client = client_for(people.head)
        assert "同意する" in _text(client.get(_url("detail", row.pk)))
        response = client.post(_url("approve", row.pk), {"comment": ""}, follow=True)
        assert "次の人に回しました" in _text(response)
        row.refresh_from_db()
        assert (row.stage, row.state) == (1, "waiting")

    def test_who_sits_later_sees_it_but_has_no_button_yet(self, people):
        row = asked(people, "own-device")
        response = client_for(people.chief).get(_url("detail", row.pk))
        assert response.status_code == 200
        assert "同意する" not in _text(response)
        refused = client_for(people.chief).post(_url("approve", row.pk), {"comment": ""})
        assert refused.status_code == 422
        assert "あなたではありません" in _text(refused)

    def test_own_application_no_button_and_a_post_is_refused(self, people):
        row = actions.ask_permit(wanted=_wanted(), applicant=people.head, by=people.head, at=AT)
        client = client_for(people.head)
        assert "決裁する" not in [
            b.text.strip()
            for b in BeautifulSoup(client.get(_url("detail", row.pk)).content, "lxml").find_all(
                "button"
            )
        ]
        refused = client.post(_url("approve", row.pk), {"comment": ""})
        assert refused.status_code == 422
        assert "自分が起案したものは決裁できません" in _text(refused)

    def test_nobody_to_act_is_said_on_the_page(self, people):
        row = asked(people)
        people.head.left_on = DAY - timedelta(days=1)
        people.head.save()
        assert "今判断できる人がいません" in _text(
            client_for(people.member).get(_url("detail", row.pk))
        )

    def test_waiting_lists_only_what_is_my_turn(self, people):
        asked(people, "own-device")
        assert len(client_for(people.head).get(_url("waiting")).context["to_decide"]) == 1
        assert client_for(people.chief).get(_url("waiting")).context["to_decide"] == []

    def test_my_applications_are_listed_and_nobody_elses(self, people):
        mine = asked(people)
        helped = actions.ask_permit(
            wanted=_wanted(), applicant=people.member, by=people.head, at=AT
        )
        shown = client_for(people.head).get(_url("mine"))
        assert [line.application for line in shown.context["lines"]] == [helped]
        shown = client_for(people.member).get(_url("mine"))
        assert {line.application for line in shown.context["lines"]} == {mine, helped}

    def test_queries_of_lists_and_page_do_not_grow(self, people):
        client = client_for(people.head)
        first = asked(people)
        counts = {}
        for round_ in range(2):
            for name, args in (("waiting", ()), ("mine", ()), ("detail", (first.pk,))):
                client.get(_url(name, *args))
                with CaptureQueriesContext(connection) as queries:
                    client.get(_url(name, *args))
                counts.setdefault(name, []).append(len(queries))
            if not round_:
                for _ in range(5):
                    asked(people)
        assert all(len(set(found)) == 1 for found in counts.values()), counts


class TestStandIns:
    @pytest.fixture
    def away(self, people):
        return actions.record_absence(
            person=people.head,
            from_date=DAY,
            until_date=DAY + timedelta(days=3),
            by=people.head,
            at=AT,
        )

    def test_the_stand_in_finds_it_and_decides_and_the_absent_one_looks_afterwards(
        self, people, away
    ):
        row = asked(people)
        chief = client_for(people.chief)
        assert row.title in _text(chief.get(_url("waiting")))
        page = _text(chief.get(_url("detail", row.pk)))
        assert "石黒 真理さんが不在のため" in page
        assert (
            chief.post(_url("approve", row.pk), {"comment": "", "standing_in": "1"}).status_code
            == 302
        )
        step = Step.objects.get(application=row, standing_in=True)
        head = client_for(people.head)
        assert row.title in _text(head.get(_url("waiting")))
        assert "後閲する" in _text(head.get(_url("detail", row.pk)))
        assert head.post(_url("seen", row.pk, step.pk)).status_code == 302
        assert "後閲" in _text(head.get(_url("detail", row.pk)))
        assert head.post(_url("seen", row.pk, step.pk)).status_code == 422

    def test_nobody_else_looks_afterwards_and_strangers_find_nothing(self, people, away):
        row = asked(people)
        row = deciding.approve(
            application=row, by=people.chief, comment="", at=AT, standing_in=True
        )
        step = Step.objects.get(application=row, standing_in=True)
        assert client_for(people.member).post(_url("seen", row.pk, step.pk)).status_code == 422
        assert client_for(make_person()).post(_url("seen", row.pk, step.pk)).status_code == 404
        assert client_for(people.head).post(_url("seen", row.pk, step.pk + 99)).status_code == 404

    def test_the_button_alone_makes_nobody_absent(self, people):
        row = asked(people)
        refused = client_for(people.chief).post(
            _url("approve", row.pk), {"comment": "", "standing_in": "1"}
        )
        assert refused.status_code == 404, "a stand-in knows of it only while somebody is away"
        row.refresh_from_db()
        assert row.is_waiting


class TestAbsences:
    def _given(self, person, **more):
        days = {"from_date": DAY.isoformat(), "until_date": (DAY + timedelta(days=2)).isoformat()}
        return {"person": person.pk} | days | more

    def test_one_records_ones_own_and_ends_it(self, people):
        client = client_for(people.head)
        assert client.post(_url("absences"), self._given(people.head)).status_code == 302
        row = Absence.objects.get()
        assert "戻った" in _text(client.get(_url("absences")))
        client.post(_url("back", row.pk))
        row.refresh_from_db()
        assert row.ended_at == AT
        client.post(_url("back", row.pk))
        assert "既に終わっています" in _text(client.get(_url("absences")))

    def test_of_others_only_who_manages_people_records_it(self, people):
        refused = client_for(people.member).post(_url("absences"), self._given(people.head))
        assert refused.status_code == 422
        assert not Absence.objects.exists()
        manager = client_for(make_person(roles=("secretariat",)))
        assert manager.post(_url("absences"), self._given(people.head)).status_code == 302

    def test_a_wrong_time_is_refused_with_the_reason(self, people):
        given = self._given(people.head, until_date="2026-01-01")
        refused = client_for(people.head).post(_url("absences"), given)
        assert refused.status_code == 422
        assert "初日以後" in _text(refused)

    def test_nobody_sees_or_ends_the_absence_of_another(self, people):
        row = actions.record_absence(
            person=people.head, from_date=DAY, until_date=DAY, by=people.head, at=AT
        )
        client = client_for(people.member)
        assert "石黒" not in _text(client.get(_url("absences"))).replace("許可", "")
        assert client.post(_url("back", row.pk)).status_code == 404


class TestRoutes:
    def _stages(self, *stages):
        given = {"stages-TOTAL_FORMS": "4", "stages-INITIAL_FORMS": "0"}
        given |= {"form-TOTAL_FORMS": "4", "form-INITIAL_FORMS": "4"}
        for number in range(4):
            act, seats = stages[number] if number < len(stages) else ("", [])
            given[f"form-{number}-act"] = act
            given[f"form-{number}-need"] = "any"
            given[f"form-{number}-when"] = ""
            given[f"form-{number}-seats"] = seats
        return given

    def test_every_kind_is_listed_in_words(self, people):
        page = _text(client_for(people.chief).get(_url("routes")))
        assert "申請者の所属長" in page
        assert "入れる情報の重さが「個人番号（特定個人情報）を含む」のとき" in page

    def test_without_the_right_nobody_looks_or_asks(self, people):
        for url in (_url("routes"), _url("route", "own-device")):
            assert client_for(people.member).get(url).status_code == 403

    def test_another_route_is_asked_for_and_decided_by_another(self, people):
        url = _url("route", "own-device")
        client = client_for(people.chief)
        assert client.get(url).status_code == 200
        sent = self._stages(("decide", ["role:system-manager"])) | {"reason": "早くするため"}
        response = client.post(url, sent)
        assert response.status_code == 302
        row = Application.objects.get(kind="route")
        client_for(people.ciso).post(_url("approve", row.pk), {"comment": ""})
        assert BodyRoute.objects.get().decided_at == AT
        assert "団体で定めた経路" in _text(client.get(_url("routes")))

    def test_a_stage_without_anybody_or_a_route_without_decision_is_refused(self, people):
        url, client = _url("route", "own-device"), client_for(people.chief)
        for stages in ([("decide", [])], [("review", ["role:ciso"])]):
            refused = client.post(url, self._stages(*stages) | {"reason": "x"})
            assert refused.status_code == 422
        assert not BodyRoute.objects.exists()

    def test_conditions_are_kept_when_chosen(self, people):
        url = _url("route", "media-takeout")
        sent = self._stages(("decide", ["unit-head"]), ("decide", ["role:ciso"])) | {
            "reason": "整理"
        }
        sent["form-0-when"] = "grade:not_in:mynumber"
        sent["form-1-when"] = "grade:in:mynumber"
        assert client_for(people.chief).post(url, sent).status_code == 302
        assert BodyRoute.objects.get().stages[1]["when"] == {"field": "grade", "in": ["mynumber"]}

    def test_a_post_of_the_body_can_sit_in_a_seat(self, people):
        Post.objects.create(title="課長補佐", unit=people.member.unit)
        url = _url("route", "own-device")
        client = client_for(people.chief)
        assert "課長補佐" in _text(client.get(url))
        sent = self._stages(("decide", ["post:課長補佐"])) | {"reason": "補佐に任せる"}
        assert client.post(url, sent).status_code == 302
        assert BodyRoute.objects.get().stages[0]["seats"] == ["post:課長補佐"]

    def test_who_only_reads_sends_nothing(self, people):
        sent = self._stages(("decide", ["role:ciso"])) | {"reason": "x"}
        assert client_for(people.ciso).post(_url("route", "own-device"), sent).status_code == 422
        assert not BodyRoute.objects.exists()

    def test_an_unknown_kind_is_not_there(self, people):
        assert client_for(people.chief).get(_url("route", "no-such")).status_code == 404


class TestSheet:
    def test_it_is_a_pdf_for_who_may_see_the_application(self, people):
        row = permit(people).application
        answer = client_for(people.member).get(_url("sheet", row.pk))
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")

    def test_others_do_not_know_of_it(self, people):
        row = asked(people)
        assert client_for(make_person()).get(_url("sheet", row.pk)).status_code == 404


def _wanted():
    from tests.web.approvals.permitting import wanted

    return wanted()
