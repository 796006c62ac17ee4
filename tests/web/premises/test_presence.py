"""Who holds a right to enter, as the scope check hears of it."""

from datetime import timedelta

import pytest
from tests.web.factories import AT, DAY, make_person, make_unit
from tests.web.premises.standing import let_in, make_area, make_system

from sekisho.verdicts import Verdict
from sekisho.web.organization.checks import accounts_in_scope
from sekisho.web.organization.models import Post
from sekisho.web.organization.presence import presence_sources
from sekisho.web.premises import actions
from sekisho.web.premises.presence import EntrySource

pytestmark = pytest.mark.django_db


def _met(day=DAY):
    return {(each.person, each.label) for each in EntrySource().present_on(day)}


def test_start_up_hands_the_register_in():
    assert "entry" in {source.kind for source in presence_sources()}


def test_people_listed_by_name_or_by_post_and_holders_of_cards():
    area = make_area()
    post = Post.objects.create(title="係長", unit=make_unit())
    named, holding, carded = make_person(), make_person(post=post), make_person()
    let_in(area, named)
    actions.list_entrant(
        area=area,
        person=None,
        post=post,
        from_date=DAY,
        until_date=DAY,
        reason="運用",
        by=None,
        at=AT,
    )
    card = actions.give_card(
        system=make_system(area), number="7", person=carded, from_date=DAY, by=None, at=AT
    )
    assert _met() == {
        (str(named.opaque_id), f"area:{area.pk}"),
        (str(holding.opaque_id), f"area:{area.pk}"),
        (str(carded.opaque_id), f"card:{card.pk}"),
    }
    assert (str(holding.opaque_id), f"area:{area.pk}") not in _met(DAY + timedelta(days=1))


def test_somebody_listed_who_stands_outside_the_scope_fails_the_check():
    person = make_person(account=False, in_scope=False)
    let_in(make_area(), person)
    result = accounts_in_scope(AT)
    assert result.verdict is Verdict.FAILS
    assert {"person": str(person.opaque_id), "label": "", "kind": "entry"} in result.rows
