"""Stored days judged again, with every verdict kept."""

import json
from dataclasses import replace
from datetime import date

import pytest
from tests.engines.detection.reading import us
from tests.engines.detection.traffic import HOUR, INSIDE, MONDAY

from sekisho.detection.alerts import Alert, Words
from sekisho.detection.detectors import Expected, Setting
from sekisho.detection.judges import behaviour_judge, rules_judge, zones_judge
from sekisho.detection.rescoring import Judge, due, judged, near, read, told
from sekisho.detection.storing import Store
from sekisho.detection.times import SECOND
from sekisho.detection.values import endpoint
from sekisho.detection.zoning import Permit, ZoneSpan

MAPPED = 0xFFFF << 32
ZONES = (
    ZoneSpan(MAPPED | 0x0A0A0000, MAPPED | 0x0A0AFFFF, "mynumber"),
    ZoneSpan(MAPPED | 0xCB007100, MAPPED | 0xCB0071FF, "internet"),
)
EVERYWHERE = ((0, (1 << 128) - 1),)
PERMIT = Permit("第1号", "mynumber", "internet", EVERYWHERE, EVERYWHERE)
RULE = "title: {title}\nid: 11111111-1111-4111-8111-111111111111\nlogsource: {{product: sekisho}}\ndetection: {{a: {{f: '{value}'}}, condition: a}}"


def flow(at, source="10.10.0.5", **more):
    return {
        **endpoint("source", source, 50_000), **endpoint("destination", "203.0.113.9", 443),
        "network_iana_number": 6, "ts_us": at, "event_category": "network", "event_type": "connection",
        "event_dataset": "zeek", "log_delivery": "d", "log_position": 1, "duplicate": False, "fields": {"f": "x"}, **more,
    }  # fmt: skip


@pytest.fixture
def store(tmp_path):
    made = Store(tmp_path / "store")
    made.append([flow(us(2026, 11, 29, 12)), flow(us(2026, 11, 30, 12))])
    return made


class Verdicts:
    """Keeps every verdict, as whoever uses the engine does."""

    def __init__(self):
        self.kept = {}

    def of(self, judge, day):
        return tuple(self.kept.get((judge, day), ()))

    def newest(self, judge, day):
        return (self.of(judge, day) or (None,))[-1]

    def keep(self, judge, day, verdict):
        self.kept.setdefault((judge, day), []).append(verdict)


@pytest.fixture
def verdicts():
    return Verdicts()


def scored(store, verdicts, judge):
    """Judge every day that is due; return the days with what changed."""
    partitions, changes = store.partitions(), []
    for day in sorted({each.day for each in partitions}):
        before = verdicts.newest(judge.name, day)
        rows = sum(each.rows for each in near(partitions, judge, day))
        if before is None or due(before.version, before.rows, judge, rows):
            change = judged(store, partitions, judge, day, before)
            verdicts.keep(judge.name, day, change.now)
            changes.append((day, change))
    return changes


def test_every_day_is_judged_once_by_a_version(store, verdicts):
    first = scored(store, verdicts, zones_judge(ZONES, ()))
    assert [(day.day, len(each.added)) for day, each in first] == [(29, 1), (30, 1)]
    assert scored(store, verdicts, zones_judge(ZONES, ())) == []


def test_a_new_permit_judges_again_and_the_old_verdict_stays_with_its_version(store, verdicts):
    strict, permitted = zones_judge(ZONES, ()), zones_judge(ZONES, (PERMIT,))
    scored(store, verdicts, strict)
    changes = scored(store, verdicts, permitted)
    assert [(len(each.added), len(each.gone)) for _day, each in changes] == [(0, 1), (0, 1)]
    old, new = verdicts.of("zones", date(2026, 11, 30))
    assert (old.version, new.version) == (strict.version, permitted.version)
    assert (len(old.alerts), len(new.alerts)) == (1, 0)
    assert old.alerts[0].rule == "zone-unpermitted"
    assert old.logs == new.logs


def test_a_permit_of_one_day_changes_the_verdict_of_that_day_only(store, verdicts):
    scored(store, verdicts, zones_judge(ZONES, ()))
    ended = replace(PERMIT, ends_us=us(2026, 11, 30))
    changes = scored(store, verdicts, zones_judge(ZONES, (ended,)))
    assert [[each.rule for each in change.now.alerts] for _day, change in changes] == [
        [],
        ["zone-expired"],
    ]


def test_moving_a_zone_changes_the_version_and_the_verdict(store, verdicts):
    scored(store, verdicts, zones_judge(ZONES, ()))
    moved = (replace(ZONES[0], first=MAPPED | 0x0A0B0000, last=MAPPED | 0x0A0BFFFF), ZONES[1])
    changes = scored(store, verdicts, zones_judge(moved, ()))
    assert {each.rule for _day, change in changes for each in change.now.alerts} == {"zone-nowhere"}


def test_a_changed_rule_is_asked_of_what_was_stored_before_it(store, verdicts):
    for value, found in (("y", 0), ("x", 1), ("x", 1)):
        scored(store, verdicts, rules_judge({"r.yml": RULE.format(title="t", value=value)}))
        newest = verdicts.newest("rules", date(2026, 11, 29))
        assert len(newest.alerts) == found
    assert [len(each.alerts) for each in verdicts.of("rules", date(2026, 11, 29))] == [0, 1]


def test_new_records_of_a_day_judge_that_day_again_under_the_same_version(store, verdicts):
    judge = zones_judge(ZONES, ())
    scored(store, verdicts, judge)
    store.append([flow(us(2026, 11, 30, 13), "10.10.0.6")])
    ((day, change),) = scored(store, verdicts, judge)
    assert (day.day, change.now.version, len(change.added), change.gone) == (
        30,
        change.before.version,
        1,
        (),
    )
    assert change.now.rows == change.before.rows + 1
    assert change.now.logs != change.before.logs


def test_files_put_together_or_destroyed_are_no_reason_and_hide_nothing_that_was_found(
    store, verdicts
):
    scored(store, verdicts, zones_judge(ZONES, ()))
    first = min(store.partitions(), key=lambda each: each.day)
    store.destroy([first])
    assert scored(store, verdicts, zones_judge(ZONES, ())) == []
    ((day, change),) = scored(store, verdicts, zones_judge(ZONES, (PERMIT,)))
    assert (day.day, len(change.gone)) == (30, 0)  # the day before it, which it looks at, is gone


def test_a_reply_after_midnight_finds_its_question(tmp_path, verdicts):
    store = Store(tmp_path / "store")
    night = us(2026, 11, 30)
    ask = flow(night - 5 * SECOND, one_way=True)
    answer = ask | {
        **endpoint("source", "203.0.113.9", 443), **endpoint("destination", "10.10.0.5", 50_000),
        "ts_us": night + 5 * SECOND,
    }  # fmt: skip
    store.append([ask, answer])
    changes = scored(store, verdicts, zones_judge(ZONES, (PERMIT,)))
    assert [change.now.alerts for _day, change in changes] == [(), ()]
    changes = scored(store, verdicts, zones_judge(ZONES, ()))
    assert [len(change.now.alerts) for _day, change in changes] == [1, 1]


def test_behaviour_is_judged_again_when_its_past_grows(tmp_path, verdicts):
    store = Store(tmp_path / "store")
    calls = [flow(MONDAY + (9 * HOUR + 600 * n) * SECOND, log_position=n) for n in range(48)]
    store.append(calls)
    judge = behaviour_judge(Setting(0, 0, INSIDE))
    ((_day, change),) = scored(store, verdicts, judge)
    assert [each.rule for each in change.now.alerts] == ["beacon"]
    store.append([flow(us(2026, 11, 29, 12))])
    assert [day.day for day, _change in scored(store, verdicts, judge)] == [29, 30]
    assert behaviour_judge(Setting(1, 2, INSIDE)).version == judge.version
    assert behaviour_judge(Setting(0, 0, ())).version != judge.version


def test_an_alert_is_read_back_as_it_was(store, verdicts):
    words = Words("{a} が", "b", "c", Words("{a} is", "d", "e"))
    alert = Alert(
        "r", words, {"a": "<b>", "n": 2}, 1, 2, 3, (("d", 1), ("e", 2)), "high", ("k", "l")
    )
    assert read(json.loads(json.dumps(told([alert])))) == (alert,)


def test_every_verdict_is_kept_beside_the_newest(store, verdicts):
    for version in ("v1", "v2"):
        scored(store, verdicts, Judge("own", version, lambda _store, _day: []))
    assert [each.version for each in verdicts.of("own", date(2026, 11, 30))] == ["v1", "v2"]


def test_a_day_that_is_not_over_is_judged_to_now(tmp_path):
    store = Store(tmp_path / "store")
    store.append([flow(MONDAY + 9 * HOUR * SECOND)])
    judge = behaviour_judge(
        Setting(0, 0, INSIDE, expected=(Expected("r", HOUR * SECOND),)), MONDAY + 9 * HOUR * SECOND
    )
    seen = judge.judge(store, date(2026, 11, 30))
    assert [each.rule for each in seen] == ["silence"]
    assert seen[0].last_us == MONDAY + 9 * HOUR * SECOND
