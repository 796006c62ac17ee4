"""What the receiver stored becomes sealed events and alerts, each record once."""

from datetime import timedelta

import pytest
from django.db import transaction
from tests.web.factories import AT
from tests.web.monitoring.world import FIREWALL, RULE, keeper, laid, packet, registered, taken
from tests.web.zones.parts import place_zones

from sekisho.verdicts import Verdict
from sekisho.web.evidence.models import Record
from sekisho.web.monitoring import actions, agreement, checks, storing
from sekisho.web.monitoring.models import (
    KEPT_DAYS,
    Alert,
    Gap,
    Hour,
    LogClass,
    LogSource,
    Partition,
    Reading,
)
from sekisho.web.site.sample.monitoring import make_monitoring

pytestmark = pytest.mark.django_db(transaction=True)


def differences():
    return list(agreement.differences())


def test_a_segment_is_read_stored_sealed_and_gone(settings):
    registered()
    segment = laid(settings, packet("10.20.0.5", "10.20.0.6"), b"<13>unreadable", b"\xff\xfe\x00")
    told = taken(settings)
    assert (told.segments, told.events + told.not_understood) == (1, 3)
    assert not segment.path.exists()
    parts = list(Partition.objects.all())
    assert sum(each.rows for each in parts) == 3
    assert list(storing.altered(parts)) == []
    assert Record.objects.filter(kind="logs.read").count() == 1
    assert differences() == []


def test_a_flow_out_of_the_mynumber_zone_is_a_critical_alert_at_once(settings):
    place_zones()
    registered()
    laid(settings, packet("10.10.0.5", "198.51.100.7"), packet("10.10.0.5", "198.51.100.7"))
    assert taken(settings).alerts == 1
    alert = Alert.objects.get()
    assert (alert.rule, alert.level, alert.count) == ("zone-unpermitted", "critical", 2)
    assert "198.51.100.7" in alert.events[0]["event_original"]
    assert alert.found_at - alert.last_at < timedelta(minutes=1)


def test_the_same_matter_found_again_while_open_adds_to_its_alert(settings):
    place_zones()
    registered()
    for minute in range(3):
        at = AT + timedelta(minutes=minute)
        laid(settings, packet("10.10.0.5", "198.51.100.7", at=at), at=at)
        taken(settings, at)
    assert Alert.objects.get().count == 3
    assert differences() == []


def test_permitted_and_inner_traffic_raises_nothing(settings):
    place_zones()
    laid(settings, packet("10.10.0.5", "10.10.0.9"))
    assert taken(settings).alerts == 0


def test_a_rule_the_body_imported_is_asked_of_what_comes(settings):
    actions.import_rules(name="own.yml", untrusted=RULE.encode(), by=keeper(), at=AT)
    laid(settings, b"<13>Jun  1 10:00:00 pc1 app: somebody asked whoami")
    taken(settings)
    alert = Alert.objects.get()
    assert alert.level == "high"
    assert Reading.objects.get().rules_sha256


def test_the_rules_that_come_with_the_software_are_asked_of_what_comes(settings):
    outside = packet("10.20.0.5", "198.51.100.7", 445)
    laid(settings, outside)
    taken(settings)
    alert = Alert.objects.get()
    assert (alert.level, alert.figures["title"]) == ("high", "外部へファイル共有がつながった")
    assert alert.english["what"].startswith("File sharing reached the outside")
    assert "198.51.100.7" in alert.events[0]["event_original"]


def test_a_channel_nobody_registered_is_kept_and_shown(settings):
    laid(settings, b"<13>hello", channel="udp-192.0.2.9")
    taken(settings)
    source = LogSource.objects.unregistered().get()
    assert (source.channel, source.required) == ("udp-192.0.2.9", False)
    assert differences() == []


def test_a_reading_that_was_never_recorded_is_read_again_without_doubling(settings, monkeypatch):
    registered()
    segment = laid(settings, packet("10.20.0.5", "10.20.0.6"))
    monkeypatch.setattr(actions.reading, "raise_alerts", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        taken(settings)
    monkeypatch.undo()
    assert segment.path.exists()
    assert list(settings.LOG_STORE.rglob("*.parquet"))
    taken(settings)
    assert len(list(settings.LOG_STORE.rglob("*.parquet"))) == Partition.objects.count() == 1
    assert storing.store_of("boundary").table().count().to_pyarrow().as_py() == 1


def test_a_segment_that_was_altered_before_it_was_read_is_said(settings):
    segment = laid(settings, b"<13>one")
    segment.path.write_bytes(b"<13>two\n")
    taken(settings)
    assert Reading.objects.get().altered == 1


def test_hours_count_what_came_and_what_was_not_understood(settings):
    source = registered(kind="netfilter")
    laid(settings, packet("10.20.0.5", "10.20.0.6"), b"nothing a firewall writes")
    taken(settings)
    hour = Hour.objects.get(source=source)
    assert (hour.events, hour.not_understood) == (1, 1)


class TestSilence:
    def test_a_source_heard_again_after_too_long_had_a_gap(self, settings):
        source = registered(silent_minutes=10)
        laid(settings, b"<13>a", at=AT)
        taken(settings, AT)
        later = AT + timedelta(hours=2)
        laid(settings, b"<13>b", at=later)
        taken(settings, later)
        gap = Gap.objects.filter(begun_at=AT).get()
        assert (gap.source, gap.ended_at) == (source, later)
        assert differences() == []

    def test_one_that_is_silent_now_has_an_open_gap_told_once(self, settings):
        registered(silent_minutes=10)
        assert actions.mind_silence(at=AT) == 1
        assert actions.mind_silence(at=AT + timedelta(minutes=1)) == 0
        laid(settings, b"<13>a", at=AT + timedelta(minutes=2))
        taken(settings, AT + timedelta(minutes=2))
        assert Gap.objects.get().ended_at == AT + timedelta(minutes=2)
        assert differences() == []

    def test_fifty_outages_are_found_and_seven_clean_days_have_none(self, settings):
        source = registered(silent_minutes=30, at=AT)
        from sekisho.web.monitoring.actions.listening import heard

        spans, outages, at = [], 0, AT
        for number in range(7 * 24 * 4):
            out = number % 13 == 12 and outages < 50
            outages += out
            at += timedelta(minutes=45 if out else 15)
            spans.append((at, at))
        assert len(heard(source, spans)) == outages == 50
        clean = registered(silent_minutes=30, at=AT, channel="file-clean")
        steady = [AT + timedelta(minutes=15 * each) for each in range(7 * 24 * 4)]
        assert heard(clean, [(each, each) for each in steady]) == []


class TestChecks:
    def test_without_a_required_source_nothing_holds(self):
        assert checks.logs_arriving(AT).verdict == Verdict.FAILS
        assert checks.flows_lawful(AT).verdict == Verdict.WEAK
        assert checks.alerts_answered(AT).verdict == Verdict.WEAK
        assert checks.logs_unaltered(AT).verdict == Verdict.WEAK

    def test_logs_that_come_without_a_gap_hold_with_figures(self, settings):
        place_zones()
        registered(at=AT - timedelta(minutes=30))
        laid(settings, packet("10.20.0.5", "10.20.0.6"))
        taken(settings)
        found = checks.logs_arriving(AT + timedelta(minutes=1))
        assert (found.verdict, found.figures["events"]) == (Verdict.HOLDS, 1)
        assert checks.flows_lawful(AT + timedelta(minutes=1)).verdict == Verdict.HOLDS
        assert checks.logs_unaltered(AT).verdict == Verdict.HOLDS

    def test_a_gap_fails_by_name_and_hours_and_no_lawfulness_is_said(self, settings):
        place_zones()
        registered(at=AT - timedelta(hours=5))
        laid(settings, packet("10.20.0.5", "10.20.0.6"))
        taken(settings)
        found = checks.logs_arriving(AT + timedelta(minutes=1))
        assert found.verdict == Verdict.FAILS
        assert (found.figures["source"], found.figures["hours"]) == ("境界ファイアウォール", "5.0")
        assert checks.flows_lawful(AT + timedelta(minutes=1)).verdict == Verdict.WEAK

    def test_an_unlawful_flow_fails_until_it_is_answered(self, settings):
        place_zones()
        registered(at=AT - timedelta(minutes=30))
        laid(settings, packet("10.10.0.5", "198.51.100.7"))
        taken(settings)
        assert checks.flows_lawful(AT + timedelta(minutes=1)).verdict == Verdict.FAILS
        actions.explain(alert=Alert.objects.get(), words="試験の通信", by=keeper(), at=AT)
        assert checks.flows_lawful(AT + timedelta(minutes=1)).verdict == Verdict.HOLDS

    def test_a_grave_alert_must_be_answered_within_an_hour(self, settings):
        place_zones()
        registered()
        laid(settings, packet("10.10.0.5", "198.51.100.7"))
        taken(settings)
        assert checks.alerts_answered(AT + timedelta(minutes=50)).verdict == Verdict.HOLDS
        assert checks.alerts_answered(AT + timedelta(hours=2)).verdict == Verdict.FAILS

    def test_a_stored_log_that_was_altered_fails_by_name(self, settings):
        laid(settings, b"<13>one")
        taken(settings)
        (path,) = settings.LOG_STORE.rglob("*.parquet")
        path.write_bytes(path.read_bytes()[:-1] + b"!")
        found = checks.logs_unaltered(AT)
        assert found.verdict == Verdict.FAILS
        assert found.rows == ({"log_partition": Partition.objects.get().path},)

    def test_the_product_says_when_its_receiver_stopped_or_the_disk_is_full(self, settings):
        from sekisho.collect import Standing
        from sekisho.detection.times import micros

        assert checks.product_running(AT).verdict == Verdict.WEAK
        Standing(at_us=micros(AT)).write(settings.COLLECT_SPOOL)
        assert checks.product_running(AT).verdict == Verdict.HOLDS
        assert checks.product_running(AT + timedelta(minutes=5)).verdict == Verdict.FAILS
        Standing(at_us=micros(AT), full_us=1).write(settings.COLLECT_SPOOL)
        assert checks.product_running(AT).verdict == Verdict.FAILS

    def test_a_certificate_that_cannot_be_read_is_as_good_as_ended(self, settings, tmp_path):
        settings.OWN_CERTIFICATES = (tmp_path / "none.pem",)
        assert checks.product_running(AT).figures["certificates"] == 1


def test_logs_are_destroyed_when_their_class_says_so_with_evidence(settings):
    registered()
    laid(settings, packet("10.20.0.5", "10.20.0.6"))
    taken(settings)
    days = KEPT_DAYS[LogClass.BOUNDARY]
    assert actions.expire_logs(at=AT + timedelta(days=days)) == 0
    assert actions.expire_logs(at=AT + timedelta(days=days + 1)) == 1
    assert not list(settings.LOG_STORE.rglob("*.parquet"))
    assert Partition.objects.get().destroyed_at
    assert Record.objects.filter(kind="logs.destroyed").exists()
    assert differences() == []


def test_a_log_of_no_known_kind_is_kept_as_it_came(settings):
    laid(settings, b"what is this", b"\x1b]0;x\x07=cmd()", channel=FIREWALL)
    told = taken(settings)
    assert told.events + told.not_understood == 2


def test_the_sample_has_a_day_of_logs_without_a_gap_and_one_alert_to_answer():
    """The sample is loaded in one transaction."""
    place_zones()
    with transaction.atomic():
        make_monitoring(keeper(), at=AT)
    assert Alert.objects.open().get().level == "medium"
    assert Alert.objects.filter(rule__startswith="zone-").get().state == "explained"
    assert checks.logs_arriving(AT).verdict == Verdict.HOLDS
    actions.judge_today(at=AT)
    assert not Alert.objects.filter(rule="beacon").exists()
    assert differences() == []
