"""Whether every demand in force has a control, counted as the board counts."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.web.factories import AT, DAY, make_person
from tests.web.policies.samples import imported, published

from sekisho.catalogue import load
from sekisho.verdicts import Verdict
from sekisho.web.approvals import deciding
from sekisho.web.approvals.models import Application
from sekisho.web.controls import actions, checks, queries
from sekisho.web.controls.models import SetAside
from sekisho.web.controls.status import Status
from sekisho.web.evidence import actions as evidence
from sekisho.web.policies import actions as policies
from sekisho.web.policies.models import ClauseTopic

pytestmark = pytest.mark.django_db

CATALOGUE = load()
ANSWERING = {
    topic: [each.id for each in CATALOGUE.controls.values() if topic in each.topics]
    for topic in CATALOGUE.topics
}
TOPIC = "people.training"


def put_aside(control, *, days=30, at=AT):
    """Set a control aside as people do: one asks, another decides."""
    row = actions.ask_set_aside(
        control=control,
        reason="機器の更新に合わせる",
        until=DAY + timedelta(days=days),
        by=make_person(roles=("chief-officer",)),
        at=at,
    )
    application = Application.objects.get(subject=f"set-aside:{row.pk}")
    deciding.approve(application=application, by=make_person(roles=("ciso",)), comment="", at=at)
    row.refresh_from_db()
    return row


def by_hand(control, *, days=30):
    """Write an exemption straight into the database."""
    return SetAside.objects.create(
        control=control,
        reason="",
        until_date=DAY + timedelta(days=days),
        asked_by=make_person(),
        asked_at=AT,
        decided_by=make_person(),
        decided_at=AT,
    )


def on_the_board(edition, at=AT):
    """Return the clauses the board shows as not covered; with fresh faults it could show worse."""
    rows = queries.board(edition, at, queries.states(at)).rows
    return {row.clause.pk for row in rows if row.state.own is Status.NOT_COVERED}


class TestCovered:
    def test_nothing_in_force_fails(self):
        assert checks.clauses_covered(AT).verdict is Verdict.FAILS

    def test_all_clauses_with_controls_hold(self):
        published()
        result = checks.clauses_covered(AT)
        assert result.verdict is Verdict.HOLDS
        assert (result.figures["uncovered"], result.figures["altered"]) == (0, 0)

    def test_one_demand_without_topic_fails_and_is_named(self):
        edition = imported()
        clause = edition.clauses.get(clause_id="3(2)")
        policies.set_clause_topics(
            clause=clause, demands=True, topics=(), by=edition.created_by, at=AT
        )
        published(edition)
        result = checks.clauses_covered(AT)
        assert result.verdict is Verdict.FAILS
        assert result.rows == ({"edition": edition.pk, "clause": clause.pk},)

    def test_a_draft_does_not_count(self):
        imported()
        assert checks.clauses_covered(AT).figures["demanding"] == 0

    def test_a_topic_written_into_the_database_fails_and_the_edition_is_named(self):
        edition = published()
        clause = edition.clauses.get(clause_id="1")
        ClauseTopic.objects.create(clause=clause, topic=TOPIC)
        result = checks.clauses_covered(AT)
        assert (result.verdict, result.figures["altered"]) == (Verdict.FAILS, 1)
        assert {"edition": edition.pk} in result.rows
        assert "封印した時" in result.message

    def test_a_topic_the_catalogue_dropped_covers_nothing(self):
        clause = published().clauses.get(clause_id="3(2)")
        clause.topics.update(topic="people.astrology")
        assert checks.clauses_covered(AT).figures["uncovered"] == 1

    def test_with_every_answer_set_aside_a_clause_is_not_covered(self):
        published()
        for control in ANSWERING[TOPIC]:
            assert checks.clauses_covered(AT).verdict is Verdict.HOLDS
            put_aside(control)
        result = checks.clauses_covered(AT)
        assert result.verdict is Verdict.FAILS
        assert result.figures["uncovered"] > 0

    def test_when_the_exemptions_end_it_is_covered_again(self):
        published()
        for control in ANSWERING[TOPIC]:
            put_aside(control, days=30)
        assert checks.clauses_covered(AT + timedelta(days=30)).verdict is Verdict.FAILS
        assert checks.clauses_covered(AT + timedelta(days=31)).verdict is Verdict.HOLDS

    def test_the_id_stands_in_the_catalogue_and_the_message_is_filled(self):
        for check in checks.CHECKS:
            assert CATALOGUE.checks[check.id].mode == "automatic"
            result = check.run(AT)
            assert "{" not in result.message.format(**result.figures)

    def test_queries_do_not_grow(self, django_assert_max_num_queries):
        published()
        published(imported(kind="standard"))
        put_aside(next(iter(CATALOGUE.controls)))
        with django_assert_max_num_queries(8):
            checks.clauses_covered(AT)

    def test_it_counts_what_the_board_shows(self):
        """The board's own computation is the oracle: nothing fails here, so it shows every gap."""
        edition = published()
        carried = ClauseTopic.objects.values_list("topic", flat=True).distinct().order_by("topic")

        @settings(max_examples=25, deadline=None)
        @given(st.sets(st.sampled_from(list(carried))))
        def agree(topics):
            aside = frozenset(control for topic in topics for control in ANSWERING[topic])
            with pytest.MonkeyPatch.context() as patched:
                patched.setattr(queries, "set_aside", lambda _at: aside)
                named = {row["clause"] for row in checks.clauses_covered(AT).rows}
                assert named == on_the_board(edition)
                assert bool(named) == bool(topics)

        agree()


class TestSetAside:
    CONTROL = ANSWERING[TOPIC][0]

    def test_decided_it_counts(self):
        put_aside(self.CONTROL)
        assert queries.set_aside(AT) == {self.CONTROL}
        assert queries.states(AT)[self.CONTROL].set_aside

    def test_only_asked_it_does_not(self):
        actions.ask_set_aside(
            control=self.CONTROL, reason="更新", until=DAY, by=make_person(), at=AT
        )
        assert queries.set_aside(AT) == frozenset()

    def test_a_row_written_into_the_database_sets_nothing_aside(self):
        by_hand(self.CONTROL)
        assert not queries.states(AT)[self.CONTROL].set_aside

    def test_nor_does_one_whose_sealed_entry_is_of_another_row(self):
        row = put_aside(self.CONTROL)
        actions.end_set_aside(row=row, by=make_person(), at=AT)
        by_hand(self.CONTROL)
        assert queries.set_aside(AT) == frozenset()

    def test_a_later_last_day_than_was_sealed_does_not_count(self):
        row = put_aside(self.CONTROL, days=30)
        SetAside.objects.filter(pk=row.pk).update(until_date=DAY + timedelta(days=300))
        assert queries.set_aside(AT) == frozenset()

    def test_another_control_than_was_sealed_does_not_count(self):
        row = put_aside(self.CONTROL)
        other = next(each for each in CATALOGUE.controls if each != self.CONTROL)
        SetAside.objects.filter(pk=row.pk).update(control=other)
        assert queries.set_aside(AT) == frozenset()

    def test_one_ended_and_opened_again_in_the_database_does_not_count(self):
        row = put_aside(self.CONTROL)
        actions.end_set_aside(row=row, by=make_person(), at=AT)
        SetAside.objects.filter(pk=row.pk).update(ended_at=None)
        assert queries.set_aside(AT) == frozenset()

    def test_the_next_exemption_of_the_same_control_counts(self):
        row = put_aside(self.CONTROL)
        actions.end_set_aside(row=row, by=make_person(), at=AT)
        put_aside(self.CONTROL, days=10)
        assert queries.set_aside(AT) == {self.CONTROL}

    def test_an_entry_of_another_kind_about_the_control_changes_nothing(self):
        put_aside(self.CONTROL)
        evidence.seal(kind="control.looked-at", subject=f"control:{self.CONTROL}", at=AT, body={})
        assert queries.set_aside(AT) == {self.CONTROL}
