"""Along the route: in order, by who sits there, never by who stands behind the application."""

import random
from datetime import timedelta

import pytest
from tests.web.approvals.asking import submitted
from tests.web.approvals.permitting import asked, office, permit, wanted
from tests.web.factories import AT, DAY, make_person

from sekisho.web.approvals import actions, deciding, errors, kinds, routes
from sekisho.web.approvals.actions.turning import whose_turn
from sekisho.web.approvals.models import Application, BodyRoute, Permit, Step
from sekisho.web.approvals.numbering import number_text
from sekisho.web.evidence import queries as evidence
from sekisho.web.notices.models import Notice

pytestmark = pytest.mark.django_db
HEAVY = {"grade": "mynumber"}
LATER = AT + timedelta(hours=1)


@pytest.fixture
def people():
    return office()


def _approve(application, by, at=AT, **more):
    return deciding.approve(application=application, by=by, comment="", at=at, **more)


class TestOrder:
    def test_a_heavy_takeout_passes_head_two_consultants_and_the_ciso(self, people):
        row = asked(people, answers=HEAVY, ends=DAY + timedelta(days=3))
        assert set(whose_turn(row, AT)) == {people.head}
        row = _approve(row, people.head)
        assert (row.stage, row.state) == (1, "waiting")
        assert set(whose_turn(row, AT)) == {people.system, people.chief}
        row = _approve(row, people.chief)
        assert row.stage == 1, "all of them are needed"
        assert set(whose_turn(row, AT)) == {people.system}
        row = _approve(row, people.system)
        assert set(whose_turn(row, AT)) == {people.ciso}
        row = _approve(row, people.ciso)
        assert (row.state, row.decider, number_text(row)) == (
            "approved",
            people.ciso,
            "令和8年度第1号",
        )
        assert [s.what for s in row.steps.all()] == [
            "submitted",
            "agreed",
            "agreed",
            "agreed",
            "approved",
        ]

    @pytest.mark.parametrize("who", ["system", "chief", "ciso"])
    def test_nobody_acts_before_their_turn(self, people, who):
        row = asked(people, answers=HEAVY, ends=DAY)
        with pytest.raises(errors.NotYoursToDecideError, match="今判断するのは"):
            _approve(row, getattr(people, who))
        row.refresh_from_db()
        assert row.stage == 0

    def test_who_has_acted_does_not_act_again_in_the_same_stage(self, people):
        row = _approve(asked(people, answers=HEAVY, ends=DAY), people.head)
        row = _approve(row, people.chief)
        with pytest.raises(errors.NotYoursToDecideError):
            _approve(row, people.chief)

    def test_one_who_sits_in_both_seats_of_a_stage_fills_both_at_once(self, people):
        both = make_person(roles=("system-manager", "chief-officer"))
        row = _approve(asked(people, answers=HEAVY, ends=DAY), people.head)
        row = _approve(row, both)
        assert row.stage == 2

    def test_anybody_along_the_route_gives_back_and_the_chain_is_kept(self, people):
        row = _approve(asked(people, answers=HEAVY, ends=DAY), people.head)
        row = deciding.give_back(
            application=row, by=people.system, comment="番号のない媒体です", at=AT
        )
        assert (row.state, row.decider, row.number) == ("returned", people.system, None)
        again = actions.ask_permit(
            wanted=wanted(revises=row), applicant=people.member, by=people.member, at=LATER
        )
        assert again.revises == row
        assert Step.objects.filter(application=row, what="returned").get().comment
        with pytest.raises(errors.PermitRefusedError, match="差し戻された申請だけ"):
            actions.ask_permit(
                wanted=wanted(revises=row), applicant=people.member, by=people.member, at=LATER
            )

    def test_a_returned_edition_is_revised_by_the_next_about_the_same(self):
        ciso = make_person(roles=("ciso",))
        first = submitted(subject="edition:7")
        actions.give_back(application=first, by=ciso, comment="直す", at=AT)
        assert submitted(subject="edition:7").revises == first
        assert submitted(subject="edition:8").revises is None


class TestBehind:
    def test_the_head_does_not_decide_their_own(self, people):
        row = actions.ask_permit(wanted=wanted(), applicant=people.head, by=people.head, at=AT)
        assert set(whose_turn(row, AT)) == {people.chief}
        with pytest.raises(errors.OwnApplicationError, match="自分が起案"):
            _approve(row, people.head)
        assert _approve(row, people.chief).state == "approved"

    def test_who_entered_it_for_another_does_not_decide_it(self, people):
        row = actions.ask_permit(wanted=wanted(), applicant=people.member, by=people.head, at=AT)
        with pytest.raises(errors.OwnApplicationError):
            _approve(row, people.head)
        assert people.head not in set(whose_turn(row, AT))

    def test_who_prepared_the_subject_neither_decides_nor_returns(self):
        from sekisho.web.evidence import actions as sealing

        ciso = make_person(roles=("ciso",))
        sealing.seal(kind="edition.imported", subject="edition:5", at=AT, by=str(ciso.opaque_id))
        row = submitted(subject="edition:5")
        with pytest.raises(errors.OwnApplicationError, match="準備"):
            actions.approve(application=row, by=ciso, at=AT)
        with pytest.raises(errors.OwnApplicationError, match="準備"):
            actions.give_back(application=row, by=ciso, comment="直す", at=AT)
        with pytest.raises(errors.OwnApplicationError):
            actions.approve(application=row, by=ciso, at=AT, standing_in=True)

    def test_only_the_own_unit_is_entered_for(self, people):
        stranger = make_person()
        with pytest.raises(errors.PermitRefusedError, match="同じ所属"):
            actions.ask_permit(wanted=wanted(), applicant=people.member, by=stranger, at=AT)


class TestNumbers:
    def test_numbers_run_through_a_fiscal_year_without_a_gap_and_begin_anew(self, people):
        spring = AT.replace(year=2027, month=4)
        texts = []
        for at in (AT, LATER, spring):
            row = submitted(at=at)
            texts.append(number_text(actions.approve(application=row, by=people.ciso, at=at)))
        assert texts == ["令和8年度第1号", "令和8年度第2号", "令和9年度第1号"]

    def test_a_decision_undone_gives_its_number_back(self, people, monkeypatch):
        def refuse(_row):
            raise errors.PermitRefusedError("だめ")

        monkeypatch.setattr(deciding, "_handlers", {"edition": refuse})
        with pytest.raises(errors.PermitRefusedError):
            _approve(submitted(), people.ciso)
        monkeypatch.setattr(deciding, "_handlers", {})
        assert number_text(_approve(submitted(), people.ciso)) == "令和8年度第1号"

    def test_nothing_returned_or_waiting_has_a_number(self, people):
        row = submitted()
        assert number_text(row) == ""
        row = actions.give_back(application=row, by=people.ciso, comment="直す", at=AT)
        assert number_text(row) == ""


class TestTelling:
    def _open(self, person, key):
        return Notice.objects.filter(person=person, key=key, done_at=None).exists()

    def test_each_stage_is_told_when_its_turn_comes_and_not_before(self, people):
        row = asked(people, answers=HEAVY, ends=DAY)
        key = actions.notice_key(row)
        assert self._open(people.head, key)
        assert not self._open(people.ciso, key)
        row = _approve(row, people.head)
        assert not self._open(people.head, key)
        assert self._open(people.chief, key)
        row = _approve(row, people.chief)
        assert not self._open(people.chief, key)
        assert self._open(people.system, key)

    def test_the_applicant_is_told_what_became_of_it_and_nothing_else(self, people):
        row = asked(people)
        deciding.give_back(application=row, by=people.head, comment="番号は？", at=AT)
        told = Notice.objects.get(person=people.member)
        assert "差し戻されました" in told.title
        assert "番号は" not in told.title

    def test_who_comes_into_the_seat_later_is_told_by_the_daily_look(self, people):
        row = asked(people)
        other = make_person(roles=("manager",), unit=people.member.unit)
        assert actions.tell_turns(at=LATER) == 0
        assert self._open(other, actions.notice_key(row))
        assert Notice.objects.filter(person=people.head, done_at=None).count() == 1

    def test_a_head_who_left_is_replaced_by_the_next(self, people):
        row = asked(people)
        people.head.left_on = DAY
        people.head.save()
        actions.tell_turns(at=AT + timedelta(days=1))
        assert set(whose_turn(row, AT + timedelta(days=1))) == {people.chief}

    def test_a_turn_that_is_nobodys_is_counted(self):
        submitted()
        assert actions.tell_turns(at=AT) == 1

    def test_it_is_due_within_a_week_and_reminded_of_by_the_notices_room(self, people):
        row = asked(people)
        told = Notice.objects.get(key=actions.notice_key(row))
        assert told.due_on == DAY + timedelta(days=7)


class TestHistory:
    def test_every_step_is_sealed_with_its_seat_and_nobody_is_named(self, people):
        row = _approve(asked(people, answers=HEAVY, ends=DAY), people.head)
        _approve(row, people.chief)
        sealed = list(
            evidence.sealed(
                ["application.submitted", "application.agreed"], [f"application:{row.pk}"]
            )
        )
        assert [each.kind for each in sealed] == ["application.submitted"] + [
            "application.agreed"
        ] * 2
        assert sealed[-1].facts["seats"] == ["role:chief-officer"]
        assert sealed[-1].facts["standing_in"] is False
        assert "森下" not in str(sealed)

    def test_who_changes_a_route_changes_nothing_that_is_under_way(self, people):
        row = asked(people)
        BodyRoute.objects.create(
            kind="media-takeout",
            stages=[{"act": "decide", "need": "any", "seats": ["role:ciso"]}],
            proposed_by=people.chief,
            proposed_at=AT,
            decided_at=AT,
        )
        assert set(whose_turn(row, AT)) == {people.head}
        assert set(whose_turn(asked(people), AT)) == {people.ciso}


class TestBodyRoutes:
    STAGES = ({"act": "decide", "need": "any", "seats": ["role:system-manager"]},)

    def test_a_route_counts_once_another_has_decided_it(self, people):
        row = actions.propose_route(
            kind="own-device", stages=self.STAGES, reason="早くするため", by=people.chief, at=AT
        )
        kind = kinds.find("own-device")
        assert len(routes.route_of(kind).stages) == 3
        with pytest.raises(errors.OwnApplicationError):
            _approve(row, people.chief)
        _approve(row, people.ciso)
        assert [s.seats for s in routes.route_of(kind).stages] == [("role:system-manager",)]
        assert [e.kind for e in evidence.sealed(["route.changed"])] == ["route.changed"]

    def test_a_returned_proposal_changes_nothing(self, people):
        row = actions.propose_route(
            kind="own-device", stages=self.STAGES, reason="早くするため", by=people.chief, at=AT
        )
        deciding.give_back(application=row, by=people.ciso, comment="合議は要る", at=AT)
        assert len(routes.route_of(kinds.find("own-device")).stages) == 3

    @pytest.mark.parametrize(
        "stages",
        [
            (),
            ({"act": "review", "need": "any", "seats": ["role:ciso"]},),
            ({"act": "decide", "need": "any", "seats": []},),
            ({"act": "decide", "need": "any", "seats": ["role:nobody"]},),
            ({"act": "decide", "need": "some", "seats": ["role:ciso"]},),
            (
                {"act": "decide", "need": "any", "seats": ["role:ciso"]},
                {"act": "review", "need": "any", "seats": ["role:ciso"]},
            ),
        ],
    )
    def test_what_nobody_could_follow_is_refused(self, people, stages):
        with pytest.raises(errors.RouteRefusedError):
            actions.propose_route(
                kind="own-device", stages=stages, reason="x", by=people.chief, at=AT
            )
        assert not BodyRoute.objects.exists()

    @pytest.mark.parametrize("kind", ["route", "no-such-kind"])
    def test_the_route_of_routes_and_unknown_kinds_stay(self, people, kind):
        with pytest.raises(errors.RouteRefusedError):
            actions.propose_route(kind=kind, stages=self.STAGES, reason="x", by=people.chief, at=AT)

    def test_a_row_that_cannot_be_read_any_more_counts_no_more(self, people):
        BodyRoute.objects.create(
            kind="own-device",
            stages=[{"act": "decide", "need": "any", "seats": ["role:abolished"]}],
            proposed_by=people.chief,
            proposed_at=AT,
            decided_at=AT,
        )
        assert len(routes.route_of(kinds.find("own-device")).stages) == 3

    def test_an_edition_on_a_longer_route_is_decided_at_its_end_only(self, people, monkeypatch):
        seen = []
        monkeypatch.setattr(deciding, "_handlers", {"edition": lambda row: seen.append(row.state)})
        BodyRoute.objects.create(
            kind="edition",
            stages=[
                {"act": "review", "need": "any", "seats": ["role:chief-officer"]},
                {"act": "decide", "need": "any", "seats": ["permission:documents.approve"]},
            ],
            proposed_by=people.chief,
            proposed_at=AT,
            decided_at=AT,
        )
        row = _approve(submitted(), people.chief)
        assert (row.state, seen) == ("waiting", [])
        row = _approve(row, people.ciso)
        assert (row.state, seen) == ("approved", ["approved"])


@pytest.mark.parametrize("seed", range(12))
def test_whatever_people_try_only_the_laws_decide(seed):
    """Random people try random things on a heavy take-out; an oracle replays the laws."""
    lot = random.Random(seed)
    people = office()
    crowd = [*people.everybody(), people.member, make_person(roles=("auditor",))]
    row = asked(people, answers=HEAVY, ends=DAY)
    seats = {  # by hand: who sits where
        0: [{people.head}],
        1: [{people.system}, {people.chief}],
        2: [{people.ciso}],
    }
    stage, filled = 0, set()
    for _ in range(25):
        by = lot.choice(crowd)
        mine = (
            {n for n, sitting in enumerate(seats[stage]) if by in sitting} - filled
            if stage < 3
            else set()
        )
        try:
            row = _approve(row, by)
        except errors.ApprovalRefusedError:
            assert not mine or stage == 3
            continue
        assert mine
        filled |= mine
        if len(filled) == len(seats[stage]):
            stage, filled = stage + 1, set()
        assert row.stage == stage
        if stage == 3:
            break
    row.refresh_from_db()
    assert (row.state == "approved") == (stage == 3)
    assert Permit.objects.count() == (1 if stage == 3 else 0)
    assert not Step.objects.filter(
        person=people.member, what__in=["agreed", "approved", "returned"]
    ).exists()


def test_the_permit_helper_takes_every_route_to_its_end(people):
    for kind in ("media-lending", "own-device", "special-flow", "area-entry"):
        assert permit(people, kind).is_in_force(AT)
    assert Application.objects.filter(state="approved").count() == 4
