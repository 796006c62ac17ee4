"""The corrections as Excel: who mends is named as in the other registers."""

from datetime import timedelta

import pytest
import time_machine
from tests.web.corrections.parts import keeper, mender, opened
from tests.web.factories import AT, DAY, client_for, make_person, make_unit
from tests.web.registers.filing import sheet_of, taken_in, with_cell

pytestmark = pytest.mark.django_db
CORRECTIONS = "corrections:corrections"


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def client():
    return client_for(keeper(name="事務局 担当"))


def test_of_two_with_one_name_each_is_called_with_the_unit(client):
    owner = mender(name="佐藤 花子")
    other = make_person("佐藤 花子", unit=make_unit("税務課"), roles=("manager",))
    row = opened(owner)
    sheet = sheet_of(client, CORRECTIONS)
    assert sheet[1][sheet[0].index("直す人")] == "佐藤 花子（給付課）"
    taken_in(client, CORRECTIONS, *with_cell(sheet, "直す人", "佐藤 花子（税務課）"))
    row.refresh_from_db()
    assert row.owner == other


def test_somebody_who_left_is_not_chosen_and_whose_row_it_is_stays(client):
    row = opened(mender(name="直す 人"))
    make_person("去った 人", joined_on=DAY - timedelta(days=9), left_on=DAY - timedelta(days=1))
    sheet = with_cell(sheet_of(client, CORRECTIONS), "直す人", "去った 人")
    assert "直す人" in taken_in(client, CORRECTIONS, *sheet)
    row.refresh_from_db()
    assert row.owner.name == "直す 人"
