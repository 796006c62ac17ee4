"""What can be done with incidents, and what is refused."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.web.factories import AT, make_person, make_unit
from tests.web.incidents.making import (
    answered,
    business,
    ended,
    finish_all,
    fresh,
    grave,
    handler,
    piece,
    reported,
    triaged,
)

from sekisho.catalogue import load_correction_rules, load_response_rules
from sekisho.web.corrections.models import Correction
from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.actions import File
from sekisho.web.incidents import actions
from sekisho.web.incidents.actions.keeping import LARGEST, content_of
from sekisho.web.incidents.agreement import differences
from sekisho.web.incidents.errors import IncidentRefusedError
from sekisho.web.incidents.models import BodyRule, Custody, Entry, Evidence, Incident
from sekisho.web.notices.models import Notice
from sekisho.web.search.sources import Hit

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def by():
    return handler()


def _due(row):
    return {
        each.rule: timezone.localtime(each.due_at).date() for each in row.duties.all() if each.owed
    }


class TestReporting:
    def test_a_report_is_kept_with_its_times_apart(self):
        person = make_person(unit=make_unit("給付課"))
        row = reported(person, occurred_at=AT - 5 * HOUR, noticed_at=AT - 2 * HOUR, place="バス")
        assert (row.occurred_at, row.noticed_at, row.reported_at) == (
            AT - 5 * HOUR,
            AT - 2 * HOUR,
            AT,
        )
        assert row.unit.name == "給付課"
        assert row.entries.get().what == Entry.What.HAPPENED

    def test_the_body_knows_from_when_the_reporter_noticed(self):
        assert reported(noticed_at=AT - 3 * HOUR).known_at == AT - 3 * HOUR
        assert reported().known_at == AT

    def test_nobody_in_particular_can_report_and_leave_a_telephone_number(self):
        row = reported(None, contact="内線 12")
        assert (row.reporter, row.contact) == (None, "内線 12")

    def test_who_is_known_leaves_no_other_contact(self):
        assert reported(make_person(), contact="内線 12").contact == ""

    def test_receipts_differ_and_hold_no_letters_that_are_confused(self):
        receipts = {reported().receipt for _ in range(30)}
        assert len(receipts) == 30
        assert not set("".join(receipts)) & set("01IO")

    def test_the_desk_is_told_at_once_and_no_longer_once_looked_at(self, by):
        row = reported()
        notice = Notice.objects.open().get(person=by)
        assert row.receipt in notice.title
        triaged(by, row)
        assert not Notice.objects.open().filter(key__startswith="incident-new:").exists()

    def test_what_an_unnamed_reporter_left_is_in_no_sealed_digest(self):
        row = reported(None, contact="内線 12")
        Incident.objects.filter(pk=row.pk).update(contact="")
        assert list(differences()) == []

    @pytest.mark.parametrize(
        "fields",
        [
            {"kind": "fire"},
            {"words": " "},
            {"noticed_at": AT + HOUR},
            {"noticed_at": AT - 3 * HOUR, "occurred_at": AT - 2 * HOUR},
        ],
    )
    def test_what_cannot_be_is_refused(self, fields):
        with pytest.raises(IncidentRefusedError):
            reported(**fields)
        assert not Incident.objects.exists()


class TestTriage:
    def test_the_tasks_of_the_plan_begin_with_their_hours_from_the_known_time(self, by):
        row = triaged(by, reported(noticed_at=AT - HOUR))
        rules = load_response_rules()
        assert {each.measure for each in row.tasks.all()} == {
            each.id for each in rules.measures_for("lost")
        }
        call = row.tasks.get(measure="call")
        assert (call.due_at, call.assignee) == (AT - HOUR + HOUR, by)

    def test_what_the_law_may_ask_is_set_up_unsure(self, by):
        row = triaged(by)
        assert {"admin-prompt", "business-prompt", "number-prompt"} <= set(_due(row))
        assert not any(each.certain for each in row.duties.all())

    def test_found_to_be_none_nothing_begins(self, by):
        row = triaged(by, severity="none")
        assert not row.tasks.exists()
        assert not row.duties.exists()

    def test_again_it_adds_only_the_tasks_of_the_new_kind(self, by):
        row = triaged(by)
        first = row.triaged_at
        again = triaged(by, row, kind="strange", at=AT + HOUR)
        assert again.triaged_at == first
        measures = [each.measure for each in again.tasks.all()]
        assert len(measures) == len(set(measures))
        assert {"search", "cut"} <= set(measures)

    @pytest.mark.parametrize("fields", [{"severity": "huge"}, {"kind": "fire"}, {"title": "  "}])
    def test_what_the_catalogue_does_not_know_is_refused(self, by, fields):
        with pytest.raises(IncidentRefusedError):
            triaged(by, **fields)

    def test_without_the_right_it_is_refused(self):
        row = reported()
        with pytest.raises(IncidentRefusedError, match="権限"):
            triaged(make_person(roles=("manager",)), row)
        assert fresh(row).triaged_at is None


class TestFacts:
    def test_the_duties_of_the_law_stand_with_their_days(self, by):
        row = grave(by)
        assert _due(row) == {
            "business-prompt": date(2026, 6, 5),
            "business-final": date(2026, 6, 30),
            "business-notice": date(2026, 6, 5),
            "ministry": date(2026, 6, 3),
            "prefecture": date(2026, 6, 3),
            "supervisor": date(2026, 6, 5),
            "publish-now": date(2026, 6, 5),
        }

    @pytest.mark.parametrize(("people", "owed"), [(1000, False), (1001, True)])
    def test_a_business_operator_reports_beyond_a_thousand(self, by, people, owed):
        business(by)
        row = answered(by, triaged(by), least=people, most=people)
        assert ("business-prompt" in _due(row)) is owed

    def test_an_administrative_body_reports_beyond_a_hundred(self, by):
        actions.set_body_rule(body="administrative", chosen=(), by=by, at=AT)
        assert "admin-prompt" not in _due(answered(by, triaged(by), least=100, most=100))
        assert "admin-prompt" in _due(answered(by, triaged(by), least=101, most=101))

    def test_a_known_time_set_earlier_moves_the_days_and_is_written_down(self, by):
        row = grave(by)
        again = answered(by, row, sensitive="yes", known_at=AT - timedelta(days=2), at=AT + HOUR)
        assert _due(again)["business-prompt"] == date(2026, 6, 3)
        entry = again.entries.filter(what=Entry.What.CLOCK).last()
        assert "知った日時を 令和8年6月1日 10:00 から 令和8年5月30日 10:00 に改めた" in entry.words
        assert "期限が 令和8年6月5日 23:59 から 令和8年6月3日 23:59 に変わった" in entry.words

    def test_facts_that_move_nothing_write_nothing(self, by):
        row = grave(by)
        before = row.entries.count()
        answered(by, row, sensitive="yes")
        assert row.entries.count() == before

    def test_found_to_be_encrypted_the_duties_are_owed_no_more_but_what_was_done_stays(self, by):
        row = grave(by)
        prompt = row.duties.get(rule="business-prompt")
        actions.finish_duty(
            duty=prompt, done_at=AT, reference="第1号", words="送った", by=by, at=AT
        )
        answered(by, row, sensitive="yes", protected="yes", at=AT + HOUR)
        assert set(_due(row)) == {"publish-half"}
        prompt.refresh_from_db()
        assert (prompt.owed, prompt.reference) == (False, "第1号")

    def test_a_duty_gone_and_come_back_is_one_row(self, by):
        row = grave(by)
        answered(by, row, sensitive="yes", protected="yes")
        answered(by, row, sensitive="yes")
        assert row.duties.filter(rule="business-prompt").count() == 1
        assert row.duties.get(rule="business-prompt").owed

    def test_another_kind_of_body_changes_open_incidents_only(self, by):
        row, closed = grave(by), ended(by)
        before = _due(closed)
        actions.set_body_rule(body="administrative", chosen=(), by=by, at=AT + HOUR)
        assert "admin-prompt" in _due(row)
        assert "business-prompt" not in _due(row)
        assert _due(closed) == before

    @pytest.mark.parametrize(
        "fields",
        [
            {"harm": "maybe"},
            {"colour": "red"},
            {"least": 5, "most": 4},
            {"known_at": AT + HOUR},
        ],
    )
    def test_what_cannot_be_is_refused(self, by, fields):
        row = triaged(by)
        with pytest.raises(IncidentRefusedError):
            answered(by, row, **fields)

    def test_facts_wait_until_somebody_has_looked_at_the_report(self, by):
        with pytest.raises(IncidentRefusedError):
            answered(by, reported())

    @pytest.mark.parametrize(("body", "chosen"), [("kingdom", ()), ("business", ("mayor",))])
    def test_a_body_the_rules_do_not_know_is_refused(self, by, body, chosen):
        with pytest.raises(IncidentRefusedError):
            actions.set_body_rule(body=body, chosen=chosen, by=by, at=AT)
        assert not BodyRule.objects.exists()

    def test_an_answer_the_catalogue_no_longer_knows_counts_as_unsure(self, by):
        row = grave(by)
        Incident.objects.filter(pk=row.pk).update(answers={**row.answers, "harm": "perhaps"})
        from sekisho.web.incidents.queries import duties_of

        line = next(
            each for each in duties_of(fresh(row)).lines if each.row.rule == "business-prompt"
        )
        assert line.owed.open_facts == ("harm",)


class TestDuties:
    def test_what_was_done_is_kept_with_its_number(self, by):
        row = grave(by)
        duty = row.duties.get(rule="business-prompt")
        actions.finish_duty(
            duty=duty,
            done_at=AT + HOUR,
            reference="R8-1",
            words="フォームで",
            by=by,
            at=AT + 2 * HOUR,
        )
        duty.refresh_from_db()
        assert (duty.done_at, duty.done_by, duty.reference) == (AT + HOUR, by, "R8-1")

    def test_the_handler_is_told_of_what_is_due_and_no_more_when_it_is_done(self, by):
        row = grave(by)
        duty = row.duties.get(rule="business-final")
        key = f"incident-duty:{duty.pk}"
        notice = Notice.objects.open().get(person=by, key=key)
        assert (notice.due_on, "確報" in notice.title) == (date(2026, 6, 30), True)
        actions.finish_duty(duty=duty, done_at=AT, reference="", words="済", by=by, at=AT)
        assert not Notice.objects.open().filter(key=key).exists()

    def test_two_days_before_everybody_who_handles_incidents_is_told_anew(self, by):
        other, row = handler(), grave(by)
        key = f"incident-soon:{row.duties.get(rule='business-final').pk}"
        assert not Notice.objects.filter(key=key).exists()
        actions.tell_incidents(at=AT + timedelta(days=28))
        assert {each.person for each in Notice.objects.open().filter(key=key)} == {by, other}

    @pytest.mark.parametrize(
        "fields", [{"done_at": AT + HOUR}, {"done_at": AT - HOUR}, {"words": ""}]
    )
    def test_what_cannot_be_is_refused(self, by, fields):
        duty = grave(by).duties.first()
        given = {"done_at": AT, "reference": "", "words": "済"} | fields
        with pytest.raises(IncidentRefusedError):
            actions.finish_duty(duty=duty, by=by, at=AT, **given)

    def test_done_twice_is_refused(self, by):
        duty = grave(by).duties.first()
        given = {"duty": duty, "done_at": AT, "reference": "", "words": "済", "by": by, "at": AT}
        actions.finish_duty(**given)
        with pytest.raises(IncidentRefusedError, match="すでに"):
            actions.finish_duty(**given)


class TestTimeline:
    def test_a_line_says_when_it_was_and_when_it_was_written(self, by):
        row = triaged(by)
        entry = actions.note(
            incident=row, what="decided", when=AT - HOUR, words="回線を切る", by=by, at=AT
        )
        assert (entry.at, entry.noted_at) == (AT - HOUR, AT)

    def test_a_message_outside_names_whom_it_went_to(self, by):
        row = triaged(by)
        with pytest.raises(IncidentRefusedError, match="相手"):
            actions.note(incident=row, what="told", when=AT, words="電話", by=by, at=AT)
        entry = actions.note(
            incident=row, what="told", when=AT, words="電話", to="警察署", by=by, at=AT
        )
        assert entry.to == "警察署"

    @pytest.mark.parametrize(
        "fields",
        [{"what": "clock"}, {"what": "song"}, {"words": " "}, {"when": AT + HOUR}],
    )
    def test_what_cannot_be_is_refused(self, by, fields):
        given = {"what": "done", "when": AT, "words": "調べた"} | fields
        row = triaged(by)
        with pytest.raises(IncidentRefusedError):
            actions.note(incident=row, by=by, at=AT, **given)


class TestEvidence:
    def test_a_file_is_kept_encrypted_and_given_back_as_it_came(self, by):
        kept = piece(by, triaged(by), b"the very bytes")
        kept.refresh_from_db()
        assert b"the very bytes" not in bytes(kept.content)
        assert content_of(kept) == b"the very bytes"
        assert kept.custody.get().what == Custody.What.TAKEN

    def test_its_hash_is_sealed(self, by):
        kept = piece(by, triaged(by))
        (sealed,) = evidence.sealed({"incident.evidence-added"})
        assert sealed.facts["sha256"] == kept.sha256

    def test_a_changed_file_is_not_given(self, by):
        kept = piece(by, triaged(by))
        Evidence.objects.filter(pk=kept.pk).update(sha256="0" * 64)
        with pytest.raises(ValueError, match="not what"):
            content_of(Evidence.objects.get(pk=kept.pk))

    def test_custody_goes_on_in_time(self, by):
        kept = piece(by, triaged(by))
        given = {"evidence": kept, "what": "handed", "words": "", "by": by, "at": AT}
        line = actions.add_custody(when=AT, holder="県警察本部", **given)
        assert line.holder == "県警察本部"
        with pytest.raises(IncidentRefusedError, match="後の日時"):
            actions.add_custody(when=AT - 5 * HOUR, holder="誰か", **given)

    @pytest.mark.parametrize(("what", "holder"), [("eaten", "誰か"), ("handed", " ")])
    def test_custody_that_cannot_be_is_refused(self, by, what, holder):
        kept = piece(by, triaged(by))
        with pytest.raises(IncidentRefusedError):
            actions.add_custody(
                evidence=kept, what=what, when=AT, holder=holder, words="", by=by, at=AT
            )

    @pytest.mark.parametrize(
        ("content", "words"),
        [(b"", "記録"), (b"x", " "), (b"x" * (LARGEST + 1), "記録")],
        ids=["empty", "no words", "too large"],
    )
    def test_a_file_that_cannot_be_kept_is_refused(self, by, content, words):
        row = triaged(by)
        with pytest.raises(IncidentRefusedError):
            actions.add_evidence(
                incident=row, file=File("a", "b", content), words=words, taken_at=AT, by=by, at=AT
            )


class TestWork:
    def test_a_task_is_told_to_whom_it_is_given_until_it_is_done(self, by):
        task = actions.add_task(
            incident=triaged(by), words="駅に電話", due_at=AT + HOUR, assignee=by, by=by, at=AT
        )
        key = f"incident-task:{task.pk}"
        assert Notice.objects.open().filter(person=by, key=key).exists()
        actions.finish_task(task=task, result="見つからない", by=by, at=AT)
        assert not Notice.objects.open().filter(key=key).exists()

    def test_a_task_is_done_once_and_with_a_result(self, by):
        task = triaged(by).tasks.first()
        with pytest.raises(IncidentRefusedError, match="結果"):
            actions.finish_task(task=task, result=" ", by=by, at=AT)
        actions.finish_task(task=task, result="行った", by=by, at=AT)
        with pytest.raises(IncidentRefusedError, match="すでに"):
            actions.finish_task(task=task, result="行った", by=by, at=AT)

    def test_a_task_says_what_to_do(self, by):
        with pytest.raises(IncidentRefusedError):
            actions.add_task(
                incident=triaged(by), words=" ", due_at=AT, assignee=None, by=by, at=AT
            )


class TestPeopleAndLinks:
    def test_a_group_is_recorded_and_told(self, by):
        group = actions.add_affected(
            incident=triaged(by), who="組合員", count=12, items="氏名", by=by, at=AT
        )
        actions.tell_affected(affected=group, told_on=date(2026, 6, 1), way="手紙", by=by, at=AT)
        group.refresh_from_db()
        assert (group.told_on, group.way) == (date(2026, 6, 1), "手紙")

    @pytest.mark.parametrize(("day", "way"), [(date(2026, 6, 2), "手紙"), (date(2026, 6, 1), " ")])
    def test_told_in_the_future_or_in_no_way_is_refused(self, by, day, way):
        group = actions.add_affected(
            incident=triaged(by), who="組合員", count=12, items="氏名", by=by, at=AT
        )
        with pytest.raises(IncidentRefusedError):
            actions.tell_affected(affected=group, told_on=day, way=way, by=by, at=AT)

    def test_a_link_is_noted_once(self, by):
        row = triaged(by)
        for _ in range(2):
            actions.add_link(
                incident=row, source="assets", hit=Hit("/assets/1/", "USBメモリ"), by=by, at=AT
            )
        assert row.links.get().title == "USBメモリ"


class TestClosing:
    def test_with_nothing_left_it_is_closed_with_cause_and_prevention(self, by):
        row = ended(by)
        assert (row.closed_by, row.cause) == (by, "置き忘れ")

    def test_what_prevents_it_is_opened_as_a_correction_of_the_unit(self, by):
        row = ended(by)
        found = Correction.objects.get()
        assert (found.ref, found.source, found.unit) == (f"incident:{row.pk}", "incident", row.unit)
        assert "持出しをやめる" in found.detail
        assert found.grade == next(iter(load_correction_rules().grades))

    def test_what_was_no_incident_opens_none(self, by):
        row = triaged(by, severity="none")
        actions.close_incident(incident=row, cause="訓練", prevention="", by=by, at=AT)
        assert not Correction.objects.exists()

    def test_with_something_owed_it_stays_open(self, by):
        row = grave(by)
        with pytest.raises(IncidentRefusedError, match="残っています"):
            actions.close_incident(incident=row, cause="a", prevention="b", by=by, at=AT)

    def test_without_prevention_it_stays_open(self, by):
        row = grave(by)
        finish_all(row, by)
        with pytest.raises(IncidentRefusedError, match="再発"):
            actions.close_incident(incident=row, cause="a", prevention=" ", by=by, at=AT)

    def test_what_was_no_incident_needs_a_reason_only(self, by):
        row = triaged(by, severity="none")
        assert actions.close_incident(
            incident=row, cause="訓練だった", prevention="", by=by, at=AT
        ).closed_at

    def test_a_report_nobody_looked_at_is_not_closed(self, by):
        with pytest.raises(IncidentRefusedError):
            actions.close_incident(incident=reported(), cause="a", prevention="b", by=by, at=AT)

    def test_closed_nothing_changes_any_more(self, by):
        row = ended(by)
        with pytest.raises(IncidentRefusedError, match="終結"):
            actions.note(incident=row, what="done", when=AT, words="後から", by=by, at=AT)
