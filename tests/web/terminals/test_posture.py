"""What reports mean on a day."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.factories import AT, DAY

from sekisho.catalogue import load_terminal_rules
from sekisho.web.terminals.identity import Registered
from sekisho.web.terminals.posture import State, Subject, judge, judge_all
from sekisho.web.terminals.takeout import Expected

RULES = load_terminal_rules()
RULE = RULES.zones["mynumber"]
CLOSED = Expected("closed", "closed")
OURS = Registered("pc-001", "", "windows")
GOOD = {
    "takeout": {"state": "closed"},
    "second-factor": {"card": True},
    "encryption": {"drives": 1, "bare": []},
    "malware": {"running": True, "fresh": True},
    "software": {"unpermitted": [], "count": 0},
    "patches": {"updated": "2026-05-28"},
    "identity": {"host": "PC-001.local", "os": "Windows 11"},
}
BAD = {
    "takeout": {"state": "write"},
    "second-factor": {"card": False},
    "encryption": {"drives": 2, "bare": ["D:"]},
    "malware": {"running": True, "fresh": False},
    "software": {"unpermitted": ["Game"], "count": 1},
    "patches": {"updated": "2026-01-01"},
    "identity": {"host": "elsewhere"},
}
EACH = pytest.mark.parametrize("measure", sorted(RULES.measures))


@dataclass
class Told:
    value: dict = field(default_factory=dict)
    observed_at: datetime = AT


def _judge(measure, value=None, *, at=AT, attested=None, expected=CLOSED, seen=AT):
    told = {} if value is None else {measure: Told(value, seen)}
    said = {measure: attested} if attested else {}
    return judge(Subject(RULE, expected, told, said, OURS), measure, at)


@EACH
def test_good_bad_and_silent(measure):
    assert _judge(measure, GOOD[measure]).state is State.GOOD
    assert _judge(measure, BAD[measure]).state is State.BAD
    assert _judge(measure).state is State.SILENT


@EACH
def test_an_empty_report_is_never_good(measure):
    assert _judge(measure, {}).state is State.BAD


@EACH
def test_a_good_report_grows_old_and_a_bad_one_stays_bad(measure):
    later = AT + timedelta(days=RULE.report_days + 1)
    assert _judge(measure, GOOD[measure], at=later).state in {State.OLD, State.BAD}
    assert _judge(measure, BAD[measure], at=later).state is State.BAD


@EACH
def test_a_persons_word_stands_in_for_a_missing_report_until_its_day(measure):
    assert _judge(measure, attested=DAY).state is State.ATTESTED
    assert _judge(measure, attested=DAY - timedelta(days=1)).state is State.SILENT


@EACH
def test_a_persons_word_outweighs_no_bad_report_but_of_the_second_factor(measure):
    found = _judge(measure, BAD[measure], attested=DAY)
    assert found.state is (State.ATTESTED if measure == "second-factor" else State.BAD)


def test_what_a_permit_opened_is_good_until_it_ends_and_bad_from_then_on():
    """The same report, judged by what should be: the lapsed permit needs no new report."""
    lifted = Expected("closed", "write", until=DAY)
    assert _judge("takeout", {"state": "write"}, expected=lifted).state is State.GOOD
    found = _judge("takeout", {"state": "write"}, expected=CLOSED)
    assert found.state is State.BAD
    assert "許可がないのに" in found.message


def test_definitions_called_fresh_are_so_only_for_the_days_of_the_rule():
    last = AT + timedelta(days=RULE.malware_days)
    assert _judge("malware", GOOD["malware"], at=last).state is State.GOOD
    over = last + timedelta(minutes=1)
    assert _judge("malware", GOOD["malware"], at=over).state is not State.GOOD


def test_updates_are_good_to_the_day_of_the_rule():
    on = date(2026, 6, 1) - timedelta(days=RULE.patch_days)
    assert _judge("patches", {"updated": on.isoformat()}).state is State.GOOD
    before = {"updated": (on - timedelta(days=1)).isoformat()}
    assert _judge("patches", before).state is State.BAD
    assert _judge("patches", {"updated": "gone"}).state is State.BAD


def test_without_a_list_of_permitted_software_nothing_is_said_to_be_permitted():
    found = _judge("software", {})
    assert "一覧がまだありません" in found.message


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
KEYS = st.sampled_from(sorted({key for value in [*GOOD.values()] for key in value}))


@given(
    st.dictionaries(st.sampled_from(sorted(RULES.measures)), st.dictionaries(KEYS, JSON)),
    st.integers(0, 400),
)
def test_no_stored_value_breaks_the_judging_and_every_sentence_can_be_said(values, days):
    told = {measure: Told(value) for measure, value in values.items()}
    found = judge_all(Subject(RULE, CLOSED, told, {}), RULES.measures, AT + timedelta(days=days))
    assert set(found) == set(RULES.measures)
    for each in found.values():
        each.message.format(**each.facts)  # raises for a place without a fact
