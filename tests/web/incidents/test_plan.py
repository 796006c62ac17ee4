"""The emergency response plan: from the template to a decided edition on paper, and its drills."""

import io
import re
from datetime import date, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from docx import Document
from tests.web.assets.register import recorded
from tests.web.factories import AT, client_for, make_person
from tests.web.incidents.making import handler

from sekisho.catalogue import load_plan_template
from sekisho.verdicts import Verdict
from sekisho.web.approvals import deciding
from sekisho.web.approvals.errors import ApprovalRefusedError
from sekisho.web.approvals.models import Application
from sekisho.web.assets.models import Asset
from sekisho.web.governance.actions import enter_contact
from sekisho.web.incidents import actions, planning
from sekisho.web.incidents.actions.planning import KIND
from sekisho.web.incidents.agreement import differences
from sekisho.web.incidents.checks import drilled, plan_in_force
from sekisho.web.incidents.errors import IncidentRefusedError
from sekisho.web.incidents.models import Drill, PlanEdition
from sekisho.web.incidents.plan_paper import plan_paper, sections_of
from sekisho.web.incidents.planning import Contact, RolesAsTree
from sekisho.web.ui.papers import to_docx

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = date(2026, 6, 1)


@pytest.fixture
def by():
    return handler()


@pytest.fixture
def ciso():
    return make_person("理事 長", roles=("ciso",))


def asked(by, at=AT):
    return actions.ask_plan(edition=actions.begin_plan(by=by, at=at), by=by, at=at)


def decided(by, ciso, at=AT):
    row = asked(by, at)
    waiting = Application.objects.get(subject=f"{KIND}:{row.pk}")
    deciding.approve(application=waiting, by=ciso, comment="", at=at)
    row.refresh_from_db()
    return row


def held(by, on=TODAY, at=AT, **fields):
    drill = actions.plan_drill(kind="call-tree", planned_on=on, scenario="停電", by=by, at=at)
    given = {"result": "連絡が取れた", "mend": "", "called": 8, "reached": 7} | fields
    return actions.record_drill(drill=drill, held_on=on, by=by, at=at, **given)


class TestEditions:
    def test_it_begins_with_the_template_and_the_name_of_the_body(self, by, settings):
        settings.BODY_NAME = "朝霧市職員共済組合"
        row = actions.begin_plan(by=by, at=AT)
        assert [each["id"] for each in row.sections] == list(load_plan_template().sections)
        assert "朝霧市職員共済組合の情報資産" in row.sections[0]["words"]
        assert not any("{body}" in each["words"] for each in row.sections)

    def test_another_person_puts_it_in_force(self, by, ciso):
        row = decided(by, ciso)
        assert (row.current, row.decided_by) == (True, ciso)
        assert row.decision

    def test_who_asked_does_not_decide(self):
        both = make_person(roles=("chief-officer",))
        row = asked(both)
        waiting = Application.objects.get(subject=f"{KIND}:{row.pk}")
        with pytest.raises(ApprovalRefusedError):
            deciding.approve(application=waiting, by=both, comment="", at=AT)
        assert not PlanEdition.objects.in_force().exists()

    def test_given_back_it_is_a_draft_again(self, by, ciso):
        row = asked(by)
        waiting = Application.objects.get(subject=f"{KIND}:{row.pk}")
        deciding.give_back(application=waiting, by=ciso, comment="連絡先を直す", at=AT)
        actions.write_section(edition=row, section="purpose", words="新しい", by=by, at=AT)
        row.refresh_from_db()
        assert row.sections[0]["words"] == "新しい"

    def test_the_next_edition_begins_with_the_words_of_the_last_and_takes_its_place(self, by, ciso):
        first = decided(by, ciso)
        second = actions.begin_plan(by=by, at=AT + DAY)
        actions.write_section(edition=second, section="cutting", words="直ちに切る", by=by, at=AT)
        second = actions.ask_plan(edition=second, by=by, at=AT + DAY)
        waiting = Application.objects.get(subject=f"{KIND}:{second.pk}")
        deciding.approve(application=waiting, by=ciso, comment="", at=AT + DAY)
        assert PlanEdition.objects.in_force().get() == second
        first.refresh_from_db()
        assert (first.current, first.sections[4]["words"] == "直ちに切る") == (False, False)
        assert list(differences()) == []

    def test_one_draft_at_a_time(self, by):
        actions.begin_plan(by=by, at=AT)
        with pytest.raises(IncidentRefusedError, match="作成中"):
            actions.begin_plan(by=by, at=AT)

    @pytest.mark.parametrize(("section", "words"), [("song", "x"), ("purpose", " ")])
    def test_a_section_that_cannot_be_is_refused(self, by, section, words):
        row = actions.begin_plan(by=by, at=AT)
        with pytest.raises(IncidentRefusedError):
            actions.write_section(edition=row, section=section, words=words, by=by, at=AT)

    def test_what_waits_is_not_written_any_more(self, by):
        row = asked(by)
        with pytest.raises(IncidentRefusedError, match="決裁を待つ"):
            actions.write_section(edition=row, section="purpose", words="x", by=by, at=AT)

    def test_without_the_right_nothing_begins(self):
        with pytest.raises(IncidentRefusedError, match="権限"):
            actions.begin_plan(by=make_person(roles=("manager",)), at=AT)

    def test_only_the_edition_in_force_is_looked_through(self, by, ciso):
        draft = actions.begin_plan(by=by, at=AT)
        with pytest.raises(IncidentRefusedError):
            actions.review_plan(edition=draft, by=by, at=AT)

    def test_two_in_force_cannot_be(self, by, ciso):
        row = decided(by, ciso)
        other = actions.begin_plan(by=by, at=AT)
        with pytest.raises(IntegrityError), transaction.atomic():
            PlanEdition.objects.filter(pk=other.pk).update(
                current=True, asked_at=AT, decided_at=AT, decided_by=row.decided_by
            )

    def test_a_section_changed_beside_the_product_is_found(self, by, ciso):
        row = decided(by, ciso)
        PlanEdition.objects.filter(pk=row.pk).update(sections=[])
        assert [each.subject for each in differences()] == [f"response-plan:{row.pk}"]


def reading(person, *rights, roles=("csirt-member",)):
    """Somebody who reads the plan."""
    return planning.Reader(person, frozenset(roles), frozenset({"incidents.read", *rights}))


class TestTheKeptTree:
    @pytest.fixture
    def below(self, by, ciso):
        top = enter_contact(person=ciso, number="090-1111-1111", above=None, by=by, at=AT)
        return enter_contact(person=by, number="090-2222-2222", above=top, by=by, at=AT)

    def test_the_plan_names_it_in_its_order_with_numbers_for_who_responds(self, by, ciso, below):
        rows = planning.contacts(TODAY, reading(by)).rows
        assert [(row[2], row[4]) for row in rows] == [
            (ciso.name, "090-1111-1111"), (by.name, "090-2222-2222"),
        ]  # fmt: skip
        assert "CISO" in rows[0][1]

    def test_who_needs_no_number_sees_none(self, below):
        rows = planning.contacts(TODAY, reading(make_person(), roles=("auditor",))).rows
        assert {row[4] for row in rows} == {"（紙の連絡網を見る）"}

    def test_a_test_of_it_begins_with_everybody_in_it(self, by, below):
        row = actions.plan_drill(
            kind="call-tree", planned_on=TODAY, scenario="夜間の一報", by=by, at=AT
        )
        with time_machine.travel(AT, tick=False):
            page = client_for(by).get(f"/incidents/drills/{row.pk}/held/").content.decode()
        assert re.search(r'name="called" value="2"', page)


class TestTables:
    def test_systems_the_reader_may_not_know_of_are_not_on_their_paper(self, by):
        recorded("給付システム", sort="system", zone_key="mynumber")
        recorded("文書管理", sort="system")
        names = [row[1] for row in planning.recovery(reading(by)).rows]
        assert names == ["文書管理"]
        names = [row[1] for row in planning.recovery(reading(by, "mynumber.read")).rows]
        assert sorted(names) == ["文書管理", "給付システム"]

    def test_contacts_go_from_the_contact_point_up_to_the_ciso(self, by, ciso):
        first = make_person("窓口 係", roles=("contact-point",))
        names = [each.name for each in RolesAsTree().contacts(TODAY, reading(by))]
        assert names == [first.name, by.name, ciso.name]

    def test_a_tree_somebody_keeps_takes_the_place_of_the_roles(self, monkeypatch):
        class Tree:
            def contacts(self, on, reader):
                return [Contact("当番", "電話 番", "総務課", "090-0000-0000")]

        monkeypatch.setattr(planning, "_tree", [])
        planning.install(Tree())
        assert planning.contacts(TODAY, reading(make_person())).rows == (
            ("1", "当番", "電話 番", "総務課", "090-0000-0000"),
        )

    def test_systems_are_restored_by_their_grade_of_availability(self, by):
        from sekisho.web.assets.grading import chosen

        levels = chosen().by_aspect["availability"].levels
        given = {"kind": "equipment", "sort": "system", "unit": by.unit, "confirmed_at": AT}
        for number, level in enumerate([*reversed(levels), None]):
            Asset.objects.create(
                number=f"S-{number}", name=f"{level.id if level else 'none'}", confirmed_by=by,
                availability=level.id if level else "", **given,
            )  # fmt: skip
        assert [row[1] for row in planning.recovery(reading(by)).rows] == [
            *(each.id for each in levels), "none",
        ]  # fmt: skip

    def test_measures_come_with_the_soonest_first(self):
        hours = [int("".join(c for c in row[2] if c.isdigit())) for row in planning.measures().rows]
        assert hours == sorted(hours)

    def test_only_sections_that_ask_for_one_have_a_table(self, by):
        row = actions.begin_plan(by=by, at=AT)
        found = {each.id for each in sections_of(row, TODAY, reading(by)) if each.table is not None}
        assert found == {"contacts", "measures", "recovery"}


class TestPaper:
    def test_the_paper_says_which_edition_it_is_and_when_it_was_printed(self, by, ciso):
        row = decided(by, ciso)
        found = Document(
            io.BytesIO(to_docx(plan_paper(row, "朝霧市職員共済組合", TODAY, reading(by))))
        )
        text = "\n".join(each.text for each in found.paragraphs)
        cells = [c.text for t in found.tables for r in t.rows for c in r.cells]
        assert "第1版　令和8年6月1日決裁" in text
        assert "令和8年6月1日印刷" in text
        assert "回線を切る基準" in text
        assert by.name in cells

    def test_a_draft_says_that_it_is_one(self, by):
        row = actions.begin_plan(by=by, at=AT)
        assert "第1版（案）" in plan_paper(row, "団体", TODAY, reading(by)).subtitle


class TestDrills:
    def test_a_drill_is_planned_and_then_recorded(self, by):
        row = held(by, mend="番号を直す")
        assert (row.held_on, row.reached, row.mend) == (TODAY, 7, "番号を直す")
        assert list(differences()) == []

    @pytest.mark.parametrize(
        "fields",
        [{"result": " "}, {"called": 5, "reached": 6}, {"called": 5, "reached": None},
         {"on": TODAY + DAY}],
    )  # fmt: skip
    def test_what_cannot_be_is_refused(self, by, fields):
        with pytest.raises(IncidentRefusedError):
            held(by, **fields)

    @pytest.mark.parametrize(("kind", "scenario"), [("party", "停電"), ("call-tree", " ")])
    def test_a_drill_of_nothing_is_refused(self, by, kind, scenario):
        with pytest.raises(IncidentRefusedError):
            actions.plan_drill(kind=kind, planned_on=TODAY, scenario=scenario, by=by, at=AT)

    def test_recorded_twice_is_refused(self, by):
        row = held(by)
        with pytest.raises(IncidentRefusedError):
            actions.record_drill(
                drill=row, held_on=TODAY, result="x", mend="", called=None, reached=None,
                by=by, at=AT,
            )  # fmt: skip


class TestChecks:
    def test_without_a_plan_it_fails_and_with_a_draft_too(self, by):
        assert plan_in_force(AT).verdict is Verdict.FAILS
        asked(by)
        assert plan_in_force(AT).verdict is Verdict.FAILS

    def test_decided_it_holds_for_a_year_and_looked_through_for_another(self, by, ciso):
        row = decided(by, ciso)
        assert plan_in_force(AT + 365 * DAY).verdict is Verdict.HOLDS
        assert plan_in_force(AT + 366 * DAY).verdict is Verdict.FAILS
        PlanEdition.objects.filter(pk=row.pk)
        actions.review_plan(edition=row, by=by, at=AT + 300 * DAY)
        assert plan_in_force(AT + 366 * DAY).verdict is Verdict.HOLDS

    def test_without_a_drill_of_a_year_it_fails(self, by):
        assert drilled(AT).verdict is Verdict.FAILS
        held(by)
        assert drilled(AT).verdict is Verdict.HOLDS
        assert drilled(AT + 366 * DAY).verdict is Verdict.FAILS

    def test_a_drill_planned_and_not_held_is_weak(self, by):
        held(by)
        actions.plan_drill(kind="table-top", planned_on=TODAY, scenario="停電", by=by, at=AT)
        assert drilled(AT).verdict is Verdict.HOLDS
        assert drilled(AT + DAY).verdict is Verdict.WEAK


class TestPages:
    @pytest.fixture(autouse=True)
    def _clock(self):
        with time_machine.travel(AT, tick=False):
            yield

    def test_a_plan_is_made_written_and_asked_for_on_its_pages(self, by):
        client = client_for(by)
        assert "効力のある計画がありません" in client.get("/incidents/plan/").content.decode()
        client.post("/incidents/plan/begin/")
        row = PlanEdition.objects.get()
        client.post(f"/incidents/plan/{row.pk}/sections/cutting/", {"words": "直ちに切る"})
        client.post(f"/incidents/plan/{row.pk}/ask/")
        page = BeautifulSoup(client.get(f"/incidents/plan/{row.pk}/").content, "lxml")
        assert "直ちに切る" in page.text
        assert "決裁を待っています。" in page.text
        assert not page.select('a[href$="/sections/cutting/"]')

    def test_the_decided_plan_is_printed_looked_through_and_given_as_word(self, by, ciso):
        row, client = decided(by, ciso), client_for(by)
        assert client.get(f"/incidents/plan/{row.pk}/plan.docx").content.startswith(b"PK")
        client.post(f"/incidents/plan/{row.pk}/review/")
        row.refresh_from_db()
        assert row.reviewed_by == by

    def test_a_drill_is_planned_and_recorded(self, by):
        client = client_for(by)
        sent = {"kind": "call-tree", "planned_on": "2026-06-01", "scenario": "停電"}
        client.post("/incidents/drills/", sent)
        row = Drill.objects.get()
        sent = {"held_on": "2026-06-01", "result": "取れた", "called": 5, "reached": 5}
        client.post(f"/incidents/drills/{row.pk}/held/", sent)
        assert "5人のうち5人に連絡が取れた" in client.get("/incidents/plan/").content.decode()

    def test_an_unknown_section_is_no_page(self, by):
        row = actions.begin_plan(by=by, at=AT)
        assert client_for(by).get(f"/incidents/plan/{row.pk}/sections/song/").status_code == 404

    def test_a_reader_reads_and_changes_nothing(self, by):
        row = actions.begin_plan(by=by, at=AT)
        reader = client_for(make_person(roles=("auditor",)))
        assert reader.get(f"/incidents/plan/{row.pk}/").status_code == 200
        for path in ("plan/begin/", f"plan/{row.pk}/ask/", f"plan/{row.pk}/review/",
                     f"plan/{row.pk}/sections/cutting/", "drills/"):  # fmt: skip
            assert reader.post(f"/incidents/{path}", {}).status_code == 403

    @pytest.mark.parametrize(
        "path", ["plan/", "plan/{0}/", "plan/{0}/plan.pdf", "plan/{0}/plan.docx"]
    )
    def test_employees_see_nothing_of_it(self, by, path):
        row = actions.begin_plan(by=by, at=AT)
        address = f"/incidents/{path.format(row.pk)}"
        assert client_for(make_person()).get(address).status_code == 403
