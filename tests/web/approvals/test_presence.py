"""Who holds a medium by a permit is met by the scope check until the thing is back."""

from datetime import timedelta

import pytest
from tests.web.approvals.permitting import office, permit
from tests.web.factories import AT, DAY

from sekisho.web.approvals import actions
from sekisho.web.approvals.presence import MediaSource
from sekisho.web.organization.presence import Presence, presence_sources

pytestmark = pytest.mark.django_db


def test_the_holder_is_met_until_the_thing_is_back_also_past_the_last_day():
    people = office()
    row = permit(people)
    permit(people, "area-entry")
    met = [Presence(str(people.member.opaque_id), f"permit:{row.pk}", "media")]
    source = MediaSource()
    assert list(source.present_on(DAY)) == met
    assert list(source.present_on(DAY + timedelta(days=100))) == met
    assert list(source.present_on(DAY - timedelta(days=1))) == []
    actions.take_back(permit=row, by=people.head, at=AT)
    assert list(source.present_on(DAY)) == []


def test_it_is_handed_in():
    assert "media" in {source.kind for source in presence_sources()}
