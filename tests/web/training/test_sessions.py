"""Group sessions: the code that changes, the hand list, attendance as completion, the pages."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.web.factories import AT, DAY, client_for, make_person
from tests.web.training.giving import COURSE, asked, finished, keeper, started

from sekisho.web.evidence import queries as evidence
from sekisho.web.notices.models import Notice
from sekisho.web.training import actions
from sekisho.web.training.agreement import differences
from sekisho.web.training.codes import LETTERS, code_at, counts, plain
from sekisho.web.training.errors import TrainingError
from sekisho.web.training.models import Assignment, Attendance, Session


@pytest.fixture(autouse=True)
def _fresh(db):
    cache.clear()
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def by(db):
    return keeper()


@pytest.fixture
def learner(db):
    return make_person("受講 花子")


@pytest.fixture
def signer(db):
    return make_person("用務 太郎", account=False)


@pytest.fixture
def session(by, learner, signer):
    row = actions.plan_session(campaign=started(by), held_on=DAY, place="大会議室", by=by, at=AT)
    return actions.open_session(session=row, by=by, at=AT)


def own(session, person):
    return asked(session.campaign, person)


class TestCode:
    def test_it_is_another_one_the_next_minute_and_the_last_one_still_counts(self, session):
        code = code_at(session, AT)
        assert counts(session, code, AT)
        assert counts(session, code, AT + timedelta(seconds=60))
        assert not counts(session, code, AT + timedelta(seconds=120))
        assert not counts(session, code, AT - timedelta(seconds=60))
        later = {code_at(session, AT + timedelta(minutes=each)) for each in range(50)}
        assert len(later) == 50

    def test_another_session_has_another_one(self, session, by):
        other = actions.plan_session(
            campaign=session.campaign, held_on=DAY, place="別館", by=by, at=AT
        )
        assert code_at(other, AT) != code_at(session, AT)

    def test_it_needs_the_secret_key(self, session, settings):
        code = code_at(session, AT)
        settings.SECRET_KEY = "another key of the instance"
        assert code_at(session, AT) != code

    def test_it_has_no_letters_that_are_misread(self, session):
        for minute in range(100):
            code = code_at(session, AT + timedelta(minutes=minute))
            assert len(code) == 6
            assert set(code) <= set(LETTERS)

    @pytest.mark.parametrize("code", ["ABCDEF", "234567", "Z9Y8X7"])
    def test_small_letters_spaces_and_hyphens_do_not_matter(self, code):
        assert plain(f" {code[:3].lower()}-{code[3:].lower()} ") == code


class TestAttending:
    def test_the_code_completes_it_and_is_sealed(self, session, learner):
        actions.attend(untrusted_code=code_at(session, AT), by=learner, at=AT)
        row = own(session, learner)
        assert (row.way, row.completed_at, row.digest) == ("session", AT, COURSE.digest)
        assert row.score is None
        (there,) = evidence.sealed(["training.attended"])
        assert there.facts["person"] == str(learner.opaque_id)
        assert there.facts["way"] == "code"
        (entry,) = evidence.sealed(["training.completed"])
        assert entry.facts["way"] == "session"
        assert not Notice.objects.open().filter(person=learner).exists()
        assert list(differences()) == []

    def test_nothing_is_taken_before_opening_or_after_closing(self, by, learner):
        row = actions.plan_session(campaign=started(by), held_on=DAY, place="室", by=by, at=AT)
        with pytest.raises(TrainingError, match="受け付けられません"):
            actions.attend(untrusted_code=code_at(row, AT), by=learner, at=AT)
        row = actions.open_session(session=row, by=by, at=AT)
        actions.close_session(session=row, by=by, at=AT)
        with pytest.raises(TrainingError, match="受け付けられません"):
            actions.attend(untrusted_code=code_at(row, AT), by=learner, at=AT)
        assert not Attendance.objects.exists()

    def test_who_is_not_asked_cannot_attend(self, session):
        stranger = make_person()
        with pytest.raises(TrainingError, match="対象"):
            actions.attend(untrusted_code=code_at(session, AT), by=stranger, at=AT)

    def test_who_has_completed_it_is_told_so(self, session, learner):
        finished(own(session, learner))
        with pytest.raises(TrainingError, match="修了しています"):
            actions.attend(untrusted_code=code_at(session, AT), by=learner, at=AT)
        assert own(session, learner).way == "quiz"

    def test_guessing_is_stopped_even_with_the_right_code(self, session, learner):
        for _number in range(10):
            with pytest.raises(TrainingError, match="この番号では"):
                actions.attend(untrusted_code="AAAAAA", by=learner, at=AT)
        with pytest.raises(TrainingError, match="入力が続いた"):
            actions.attend(untrusted_code=code_at(session, AT), by=learner, at=AT)
        later = AT + timedelta(minutes=10)
        actions.attend(untrusted_code=code_at(session, later), by=learner, at=later)

    def test_after_the_end_of_the_campaign_nothing_is_taken(self, session, by, learner):
        actions.end_campaign(campaign=session.campaign, reason="統合", by=by, at=AT)
        with pytest.raises(TrainingError):
            actions.attend(untrusted_code=code_at(session, AT), by=learner, at=AT)
        with pytest.raises(TrainingError, match="終わりました"):
            actions.attend_by_hand(session=session, people=[learner], by=by, at=AT)


class TestByHand:
    def test_people_without_an_account_complete_it_by_the_list(self, session, by, signer):
        actions.attend_by_hand(session=session, people=[signer], by=by, at=AT)
        assert own(session, signer).completed_at == AT
        (there,) = evidence.sealed(["training.attended"])
        assert there.actor == str(by.opaque_id)
        assert there.facts["person"] == str(signer.opaque_id)
        assert list(differences()) == []

    def test_nobody_records_themselves(self, session, by, signer):
        with pytest.raises(TrainingError, match="自分の出席"):
            actions.attend_by_hand(session=session, people=[signer, by], by=by, at=AT)
        assert not Attendance.objects.exists()

    def test_the_database_refuses_it_too(self, session, by):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attendance.objects.create(session=session, person=by, at=AT, way="hand", recorded_by=by)

    def test_one_who_cannot_be_recorded_means_nobody_is(self, session, by, signer, learner):
        finished(own(session, learner))
        with pytest.raises(TrainingError, match="受講 花子"):
            actions.attend_by_hand(session=session, people=[signer, learner], by=by, at=AT)
        assert own(session, signer).completed_at is None

    def test_an_empty_list_is_refused(self, session, by):
        with pytest.raises(TrainingError, match="選んで"):
            actions.attend_by_hand(session=session, people=[], by=by, at=AT)


def test_nobody_without_the_right_plans_opens_records_or_closes(session, by, signer):
    other = make_person(roles=("manager",))
    waiting = actions.plan_session(
        campaign=session.campaign, held_on=DAY, place="別館", by=by, at=AT
    )
    for refused in (
        lambda: actions.plan_session(
            campaign=session.campaign, held_on=DAY, place="室", by=other, at=AT
        ),
        lambda: actions.open_session(session=waiting, by=other, at=AT),
        lambda: actions.close_session(session=session, by=other, at=AT),
        lambda: actions.attend_by_hand(session=session, people=[signer], by=other, at=AT),
    ):
        with pytest.raises(TrainingError, match="権限"):
            refused()


def test_a_session_is_opened_once(session, by):
    with pytest.raises(TrainingError, match="すでに"):
        actions.open_session(session=session, by=by, at=AT)
    actions.close_session(session=session, by=by, at=AT)
    with pytest.raises(TrainingError):
        actions.open_session(session=session, by=by, at=AT)


def test_attendance_written_or_taken_away_past_the_actions_is_seen(session, by, signer):
    actions.attend_by_hand(session=session, people=[signer], by=by, at=AT)
    Attendance.objects.all().delete()
    Attendance.objects.create(session=session, person=own(session, by).person, at=AT, way="code")
    assert {each.fault.value for each in differences()} == {"row-removed", "row-unsealed"}


def soup(answer, status=200):
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "lxml")


class TestPages:
    def test_a_session_from_planning_to_closing(self, by, signer):
        client, campaign = client_for(by), started(by)
        client.post(
            f"/training/campaigns/{campaign.pk}/sessions/new/",
            {"held_on": "2026-06-01", "place": "大会議室"},
        )
        row = Session.objects.get()
        base = f"/training/sessions/{row.pk}/"
        assert not soup(client.get(base)).select("#code")
        assert client.get(f"{base}code.svg").status_code == 404
        client.post(f"{base}open/")
        row.refresh_from_db()
        page = soup(client.get(base))
        assert code_at(row, AT) in page.select_one("#code").get_text()
        assert page.select_one(f"input[name=people][value='{signer.pk}']")
        assert not page.select(f"input[name=people][value='{by.pk}']")
        client.post(f"{base}hand/", {"people": [signer.pk]})
        assert "用務 太郎" in soup(client.get(base)).select_one("#there").parent.get_text()
        client.post(f"{base}close/")
        assert not soup(client.get(base)).select("#code")
        assert client.get(f"{base}code.svg").status_code == 404

    def test_the_qr_code_is_drawn_and_kept_by_nobody(self, session, by):
        answer = client_for(by).get(f"/training/sessions/{session.pk}/code.svg")
        assert answer["Content-Type"] == "image/svg+xml"
        assert "no-store" in answer["Cache-Control"]
        assert answer.content.startswith(b"<svg")

    def test_a_scanned_code_is_filled_in_and_counts_only_when_it_is_sent(self, session, learner):
        client, code = client_for(learner), code_at(session, AT)
        page = soup(client.get("/training/attend/", {"code": code}))
        assert page.select_one("input[name=code]")["value"] == code
        assert own(session, learner).completed_at is None
        answer = client.post("/training/attend/", {"code": code}, follow=True)
        assert "この研修は修了です" in answer.content.decode()
        assert own(session, learner).way == "session"

    def test_a_wrong_code_comes_back_with_the_reason(self, session, learner):
        page = soup(client_for(learner).post("/training/attend/", {"code": "AAAAAA"}), 422)
        assert "受け付けられません" in page.get_text()

    def test_a_scanned_code_leads_through_signing_in(self, session):
        from django.test import Client

        answer = Client().get("/training/attend/?code=ABCDEF")
        assert answer.status_code == 302
        assert "next=" in answer.url

    @pytest.mark.parametrize("path", ["", "code.svg"])
    def test_nobody_else_sees_the_code(self, session, learner, path):
        url = f"/training/sessions/{session.pk}/{path}"
        assert client_for(learner).get(url).status_code == 403

    @pytest.mark.parametrize("path", ["open/", "close/", "hand/"])
    def test_nobody_else_changes_a_session(self, session, learner, path):
        url = f"/training/sessions/{session.pk}/{path}"
        assert client_for(learner).post(url, {"people": [learner.pk]}).status_code == 403
        assert client_for(keeper()).get(url).status_code == 405

    def test_nobody_else_plans_one(self, session, learner):
        url = f"/training/campaigns/{session.campaign_id}/sessions/new/"
        assert client_for(learner).get(url).status_code == 403

    def test_a_name_that_is_not_on_the_list_is_refused(self, session, by):
        stranger = make_person()
        url = f"/training/sessions/{session.pk}/hand/"
        soup(client_for(by).post(url, {"people": [stranger.pk]}), 422)
        assert not Attendance.objects.exists()

    def test_the_queries_of_the_page_do_not_grow(self, session, by):
        client, url = client_for(by), f"/training/sessions/{session.pk}/"
        actions.attend_by_hand(session=session, people=[own(session, _new()).person], by=by, at=AT)
        few = _cost(client, url)
        people = [_new() for _number in range(8)]
        actions.attend_by_hand(session=session, people=people[:4], by=by, at=AT)
        assert _cost(client, url) == few


def _new():
    person = make_person()
    actions.assign_reached(at=AT)
    assert Assignment.objects.filter(person=person).exists()
    return person


def _cost(client, url):
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)
