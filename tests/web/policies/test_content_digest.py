"""The digest of what clauses say and demand: it tells any two states apart, and is sealed."""

import hashlib
import json

import pytest
from tests.web.factories import AT, make_person
from tests.web.policies.samples import approved, fresh, imported, published, submitted

from sekisho.web.approvals.errors import OwnApplicationError
from sekisho.web.evidence import queries as evidence
from sekisho.web.policies import actions
from sekisho.web.policies.content_digest import NAME, altered, content_digest
from sekisho.web.policies.errors import WrongStateError
from sekisho.web.policies.models import Clause, ClauseTopic, Edition

pytestmark = pytest.mark.django_db


def last_sealed(edition, kind):
    entries = list(evidence.sealed([kind], [edition.subject]))
    return entries[-1].facts


def by_hand(edition):
    """The digest as an auditor would compute it from the words of the law."""
    rows = [
        [each.position, each.depth, each.clause_id, each.label, each.heading, each.text,
         each.demands, sorted(t.topic for t in each.topics.all())]
        for each in edition.clauses.order_by("position")
    ]  # fmt: skip
    lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def add_topic(edition):
    ClauseTopic.objects.create(clause=edition.clauses.get(clause_id="1"), topic="review.audit")


def drop_topic(edition):
    ClauseTopic.objects.filter(clause__edition=edition).first().delete()


def change_topic(edition):
    ClauseTopic.objects.filter(clause=edition.clauses.get(clause_id="3(2)")).update(topic="x.y")


def say_no_demand(edition):
    edition.clauses.filter(clause_id="3(2)").update(demands=False)


def rename_clause(edition):
    edition.clauses.filter(clause_id="3(2)").update(clause_id="3(9)")


def drop_clause(edition):
    edition.clauses.get(clause_id="3(2)").delete()


def add_clause(edition):
    Clause.objects.create(edition=edition, position=999, depth=0, clause_id="99", demands=True)


def reword_clause(edition):
    edition.clauses.filter(clause_id="3(2)").update(text="努力する。")


def rehead_clause(edition):
    edition.clauses.filter(clause_id="3(2)").update(heading="任意の対策")


def relabel_clause(edition):
    edition.clauses.filter(clause_id="3(2)").update(label="(9)")


def lift_clause(edition):
    """A clause that hangs elsewhere in the tree gives its status to another."""
    edition.clauses.filter(clause_id="3(2)").update(depth=0)


def move_clause(edition):
    edition.clauses.filter(clause_id="3(2)").update(position=998)


TAMPERINGS = [
    add_topic, drop_topic, change_topic, say_no_demand, rename_clause, drop_clause, add_clause,
    reword_clause, rehead_clause, relabel_clause, lift_clause, move_clause,
]  # fmt: skip


def test_it_is_what_an_auditor_computes_by_hand():
    edition = imported()
    assert content_digest(edition) == by_hand(edition)


def test_each_editions_digest_is_its_own():
    first, second = published(), published(imported(kind="standard"))
    assert content_digest(first) != content_digest(second)
    assert altered([first, second]) == []
    add_topic(second)
    assert altered([first, second]) == [second]


def test_publication_and_decision_seal_it():
    edition = published()
    for kind in ("edition.approved", "edition.published"):
        assert last_sealed(edition, kind)[NAME] == content_digest(edition)


def test_a_later_change_seals_the_new_one():
    edition = published()
    before, clause = content_digest(edition), edition.clauses.get(clause_id="3(2)")
    actions.set_clause_topics(
        clause=clause,
        demands=True,
        topics=["people.training", "review.audit"],
        by=make_person(),
        at=AT,
    )
    assert last_sealed(edition, "edition.topics")[NAME] == content_digest(edition) != before
    assert altered([edition]) == []


@pytest.mark.parametrize("tamper", TAMPERINGS)
def test_any_change_past_the_actions_is_seen(tamper):
    edition = published()
    assert altered([edition]) == []
    tamper(edition)
    assert altered([edition]) == [edition]


def test_an_edition_put_in_force_by_hand_counts_as_altered():
    edition = imported()
    Edition.objects.filter(pk=edition.pk).update(state="published", published_at=AT)
    assert altered([fresh(edition)]) == [fresh(edition)]


@pytest.mark.parametrize("tamper", TAMPERINGS)
def test_what_was_not_decided_is_not_put_in_force(tamper):
    edition = approved()
    tamper(edition)
    with pytest.raises(WrongStateError, match="決裁を受けた時"):
        actions.publish_edition(edition=edition, by=edition.created_by, at=AT)
    assert fresh(edition).state == Edition.State.APPROVED


def test_queries_do_not_grow_with_the_clauses(django_assert_num_queries):
    edition = published()
    with django_assert_num_queries(3):
        altered([edition])


class TestDecider:
    """Whoever had a hand in the topics does not decide, by the ledger as by the rows."""

    def touched(self, person):
        edition = imported()
        actions.set_clause_topics(
            clause=edition.clauses.get(clause_id="3(2)"),
            demands=True,
            topics=["review.audit"],
            by=person,
            at=AT,
        )
        return submitted(edition)

    def test_who_set_one_topic_of_the_draft_does_not_decide(self):
        ciso = make_person(roles=("ciso",))
        edition = self.touched(ciso)
        assert ciso not in {edition.created_by, edition.topics_confirmed_by}
        with pytest.raises(OwnApplicationError, match="準備した"):
            actions.decide_edition(edition=edition, approve=True, comment="", by=ciso, at=AT)
        assert fresh(edition).state == Edition.State.SUBMITTED

    def test_giving_back_is_for_others_too(self):
        ciso = make_person(roles=("ciso",))
        edition = self.touched(ciso)
        with pytest.raises(OwnApplicationError):
            actions.decide_edition(edition=edition, approve=False, comment="直す", by=ciso, at=AT)
        assert fresh(edition).state == Edition.State.SUBMITTED

    def test_a_changed_row_does_not_hide_who_confirmed(self):
        ciso = make_person(roles=("ciso",))
        edition = imported()
        actions.confirm_topics(edition=edition, by=ciso, at=AT)
        actions.submit_edition(edition=edition, reason="改める", by=edition.created_by, at=AT)
        Edition.objects.filter(pk=edition.pk).update(topics_confirmed_by=edition.created_by)
        with pytest.raises(OwnApplicationError):
            actions.decide_edition(edition=edition, approve=True, comment="", by=ciso, at=AT)

    def test_another_decides(self):
        edition = self.touched(make_person(roles=("ciso",)))
        other = make_person(roles=("ciso",))
        actions.decide_edition(edition=edition, approve=True, comment="", by=other, at=AT)
        assert fresh(edition).state == Edition.State.APPROVED
