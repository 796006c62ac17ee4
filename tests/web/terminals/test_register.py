"""The register, the list of software, people's words: what is refused, kept and sealed."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.web.factories import AT, DAY, make_person
from tests.web.terminals.parts import OPEN, entry, keeper, made, report

from sekisho.web.evidence import queries as evidence
from sekisho.web.terminals import actions, errors
from sekisho.web.terminals.actions.reporting import Permitted, permitted
from sekisho.web.terminals.messages import Answer
from sekisho.web.terminals.models import Attestation, PermittedSoftware, Reading, Terminal
from sekisho.web.ui.errors import Refused

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


def _kinds(row):
    return [each.kind for each in evidence.history(f"terminal:{row.pk}")]


class TestRegister:
    def test_a_terminal_is_recorded_with_its_users_and_sealed_without_names(self):
        user, by = make_person("山田花子"), keeper()
        row = made("PC-001", by=by, host="PC-001.Asagiri.Example", users=(user,))
        assert (row.host, list(row.users.all())) == ("pc-001.asagiri.example", [user])
        (newest,) = evidence.history(f"terminal:{row.pk}")
        sealed = evidence.proof(newest.index, evidence.size()).data.decode()
        assert str(user.opaque_id) in sealed
        for secret in ("山田", "asagiri", "執務室"):
            assert secret not in sealed

    @pytest.mark.parametrize("twin", [{"number": "PC-001", "host": ""}, {"host": "pc-001"}])
    def test_number_and_host_stand_once_among_those_in_use(self, twin):
        row = made("PC-001")
        with pytest.raises(errors.NumberTakenError):
            made(**{"number": "PC-002", **twin})
        actions.retire(terminal=row, on=DAY, by=keeper(), at=AT)
        assert made(**{"number": "PC-002", **twin}).pk != row.pk

    def test_the_database_keeps_number_and_host_apart_too(self):
        row = made("PC-001")
        for field in ("number", "host"):
            twin = Terminal(number="X", host="y", zone=row.zone, unit=row.unit, recorded_at=AT)
            setattr(twin, field, getattr(row, field))
            with pytest.raises(IntegrityError), transaction.atomic():
                twin.save()

    def test_many_terminals_without_host_name_stand_side_by_side(self):
        made(host="")
        made(host="")
        assert Terminal.objects.count() == 2

    def test_a_change_keeps_its_own_number_and_is_sealed(self):
        row = made("PC-001")
        actions.change(terminal=row, entry=entry("PC-001", system="linux"), by=keeper(), at=LATER)
        row.refresh_from_db()
        assert row.system == "linux"
        assert _kinds(row) == ["terminal.changed", "terminal.recorded"]

    def test_who_may_not_read_the_my_number_zone_keeps_none_of_its_terminals(self):
        stranger, hidden, other = make_person(), made(), made(zone_key="lgwan")
        for deed in (
            lambda: actions.record(entry=entry("PC-X"), by=stranger, at=AT),
            lambda: actions.change(terminal=hidden, entry=entry("A"), by=stranger, at=AT),
            lambda: actions.change(terminal=other, entry=entry("B"), by=stranger, at=AT),
            lambda: actions.retire(terminal=hidden, on=DAY, by=stranger, at=AT),
        ):
            before = evidence.size()
            with pytest.raises(errors.NotYoursToPlaceError):
                deed()
            assert evidence.size() == before

    def test_every_refusal_can_be_shown_to_the_person(self):
        found = [each for each in vars(errors).values() if isinstance(each, type)]
        assert all(issubclass(each, Refused) for each in found)


class TestSoftware:
    def _unpermitted(self, row):
        return Reading.objects.get(terminal=row, measure="software").value

    def test_without_a_list_nothing_is_judged(self):
        row = made()
        report(row)
        assert self._unpermitted(row) == {}

    def test_each_change_of_the_list_judges_anew_what_was_reported(self):
        row, by = made(), keeper()
        report(row, software_windows=[{"name": "LibreOffice 24.8"}, {"name": "Game"}])
        assert actions.permit(patterns=[("libreoffice *", "")], by=by, at=AT) == 1
        assert self._unpermitted(row) == {"unpermitted": ["Game"], "count": 1}
        actions.permit(patterns=[("Game", ""), ("libreoffice *", "again")], by=by, at=AT)
        assert self._unpermitted(row) == {"unpermitted": [], "count": 0}
        actions.forbid(row=PermittedSoftware.objects.get(pattern="Game"), by=by, at=AT)
        assert self._unpermitted(row)["unpermitted"] == ["Game"]

    @pytest.mark.parametrize("pattern", ["*", "", " ** ", "* *"])
    def test_a_pattern_that_permits_everything_is_refused(self, pattern):
        with pytest.raises(errors.TerminalRefusedError):
            actions.permit(patterns=[("A", ""), (pattern, "")], by=keeper(), at=AT)
        assert not PermittedSoftware.objects.exists()

    @given(st.text("ab[]?*(.", min_size=1, max_size=6))
    def test_only_the_star_is_a_sign(self, name):
        """Without a star a listed name permits itself, in any case, and nothing else."""
        PermittedSoftware.objects.all().delete()
        if "*" in name:
            return
        PermittedSoftware.objects.create(pattern=name)
        judged = permitted().judge([name.upper(), f"{name}x"])
        assert judged == {"unpermitted": [f"{name}x"], "count": 1}

    def test_brackets_beside_a_star_are_themselves(self):
        PermittedSoftware.objects.create(pattern="Tool [x64] *")
        found = permitted().judge(["Tool [x64] 1", "Tool x 1", "Tool 6 1"])
        assert found["unpermitted"] == ["Tool x 1", "Tool 6 1"]

    def test_of_many_only_the_first_are_named_and_all_counted(self):
        found = Permitted(("a",)).judge([f"p{n}" for n in range(100)])
        assert (len(found["unpermitted"]), found["count"]) == (20, 100)


class TestAttesting:
    def _attest(self, **changed):
        words = {"measure": "second-factor", "statement": "認証製品の管理画面で見た", "until": DAY}
        by = changed.pop("by", None) or make_person(roles=("system-operator",))
        return actions.attest(**{"terminal": made(), **words, **changed}, by=by, at=AT)

    def test_a_word_is_kept_and_its_statement_sealed_apart(self):
        row = self._attest()
        newest = evidence.history(f"terminal:{row.terminal_id}")[0]
        assert newest.kind == "terminal.attested"
        assert "管理画面" not in evidence.proof(newest.index, evidence.size()).data.decode()

    @pytest.mark.parametrize(
        "wrong",
        [{"statement": " 　"}, {"until": DAY - timedelta(days=1)}, {"until": date(2027, 1, 1)}],
    )
    def test_a_word_says_what_was_seen_and_ends(self, wrong):
        with pytest.raises(errors.AttestationRefusedError):
            self._attest(**wrong)
        assert not Attestation.objects.exists()

    def test_who_may_not_attest_says_nothing(self):
        with pytest.raises(errors.AttestationRefusedError):
            self._attest(by=make_person(roles=("auditor",)))

    def test_a_measure_nobody_defined_is_a_fault_of_the_caller(self):
        with pytest.raises(ValueError, match="no-such"):
            self._attest(measure="no-such")


class TestReporting:
    def test_the_newest_word_is_kept_and_an_older_one_changes_nothing(self):
        row = made()
        report(row, at=LATER)
        report(row, at=AT, takeout_windows=OPEN)
        assert Reading.objects.get(terminal=row, measure="takeout").value == {"state": "closed"}

    def test_a_time_in_the_future_counts_as_now(self):
        row = made()
        actions.take_answers(
            terminal=row,
            answers=[Answer("patches_windows", (), LATER)],
            source="agent",
            at=AT,
        )
        assert Reading.objects.get().observed_at == AT

    def test_answers_of_another_system_or_to_no_question_of_ours_are_passed_over(self):
        row = made()
        assert report(row, good=False, takeout_linux=[], no_such=[{"a": "b"}]) == 0
        assert not Reading.objects.exists()

    def test_a_change_of_the_block_is_sealed_once(self):
        row = made()
        for at in (AT, LATER):
            report(row, at=at)
        report(row, at=LATER, takeout_windows=OPEN)
        assert _kinds(row).count("terminal.takeout-changed") == 2
