"""Self-inspections by their actions: who is asked, who confirms, what follows, what is proven."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.web.audits.parts import LAST, answered, head, member, runner, said, sheet_of, started
from tests.web.factories import AT, DAY, make_person, make_unit

from sekisho.catalogue import load, load_inspection
from sekisho.verdicts import Result, Verdict
from sekisho.web.audits import actions, agreement, asking, results
from sekisho.web.audits.access import confirmers
from sekisho.web.audits.checks import inspection_answered, inspection_confirmed
from sekisho.web.audits.errors import AuditRefusedError, NotIndependentError
from sekisho.web.audits.models import Inspection, Sheet
from sekisho.web.corrections.models import Correction
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence import queries as evidence_queries
from sekisho.web.notices.models import Notice
from sekisho.web.organization import actions as people

pytestmark = pytest.mark.django_db


def _told(person):
    return [each.title for each in Notice.objects.open().filter(person=person)]


class TestStarting:
    def test_everybody_in_scope_is_asked_by_the_roles_they_hold(self):
        by, manager, staff = runner(), head(), member()
        operator = make_person(roles=("system-operator",))
        row = started(by)
        asked = {(each.person, each.audience) for each in row.sheets.all()}
        assert asked == {
            (by, "staff"), (manager, "staff"), (manager, "manager"), (staff, "staff"),
            (operator, "staff"), (operator, "system"),
        }  # fmt: skip
        assert len(_told(manager)) == 2
        assert not list(agreement.differences())

    def test_leavers_and_people_out_of_scope_are_not_asked(self):
        by, gone = runner(), member()
        people.leave_person(person=gone, on=DAY - timedelta(days=1), by=by, at=AT)
        outside = member(category="outsider", in_scope=False)
        asked = {each.person for each in started(by).sheets.all()}
        assert gone not in asked
        assert outside not in asked

    def test_only_with_the_right_a_day_to_come_and_none_running(self):
        by = runner()
        for wrong in (
            {"by": member()},
            {"due_on": DAY - timedelta(days=1)},
            {"title": " "},
        ):
            with pytest.raises(AuditRefusedError):
                actions.start_inspection(
                    **({"title": "点検", "due_on": LAST, "by": by, "at": AT} | wrong)
                )
        started(by)
        with pytest.raises(AuditRefusedError):
            started(by)
        started(by, at=AT + timedelta(days=31))

    def test_the_questions_as_asked_are_kept(self):
        rules = load_inspection()
        assert started().digests == {each: rules.digest(each) for each in rules.audiences}

    def test_who_joins_meanwhile_is_asked_once(self):
        row = started()
        late = member()
        assert actions.ask_joiners(at=AT) == 1
        assert actions.ask_joiners(at=AT) == 0
        assert row.sheets.filter(person=late).exists()
        member()
        assert actions.ask_joiners(at=AT + timedelta(days=40)) == 0  # it is over


class TestAnswering:
    def test_a_whole_sheet_is_sealed_in_figures_and_never_in_words(self):
        person = member()
        started()
        row = answered(person, screens_locked=("no", "忙しい"), grade_shown=("none", "作らない"))
        (entry,) = evidence_queries.history(f"inspection-sheet:{row.pk}", 1)
        body = str(evidence_queries.body_of(entry.index))
        assert "忙しい" not in body
        assert "'noes': 1" in body
        assert row.answer("screens-locked") == ("no", "忙しい")
        assert not list(agreement.differences())
        assert not _told(person)

    def test_it_can_be_changed_until_the_head_confirmed(self):
        person, manager = member(), head()
        started()
        answered(person)
        row = answered(person, screens_locked=("no", "思い直した"))
        actions.confirm_sheets(sheets=[row], by=manager, at=AT)
        with pytest.raises(AuditRefusedError):
            answered(person)

    @pytest.mark.parametrize(
        "others",
        [
            {"screens_locked": ("", "")},
            {"screens_locked": ("maybe", "")},
            {"screens_locked": ("no", " ")},
            {"screens_locked": ("none", "")},
        ],
    )
    def test_an_open_question_or_a_no_without_reason_is_refused(self, others):
        person = member()
        started()
        with pytest.raises(AuditRefusedError):
            answered(person, **others)
        assert sheet_of(person).answers == {}

    def test_what_is_no_question_is_not_kept(self):
        person = member()
        started()
        assert "nothing" not in answered(person, nothing=("yes", "")).answers

    def test_nobody_answers_for_another_but_the_desk_for_who_has_no_account(self):
        by, person, without = runner(), member(), member(account=False)
        started(by)
        for whose, who in ((person, by), (without, head()), (person, member())):
            with pytest.raises(AuditRefusedError):
                answered(whose, by=who)
        assert answered(without, by=by).entered_by == by

    @given(
        st.dictionaries(
            st.sampled_from([each.control for each in load_inspection().asked("staff")] + ["x"]),
            st.tuples(
                st.sampled_from(["yes", "no", "none", "", "?"]), st.sampled_from(["", " ", "理由"])
            ),
        )
    )
    def test_what_is_asked_and_what_is_wrong_never_overlap_or_get_lost(self, answers):
        asked = load_inspection().asked("staff")
        left = {each.control for each in asking.open_questions(asked, answers)}
        kept = asking.cleaned(asked, answers)
        assert left | kept.keys() == {each.control for each in asked}
        assert not left & kept.keys()
        for control in asking.unreasoned(asked, answers):
            assert kept[control][0] != "yes"
            assert not kept[control][1]


class TestConfirming:
    def test_the_head_confirms_and_each_no_becomes_one_correction_of_the_unit(self):
        manager, first, second = head(), member(), member()
        started()
        rows = [
            answered(first, screens_locked=("no", "忙しい")),
            answered(second, screens_locked=("no", "忘れる"), clear_desk=("no", "狭い")),
        ]
        assert any("2件" in title for title in _told(manager))
        assert actions.confirm_sheets(sheets=rows, by=manager, at=AT) == 2
        found = {each.title: each for each in Correction.objects.all()}
        assert len(found) == 2
        row = next(each for title, each in found.items() if "画面" in title)
        assert (row.source, row.unit.name, row.owner) == ("inspection", "給付課", manager)
        assert "2人" in row.detail
        assert first.name not in row.detail
        assert not list(agreement.differences())

    def test_a_second_no_of_the_unit_opens_nothing_again(self):
        manager, first, second = head(), member(), member()
        started()
        for person in (first, second):
            row = answered(person, screens_locked=("no", "忙しい"))
            actions.confirm_sheets(sheets=[row], by=manager, at=AT)
        assert Correction.objects.count() == 1

    def test_only_the_head_of_the_unit_and_never_oneself(self):
        manager, other, person = head(), head("年金課"), member()
        chief = make_person(roles=("chief-officer",), unit=make_unit("事務局"))
        unit = make_unit("給付課")
        unit.parent = chief.unit
        unit.save()
        started()
        own, theirs = answered(manager), answered(person)
        for sheet, who in ((own, manager), (theirs, other), (theirs, chief), (theirs, person)):
            with pytest.raises(NotIndependentError):
                actions.confirm_sheets(sheets=[sheet], by=who, at=AT)
        assert actions.confirm_sheets(sheets=[own], by=chief, at=AT) == 1
        assert actions.confirm_sheets(sheets=[theirs], by=manager, at=AT) == 1

    def test_the_database_refuses_who_confirms_themselves_or_what_they_entered(self):
        by, manager, without = runner(), head(), member(account=False)
        started(by)
        own, entered = answered(manager), answered(without, by=by)
        for sheet, who in ((own, manager), (entered, by), (entered, without)):
            with pytest.raises(IntegrityError), transaction.atomic():
                Sheet.objects.filter(pk=sheet.pk).update(confirmed_at=AT, confirmed_by=who)
        blank = sheet_of(by)
        with pytest.raises(IntegrityError), transaction.atomic():
            Sheet.objects.filter(pk=blank.pk).update(confirmed_at=AT, confirmed_by=manager)

    def test_at_the_top_somebody_else_who_answers_for_a_unit_confirms(self):
        ciso = make_person(roles=("ciso",), unit=make_unit("役員"))
        other = head()
        started()
        assert confirmers(DAY).of(sheet_of(ciso)) == other

    def test_nobody_confirms_where_nobody_may(self):
        only = head()
        started()
        assert confirmers(DAY).of(sheet_of(only)) is None

    def test_given_back_it_is_asked_again_with_the_reason(self):
        manager, person = head(), member()
        started()
        row = answered(person)
        actions.return_sheet(sheet=row, reason="実際と違う", by=manager, at=AT)
        row.refresh_from_db()
        assert (row.answered_at, row.returned) == (None, "実際と違う")
        assert _told(person)
        for reason, who in ((" ", manager), ("違う", member())):
            with pytest.raises(AuditRefusedError):
                actions.return_sheet(sheet=row, reason=reason, by=who, at=AT)
        assert answered(person).returned == ""


class TestResults:
    def test_counts_shares_and_what_moved_since_last_year(self):
        by, first, second = runner(), member(), member()
        then = AT - timedelta(days=365)
        for person in (by, first, second):
            person.joined_on = DAY - timedelta(days=800)
            person.save()
        old = Inspection.objects.create(
            title="前年", year=2025, due_on=then.date(), started_at=then, started_by=by
        )
        for person, word in ((first, "yes"), (second, "no")):
            Sheet.objects.create(
                inspection=old, person=person, audience="staff", unit=person.unit,
                answers={"screens-locked": [word, "理由"]}, answered_at=then,
            )  # fmt: skip
        row = started(by)
        answered(first)
        answered(second)
        answered(by, screens_locked=("none", "窓口がない"))
        found = {each.question.control: each for each in results.by_question(row, AT)}
        one = found["screens-locked"]
        assert (one.yes, one.no, one.none) == (2, 0, 1)
        assert (one.share, one.before, one.moved) == (100, 50, 50)
        assert found["clear-desk"].before is None
        assert found["clear-desk"].moved is None
        assert results.before(row) == old

    def test_a_yes_that_the_check_contradicts_stands_out_while_the_evidence_is_fresh(self):
        person = member()
        row = started()
        answered(person)
        control = "training-yearly"
        spec = next(each for each in load().controls[control].checks if each.mode == "automatic")
        evidence.seal_result(
            check=spec.id, result=Result(Verdict.FAILS, "x"), at=AT,
            valid_until=AT + timedelta(days=1),
        )  # fmt: skip

        def found(at):
            seen = (e for e in results.by_question(row, at) if e.question.audience == "staff")
            return next(each for each in seen if each.question.control == control)

        assert found(AT).contradicted
        assert found(AT).checked is Verdict.FAILS
        late = found(AT + timedelta(days=2))
        assert (late.checked, late.contradicted) == (None, False)

    def test_a_no_the_check_agrees_with_contradicts_nothing(self):
        person = member()
        row = started()
        answered(person, training_yearly=("no", "休んだ"))
        spec = load().controls["training-yearly"].checks[0]
        evidence.seal_result(
            check=spec.id, result=Result(Verdict.FAILS, "x"), at=AT, valid_until=None
        )
        assert not any(each.contradicted for each in results.by_question(row, AT))

    def test_units_tell_how_far_they_are(self):
        manager, first, _second = head(), member(), member()
        row = started()
        actions.confirm_sheets(
            sheets=[answered(first, clear_desk=("no", "狭い"))], by=manager, at=AT
        )
        unit = next(each for each in results.by_unit(row, AT) if each.unit.name == "給付課")
        assert (unit.asked, unit.answered, unit.confirmed, unit.noes) == (4, 1, 1, 1)


class TestTheChecks:
    def test_without_one_within_a_year_both_fail(self):
        assert inspection_answered(AT).verdict is Verdict.FAILS
        assert inspection_confirmed(AT).verdict is Verdict.FAILS
        started()
        late = AT + timedelta(days=366)
        assert inspection_answered(late).verdict is Verdict.FAILS

    def test_weak_until_its_day_fails_after_it_holds_when_all_answered(self):
        by = runner()
        started(by)
        assert inspection_answered(AT).verdict is Verdict.WEAK
        late = AT + timedelta(days=31)
        result = inspection_answered(late)
        assert (result.verdict, result.figures["left"]) == (Verdict.FAILS, 1)
        answered(by)
        assert inspection_answered(late).verdict is Verdict.HOLDS

    def test_heads_have_two_weeks(self):
        manager, person = head(), member()
        chief = make_person(roles=("chief-officer",), unit=make_unit("事務局"))
        started()
        rows = [answered(person), answered(manager), answered(chief)]
        rows.append(answered(manager, audience="manager"))
        for row in Sheet.objects.filter(answered_at=None):
            answered(row.person, audience=row.audience)
        days = load_inspection().confirm_days
        assert inspection_confirmed(AT + timedelta(days=days)).verdict is Verdict.WEAK
        assert inspection_confirmed(AT + timedelta(days=days, minutes=1)).verdict is Verdict.FAILS
        heads = confirmers(DAY)
        for row in Sheet.objects.with_names():
            actions.confirm_sheets(sheets=[row], by=heads.of(row), at=AT)
        assert inspection_confirmed(AT).verdict is Verdict.HOLDS

    def test_a_leaver_who_did_not_answer_is_missed_no_more(self):
        by, person = runner(), member()
        started(by)
        answered(by)
        people.leave_person(person=person, on=DAY + timedelta(days=3), by=by, at=AT)
        assert inspection_answered(AT + timedelta(days=5)).verdict is Verdict.HOLDS

    def test_they_are_what_the_control_asks(self):
        names = {each.id for each in load().controls["self-inspection-yearly"].checks}
        assert {"inspection-answered", "inspection-confirmed"} <= names


def test_said_answers_everything_that_is_asked():
    assert not asking.open_questions(load_inspection().asked("system"), said("system"))
