"""Alerts of monitoring and incidents, linked from either side."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.web.approvals.permitting import office, permit
from tests.web.factories import AT, client_for, make_person
from tests.web.incidents.making import handler, triaged

from sekisho.web.incidents import actions
from sekisho.web.incidents.actions.keeping import content_of
from sekisho.web.incidents.agreement import differences
from sekisho.web.incidents.errors import IncidentRefusedError
from sekisho.web.monitoring import actions as monitoring
from sekisho.web.monitoring.errors import MonitoringRefusedError
from sekisho.web.monitoring.models import Alert, Reading

pytestmark = pytest.mark.django_db
EVENTS = [{"log_source": "fw1", "event_original": "DST=198.51.100.7"}]


def watcher(**fields):
    """Somebody who handles incidents and reads alerts."""
    return make_person(roles=("csirt-member", "system-manager"), **fields)


@pytest.fixture
def by():
    return watcher()


def alert(number=1, **fields):
    """An alert nobody has answered."""
    reading = Reading.objects.create(
        at=AT, segments=1, events=1, not_understood=0, duplicates=0, implausible=0, altered=0
    )
    given = {
        "rule": "r", "matter": f"m{number}", "level": "high", "gravity": 3,
        "what": "許可のない通信 {number}", "why": "なぜ", "first": "まず",
        "figures": {"number": number}, "events": EVENTS, "first_at": AT, "last_at": AT,
        "count": 3, "found_at": AT, "reading": reading,
    } | fields  # fmt: skip
    return Alert.objects.create(**given)


def added(row, found, by):
    return actions.add_alert(incident=row, alert=found, by=by, at=AT)


@pytest.mark.parametrize("explained", [False, True])
def test_an_alert_becomes_part_of_an_incident_with_its_events_as_evidence(by, explained):
    row, found = triaged(by), alert()
    if explained:
        monitoring.explain(alert=found, words="試験と思った", by=by, at=AT)
    added(row, found, by)
    found.refresh_from_db()
    assert (found.state, found.answered_by) == (Alert.State.INCIDENT, by)
    assert found.incident_url == reverse("incidents:incident", args=[row.pk])
    assert found.incident_title == str(row)
    assert found.answer == ("試験と思った" if explained else "")
    kept = row.evidence.get()
    assert json.loads(content_of(kept)) == EVENTS
    assert kept.words == "許可のない通信 1"
    assert list(differences()) == []


def test_an_alert_belongs_to_one_incident(by):
    first, second, found = triaged(by), triaged(by), alert()
    added(first, found, by)
    with pytest.raises(MonitoringRefusedError, match="ほかのインシデント"):
        added(second, found, by)
    assert not second.evidence.exists()


def test_what_is_suppressed_is_lifted_first(by):
    found = alert()
    granted = permit(office(), "policy-exception", at=AT, starts=AT.date())
    monitoring.suppress(
        alert=found, reason="点検", permit=granted, ends_at=AT + timedelta(days=1), by=by, at=AT
    )
    with pytest.raises(MonitoringRefusedError, match="抑制中"):
        added(triaged(by), found, by)


def test_who_reads_no_alerts_adds_none():
    handles = handler()
    with pytest.raises(IncidentRefusedError, match="権限"):
        added(triaged(handles), alert(), handles)


def test_an_incident_that_ended_takes_no_more(by):
    row = triaged(by, severity="none")
    actions.close_incident(incident=row, cause="誤報", prevention="", by=by, at=AT)
    with pytest.raises(IncidentRefusedError, match="終結"):
        added(row, alert(), by)


class TestPages:
    def test_the_incidents_page_shows_its_alerts_and_each_leads_to_the_other(self, by):
        row, found = triaged(by), alert()
        client = client_for(by)
        page = client.get(f"/incidents/{row.pk}/alerts/").content.decode()
        assert "許可のない通信 1" in page
        client.post(f"/incidents/{row.pk}/alerts/", {"alert": found.pk})
        shown = client.get(f"/incidents/{row.pk}/").content.decode()
        assert reverse("monitoring:alert", args=[found.pk]) in shown
        other = client.get(reverse("monitoring:alert", args=[found.pk])).content.decode()
        assert f"/incidents/{row.pk}/" in other

    def test_one_opened_from_an_alert_shows_it(self, by):
        found = monitoring.open_case(alert=alert(), words="", by=by, at=AT)
        page = client_for(by).get(found.incident_url).content.decode()
        assert "許可のない通信 1" in page

    def test_what_cannot_be_added_is_said_and_what_is_no_alert_is_not_found(self, by):
        row, found = triaged(by), alert()
        added(triaged(by), found, by)
        client = client_for(by)
        said = client.post(f"/incidents/{row.pk}/alerts/", {"alert": found.pk}, follow=True)
        assert "ほかのインシデント" in said.content.decode()
        for untrusted in ("0", "", "x", "9" * 30):
            assert (
                client.post(f"/incidents/{row.pk}/alerts/", {"alert": untrusted}).status_code == 404
            )

    def test_who_reads_no_alerts_sees_none_of_them(self, by):
        row, found = triaged(by), alert()
        added(row, found, by)
        client = client_for(handler())
        shown = client.get(f"/incidents/{row.pk}/").content.decode()
        assert reverse("monitoring:alert", args=[found.pk]) not in shown
        assert client.get(f"/incidents/{row.pk}/alerts/").status_code == 403
        assert client.post(f"/incidents/{row.pk}/alerts/", {"alert": found.pk}).status_code == 403

    @pytest.mark.parametrize("path", ["", "alerts/"])
    def test_the_queries_do_not_grow_with_alerts(self, by, path, django_assert_max_num_queries):
        row, client = triaged(by), client_for(by)
        address = f"/incidents/{row.pk}/{path}"
        for number in (1, 2):
            added(row, alert(number), by)
        alert(3)
        few = _cost(client, address)
        for number in range(4, 9):
            added(row, alert(number), by)
            alert(number + 100)
        assert _cost(client, address) <= few


def _cost(client, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)
