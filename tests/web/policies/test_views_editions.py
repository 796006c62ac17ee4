"""The way of an edition on its page: who sees which button, and what each answers."""

import pytest
from tests.web.factories import client_for, make_person
from tests.web.policies.asking_pages import page, words
from tests.web.policies.samples import (
    STANDARD,
    approved,
    fresh,
    imported,
    published,
    submitted,
)

from sekisho.web.policies import actions
from sekisho.web.policies.models import Edition

pytestmark = pytest.mark.django_db
NO_DAY = STANDARD.replace("令和8年4月1日施行\n", "").encode()


def url_of(edition, step=""):
    return f"/documents/editions/{edition.pk}/{step}"


def forms_on(client, edition):
    """Return what can be done with the edition; a copy is for whoever reads the page."""
    found = {form["action"].rstrip("/").rsplit("/", 1)[1] for form in _forms(client, edition)}
    assert "export" in found
    return found - {"export"}


def _forms(client, edition):
    main = page(client, url_of(edition)).main
    return [form for form in main.select("form[method=post]") if "/documents/" in form["action"]]


@pytest.fixture
def drafter():
    return client_for(make_person(roles=("secretariat",)))


@pytest.fixture
def ciso():
    return client_for(make_person(roles=("ciso",)))


@pytest.fixture
def reader():
    return client_for(make_person(roles=("manager",)))


class TestButtons:
    def test_each_sees_what_they_may_do_and_nothing_else(self, drafter, ciso, reader):
        edition = imported()
        assert forms_on(drafter, edition) == {"discard"}
        actions.confirm_topics(edition=edition, by=edition.created_by, at=edition.created_at)
        assert forms_on(drafter, edition) == {"discard", "submit"}
        submitted(edition)
        assert forms_on(ciso, edition) == {"decide"}
        assert forms_on(drafter, edition) == set()
        edition = approved(imported(kind="standard"))
        assert forms_on(drafter, edition) == {"publish"}
        assert forms_on(ciso, edition) == set()
        edition = published(edition_of_procedure())
        assert forms_on(drafter, edition) == {"review", "next"}
        assert forms_on(reader, edition) == set()

    def test_the_drafter_is_told_why_they_cannot_decide(self):
        both = make_person(roles=("ciso", "secretariat"))
        edition = submitted(imported(by=both), by=make_person(roles=("secretariat",)))
        client = client_for(both)
        assert forms_on(client, edition) == set()
        assert "自分が取り込み、又は主題を定めた版は決裁できません" in words(
            client, url_of(edition)
        )

    def test_the_step_it_stands_at_is_marked(self, reader):
        edition = approved()
        current = page(reader, url_of(edition)).select_one("[aria-current=step]")
        assert "決裁済み" in current.get_text()


def edition_of_procedure():
    return imported(kind="procedure")


class TestSubmit:
    def test_with_a_reason_it_waits(self, drafter):
        edition = imported()
        actions.confirm_topics(edition=edition, by=edition.created_by, at=edition.created_at)
        answer = drafter.post(url_of(edition, "submit/"), {"reason": "全部改正のため"})
        assert answer.status_code == 302
        assert fresh(edition).state == "submitted"

    def test_without_a_reason_the_form_comes_back(self, drafter):
        edition = imported()
        answer = drafter.post(url_of(edition, "submit/"), {"reason": ""})
        assert answer.status_code == 422
        assert fresh(edition).state == "draft"

    def test_before_topics_are_confirmed_it_is_refused_in_words(self, drafter):
        edition = imported()
        answer = drafter.post(url_of(edition, "submit/"), {"reason": "全部改正のため"})
        assert answer.status_code == 422

    def test_a_reader_cannot(self, reader):
        edition = imported()
        assert reader.post(url_of(edition, "submit/"), {"reason": "x"}).status_code == 403


class TestDecide:
    def test_approved(self, ciso):
        edition = submitted()
        answer = ciso.post(url_of(edition, "decide/"), {"decision": "approve", "comment": ""})
        assert answer.status_code == 302
        assert fresh(edition).state == "approved"

    def test_given_back_with_a_comment(self, ciso):
        edition = submitted()
        ciso.post(url_of(edition, "decide/"), {"decision": "return", "comment": "直すこと"})
        assert fresh(edition).state == "draft"

    def test_given_back_without_a_comment_is_refused(self, ciso):
        edition = submitted()
        answer = ciso.post(url_of(edition, "decide/"), {"decision": "return", "comment": ""})
        assert answer.status_code == 422
        assert "理由" in answer.content.decode()
        assert fresh(edition).state == "submitted"

    def test_anything_but_the_button_to_approve_does_not_approve(self, ciso):
        edition = submitted()
        ciso.post(url_of(edition, "decide/"), {"decision": "", "comment": "迷う"})
        assert fresh(edition).state == "draft"

    def test_ones_own_draft_is_refused_even_when_posted(self):
        both = make_person(roles=("ciso", "secretariat"))
        edition = submitted(imported(by=both), by=make_person(roles=("secretariat",)))
        answer = client_for(both).post(url_of(edition, "decide/"), {"decision": "approve"})
        assert answer.status_code == 422
        assert fresh(edition).state == "submitted"

    def test_a_drafter_without_the_right_cannot(self, drafter):
        edition = submitted()
        assert drafter.post(url_of(edition, "decide/"), {"decision": "approve"}).status_code == 403


class TestPublish:
    def test_the_approved_edition_is_in_force(self, drafter):
        edition = approved()
        assert drafter.post(url_of(edition, "publish/")).status_code == 302
        assert fresh(edition).state == "published"

    def test_a_day_is_wanted_where_the_document_has_none(self, drafter):
        edition = approved(imported(NO_DAY, kind="standard"))
        assert drafter.post(url_of(edition, "publish/")).status_code == 422
        assert fresh(edition).state == "approved"
        drafter.post(url_of(edition, "publish/"), {"effective_on": "2026-06-01"})
        assert fresh(edition).state == "published"

    def test_a_day_to_come_is_refused_in_words(self, drafter):
        edition = approved(imported(NO_DAY, kind="standard"))
        answer = drafter.post(url_of(edition, "publish/"), {"effective_on": "2026-06-02"})
        assert answer.status_code == 422
        assert "まだ来ていません" in answer.content.decode()

    def test_what_is_not_approved_is_refused(self, drafter):
        edition = submitted()
        assert drafter.post(url_of(edition, "publish/")).status_code == 422

    def test_the_ciso_decides_and_does_not_publish(self, ciso):
        edition = approved()
        assert ciso.post(url_of(edition, "publish/")).status_code == 403


class TestReviewAndDiscard:
    def test_a_review_is_recorded(self, drafter):
        edition = published()
        drafter.post(url_of(edition, "review/"))
        assert fresh(edition).reviewed_at is not None

    def test_a_review_of_a_draft_is_refused_and_said(self, drafter):
        edition = imported()
        answer = drafter.post(url_of(edition, "review/"), follow=True)
        assert "施行中の版だけです" in answer.content.decode()

    def test_a_draft_is_discarded(self, drafter):
        edition = imported()
        assert drafter.post(url_of(edition, "discard/"))["Location"] == "/documents/"
        assert not Edition.objects.exists()

    def test_an_approved_edition_is_not_discarded(self, drafter):
        edition = approved()
        answer = drafter.post(url_of(edition, "discard/"), follow=True)
        assert "案だけです" in answer.content.decode()
        assert Edition.objects.exists()

    @pytest.mark.parametrize("step", ["review/", "discard/"])
    def test_a_reader_can_neither(self, reader, step):
        assert reader.post(url_of(published(), step)).status_code == 403

    @pytest.mark.parametrize(
        "step", ["submit/", "decide/", "publish/", "review/", "discard/", "topics/confirm/"]
    )
    def test_looking_changes_nothing(self, drafter, step):
        edition = imported()
        assert drafter.get(url_of(edition, step)).status_code in {403, 405}
        assert fresh(edition).state == "draft"
