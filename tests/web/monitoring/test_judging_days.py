"""Stored days are judged by all detectors, and again when what judges them changed."""

from datetime import timedelta

import pytest
from tests.web.factories import AT
from tests.web.monitoring.world import asked, keeper, laid, packet, registered, taken
from tests.web.suppliers.serving import permitted as permit_service
from tests.web.suppliers.serving import served
from tests.web.terminals.parts import made
from tests.web.zones.parts import place_zones

from sekisho.detection.detectors import DETECTORS
from sekisho.web.evidence.models import Record
from sekisho.web.monitoring import actions, agreement
from sekisho.web.monitoring.judging_days import judges_of_past, judges_of_today
from sekisho.web.monitoring.models import Alert, Partition, RuleFile, Verdict
from sekisho.web.monitoring.sentences import DETECTORS as NAMES
from sekisho.web.suppliers.models import Service
from sekisho.web.zones.models import ZoneNetwork

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
LATER = AT + DAY
PROXY = "file-squid"
RULE = """\
title: A word was said
id: 7b0a3a52-1f0e-4c43-9f0e-0b8a3a8d1c12
status: test
logsource: {product: linux, service: syslog}
detection:
  keywords: ['certutil']
  condition: keywords
level: high
"""
TRIES = """\
title: A word was said again and again
name: said
id: 7b0a3a52-1f0e-4c43-9f0e-0b8a3a8d1c13
status: test
logsource: {product: linux, service: syslog}
detection: {keywords: ['wrong'], condition: keywords}
---
title: Many wrong words
id: 7b0a3a52-1f0e-4c43-9f0e-0b8a3a8d1c14
correlation:
  {type: event_count, rules: [said], group-by: [host_name], timespan: 10m, condition: {gte: 3}}
level: high
"""


def differences():
    return list(agreement.differences())


def calls(settings, at=AT, number=60, host="beat.example.net"):
    """A terminal that calls at a beat for hours, through the proxy, before a moment."""
    registered(channel=PROXY, kind="squid", name="プロキシ")
    begin = at - timedelta(minutes=8 * number)
    lines = [asked(host, at=begin + timedelta(minutes=8 * each)) for each in range(number)]
    laid(settings, *lines, channel=PROXY, at=at)
    taken(settings, at)


def rules(text=RULE, name="own.yml"):
    return actions.import_rules(name=name, untrusted=text.encode(), by=keeper(), at=AT)


def test_behaviour_of_today_becomes_an_alert_with_its_events_once(settings):
    calls(settings)
    assert not Alert.objects.exists()
    assert actions.judge_today(at=AT) == 1
    alert = Alert.objects.get()
    assert (alert.rule, alert.level, alert.reading) == ("beacon", "high", None)
    assert "beat.example.net" in alert.events[0]["event_original"]
    assert alert.english["what"].startswith("{host} connected to")
    assert actions.judge_today(at=AT) == 0
    assert Record.objects.filter(kind="logs.judged").count() == 1
    assert differences() == []


def test_a_beat_that_goes_on_adds_to_its_alert_and_an_answer_of_today_is_not_asked_again(settings):
    calls(settings)
    actions.judge_today(at=AT)
    alert = Alert.objects.get()
    at = AT + timedelta(minutes=16)
    lines = [asked("beat.example.net", at=AT + timedelta(minutes=8 * each)) for each in range(2)]
    laid(settings, *lines, channel=PROXY, at=at)
    taken(settings, at)
    assert actions.judge_today(at=at) == 1
    count = alert.count
    alert.refresh_from_db()
    assert alert.count == alert.figures["count"] == count + 2
    actions.explain(alert=alert, words="更新の確認", by=keeper(), at=at)
    actions.judge_today(at=at)
    actions.judge_past(at=at + DAY)
    assert Alert.objects.count() == 1
    assert differences() == []


def test_a_correlation_across_deliveries_is_found_by_the_look_at_the_day(settings):
    rules(TRIES)
    registered()
    for minute in range(3):
        at = AT + timedelta(minutes=minute)
        laid(settings, f"<13>{at:%b %e %H:%M:%S} pc1 app: wrong {minute}".encode(), at=at)
        taken(settings, at)
    assert not Alert.objects.exists()
    actions.judge_today(at=AT + timedelta(minutes=4))
    assert Alert.objects.get().figures["title"] == "Many wrong words"


def test_a_rule_imported_later_is_asked_of_past_days_and_both_verdicts_stay(settings):
    registered()
    laid(settings, b"<13>Jun  1 10:00:00 pc1 app: certutil was used")
    taken(settings)
    given = actions.judge_past(at=LATER)
    assert given == Verdict.objects.count() == 2  # rules and behaviour; zones are not declared
    assert actions.judge_past(at=LATER) == 0
    rules()
    assert actions.judge_past(at=LATER) == 1
    old, new = Verdict.objects.filter(judge="rules")
    assert (old.alerts, old.number, new.number, new.added) == ([], 1, 2, 1)
    assert old.version != new.version
    assert Alert.objects.get().figures["title"] == "A word was said"
    assert differences() == []


def test_a_zone_that_moved_judges_past_days_again_and_a_waiting_alert_says_so(settings):
    place_zones()
    registered()
    laid(settings, packet("10.10.0.5", "10.20.0.9"))
    taken(settings)
    alert = Alert.objects.get()
    actions.judge_past(at=LATER)
    alert.refresh_from_db()
    assert (alert.count, alert.cleared_at) == (1, None)
    ZoneNetwork.objects.filter(zone__key="mynumber").update(prefixes=["10.11.0.0/16"])
    ZoneNetwork.objects.filter(zone__key="lgwan").update(prefixes=["10.10.0.0/16", "10.20.0.0/16"])
    actions.judge_past(at=LATER)
    alert.refresh_from_db()
    assert (alert.state, alert.cleared_at) == ("open", LATER)
    assert Verdict.objects.filter(judge="zones").last().gone == 1
    assert differences() == []


def test_an_alert_of_the_live_look_is_not_counted_twice_by_the_verdict_of_its_day(settings):
    place_zones()
    registered()
    for minute in range(2):
        at = AT + timedelta(minutes=minute)
        laid(settings, packet("10.10.0.5", "198.51.100.7", at=at), at=at)
        taken(settings, at)
    actions.judge_past(at=LATER)
    assert Alert.objects.get().count == 2


def test_one_run_gives_only_so_many_verdicts_the_newest_day_first(settings):
    registered()
    for day in range(3):
        laid(settings, b"<13>hello", at=AT + day * DAY)
        taken(settings, AT + day * DAY)
    newest = max(Partition.objects.values_list("day", flat=True))
    assert actions.judge_past(at=AT + 3 * DAY, most=2) == 2
    assert set(Verdict.objects.values_list("day", flat=True)) == {newest}


def test_a_terminal_that_was_heard_and_fell_silent_is_told_of(settings):
    made(host="FW1.example.lg.jp")
    made(host="never-heard")
    registered()
    laid(settings, packet("10.20.0.5", "10.20.0.6"))
    taken(settings)
    late = AT + timedelta(days=11)
    laid(settings, b"<13>hello", at=late)
    taken(settings, late)
    actions.judge_today(at=late)
    alert = Alert.objects.get(rule="silence")
    assert alert.figures["name"] == "fw1"


def unpermitted(at):
    actions.judge_today(at=at)
    rows = Alert.objects.filter(rule="unpermitted-service").order_by("pk")
    return {row.figures["service"]: row.count for row in rows}


def test_use_of_a_service_without_a_permit_is_an_alert_of_the_day(settings):
    registered(channel=PROXY, kind="squid", name="プロキシ")
    for name in ("許可あり", "許可なし"):
        served(name=name, hosts=[f"{len(Service.objects.all())}.service.example"])
    permit_service(Service.objects.get(name="許可あり"))
    at = AT + timedelta(days=1)  # the permit counts from the first of June on
    lines = ["0.service.example", "www.1.service.example", "dropbox.com", "www.example.jp"]
    laid(settings, *[asked(each, at=at) for each in lines], channel=PROXY, at=at)
    taken(settings, at)
    assert unpermitted(at + timedelta(minutes=1)) == {"許可なし": 1, "dropbox.com": 1}
    assert differences() == []


def test_a_permit_decided_later_judges_only_the_days_it_counts_on(settings):
    row = served(hosts=["later.example"])
    before = [each.version for each in judges_of_past()(AT.date() - DAY)]
    given = [each.version for each in judges_of_past()(AT.date() + DAY)]
    permit_service(row)
    assert [each.version for each in judges_of_past()(AT.date() - DAY)] == before
    assert [each.version for each in judges_of_past()(AT.date() + DAY)] != given


def test_without_logs_of_today_nothing_is_looked_at(settings):
    assert actions.judge_today(at=AT) == 0
    assert actions.judge_past(at=AT) == 0


def test_every_detector_is_asked_and_has_a_name_for_people():
    versions = {
        each.name for each in (*judges_of_past()(AT.date()), *judges_of_today(AT.date(), AT))
    }
    assert versions == {"rules", "behaviour", "correlations"}
    assert {each.id for each in DETECTORS} <= set(NAMES)
    assert not RuleFile.objects.exists()
