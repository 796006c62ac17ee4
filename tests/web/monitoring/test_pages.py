"""The pages of monitoring: who sees them, who answers, and what answers do."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from tests.web.approvals.permitting import office, permit
from tests.web.factories import AT, client_for, make_person
from tests.web.incidents.making import ended, handler, triaged
from tests.web.monitoring.world import RULE, keeper, laid, packet, reader, registered, taken
from tests.web.zones.parts import place_zones

from sekisho.web.approvals.actions import end_permit
from sekisho.web.incidents.actions.keeping import content_of
from sekisho.web.incidents.models import Evidence, Incident
from sekisho.web.monitoring import actions, agreement
from sekisho.web.monitoring.errors import MonitoringRefusedError
from sekisho.web.monitoring.models import Alert, LogSource, RuleFile, Suppression

pytestmark = pytest.mark.django_db(transaction=True)


def url(name, *args):
    return reverse(f"monitoring:{name}", args=args)


@pytest.fixture
def alert(settings):
    """An alert found now by a rule, which may be suppressed."""
    now = timezone.now()
    actions.import_rules(name="own.yml", untrusted=RULE.encode(), by=keeper(), at=now)
    registered(at=now)
    laid(settings, b"<13>Jun  1 10:00:00 pc1 app: <script>alert(1)</script> whoami", at=now)
    taken(settings, now)
    return Alert.objects.get()


@pytest.fixture
def unlawful(settings):
    now = timezone.now()
    place_zones()
    registered(at=now)
    laid(settings, packet("10.10.0.5", "198.51.100.7", at=now), at=now)
    taken(settings, now)
    return Alert.objects.get()


def exception(people=None, kind="policy-exception"):
    """A permit decided now, for ten days."""
    return permit(people or office(), kind, at=timezone.now(), starts=timezone.localdate())


def suppressed(alert, granted, ends_at):
    return actions.suppress(
        alert=alert, reason="点検", permit=granted, ends_at=ends_at, by=keeper(), at=timezone.now()
    )


PAGES = ("watch", "report", "alerts", "sources", "search")


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_to_readers_and_to_nobody_else(alert, page):
    assert client_for(reader()).get(url(page)).status_code == 200
    assert client_for(make_person()).get(url(page)).status_code == 403


def test_the_watch_page_says_what_to_do_first_and_lets_no_markup_through(alert):
    page = client_for(keeper()).get(url("watch")).content.decode()
    assert "まず" in page
    assert "<script>alert(1)" not in page
    page = client_for(keeper()).get(url("alert", alert.pk)).content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>alert(1)" not in page


def test_an_alert_says_what_found_it_in_the_readers_language(unlawful):
    page = client_for(keeper()).get(url("alert", unlawful.pk)).content.decode()
    assert "領域の間の許可との照合" in page
    assert "許可していない通信が" in page
    client = client_for(keeper())
    client.cookies["django_language"] = "en"
    page = client.get(url("alert", unlawful.pk)).content.decode()
    assert "forbidden packets or connections to 198.51.100.7" in page
    assert "Held against the flows permitted between zones" in page
    assert "許可していない通信が" not in page


def test_queries_of_the_watch_page_do_not_grow_with_alerts(alert, django_assert_max_num_queries):
    client = client_for(keeper())
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        client.get(url("watch"))
    for number in range(5):
        Alert.objects.create(
            rule=f"r{number}", matter=f"{number}", level="high", gravity=3, what="何か", why="なぜ",
            first="まず", first_at=AT, last_at=AT, count=1, found_at=timezone.now(),
            reading=alert.reading,
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        client.get(url("watch"))
    assert len(many) <= len(few)


class TestAnswers:
    def test_an_incident_is_opened_with_the_events_attached(self, unlawful):
        client = client_for(keeper())
        answer = client.post(url("incident", unlawful.pk), {"words": "調べている"})
        assert answer.status_code == 302
        unlawful.refresh_from_db()
        incident = Incident.objects.get()
        assert unlawful.state == "incident"
        assert unlawful.incident_url.endswith(f"/{incident.pk}/")
        assert "198.51.100.7" in incident.words
        assert incident.kind == "watched"
        assert Evidence.objects.filter(incident=incident).exists()
        assert list(agreement.differences()) == []

    def test_an_alert_becomes_part_of_an_incident_that_is_there(self, unlawful):
        by = make_person(roles=("system-manager", "csirt-member"))
        there = triaged(by, title="同じ出来事")
        over = ended(by, triaged(by, title="終わったこと"))
        client = client_for(by)
        page = client.get(url("incident", unlawful.pk)).content.decode()
        assert "同じ出来事" in page
        assert "終わったこと" not in page
        answer = client.post(url("incident", unlawful.pk), {"case": over.pk})
        assert answer.status_code == 422
        client.post(url("incident", unlawful.pk), {"case": there.pk})
        unlawful.refresh_from_db()
        assert (unlawful.state, Incident.objects.count()) == ("incident", 2)
        assert unlawful.incident_url.endswith(f"/{there.pk}/")
        assert b"198.51.100.7" in content_of(Evidence.objects.get(incident=there))
        assert list(agreement.differences()) == []

    def test_incidents_are_offered_only_to_whom_may_handle_them(self, unlawful):
        there = triaged(handler(), title="同じ出来事")
        client = client_for(keeper())
        assert "同じ出来事" not in client.get(url("incident", unlawful.pk)).content.decode()
        client.post(url("incident", unlawful.pk), {"case": there.pk})
        unlawful.refresh_from_db()
        assert not unlawful.incident_url.endswith(f"/{there.pk}/")

    def test_an_explanation_needs_words(self, alert):
        client = client_for(keeper())
        assert client.post(url("explain", alert.pk), {"words": " "}).status_code == 422
        assert client.post(url("explain", alert.pk), {"words": "試験"}).status_code == 302
        alert.refresh_from_db()
        assert (alert.state, alert.answer) == ("explained", "試験")

    def test_a_suppression_needs_a_reason_a_permit_and_an_end_and_hides_only_until_then(
        self, alert, settings
    ):
        client = client_for(keeper())
        today, granted = timezone.localdate(), exception()
        words = {"reason": "毎朝の点検", "permit": granted.pk, "ends_on": today}
        wrong = (
            {"reason": ""},
            {"permit": ""},
            {"permit": granted.pk + 1},
            {"ends_on": today - timedelta(days=2)},
            {"ends_on": granted.ends + timedelta(days=1)},
        )
        for each in wrong:
            assert client.post(url("suppress", alert.pk), words | each).status_code == 422
        assert client.post(url("suppress", alert.pk), words).status_code == 302
        now = timezone.now()
        line = b"<13>Jun  1 10:00:01 pc1 app: whoami again"
        laid(settings, line, at=now)
        taken(settings, now)
        assert not Alert.objects.open().exists()
        later = now + timedelta(days=2)
        laid(settings, line + b" and again", at=later)
        taken(settings, later)
        assert Alert.objects.open().count() == 1
        assert list(agreement.differences()) == []

    def test_a_suppression_ends_with_its_permit(self, alert, settings):
        people = office()
        granted = exception(people)
        end = timezone.now() + timedelta(days=5)
        suppressed(alert, granted, end)
        now = timezone.now()
        assert Suppression.objects.in_force(now).exists()
        end_permit(permit=granted, by=people.head, at=now, reason="もう要らない")
        laid(settings, b"<13>Jun  1 10:00:02 pc1 app: whoami once more", at=now)
        taken(settings, now)
        assert Alert.objects.open().count() == 1

    def test_a_permit_that_says_nothing_of_such_matters_hides_nothing(self, alert):
        with pytest.raises(MonitoringRefusedError):
            suppressed(alert, exception(kind="media-lending"), timezone.now() + timedelta(days=1))
        assert not Suppression.objects.exists()

    def test_the_form_offers_the_permits_in_force_by_number(self, alert):
        granted = exception()
        page = client_for(keeper()).get(url("suppress", alert.pk)).content.decode()
        assert granted.decision in page
        assert "例外措置" in page

    def test_suppressing_is_offered_only_where_it_may_be(self, alert):
        client, link = client_for(keeper()), url("suppress", alert.pk)
        page = client.get(url("alert", alert.pk)).content.decode()
        assert (link in page, "抑制できません" in page) == (True, False)
        Alert.objects.update(rule="zone-unpermitted")
        page = client.get(url("alert", alert.pk)).content.decode()
        assert (link in page, "抑制できません" in page) == (False, True)

    def test_a_flow_between_zones_cannot_be_suppressed(self, unlawful):
        with pytest.raises(MonitoringRefusedError):
            suppressed(unlawful, exception(), timezone.now() + timedelta(days=1))

    def test_what_was_answered_is_not_answered_again(self, alert):
        actions.explain(alert=alert, words="試験", by=keeper(), at=timezone.now())
        answer = client_for(keeper()).post(url("explain", alert.pk), {"words": "もう一度"})
        assert answer.status_code == 422

    def test_a_suppression_can_be_lifted(self, alert):
        end = timezone.now() + timedelta(days=1)
        made = suppressed(alert, exception(), end)
        client = client_for(keeper())
        client.post(url("lift", made.pk))
        assert Suppression.objects.get().lifted_at
        client.post(url("lift", made.pk))
        assert list(agreement.differences()) == []

    @pytest.mark.parametrize("name", ["incident", "explain", "suppress"])
    def test_readers_do_not_answer(self, alert, name):
        assert client_for(reader()).post(url(name, alert.pk)).status_code == 403


class TestSources:
    WORDS = {
        "name": "プロキシ", "channel": "file-squid", "kind": "squid", "log_class": "boundary",
        "required": "on", "silent_minutes": 30,
    }  # fmt: skip

    def test_one_is_registered_changed_and_closed(self):
        client = client_for(keeper())
        assert client.post(url("register"), self.WORDS).status_code == 302
        row = LogSource.objects.get()
        assert client.get(url("source", row.pk)).status_code == 200
        client.post(url("source", row.pk), self.WORDS | {"silent_minutes": 5})
        client.post(url("close", row.pk))
        row.refresh_from_db()
        assert (row.silent_minutes, row.required) == (5, False)
        assert row.closed_at
        assert list(agreement.differences()) == []

    @pytest.mark.parametrize(
        "change", [{"channel": "../etc"}, {"kind": "unknown"}, {"silent_minutes": 0}, {"name": ""}]
    )
    def test_what_cannot_be_is_refused(self, change):
        answer = client_for(keeper()).post(url("register"), self.WORDS | change)
        assert answer.status_code == 422
        assert not LogSource.objects.exists()

    def test_readers_register_nothing(self):
        assert client_for(reader()).post(url("register"), self.WORDS).status_code == 403


class TestSearch:
    def found(self, **words):
        today = timezone.localdate()
        query = {"first": today - timedelta(days=1), "last": today, **words}
        return client_for(reader()).get(url("search"), query).content.decode()

    def test_events_are_found_by_address_words_and_source(self, settings):
        now = timezone.now()
        registered(at=now)
        laid(settings, packet("10.20.0.5", "10.20.0.77", at=now),
             "<13>hello 情報システム室 \\ 'x'".encode(), at=now)  # fmt: skip
        taken(settings, now)
        assert "見つかった記録 1件" in self.found(address="10.20.0.77")
        assert "見つかった記録 1件" in self.found(words="情報システム室")
        assert "見つかった記録 1件" in self.found(words="HELLO 'x' \\")
        assert "見つかった記録 2件" in self.found(source="境界ファイアウォール")
        assert "当てはまる記録はありません" in self.found(words="どこにもない")

    def test_a_day_that_is_none_is_refused(self):
        answer = client_for(reader()).get(url("search"), {"first": "x", "last": "y"})
        assert answer.status_code == 422


class TestRules:
    def post(self, content, name="own.yml"):
        file = SimpleUploadedFile(name, content)
        return client_for(keeper()).post(url("rules"), {"file": file})

    def test_a_file_is_imported_replaced_and_withdrawn(self):
        assert self.post(RULE.encode()).status_code == 302
        assert self.post(RULE.replace("high", "low").encode()).status_code == 302
        row = RuleFile.objects.get(withdrawn_at=None)
        client_for(keeper()).post(url("withdraw", row.pk))
        assert not RuleFile.objects.filter(withdrawn_at=None).exists()
        assert list(agreement.differences()) == []

    @pytest.mark.parametrize("content", [b"\xff\xfe", b"no rule", b"- [", b"a" * (2 << 20)])
    def test_what_is_no_rule_is_refused(self, content):
        assert self.post(content).status_code == 422
        assert not RuleFile.objects.exists()

    def test_the_rules_that_come_with_the_software_are_listed(self):
        page = client_for(keeper()).get(url("rules")).content.decode()
        assert "32件の規則" in page
        assert "匿名の通信網の名前が問い合わせられた" in page

    def test_readers_import_nothing(self):
        assert client_for(reader()).get(url("rules")).status_code == 403


def test_the_report_is_a_paper(alert):
    answer = client_for(reader()).get(url("report"))
    assert answer["Content-Type"] == "application/pdf"
    word = client_for(reader()).get(url("report-docx"))
    assert word.content.startswith(b"PK")
    assert client_for(make_person()).get(url("report-docx")).status_code == 403


def test_who_watches_is_told_of_an_alert_and_no_more_when_it_is_answered(alert):
    from sekisho.web.notices.models import Notice

    assert Notice.objects.open().filter(key=f"log-alert:{alert.pk}").exists()
    actions.explain(alert=alert, words="試験", by=keeper(), at=timezone.now())
    assert not Notice.objects.open().filter(key=f"log-alert:{alert.pk}").exists()
