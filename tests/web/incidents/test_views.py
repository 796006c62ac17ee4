"""The pages of this room: each shows what it should to who may, and refuses everybody else."""

from datetime import timedelta
from ipaddress import ip_network

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.factories import AT, client_for, make_person
from tests.web.incidents.making import (
    HARMLESS,
    ended,
    fresh,
    grave,
    handler,
    piece,
    reported,
    triaged,
)

from sekisho.web.incidents import actions
from sekisho.web.incidents.finding import Incidents
from sekisho.web.incidents.models import Affected, BodyRule, Custody, Duty, Evidence, Incident
from sekisho.web.search.words import words_of

pytestmark = pytest.mark.django_db
NOW = "2026-06-01T10:00"
REPORT = {"kind": "lost", "words": "白いUSBメモリをなくした"}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def by():
    return handler()


@pytest.fixture
def client(by):
    return client_for(by)


@pytest.fixture
def open_network(settings):
    settings.REPORT_NETWORKS = (ip_network("127.0.0.0/8"),)


def soup(answer, status=200):
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "lxml")


class TestReporting:
    def test_an_employee_reports_with_two_answers_and_is_told_what_to_do(self):
        person = make_person()
        answer = client_for(person).post("/incidents/report/", REPORT, follow=True)
        row = Incident.objects.get()
        page = soup(answer)
        assert (row.reporter, row.words) == (person, REPORT["words"])
        assert row.receipt in page.text
        assert row.sort.first.ja in page.text
        assert not page.select(f'a[href="/incidents/{row.pk}/"]')

    def test_the_page_asks_in_plain_words(self):
        text = soup(client_for(make_person()).get("/incidents/report/")).main.text
        assert not any(word in text for word in ("CSIRT", "インシデント", "漏えい", "トリアージ"))

    def test_what_only_logs_show_is_not_among_the_answers(self):
        page = soup(client_for(make_person()).get("/incidents/report/"))
        assert "watched" not in str(page.main)
        client_for(make_person()).post("/incidents/report/", REPORT | {"kind": "watched"})
        assert not Incident.objects.exists()

    def test_nobody_unknown_reports_until_a_network_is_named(self):
        assert Client().post("/incidents/report/", REPORT).url.startswith("/accounts/login/")
        assert Client().get("/incidents/report/").status_code == 302
        assert not Incident.objects.exists()

    def test_inside_the_named_network_anybody_reports_without_a_name(self, open_network):
        answer = Client().post("/incidents/report/", REPORT | {"contact": "内線 3"}, follow=True)
        row = Incident.objects.get()
        assert (row.reporter, row.contact) == (None, "内線 3")
        assert row.receipt in soup(answer).text
        assert row.words not in answer.content.decode()

    def test_from_another_network_nobody_does(self, open_network):
        outside = Client(REMOTE_ADDR="198.51.100.7")
        assert outside.post("/incidents/report/", REPORT).status_code == 302
        assert not Incident.objects.exists()

    def test_a_header_does_not_put_somebody_inside(self, settings):
        settings.REPORT_NETWORKS = (ip_network("10.0.0.0/8"),)
        sly = Client(REMOTE_ADDR="198.51.100.7", HTTP_X_FORWARDED_FOR="10.1.1.1")
        assert sly.post("/incidents/report/", REPORT).status_code == 302

    def test_more_than_five_an_hour_from_an_address_are_refused(self, open_network):
        visitor = Client()
        codes = [visitor.post("/incidents/report/", REPORT).status_code for _ in range(6)]
        assert codes == [302] * 5 + [429]
        assert Incident.objects.count() == 5

    def test_an_empty_report_comes_back_with_the_reason(self):
        page = soup(client_for(make_person()).post("/incidents/report/", {}), 422)
        assert len(page.select("[data-wrong]")) == 2

    def test_a_time_that_cannot_be_comes_back(self):
        sent = REPORT | {"noticed_at": "2026-06-02T10:00"}
        soup(client_for(make_person()).post("/incidents/report/", sent), 422)
        assert not Incident.objects.exists()

    def test_an_unknown_number_is_no_page(self, open_network):
        assert Client().get("/incidents/report/AAAA-AAAA/").status_code == 404

    def test_outside_the_network_a_number_opens_nothing(self):
        assert Client().get(f"/incidents/report/{reported().receipt}/").status_code == 302

    def test_who_handles_incidents_goes_on_from_the_receipt(self, client):
        row = reported()
        page = soup(client.get(f"/incidents/report/{row.receipt}/"))
        assert page.select(f'a[href="/incidents/{row.pk}/"]')


class TestHandling:
    def test_the_list_shows_what_is_due_and_what_waits(self, client, by):
        reported()
        grave(by)
        text = soup(client.get("/incidents/")).main.text
        assert "まだ確かめていない報告が1件あります。" in text
        assert "USBメモリの紛失" in text
        assert "7件" in text

    def test_the_list_does_not_ask_more_with_more_incidents(self, client, by):
        def count():
            with CaptureQueriesContext(connection) as found:
                client.get("/incidents/")
            return len(found)

        grave(by)
        client.get("/incidents/")
        before = count()
        for _ in range(4):
            triaged(by)
        assert count() == before

    def test_the_page_does_not_ask_more_with_more_lines(self, client, by):
        row = grave(by)
        address = f"/incidents/{row.pk}/"

        def count():
            with CaptureQueriesContext(connection) as found:
                client.get(address)
            return len(found)

        client.get(address)
        before = count()
        for _ in range(4):
            actions.note(incident=row, what="done", when=AT, words="調べた", by=by, at=AT)
            actions.add_affected(incident=row, who="人", count=1, items="氏名", by=by, at=AT)
        assert count() == before

    def test_a_report_is_looked_at_and_the_facts_come_next(self, client, by):
        row = reported(make_person())
        sent = {"title": "紛失", "kind": "lost", "severity": "grave", "handler": by.pk}
        assert client.post(f"/incidents/{row.pk}/triage/", sent).url.endswith("/facts/")
        assert (fresh(row).title, fresh(row).handler) == ("紛失", by)

    def test_nobody_without_the_right_can_be_made_handler(self, client):
        row, other = reported(), make_person()
        sent = {"title": "紛失", "kind": "lost", "severity": "grave", "handler": other.pk}
        soup(client.post(f"/incidents/{row.pk}/triage/", sent), 422)
        assert fresh(row).triaged_at is None

    def test_the_facts_give_the_dates_on_the_same_way(self, client, by):
        actions.set_body_rule(body="business", chosen=(), by=by, at=AT)
        row = triaged(by)
        sent = HARMLESS | {"sensitive": "yes", "known_at": NOW, "least": 180, "most": 180}
        page = soup(client.post(f"/incidents/{row.pk}/facts/", sent, follow=True))
        assert "令和8年6月5日（2026-06-05）23:59" in page.text
        assert "施行規則第8条第1項" in page.text
        assert "あと4日" in page.text

    def test_facts_half_answered_come_back_and_change_nothing(self, client, by):
        row = triaged(by)
        soup(client.post(f"/incidents/{row.pk}/facts/", {"known_at": NOW, "least": 1}), 422)
        assert fresh(row).assessed_at is None

    def test_why_names_what_counts_what_does_not_and_the_sources(self, client, by):
        text = soup(client.get(f"/incidents/{grave(by).pk}/why/")).main.text
        assert "要配慮個人情報の漏えい等" in text
        assert "当たらない事態と、その理由" in text
        assert "https://www.businesslawyers.jp/practices/1433" in text

    def test_a_duty_is_recorded_as_done(self, client, by):
        duty = grave(by).duties.get(rule="business-prompt")
        sent = {"done_at": NOW, "reference": "R8-1", "words": "フォームで送った"}
        client.post(f"/incidents/duties/{duty.pk}/done/", sent)
        duty.refresh_from_db()
        assert (duty.reference, duty.done_by) == ("R8-1", by)

    def test_done_in_the_future_is_refused(self, client, by):
        duty = grave(by).duties.first()
        sent = {"done_at": "2026-06-03T10:00", "words": "送る"}
        soup(client.post(f"/incidents/duties/{duty.pk}/done/", sent), 422)

    def test_the_kind_of_body_is_set(self, client):
        client.post("/incidents/body/", {"body": "business", "chosen": ["ministry"]})
        rule = BodyRule.objects.get()
        assert (rule.body, rule.settings) == ("business", ["ministry"])

    def test_an_incident_with_something_owed_is_not_closed(self, client, by):
        row = grave(by)
        page = soup(
            client.post(f"/incidents/{row.pk}/close/", {"cause": "a", "prevention": "b"}), 422
        )
        assert "残っています" in page.text

    def test_closed_it_shows_why_and_offers_nothing_to_change(self, client, by):
        row = ended(by)
        page = soup(client.get(f"/incidents/{row.pk}/"))
        assert "置き忘れ" in page.text
        assert not page.select(f'a[href="/incidents/{row.pk}/facts/"]')


class TestDrafts:
    def test_the_draft_shows_every_item(self, client, by):
        duty = grave(by).duties.get(rule="business-prompt")
        page = soup(client.get(f"/incidents/duties/{duty.pk}/draft/"))
        assert len(page.main.select("section h2")) == 9

    def test_the_draft_is_given_as_word_and_csv(self, client, by):
        row = grave(by)
        duty = row.duties.get(rule="business-prompt")
        word = client.get(f"/incidents/duties/{duty.pk}/draft.docx")
        assert word.content.startswith(b"PK")
        table = client.get(f"/incidents/{row.pk}/form.csv")
        assert "attachment" in table["Content-Disposition"]

    def test_a_duty_that_is_gone_and_was_never_done_has_none(self, client, by):
        duty = grave(by).duties.first()
        Duty.objects.filter(pk=duty.pk).update(owed=False)
        assert client.get(f"/incidents/duties/{duty.pk}/draft/").status_code == 404


class TestKeeping:
    def test_evidence_is_added_and_given_back(self, client, by):
        row = triaged(by)
        file = SimpleUploadedFile("log.txt", b"lines")
        sent = {"file": file, "words": "ログ", "taken_at": NOW}
        client.post(f"/incidents/{row.pk}/evidence/", sent)
        kept = Evidence.objects.get()
        assert client.get(f"/incidents/evidence/{kept.pk}/file").content == b"lines"
        assert kept.sha256 in soup(client.get(f"/incidents/evidence/{kept.pk}/")).text

    def test_custody_is_added_on_its_page(self, client, by):
        kept = piece(by, triaged(by))
        sent = {"what": "handed", "when": NOW, "holder": "警察署", "words": "任意提出"}
        client.post(f"/incidents/evidence/{kept.pk}/", sent)
        assert Custody.objects.filter(evidence=kept, holder="警察署").exists()

    def test_a_reader_sees_the_custody_but_adds_nothing_and_gets_no_file(self, by):
        kept, reader = piece(by, triaged(by)), client_for(make_person(roles=("auditor",)))
        assert not soup(reader.get(f"/incidents/evidence/{kept.pk}/")).main.select("form")
        sent = {"what": "handed", "when": NOW, "holder": "誰か"}
        assert reader.post(f"/incidents/evidence/{kept.pk}/", sent).status_code == 403
        assert reader.get(f"/incidents/evidence/{kept.pk}/file").status_code == 403
        assert Custody.objects.count() == 1

    def test_a_file_that_was_changed_is_not_given(self, client, by):
        kept = piece(by, triaged(by))
        Evidence.objects.filter(pk=kept.pk).update(content=b"other")
        assert client.get(f"/incidents/evidence/{kept.pk}/file").status_code == 404


class TestNoting:
    def test_a_line_is_added(self, client, by):
        row = triaged(by)
        sent = {"what": "told", "when": NOW, "to": "警察署", "words": "届け出た"}
        client.post(f"/incidents/{row.pk}/notes/", sent)
        assert "届け出た" in soup(client.get(f"/incidents/{row.pk}/")).text

    def test_tasks_are_added_and_done(self, client, by):
        row = triaged(by)
        sent = {"words": "駅に電話", "due_at": "2026-06-02T10:00", "assignee": by.pk}
        client.post(f"/incidents/{row.pk}/tasks/", sent)
        task = row.tasks.get(words="駅に電話")
        client.post(f"/incidents/tasks/{task.pk}/done/", {"result": "届いていない"})
        task.refresh_from_db()
        assert (task.done_by, task.result) == (by, "届いていない")

    def test_people_are_added_and_told(self, client, by):
        row = triaged(by)
        sent = {"who": "組合員", "count": 3, "items": "氏名"}
        client.post(f"/incidents/{row.pk}/people/", sent)
        group = Affected.objects.get()
        client.post(f"/incidents/people/{group.pk}/told/", {"told_on": "2026-06-01", "way": "手紙"})
        group.refresh_from_db()
        assert group.way == "手紙"

    def test_what_it_is_about_is_found_and_noted(self, client, by):
        row = triaged(by, title="別の紛失")
        page = soup(client.get(f"/incidents/{row.pk}/links/", {"q": "別の紛失"}))
        form = page.main.select('form[method="post"]')[0]
        sent = {each["name"]: each["value"] for each in form.select("input[name]")}
        client.post(f"/incidents/{row.pk}/links/", sent)
        assert row.links.count() == 1

    def test_an_address_that_was_not_found_is_not_noted(self, client, by):
        row = triaged(by)
        sent = {"q": "紛失", "source": "incidents", "url": "https://elsewhere.example/"}
        soup(client.post(f"/incidents/{row.pk}/links/", sent), 422)
        assert not row.links.exists()


GETS = (
    "",
    "triage/",
    "facts/",
    "why/",
    "notes/",
    "tasks/",
    "evidence/",
    "links/",
    "people/",
    "close/",
)


@pytest.mark.parametrize("path", GETS)
def test_each_page_opens_for_who_handles_incidents(client, by, path):
    assert client.get(f"/incidents/{grave(by).pk}/{path}").status_code == 200


@pytest.mark.parametrize("path", GETS)
def test_no_page_opens_for_an_employee(by, path):
    visitor = client_for(make_person(roles=("manager",)))
    address = f"/incidents/{grave(by).pk}/{path}"
    assert visitor.get(address).status_code == 403
    assert visitor.post(address, {}).status_code in {403, 405}


@pytest.mark.parametrize(
    "path", ["triage/", "facts/", "notes/", "tasks/", "evidence/", "links/", "people/", "close/"]
)
def test_a_reader_changes_nothing(by, path):
    row = grave(by)
    reader = client_for(make_person(roles=("auditor",)))
    assert reader.get(f"/incidents/{row.pk}/").status_code == 200
    assert reader.get(f"/incidents/{row.pk}/{path}").status_code == 403
    assert reader.post(f"/incidents/{row.pk}/{path}", {}).status_code == 403


@pytest.mark.parametrize(
    "path", ["duties/{duty}/done/", "duties/{duty}/draft/", "duties/{duty}/draft.docx",
             "tasks/{task}/done/", "people/{people}/told/", "{row}/form.csv"],
)  # fmt: skip
def test_nothing_of_an_incident_opens_for_an_employee(by, path):
    row = grave(by)
    group = actions.add_affected(incident=row, who="人", count=1, items="氏名", by=by, at=AT)
    address = path.format(
        row=row.pk,
        duty=row.duties.filter(owed=True).first().pk,
        task=row.tasks.first().pk,
        people=group.pk,
    )
    assert client_for(make_person()).get(f"/incidents/{address}").status_code == 403
    assert client_for(by).get(f"/incidents/{address}").status_code == 200


def test_the_body_s_page_and_the_list_are_closed_to_employees():
    visitor = client_for(make_person())
    assert visitor.get("/incidents/").status_code == 403
    assert visitor.post("/incidents/body/", {"body": "business"}).status_code == 403


def test_everybody_signed_in_finds_the_way_to_report():
    page = soup(client_for(make_person()).get("/notices/"))
    assert page.select('nav a[href="/incidents/report/"]')
    assert not page.select('nav a[href="/incidents/"]')


def test_incidents_are_found_by_who_may_read_of_them_only(by, rf):
    row = grave(by)
    request = rf.get("/")
    request.rights = frozenset({"incidents.read"})
    assert list(Incidents().found(request, words_of("紛失"))) == [row]
    assert Incidents().hit(row).url == f"/incidents/{row.pk}/"
    request.rights = frozenset({"status.read"})
    assert list(Incidents().found(request, words_of("紛失"))) == []


def test_a_duty_past_its_time_is_told_loudly(client, by):
    row = grave(by)
    with time_machine.travel(AT + timedelta(days=4, hours=20), tick=False):
        again = client_for(by)
        assert "期限を過ぎた報告・通知が" in soup(again.get("/incidents/")).text
        assert "期限から" in soup(again.get(f"/incidents/{row.pk}/")).text
