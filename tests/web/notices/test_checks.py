"""`mail-delivered`, shown to hold, to be weak and to fail by real rows."""

from datetime import timedelta

import pytest
from tests.web.factories import AT, make_person

from sekisho.catalogue import load
from sekisho.verdicts import Verdict
from sekisho.web.notices import actions
from sekisho.web.notices.checks import CHECKS, mail_delivered
from sekisho.web.notices.models import Mail

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def configured(settings):
    settings.MAIL_CONFIGURED = True
    return settings


def _queued(ago):
    return actions.queue_mail(person=make_person(), count=1, due_on=None, at=AT - ago)


def test_the_id_stands_in_the_catalogue():
    assert {check.id for check in CHECKS} <= set(load().checks)


def test_an_empty_queue_holds():
    make_person()
    assert mail_delivered(AT).verdict is Verdict.HOLDS


@pytest.mark.parametrize(
    ("ago", "verdict"),
    [
        (HOUR, Verdict.HOLDS),
        (HOUR + timedelta(seconds=1), Verdict.WEAK),
        (24 * HOUR, Verdict.WEAK),
        (24 * HOUR + timedelta(seconds=1), Verdict.FAILS),
    ],
)
def test_the_oldest_mail_in_the_queue_decides(ago, verdict):
    _queued(timedelta(0))
    _queued(ago)
    result = mail_delivered(AT)
    assert result.verdict is verdict
    assert result.figures["queued"] == 2
    assert result.figures["oldest_minutes"] == ago // timedelta(minutes=1)


def test_a_sent_mail_is_not_held_against_us():
    _queued(48 * HOUR)
    assert mail_delivered(AT).verdict is Verdict.FAILS
    Mail.objects.update(sent_at=AT)
    assert mail_delivered(AT).verdict is Verdict.HOLDS


def test_a_mail_given_up_is_weak_for_thirty_days():
    _queued(200 * HOUR)
    Mail.objects.update(given_up_at=AT)
    assert mail_delivered(AT).verdict is Verdict.WEAK
    assert mail_delivered(AT + timedelta(days=29)).figures["given_up"] == 1
    assert mail_delivered(AT + timedelta(days=30)).verdict is Verdict.HOLDS


def test_no_server_and_people_with_addresses_is_weak_and_says_so(configured):
    configured.MAIL_CONFIGURED = False
    _queued(48 * HOUR)
    result = mail_delivered(AT)
    assert result.verdict is Verdict.WEAK
    assert "メールサーバが設定されていないため、1人" in result.message.format(**result.figures)


def test_no_server_and_nobody_with_an_address_holds(configured):
    configured.MAIL_CONFIGURED = False
    make_person(email="")
    make_person(left_on=AT.date() - timedelta(days=1))
    assert mail_delivered(AT).verdict is Verdict.HOLDS


def test_the_result_holds_no_address_and_queries_do_not_grow(django_assert_num_queries):
    for _ in range(5):
        _queued(48 * HOUR)
    with django_assert_num_queries(4):
        result = mail_delivered(AT)
    assert "@" not in f"{result.message.format(**result.figures)}{result.rows}{result.figures}"
