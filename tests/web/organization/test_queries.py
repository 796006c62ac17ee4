"""Reads that other rooms use: names behind opaque ids, kinds of people, the board of roles."""

from datetime import timedelta

import pytest
from django.utils import translation
from tests.web.factories import DAY, make_person

from sekisho.web.organization.kinds import kind_title, kinds
from sekisho.web.organization.models import RoleHolding
from sekisho.web.organization.queries import names_of, role_board


@pytest.mark.django_db
class TestNames:
    def test_names_are_given_by_opaque_id(self):
        one, other = make_person("朝霧 花子"), make_person("川上 次郎")
        asked = [str(one.opaque_id), str(other.opaque_id)]
        assert names_of(asked) == {asked[0]: "朝霧 花子", asked[1]: "川上 次郎"}

    @pytest.mark.parametrize("unknown", ["", "x", "00000000-0000-4000-8000-000000000000", "1'--"])
    def test_what_is_nobodys_is_left_out(self, unknown):
        assert names_of([unknown]) == {}

    def test_many_names_cost_one_query(self, django_assert_num_queries):
        asked = [str(make_person().opaque_id) for _each in range(20)]
        with django_assert_num_queries(1):
            assert len(names_of(asked)) == 20


@pytest.mark.django_db
class TestRoleBoard:
    def row(self, role):
        return next(row for row in role_board(DAY) if row.role.id == role)

    def test_a_role_without_a_holder_is_vacant(self):
        assert self.row("ciso").vacant
        assert not self.row("ciso").ending

    def test_a_role_with_an_open_holder_is_not_ending(self):
        make_person(roles=("ciso",))
        assert not self.row("ciso").vacant
        assert not self.row("ciso").ending

    def test_a_role_is_ending_when_all_its_holders_are(self):
        first = make_person(roles=("ciso",))
        RoleHolding.objects.filter(person=first).update(until_date=DAY + timedelta(days=3))
        assert self.row("ciso").ending
        make_person(roles=("ciso",))
        assert not self.row("ciso").ending

    def test_a_leaving_holder_ends_the_role(self):
        make_person(roles=("ciso",), left_on=DAY + timedelta(days=3))
        assert self.row("ciso").ending

    def test_the_whole_board_costs_two_queries(self, django_assert_num_queries):
        for _each in range(5):
            make_person(roles=("ciso", "manager"))
        with django_assert_num_queries(2):
            shown = [each.person.name for row in role_board(DAY) for each in row.holdings]
        assert len(shown) == 10


class TestKinds:
    def test_they_are_officers_five_kinds_of_staff_contractors_and_outsiders(self):
        assert list(kinds()) == [
            "officer", "regular", "part-time", "dispatched", "commissioned", "temporary",
            "resident-contractor", "outsider",
        ]  # fmt: skip

    def test_exactly_the_five_kinds_of_staff_are_in_the_pledge(self):
        assert {kind.id for kind in kinds().values() if kind.in_pledge} == {
            "regular", "part-time", "dispatched", "commissioned", "temporary",
        }  # fmt: skip

    def test_only_outsiders_stand_outside(self):
        assert {kind.id for kind in kinds().values() if not kind.in_scope} == {"outsider"}

    def test_titles_follow_the_readers_language(self):
        assert kind_title("part-time") == "非常勤職員"
        with translation.override("en"):
            assert kind_title("part-time") == "Part-time staff"

    def test_an_unknown_kind_is_shown_as_it_is(self):
        assert kind_title("emperor") == "emperor"
