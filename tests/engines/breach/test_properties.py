"""What holds for all facts: earlier is never later, unsure is never better, graver never less."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.breach.build import JST, judged

from sekisho.breach import UNSURE, Change, ClosedCalendar, Facts, Note, moves
from sekisho.catalogue import load_breach_rules

RULES = load_breach_rules()
CALENDAR = ClosedCalendar.of_catalogue()
GRAVE = {
    "personal": "yes", "harm": "yes", "sensitive": "yes", "local-sensitive": "yes",
    "property": "yes", "unlawful": "yes", "misuse": "yes", "open": "yes", "network": "yes",
    "entrusted": "yes", "protected": "no",
}  # fmt: skip
MOMENTS = st.datetimes(
    min_value=datetime(2023, 4, 1),  # noqa: DTZ001  # the zone is added
    max_value=datetime(2098, 12, 31),  # noqa: DTZ001  # as above
    timezones=st.just(JST),
)
PEOPLE = st.one_of(st.integers(0, 2500), st.sampled_from([100, 101, 1000, 1001]))


def _answers(*, unsure=True):
    return st.fixed_dictionaries(
        {
            fact.id: st.sampled_from(sorted(fact.values) + ([UNSURE] if unsure else []))
            for fact in RULES.facts.values()
        }
    )


@st.composite
def some_facts(draw, *, unsure=True):
    least = draw(PEOPLE)
    most = draw(st.one_of(st.none(), st.integers(least, 5000))) if unsure else least
    chosen = draw(st.one_of(st.none(), st.frozensets(st.sampled_from(sorted(RULES.settings)))))
    return Facts(draw(MOMENTS), least, most, draw(_answers(unsure=unsure)), chosen)


def _with(facts, **changes):
    fields = {n: getattr(facts, n) for n in ("known_at", "least", "most", "answers", "settings")}
    return Facts(**(fields | changes))


def _covers(graver, milder):
    """Whether everything owed in the milder case is owed in the graver, and not later.

    One exception is the law's own: a final report may have more days when it was on purpose; and
    publication at once may stand in for the half-year's, when it is no later.
    """
    for duty in milder.duties:
        stand_in = graver.duty(duty.id) or graver.duty("publish-now")
        assert stand_in is not None, duty.id
        if duty.rule.act != "final" or stand_in.due_at <= duty.due_at:
            assert stand_in.due_at <= duty.due_at, duty.id


@given(some_facts(), st.integers(0, 400 * 24))
def test_known_earlier_is_never_due_later(facts, hours):
    now, before = (
        judged(facts),
        judged(_with(facts, known_at=facts.known_at - timedelta(hours=hours))),
    )
    owed = {each.id: each.due_at for each in now.duties}
    for duty in before.duties:
        if duty.id in owed:
            assert duty.due_at <= owed[duty.id]
    by_law = {each.id for each in now.duties} ^ {each.id for each in before.duties}
    assert by_law <= {"publish-half"}  # it alone depends on where in the half-year the day lies


@given(some_facts(), st.sampled_from(sorted(RULES.facts)))
def test_an_answer_taken_back_never_frees_from_a_duty_nor_puts_one_off(facts, name):
    unsure = _with(facts, answers={**facts.answers, name: UNSURE})
    before, after = judged(facts), judged(unsure)
    for duty in before.duties:
        open_ = after.duty(duty.id) or after.duty("publish-now")
        assert open_ is not None
        assert open_.due_at <= duty.due_at


@given(some_facts(), st.sampled_from(sorted(GRAVE)))
def test_a_graver_answer_never_takes_a_duty_away(facts, name):
    graver = _with(facts, answers={**facts.answers, name: GRAVE[name]})
    known = facts.answers[name]
    if known != UNSURE:
        _covers(judged(graver), judged(facts))


@given(some_facts(unsure=False), st.integers(0, 3000))
def test_more_people_never_take_a_duty_away(facts, more):
    count = facts.least + more
    _covers(judged(_with(facts, least=count, most=count)), judged(facts))


@given(some_facts())
def test_every_certain_duty_has_a_certain_ground_and_every_duty_a_ground(facts):
    for duty in judged(facts).duties:
        assert duty.grounds
        assert duty.certain is any(each.certain for each in duty.grounds)
        assert duty.certain is (Note.UNSURE not in duty.notes)


@given(some_facts())
def test_each_case_is_a_ground_somewhere_or_set_aside_with_a_reason(facts):
    found = judged(facts)
    aside = {each.case for each in found.set_aside}
    grounds = {each.case for duty in found.duties for each in duty.grounds}
    assert not aside & grounds
    assert all(each.facts for each in found.set_aside)


@given(some_facts(unsure=False))
def test_with_every_answer_given_nothing_is_unsure(facts):
    found = judged(facts)
    assert all(each.certain for each in found.duties)
    assert not any(each.open_facts for each in found.duties)
    assert not any(Note.UNSURE_EXTENSION in each.notes for each in found.duties)


@given(some_facts())
def test_an_unsure_duty_names_what_to_answer_and_certainty_follows_the_answers(facts):
    for duty in judged(facts).duties:
        assert duty.certain or duty.open_facts
        assert set(duty.open_facts) <= {*RULES.facts, "subjects"}


@given(some_facts())
def test_other_readings_are_no_due_dates_and_rolled_days_are_open(facts):
    for duty in judged(facts).duties:
        for each in duty.readings:
            assert each.day != duty.due_on
            if each.reason == "rolls":
                assert each.day > duty.due_on
                assert not CALENDAR.is_closed(each.day)


@given(some_facts())
def test_nothing_is_due_before_the_day_it_was_known(facts):
    for duty in judged(facts).duties:
        assert duty.due_at.date() >= facts.known_at.astimezone(JST).date()
        assert duty.aim_on is None or duty.aim_on <= duty.due_on


@given(some_facts())
def test_the_same_facts_move_nothing(facts):
    assert moves(judged(facts), judged(facts)) == ()


@settings(max_examples=60)
@given(some_facts(), some_facts())
def test_moves_tell_exactly_the_difference(first, second):
    before, after = judged(first), judged(second)
    then = {each.id: each.due_at for each in before.duties}
    for move in moves(before, after):
        if move.change is Change.GONE:
            assert then.pop(move.duty) == move.before
        else:
            then[move.duty] = move.after
    assert then == {each.id: each.due_at for each in after.duties}
