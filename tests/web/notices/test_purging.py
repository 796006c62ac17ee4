"""Mails that have gone lose their text after 30 days and their row after 400; none that waits."""

from datetime import timedelta

import pytest
from tests.web.factories import AT, make_person

from sekisho.web.notices import actions
from sekisho.web.notices.models import Mail

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def mail(**marks):
    row = actions.queue_mail(person=make_person(), count=1, due_on=None, at=AT - 900 * DAY)
    Mail.objects.filter(pk=row.pk).update(**marks)
    return row


@pytest.mark.parametrize("mark", ["sent_at", "given_up_at"])
@pytest.mark.parametrize(
    ("ago", "body", "kept"),
    [
        (30 * DAY, True, True),
        (30 * DAY + SECOND, False, True),
        (400 * DAY, False, True),
        (400 * DAY + SECOND, False, False),
    ],
)
def test_first_the_text_goes_then_the_row(mark, ago, body, kept):
    row = mail(**{mark: AT - ago})
    assert actions.purge_mails(at=AT) == (0 if kept else 1)
    left = list(Mail.objects.filter(pk=row.pk))
    assert bool(left) is kept
    if kept:
        assert bool(left[0].body) is body
        assert left[0].subject
        assert getattr(left[0], mark) == AT - ago


def test_what_waits_is_kept_whole_however_old():
    row = mail()
    assert actions.purge_mails(at=AT) == 0
    assert Mail.objects.get().body == row.body != ""


def test_purging_twice_does_nothing_more():
    mail(sent_at=AT - 401 * DAY)
    assert [actions.purge_mails(at=AT) for _ in range(2)] == [1, 0]
