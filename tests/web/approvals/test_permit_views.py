"""The pages of permits: asking, the board, one permit; who sees what and what is refused."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.approvals.permitting import ANSWERS, asked, office, permit, tokyo
from tests.web.factories import AT, DAY, client_for, make_person

from sekisho.web.approvals import actions, deciding, exemptions, subjects
from sekisho.web.approvals.models import Application, Permit
from sekisho.web.approvals.subjects import Choice
from sekisho.web.approvals.views import permits

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


def _form(kind="media-takeout", **more):
    given = {f"answer_{name}": value for name, value in ANSWERS[kind].items()}
    given |= {f"answer_{n}": "on" for n, v in ANSWERS[kind].items() if v is True}
    return given | {"about": "USBメモリ 2番", "starts": DAY.isoformat(), "ends": ""} | more


class Register:
    """Two media somebody may ask for."""

    def choices(self, person, rights):
        return [Choice("medium:2", "USB 2番"), Choice("medium:3", "USB 3番")]

    def labels(self, wanted):
        return {each: f"USB {each.partition(':')[2]}番" for each in wanted}


@pytest.fixture
def register(monkeypatch):
    monkeypatch.setattr(subjects, "_sources", {"medium": Register()})


class TestAsking:
    def test_every_kind_is_offered_with_plain_help(self, people):
        page = _text(client_for(people.member).get(reverse("approvals:choose")))
        assert "媒体・端末の持出し" in page
        assert "庁舎の外に持ち出すとき" in page

    @pytest.mark.parametrize("kind", sorted(ANSWERS))
    def test_the_form_of_each_kind_asks_its_questions(self, people, kind):
        response = client_for(people.member).get(reverse("approvals:apply", args=[kind]))
        assert response.status_code == 200
        names = set(response.context["form"].fields)
        assert {f"answer_{name}" for name in ANSWERS[kind]} <= names

    def test_what_is_sent_waits_for_the_head_and_without_an_end_lasts_as_long_as_it_may(
        self, people
    ):
        url = reverse("approvals:apply", args=["media-takeout"])
        response = client_for(people.member).post(url, _form(applicant=people.member.pk))
        row = Application.objects.get()
        assert response["Location"] == reverse("approvals:detail", args=[row.pk])
        assert row.permit_request.ends.isoformat() == "2027-03-31"
        assert row.title == "媒体・端末の持出し: USBメモリ 2番"
        assert row.reason == ANSWERS["media-takeout"]["purpose"]

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"answer_purpose": ""}, "入力してください"),
            ({"answer_grade": "secret"}, "選択"),
            ({"answer_encrypted": ""}, "入力してください"),
            ({"starts": "あした"}, "日付"),
            ({"ends": "2027-04-01"}, "2027-03-31まで"),
            ({"starts": "2026-05-31"}, "92日以内"),
        ],
    )
    def test_a_form_filled_in_wrongly_is_shown_again_with_the_reason(self, people, given, words):
        url = reverse("approvals:apply", args=["media-takeout"])
        response = client_for(people.member).post(
            url, _form(**({"applicant": people.member.pk} | given))
        )
        assert response.status_code == 422
        assert words in _text(response)
        assert not Application.objects.exists()

    def test_nobody_of_another_unit_is_entered_for(self, people):
        url = reverse("approvals:apply", args=["media-takeout"])
        response = client_for(people.member).post(url, _form(applicant=people.system.pk))
        assert response.status_code == 422
        assert not Application.objects.exists()

    def test_where_a_register_is_there_its_things_are_chosen(self, people, register):
        url = reverse("approvals:apply", args=["media-takeout"])
        client = client_for(people.member)
        sent = _form(applicant=people.member.pk) | {"about": ["medium:2", "medium:3"]}
        client.post(url, sent)
        row = Application.objects.get()
        assert row.permit_request.subjects == ["medium:2", "medium:3"]
        assert "USB 2番" in _text(client.get(reverse("approvals:detail", args=[row.pk])))
        sent["about"] = ["medium:9"]
        assert client.post(url, sent).status_code == 422

    def test_a_kind_that_does_not_exist_is_not_there(self, people):
        client = client_for(people.member)
        assert client.get(reverse("approvals:apply", args=["no-such"])).status_code == 404

    def test_a_returned_one_is_mended_with_its_answers_kept(self, people):
        row = asked(people)
        deciding.give_back(application=row, by=people.head, comment="行き先を詳しく", at=AT)
        client = client_for(people.member)
        page = client.get(reverse("approvals:detail", args=[row.pk]))
        link = reverse("approvals:apply", args=["media-takeout"]) + f"?again={row.pk}"
        assert link in page.content.decode()
        shown = client.get(link)
        assert "行き先を詳しく" in _text(shown)
        assert shown.context["form"].initial["answer_destination"] == "北支所"
        client.post(link, _form(applicant=people.member.pk, answer_destination="北支所2階"))
        assert Application.objects.get(revises=row).permit_request.answers["destination"] == (
            "北支所2階"
        )

    @pytest.mark.parametrize("query", ["?again={}", "?again=x", "?extends=99"])
    def test_what_is_not_ones_own_is_not_mended(self, people, query):
        row = asked(people)
        deciding.give_back(application=row, by=people.head, comment="直す", at=AT)
        url = reverse("approvals:apply", args=["media-takeout"]) + query.format(row.pk)
        assert client_for(people.system).get(url).status_code == 404

    def test_a_permit_is_followed_by_a_new_application(self, people):
        row = permit(people)
        url = reverse("approvals:apply", args=["media-takeout"]) + f"?extends={row.pk}"
        client = client_for(people.member)
        assert "新しい許可になります" in _text(client.get(url))
        client.post(url, _form(applicant=people.member.pk))
        assert Application.objects.waiting().get().permit_request.extends == row


class TestBoard:
    def _url(self, **query):
        tail = "&".join(f"{name}={value}" for name, value in query.items())
        return reverse("approvals:permits") + (f"?{tail}" if tail else "")

    def test_what_is_in_force_stands_there_with_days_left(self, people):
        permit(people)
        page = _text(client_for(people.ciso).get(self._url()))
        assert "USBメモリ 2番" in page
        assert "9日" in page
        assert "令和8年度第1号" in page

    def test_flows_are_told_apart_by_zones_addresses_and_ports(self, people):
        permit(people, "special-flow", subject_words="")
        page = client_for(people.ciso).get(self._url()).context["page"]
        route = "送信元アドレス 10.10.0.5/32、宛先アドレス 10.20.0.8/32"
        assert [line.about for line in page] == [
            f"マイナンバー事務系、LGWAN接続系、{route}、TCP、宛先ポート 443"
        ]

    def test_past_its_day_it_is_no_more_in_force_but_owed(self, people):
        row = permit(people)
        with time_machine.travel(tokyo(row.ends + timedelta(days=2)), tick=False):
            client = client_for(people.ciso)
            assert "USBメモリ" not in _text(client.get(self._url()))
            owed = _text(client.get(self._url(show="owed")))
            assert "USBメモリ 2番" in owed
            assert "（1件）" in owed
            assert "USBメモリ 2番" in _text(client.get(self._url(show="over")))

    def test_the_member_sees_their_own_the_head_the_units_a_stranger_none(self, people):
        permit(people)
        other = make_person(roles=("manager",))
        seen = {
            who: "USBメモリ" in _text(client_for(who).get(self._url()))
            for who in (people.member, people.head, people.system, other, make_person())
        }
        assert list(seen.values()) == [True, True, True, False, False]

    def test_exemptions_of_other_rooms_stand_beside_for_who_may_see_all(self, people, monkeypatch):
        exemption = exemptions.Exemption(
            kind="set-aside",
            label="対策の適用除外",
            about="避雷の装置",
            holder=people.chief,
            unit="総務課",
            starts=DAY,
            ends=DAY + timedelta(days=100),
            decision="令和8年度第9号",
            url="/controls/x/",
        )
        monkeypatch.setattr(exemptions, "_sources", [lambda at: [exemption]])
        assert "避雷の装置" in _text(client_for(people.ciso).get(self._url()))
        assert "避雷の装置" not in _text(client_for(people.member).get(self._url()))

    def test_it_is_narrowed_by_kind(self, people):
        permit(people)
        permit(people, "area-entry", subject_words="サーバ室")
        client = client_for(people.ciso)
        page = _text(client.get(self._url(kind="area-entry")))
        assert "サーバ室" in page
        assert "USBメモリ" not in page

    def test_it_is_cut_into_pages_in_the_order_of_their_ends(self, people, monkeypatch):
        monkeypatch.setattr(permits, "_SIZE", 2)
        for days in (5, 1, 3):
            permit(people, subject_words=f"番号{days}", ends=DAY + timedelta(days=days))
        client = client_for(people.ciso)
        one, two = (client.get(self._url(page=n)).context["page"] for n in (1, 2))
        assert [line.about for line in one] == ["番号1", "番号3"]
        assert [line.about for line in two] == ["番号5"]
        assert one.paginator.count == 3
        with time_machine.travel(tokyo(DAY + timedelta(days=30)), tick=False):
            late = client_for(people.ciso).get(self._url(show="over")).context["page"]
            assert [line.about for line in late] == ["番号5", "番号3"], "the newest first"

    def test_queries_do_not_grow_with_permits(self, people, register):
        client = client_for(people.ciso)
        permit(people, subjects=("medium:2",))
        client.get(self._url())
        with CaptureQueriesContext(connection) as few:
            client.get(self._url())
        for _ in range(6):
            permit(people, subjects=("medium:2", "medium:3"))
        with CaptureQueriesContext(connection) as many:
            client.get(self._url())
        assert len(few) == len(many)


class TestOnePermit:
    def _url(self, name, row):
        return reverse(f"approvals:{name}", args=[row.pk])

    def test_it_says_what_is_allowed_until_when_and_by_which_decision(self, people):
        row = permit(people)
        page = _text(client_for(people.member).get(self._url("permit", row)))
        for words in ("北支所", "公表を予定しない情報", "残り9日", "令和8年度第1号", "石黒 真理"):
            assert words in page

    def test_a_stranger_does_not_know_it_exists(self, people):
        row = permit(people)
        client = client_for(make_person())
        for name in ("permit", "take-back", "confirm-wipe", "end-permit"):
            send = client.get if name == "permit" else client.post
            assert send(self._url(name, row)).status_code == 404

    def test_the_head_takes_it_back_and_sees_it_wiped(self, people):
        row = permit(people)
        client = client_for(people.head)
        assert client.post(self._url("take-back", row)).status_code == 302
        assert client.post(self._url("confirm-wipe", row)).status_code == 302
        row.refresh_from_db()
        assert (row.returned_to, row.wiped_by) == (people.head, people.head)
        again = client.post(self._url("take-back", row))
        assert again.status_code == 422
        assert "既に記録" in _text(again)

    @pytest.mark.parametrize("name", ["take-back", "confirm-wipe"])
    def test_the_holder_and_who_only_reads_record_nothing(self, people, name):
        row = permit(people)
        for who in (people.member, people.ciso):
            assert client_for(who).post(self._url(name, row)).status_code == 403
        row.refresh_from_db()
        assert (row.returned_at, row.wiped_at) == (None, None)

    def test_the_holder_ends_it_early_with_a_reason(self, people):
        row = permit(people)
        client = client_for(people.member)
        assert client.post(self._url("end-permit", row), {"reason": ""}).status_code == 422
        assert client.post(self._url("end-permit", row), {"reason": "済んだ"}).status_code == 302
        row.refresh_from_db()
        assert row.ended_by == people.member
        again = client.post(self._url("end-permit", row), {"reason": "済んだ"})
        assert again.status_code == 422

    def test_who_only_reads_does_not_end_it(self, people):
        row = permit(people)
        assert client_for(people.ciso).post(self._url("end-permit", row)).status_code == 403

    def test_past_its_day_the_page_says_that_it_is_not_back(self, people):
        row = permit(people)
        with time_machine.travel(tokyo(row.ends + timedelta(days=1)), tick=False):
            page = _text(client_for(people.head).get(self._url("permit", row)))
        assert "まだ返却されていません" in page

    def test_owing_only_the_wiping_it_says_so(self, people):
        row = permit(people)
        actions.take_back(permit=row, by=people.head, at=AT)
        with time_machine.travel(tokyo(row.ends + timedelta(days=1)), tick=False):
            page = _text(client_for(people.head).get(self._url("permit", row)))
        assert "消去がまだ確かめられていません" in page
        assert Permit.objects.owing().count() == 1
