"""First topics of a clause in force: asked by one, decided by another, taken from the ledger."""

import pytest
from django.utils import translation
from tests.web.factories import AT, client_for, make_person
from tests.web.policies.asking_pages import page, words
from tests.web.policies.samples import fresh, imported, published

from sekisho.web.approvals import deciding
from sekisho.web.approvals import kinds as application_kinds
from sekisho.web.approvals.errors import AlreadyWaitingError, OwnApplicationError
from sekisho.web.approvals.models import Application
from sekisho.web.evidence import queries as evidence
from sekisho.web.policies import actions
from sekisho.web.policies.content_digest import altered
from sekisho.web.policies.errors import TopicsError, WrongStateError
from sekisho.web.policies.models import ClauseTopic, Edition

pytestmark = pytest.mark.django_db


def uncovered(*, kind="basic", clause_id="3(2)", demands=True):
    """Return a clause in force that has no topic."""
    edition = imported(kind=kind)
    clause = edition.clauses.get(clause_id=clause_id)
    actions.set_clause_topics(
        clause=clause, demands=demands, topics=(), by=edition.created_by, at=AT
    )
    return published(edition).clauses.get(clause_id=clause_id)


def asked(clause, *topics, by=None, reason="監査の指摘による"):
    return actions.ask_first_topics(
        clause=clause,
        topics=topics or ("people.training",),
        reason=reason,
        by=by or make_person(roles=("secretariat",)),
        at=AT,
    )


def approve(application, by=None):
    ciso = by or make_person(roles=("ciso",))
    return deciding.approve(application=application, by=ciso, comment="", at=AT)


def topics_of(clause):
    return set(clause.topics.values_list("topic", flat=True))


class TestAsking:
    def test_nothing_changes_before_the_decision(self):
        clause = uncovered()
        application = asked(clause)
        assert application.is_waiting
        assert topics_of(clause) == set()

    def test_the_decider_reads_the_clause_and_the_topics_in_japanese_whatever_the_language(self):
        clause = uncovered()
        with translation.override("en"):
            application = asked(clause, "people.training", reason="指摘による")
        assert "3(2)" in application.reason
        assert application.reason.endswith("指摘による")
        assert "加える主題" in application.reason
        page_of_it = f"/documents/editions/{clause.edition_id}/"
        assert application.url == f"{page_of_it}#clause-{clause.position}"

    def test_that_of_a_procedure_is_decided_by_who_may_read_it_and_names_no_title(self):
        clause = uncovered(kind="procedure", clause_id="2")
        application = asked(clause)
        assert application.kind == "procedure-topics"
        assert clause.edition.title not in application.title + application.reason
        assert application_kinds.find(application.kind).permission_to_read == "procedures.read"

    @pytest.mark.parametrize(
        ("topics", "reason", "said"),
        [
            ((), "指摘", "選んで"),
            (("people.training",), "  ", "理由"),
            (("people.astrology",), "指摘", "カタログ"),
        ],
    )
    def test_incomplete_asking_is_refused_and_seals_nothing(self, topics, reason, said):
        clause, by = uncovered(), make_person()
        size = evidence.size()
        with pytest.raises(TopicsError, match=said):
            actions.ask_first_topics(clause=clause, topics=topics, reason=reason, by=by, at=AT)
        assert (evidence.size(), Application.objects.waiting().count()) == (size, 0)

    def test_a_clause_with_a_topic_is_not_asked_for(self):
        clause = published().clauses.get(clause_id="3(2)")
        with pytest.raises(TopicsError, match="既に"):
            asked(clause)

    def test_a_draft_is_simply_changed(self):
        with pytest.raises(WrongStateError):
            asked(imported().clauses.get(clause_id="3(2)"))

    def test_it_waits_once(self):
        clause = uncovered()
        asked(clause)
        with pytest.raises(AlreadyWaitingError):
            asked(clause)


class TestDeciding:
    def test_approved_the_topics_are_written_and_sealed_in_the_deciders_name(self):
        clause, ciso = uncovered(), make_person(roles=("ciso",))
        approve(asked(clause, "people.training", "review.audit"), by=ciso)
        assert topics_of(clause) == {"people.training", "review.audit"}
        last = list(evidence.sealed(["edition.topics"], [clause.edition.subject]))[-1]
        assert last.actor == str(ciso.opaque_id)
        assert last.facts["topics"] == ["people.training", "review.audit"]
        assert altered([clause.edition]) == []

    def test_a_clause_said_to_demand_nothing_demands_afterwards(self):
        clause = uncovered(demands=False)
        approve(asked(clause))
        clause.refresh_from_db()
        assert clause.demands

    def test_nobody_decides_their_own(self):
        clause, ciso = uncovered(), make_person(roles=("ciso", "secretariat"))
        with pytest.raises(OwnApplicationError):
            approve(asked(clause, by=ciso), by=ciso)
        assert topics_of(clause) == set()

    @pytest.mark.parametrize("end", ["give_back", "withdraw"])
    def test_given_back_or_withdrawn_nothing_changes_and_it_can_be_asked_again(self, end):
        clause, by = uncovered(), make_person(roles=("secretariat",))
        application = asked(clause, by=by)
        if end == "withdraw":
            deciding.withdraw(application=application, by=by, at=AT)
        else:
            ciso = make_person(roles=("ciso",))
            deciding.give_back(application=application, by=ciso, comment="直す", at=AT)
        assert topics_of(clause) == set()
        assert asked(clause).is_waiting

    def test_what_was_sealed_counts_not_what_the_application_was_made_to_say(self):
        clause = uncovered()
        application = asked(clause, "people.training")
        other = published(imported(kind="standard")).clauses.filter(demands=True).first()
        Application.objects.filter(pk=application.pk).update(subject=f"clause:{other.pk}")
        other.topics.all().delete()
        with pytest.raises(TopicsError):
            approve(application)
        application.refresh_from_db()
        assert application.is_waiting
        assert topics_of(other) == set()

    def test_an_edition_superseded_meanwhile_is_left_as_it_was(self):
        clause = uncovered()
        application = asked(clause)
        Edition.objects.filter(pk=clause.edition_id).update(state="superseded")
        with pytest.raises(WrongStateError):
            approve(application)
        assert topics_of(clause) == set()

    def test_over_altered_topics_nothing_is_sealed(self):
        clause = uncovered()
        application = asked(clause)
        first = clause.edition.clauses.get(clause_id="1")
        ClauseTopic.objects.create(clause=first, topic="review.audit")
        with pytest.raises(TopicsError, match="封印"):
            approve(application)
        assert altered([fresh(clause.edition)])


class TestPages:
    @pytest.fixture
    def drafter(self):
        return client_for(make_person(roles=("secretariat",)))

    def posted(self, clause, **given):
        prefix = f"c{clause.pk}"
        body = {"demands": "on", "add": "people.training", "reason": "監査の指摘による"} | given
        return {f"{prefix}-{name}": value for name, value in body.items()}

    def url(self, clause):
        return f"/documents/editions/{clause.edition_id}/topics/{clause.pk}/"

    def test_the_row_asks_for_a_reason_only_where_another_decides(self, drafter):
        clause = uncovered()
        soup = page(drafter, f"/documents/editions/{clause.edition_id}/topics/")
        assert soup.select_one(f"#clause-{clause.pk} input[name=c{clause.pk}-reason]")
        assert len(soup.select("input[name$=-reason]")) == sum(
            not each.topics.exists() for each in clause.edition.clauses.all()
        )

    def test_saving_asks_and_the_row_says_so(self, drafter):
        clause = uncovered()
        answer = drafter.post(self.url(clause), self.posted(clause), headers={"HX-Request": "true"})
        assert answer.status_code == 200
        assert "決裁を求めました" in answer.content.decode()
        assert topics_of(clause) == set()
        text = words(drafter, f"/documents/editions/{clause.edition_id}/topics/")
        assert "主題を付ける申請が決裁待ちです" in text

    def test_without_a_reason_it_is_refused_in_words(self, drafter):
        clause = uncovered()
        answer = drafter.post(
            self.url(clause), self.posted(clause, reason=""), headers={"HX-Request": "true"}
        )
        assert answer.status_code == 422
        assert "理由を書いて" in answer.content.decode()
        assert not Application.objects.waiting().exists()

    def test_a_reader_asks_nothing(self):
        clause = uncovered()
        reader = client_for(make_person(roles=("manager",)))
        assert reader.post(self.url(clause), self.posted(clause)).status_code == 403

    def test_the_deciders_page_leads_to_the_clause(self):
        application = asked(uncovered())
        ciso = client_for(make_person(roles=("ciso",)))
        text = words(ciso, f"/approvals/{application.pk}/")
        assert "加える主題" in text
        assert ciso.get(application.url.partition("#")[0]).status_code == 200
