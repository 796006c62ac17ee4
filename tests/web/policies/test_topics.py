"""Confirming topics: what may be changed when, and what a demand without a topic is."""

import pytest
from tests.web.factories import AT, make_person
from tests.web.policies.samples import approved, fresh, imported, published, submitted

from sekisho.web.evidence import queries as evidence
from sekisho.web.policies import actions, content_digest, queries
from sekisho.web.policies.errors import TopicsError, WrongStateError
from sekisho.web.policies.models import Clause, ClauseTopic, Edition

pytestmark = pytest.mark.django_db


def clause_of(edition, clause_id):
    return edition.clauses.get(clause_id=clause_id)


def topics_of(clause):
    return sorted(clause.topics.values_list("topic", flat=True))


def uncovered_in_force(*, demands):
    edition = imported()
    set_topics(clause_of(edition, "3(2)"), demands=demands)
    return clause_of(published(edition), "3(2)")


def set_topics(clause, *topics, demands=True):
    return actions.set_clause_topics(
        clause=clause, demands=demands, topics=topics, by=make_person(), at=AT
    )


class TestDraft:
    def test_topics_can_be_added_and_taken_away(self):
        clause = clause_of(imported(), "3(2)")
        set_topics(clause, "people.training", "review.audit")
        assert topics_of(clause) == ["people.training", "review.audit"]
        set_topics(clause, "review.audit")
        assert topics_of(clause) == ["review.audit"]

    def test_a_proposed_topic_keeps_its_words_and_an_added_one_has_none(self):
        clause = clause_of(imported(), "3(2)")
        set_topics(clause, "people.training", "review.audit")
        assert clause.topics.get(topic="people.training").matched
        assert clause.topics.get(topic="review.audit").matched == ""

    def test_a_clause_can_be_said_to_demand_nothing(self):
        clause = clause_of(imported(), "3(2)")
        set_topics(clause, demands=False)
        clause.refresh_from_db()
        assert (clause.demands, topics_of(clause)) == (False, [])

    def test_no_demand_with_a_topic_is_refused_and_changes_nothing(self):
        clause = clause_of(imported(), "3(2)")
        before = topics_of(clause)
        with pytest.raises(TopicsError):
            set_topics(clause, "review.audit", demands=False)
        assert topics_of(clause) == before

    def test_a_topic_the_catalogue_does_not_know_is_refused(self):
        clause = clause_of(imported(), "3(2)")
        with pytest.raises(TopicsError, match="カタログ"):
            set_topics(clause, "people.astrology")

    def test_each_change_is_sealed_without_words(self):
        edition = imported()
        set_topics(clause_of(edition, "3(2)"), "review.audit")
        found = evidence.history(edition.subject)[0]
        assert found.kind == "edition.topics"
        sealed = evidence.body_of(found.index)["body"]
        assert sealed["topics"] == sealed["added"] == ["review.audit"]

    def test_confirming_marks_every_clause_and_counts_what_is_not_covered(self):
        edition = imported()
        set_topics(clause_of(edition, "3(2)"))
        by = make_person()
        actions.confirm_topics(edition=edition, by=by, at=AT)
        edition = fresh(edition)
        assert (edition.topics_confirmed_at, edition.topics_confirmed_by) == (AT, by)
        assert not edition.clauses.filter(confirmed_at=None).exists()
        body = evidence.body_of(evidence.history(edition.subject)[0].index)["body"]
        assert body["without_topic"] == 1 == queries.counts(edition).uncovered
        carried = {each.topic for clause in edition.clauses.all() for each in clause.topics.all()}
        assert body["topics"] == sorted(carried)

    def test_a_demanding_clause_without_topic_is_uncovered_and_a_definition_is_not(self):
        edition = imported()
        set_topics(clause_of(edition, "3(2)"))
        uncovered = Clause.objects.filter(edition=edition).uncovered()
        assert [each.clause_id for each in uncovered] == ["3(2)"]


class TestLater:
    @pytest.mark.parametrize("make", [submitted, approved], ids=["submitted", "approved"])
    def test_nothing_changes_between_submission_and_publication(self, make):
        edition = make()
        with pytest.raises(WrongStateError):
            set_topics(clause_of(edition, "3(2)"), "people.training", "review.audit")
        with pytest.raises(WrongStateError):
            actions.confirm_topics(edition=edition, by=edition.created_by, at=AT)

    def test_in_force_a_topic_can_be_added(self):
        clause = clause_of(published(), "3(2)")
        set_topics(clause, *topics_of(clause), "review.audit")
        assert "review.audit" in topics_of(clause)

    def test_in_force_no_topic_can_be_taken_away(self):
        clause = clause_of(published(), "3(2)")
        with pytest.raises(TopicsError, match="次の版"):
            set_topics(clause, "review.audit")
        assert "people.training" in topics_of(clause)

    def test_in_force_a_demand_cannot_be_said_away(self):
        edition = imported()
        set_topics(clause_of(edition, "3(2)"))
        clause = clause_of(published(edition), "3(2)")
        with pytest.raises(TopicsError):
            set_topics(clause, demands=False)
        clause.refresh_from_db()
        assert clause.demands

    @pytest.mark.parametrize("demands", [True, False])
    def test_in_force_the_first_topic_of_a_clause_is_refused_and_changes_nothing(self, demands):
        clause = uncovered_in_force(demands=demands)
        size = evidence.size()
        with pytest.raises(TopicsError, match="決裁"):
            set_topics(clause, "review.audit")
        clause.refresh_from_db()
        assert (clause.demands, topics_of(clause), evidence.size()) == (demands, [], size)

    def test_in_force_nobody_alone_makes_a_clause_demand_something(self):
        """Its own status would stand where that of the clauses below it stood."""
        clause = uncovered_in_force(demands=False)
        with pytest.raises(TopicsError):
            set_topics(clause, demands=True)
        clause.refresh_from_db()
        assert not clause.demands

    def test_in_force_nothing_is_sealed_over_a_topic_written_into_the_database(self):
        edition = published()
        ClauseTopic.objects.create(clause=clause_of(edition, "1"), topic="review.audit")
        clause = clause_of(edition, "3(2)")
        with pytest.raises(TopicsError, match="封印"):
            set_topics(clause, *topics_of(clause), "review.audit")
        assert content_digest.altered([edition]) == [edition]

    def test_in_a_superseded_edition_nothing_changes(self):
        edition = published()
        Edition.objects.filter(pk=edition.pk).update(state="superseded")
        with pytest.raises(WrongStateError):
            set_topics(clause_of(edition, "3(2)"), "people.training", "review.audit")
