"""What waits in this room is told to who sees to it, once, and taken back when it is done."""

from datetime import timedelta

import pytest
from tests.web.factories import AT, DAY, make_person
from tests.web.premises.standing import (
    asset,
    counting,
    file_of,
    keeper,
    made,
    make_area,
    make_system,
    planned,
)

from sekisho.web.notices.models import Mail, Notice
from sekisho.web.premises import actions
from sekisho.web.premises.models import Fault

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)


def _titles(person, at=AT):
    actions.tell_due(at=at)
    return set(Notice.objects.open().filter(person=person).values_list("title", flat=True))


def _reviewed(name="情報システム室"):
    area = make_area(name)
    return actions.review_list(area=area, by=keeper(), at=AT)


def test_rounds_two_weeks_ahead_to_who_records():
    operator = make_person(roles=("system-operator",))
    planned(_reviewed(), due_on=DAY + 20 * ONE_DAY)
    assert _titles(operator) == set()
    told = _titles(operator, AT + 6 * ONE_DAY)
    assert told == {"点検の期限です: 情報システム室 週次点検表（情報システム室）"}


def test_told_once_and_taken_back_when_made():
    operator = make_person(roles=("system-operator",))
    area = _reviewed()
    planned(area)
    _titles(operator)
    mails = Mail.objects.filter(to=operator.email).count()
    _titles(operator)
    assert Mail.objects.filter(to=operator.email).count() == mails == 1
    made(area, at=AT)
    assert _titles(operator) == {"点検の期限です: 情報システム室 週次点検表（情報システム室）"}
    assert Notice.objects.open().get(person=operator).due_on == DAY + 7 * ONE_DAY


def test_faults_counts_and_lines_not_understood():
    operator = make_person(roles=("system-operator",))
    area = _reviewed()
    made(area, "fault")
    asset()
    counting(due_on=DAY + ONE_DAY)
    lines = ("2026/05/29 08:50:12,1,,情報システム室,入室", "きのう,1,,情報システム室,入室")
    actions.import_log(system=make_system(area), file=file_of(*lines), by=keeper(), at=AT)
    told = _titles(operator, AT + 20 * ONE_DAY)
    assert {each.split(":")[0] for each in told} == {
        "点検の期限です",
        "不良を直す期限です",
        "棚卸の期限です",
        "入退室記録に、読み取れない行があります",
    }
    for fault in Fault.objects.all():
        actions.mend_fault(fault=fault, how="直した", by=keeper(), at=AT)
    assert not any("不良" in each for each in _titles(operator, AT + 20 * ONE_DAY))


def test_lists_to_look_through_go_to_who_keeps_them():
    chief, operator = make_person(roles=("chief-officer",)), make_person(roles=("system-operator",))
    area = make_area("書庫")
    assert _titles(chief) == {"入室者名簿の見直しの期限です: 書庫"}
    assert _titles(operator) == set()
    actions.review_list(area=area, by=keeper(), at=AT)
    assert _titles(chief) == set()
    assert _titles(chief, AT + 360 * ONE_DAY) == {"入室者名簿の見直しの期限です: 書庫"}
