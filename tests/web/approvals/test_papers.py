"""The 起案用紙: its number, its boxes, who did what, in words a printer keeps."""

from datetime import timedelta

import pytest
from tests.web.approvals.asking import submitted
from tests.web.approvals.permitting import asked, office
from tests.web.factories import AT, DAY

from sekisho.web.approvals import actions, deciding, permit_kinds
from sekisho.web.approvals.labels import answers_of
from sekisho.web.approvals.papers import decision_sheet
from sekisho.web.ui.papers import Definitions, Table

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return office()


def sheet(row):
    asked_for = getattr(row, "permit_request", None)
    answers = answers_of(permit_kinds.known(row.kind), asked_for.answers) if asked_for else []
    return decision_sheet(row, answers, asked_for.subject_words if asked_for else "")


def boxes(paper):
    return next(block for block in paper.blocks if isinstance(block, Table)).rows


def test_before_the_decision_the_boxes_are_empty_and_no_number_stands(people):
    paper = sheet(asked(people, "own-device"))
    assert "決裁のときに付きます" in paper.subtitle[0]
    assert [row[0] for row in boxes(paper)] == ["起案", "回議", "合議", "決裁"]
    assert boxes(paper)[0][1:] == ("給付課", "尾崎 千夏", "令和8年6月1日")
    assert {row[2] for row in boxes(paper)[1:]} == {"　"}


def test_decided_it_carries_number_names_dates_and_answers(people):
    row = asked(people, "own-device")
    for by in (people.head, people.system, people.chief):
        row = deciding.approve(application=row, by=by, comment="", at=AT)
    paper = sheet(row)
    assert paper.subtitle[0] == "令和8年度第1号"
    assert [box[2] for box in boxes(paper)] == ["尾崎 千夏", "石黒 真理", "大西 健", "森下 和彦"]
    told = dict(next(b for b in paper.blocks if isinstance(b, Definitions)).rows)
    assert told["対象"] == "USBメモリ 2番"
    assert told["画面ロックと暗号化を設定しています"] == "はい"
    assert told["期間"] == "令和8年6月1日から令和8年6月10日まで"


def test_a_stand_in_is_marked_with_who_was_away_and_when_they_looked(people):
    actions.record_absence(person=people.head, from_date=DAY, until_date=DAY, by=people.head, at=AT)
    row = deciding.approve(
        application=asked(people), by=people.chief, comment="", at=AT, standing_in=True
    )
    assert boxes(sheet(row))[1][2] == "森下 和彦（代決）\n石黒 真理"
    step = row.steps.get(standing_in=True)
    actions.see_afterwards(step=step, by=people.head, at=AT + timedelta(days=2))
    assert "後閲 令和8年6月3日" in boxes(sheet(row))[1][2]


def test_a_seat_that_was_not_needed_says_so(people):
    row = asked(people, "area-entry")
    row = deciding.approve(application=row, by=people.head, comment="", at=AT)
    row = deciding.approve(application=row, by=people.system, comment="", at=AT)
    assert [box[2] for box in boxes(sheet(row))[2:]] == ["大西 健", "（省略）"]


def test_other_kinds_have_their_sheet_too(people):
    paper = sheet(submitted())
    told = dict(next(b for b in paper.blocks if isinstance(b, Definitions)).rows)
    assert told["起案理由"] == "年次の見直しによる。"
