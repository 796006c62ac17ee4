"""The status pages: who may see them, what they show, and that queries do not grow."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.factories import AT, DAY, client_for, make_person

from sekisho.catalogue import load
from sekisho.verdicts import Verdict
from sekisho.web.approvals.models import Application
from sekisho.web.assets.actions import install_zones
from sekisho.web.controls import actions
from sekisho.web.controls.models import SetAside
from sekisho.web.evidence import queries as evidence
from sekisho.web.policies.models import Clause, ClauseTopic, Document, Edition

pytestmark = pytest.mark.django_db

ATTESTED = next(c for c in load().checks.values() if c.mode == "attested")
AUTOMATIC = next(c for c in load().checks.values() if c.mode == "automatic")
CONTROL = next(c for c in load().controls.values() if ATTESTED in c.checks)
READER, ATTESTER, ADOPTER = "committee-member", "secretariat", "chief-officer"


def make_edition(kind: str = "basic", clauses: int = 3, title: str = "方針") -> Edition:
    """An edition in force whose clauses all carry the topics of CONTROL."""
    document = Document.objects.create(kind=kind, title=title)
    edition = Edition.objects.create(
        document=document,
        number=1,
        state="published",
        title=title,
        source=b"",
        tree={},
        source_sha256="0" * 64,
        source_name="a.md",
        created_at=AT,
        published_at=AT,
        created_by=make_person(),
    )
    for number in range(clauses):
        clause = Clause.objects.create(
            edition=edition,
            position=number,
            depth=0 if number == 0 else 1,
            clause_id=str(number + 1),
            label=str(number + 1),
            heading=f"見出し{number + 1}",
            demands=number > 0,
        )
        if number:
            ClauseTopic.objects.create(clause=clause, topic=CONTROL.topics[0])
    return edition


@pytest.fixture
def reader():
    return client_for(make_person(roles=(READER,)))


def test_the_board_shows_each_clause_with_its_status_in_words(reader):
    make_edition()
    page = reader.get(reverse("controls:board"))
    assert page.status_code == 200
    assert "見出し3" in page.content.decode()
    assert "要確認" in page.content.decode()


def test_the_board_can_be_narrowed_to_one_status(reader):
    edition = make_edition()
    page = reader.get(reverse("controls:board"), {"edition": edition.pk, "status": "in force"})
    assert "見出し2" not in page.content.decode()


def test_the_board_is_not_for_somebody_without_the_right_who_sees_their_own_duties():
    make_edition(title="秘密でない方針")
    page = client_for(make_person()).get(reverse("controls:board"))
    assert page.status_code == 200
    assert "見出し" not in page.content.decode()


def test_the_board_sends_a_stranger_to_the_sign_in_page():
    page = Client().get(reverse("controls:board"))
    assert page.status_code == 302
    assert "login" in page["Location"]


def test_a_procedure_is_on_no_board_of_somebody_who_may_not_read_it(reader):
    edition = make_edition(kind="procedure", title="持出しの手順")
    make_edition()
    assert "持出しの手順" not in reader.get(reverse("controls:board")).content.decode()
    url = reverse("controls:board")
    assert reader.get(url, {"edition": edition.pk}).status_code == 404
    assert reader.get(reverse("controls:board-json"), {"edition": edition.pk}).status_code == 404
    clause = reverse("controls:clause", args=[edition.pk, "2"])
    assert reader.get(clause).status_code == 404


def test_the_boards_queries_do_not_grow_with_clauses(reader, django_assert_max_num_queries):
    edition = make_edition(clauses=10)
    with django_assert_max_num_queries(25) as few:
        reader.get(reverse("controls:board"))
    for number in range(10, 60):
        Clause.objects.create(
            edition=edition, position=number, depth=1, clause_id=str(number + 1), demands=True
        )
    with django_assert_max_num_queries(25) as many:
        reader.get(reverse("controls:board"))
    assert len(many.captured_queries) == len(few.captured_queries)


def test_the_boards_json_has_one_row_per_clause_in_the_contracts_form(reader):
    make_edition()
    found = reader.get(reverse("controls:board-json")).json()
    assert [each["id"] for each in found["clauses"]] == ["1", "2", "3"]
    assert set(found["clauses"][0]) == {"id", "heading", "status", "controls", "evidence"}
    assert [each["status"] for each in found["clauses"]] == ["stale", "stale", "stale"]


def test_the_clause_page_lists_the_controls_it_demands(reader):
    edition = make_edition()
    page = reader.get(reverse("controls:clause", args=[edition.pk, "2"]))
    assert CONTROL.title.ja in page.content.decode()


@pytest.mark.parametrize("clause", ["99", "2'--"])
def test_an_unknown_clause_is_not_found(reader, clause):
    edition = make_edition()
    assert reader.get(reverse("controls:clause", args=[edition.pk, clause])).status_code == 404


@pytest.mark.parametrize("name", ["threats", "zones", "due", "catalogue"])
def test_the_other_views_answer_a_reader_and_refuse_others(reader, name):
    install_zones(at=AT)
    url = reverse(f"controls:{name}")
    assert reader.get(url).status_code == 200
    assert client_for(make_person()).get(url).status_code == 403
    assert Client().get(url).status_code == 302


def test_the_control_page_shows_its_checks_and_offers_nothing_to_a_reader(reader):
    page = reader.get(reverse("controls:control", args=[CONTROL.id])).content.decode()
    assert ATTESTED.title.ja in page
    assert "確認を記録する" not in page
    assert "適用除外を起案する" not in page


def test_an_unknown_control_is_not_found(reader):
    assert reader.get(reverse("controls:control", args=["none"])).status_code == 404


class TestAttesting:
    url = reverse("controls:attest", args=[CONTROL.id, ATTESTED.id])

    def test_an_attestation_by_a_named_person_changes_the_status(self):
        person = make_person(roles=(ATTESTER,))
        client = client_for(person)
        assert client.get(self.url).status_code == 200
        answer = client.post(self.url, {"verdict": "holds", "statement": "照合した"})
        assert answer.status_code == 302
        found = evidence.newest([ATTESTED.id])[ATTESTED.id]
        assert (found.verdict, found.actor) == (Verdict.HOLDS, str(person.opaque_id))

    @pytest.mark.parametrize(
        "data", [{}, {"verdict": "holds"}, {"verdict": "perfect", "statement": "x"}]
    )
    def test_an_incomplete_form_comes_back_with_422_and_seals_nothing(self, data):
        client = client_for(make_person(roles=(ATTESTER,)))
        assert client.post(self.url, data).status_code == 422
        assert ATTESTED.id not in evidence.newest([ATTESTED.id])

    def test_a_reader_may_not_attest(self, reader):
        data = {"verdict": "holds", "statement": "照合した"}
        assert reader.post(self.url, data).status_code == 403
        assert evidence.newest([ATTESTED.id]) == {}

    def test_an_automatic_check_has_no_form(self):
        control = next(c for c in load().controls.values() if AUTOMATIC in c.checks)
        url = reverse("controls:attest", args=[control.id, AUTOMATIC.id])
        assert client_for(make_person(roles=(ATTESTER,))).get(url).status_code == 404

    def test_a_check_of_another_control_has_no_form_here(self):
        other = next(c for c in load().controls.values() if ATTESTED not in c.checks)
        url = reverse("controls:attest", args=[other.id, ATTESTED.id])
        assert client_for(make_person(roles=(ATTESTER,))).get(url).status_code == 404


class TestRunning:
    control = next(c for c in load().controls.values() if AUTOMATIC in c.checks)

    def test_the_automatic_checks_of_a_control_can_be_run_now(self):
        client = client_for(make_person(roles=(ATTESTER,)))
        client.post(reverse("controls:run", args=[self.control.id]))
        assert AUTOMATIC.id in evidence.newest([AUTOMATIC.id])

    def test_a_reader_may_not_run_them_and_a_link_does_not(self, reader):
        url = reverse("controls:run", args=[self.control.id])
        assert reader.post(url).status_code == 403
        assert client_for(make_person(roles=(ATTESTER,))).get(url).status_code == 405


class TestSettingAside:
    url = reverse("controls:set-aside", args=[CONTROL.id])
    data = {"reason": "設備がない", "until": (DAY + timedelta(days=300)).isoformat()}

    def test_an_adopter_asks_and_an_application_waits(self, time_machine):
        time_machine.move_to(AT)
        client = client_for(make_person(roles=(ADOPTER,)))
        assert client.post(self.url, self.data).status_code == 302
        assert Application.objects.get().kind == "set-aside"
        page = client.get(reverse("controls:control", args=[CONTROL.id])).content.decode()
        assert "決裁待ち" in page

    def test_a_bad_form_comes_back_with_422(self, time_machine):
        time_machine.move_to(AT)
        client = client_for(make_person(roles=(ADOPTER,)))
        assert client.post(self.url, {"reason": "x", "until": "2020-01-01"}).status_code == 422
        assert not SetAside.objects.exists()

    def test_somebody_who_may_only_attest_cannot_ask(self):
        client = client_for(make_person(roles=(ATTESTER,)))
        assert client.post(self.url, self.data).status_code == 403

    def test_ending_an_exemption_needs_the_right_and_an_exemption(self, reader):
        url = reverse("controls:apply-again", args=[CONTROL.id])
        assert reader.post(url).status_code == 403
        adopter = make_person(roles=(ADOPTER,))
        assert client_for(adopter).post(url).status_code == 404
        row = actions.ask_set_aside(
            control=CONTROL.id, reason="x", until=DAY, by=make_person(roles=(ADOPTER,)), at=AT
        )
        SetAside.objects.filter(pk=row.pk).update(decided_by=adopter, decided_at=AT)
        assert client_for(adopter).post(url).status_code == 302
        assert SetAside.objects.get().ended_at is not None


def test_several_documents_of_one_kind_are_told_apart_by_their_titles(reader):
    make_edition()
    only_kind = reader.get("/").content.decode()
    assert 'class="choices"' not in only_kind
    make_edition(kind="standard", title="管理の基準")
    assert ">対策基準</a>" in reader.get("/").content.decode()
    make_edition(kind="standard", title="委託の基準")
    page = reader.get("/").content.decode()
    assert ">管理の基準</a>" in page
    assert ">委託の基準</a>" in page
    assert ">対策基準</a>" not in page
