"""The systems as an Excel file: out, edited, back; and what a file may not reach."""

import io
from datetime import date

import openpyxl
import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.web.factories import AT, client_for, make_person, make_unit
from tests.web.systems.parts import keeper, made

from sekisho.web.systems.models import InformationSystem

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


def _book(client):
    content = client.get(reverse("systems:systems-export"), {"format": "xlsx"}).content
    return openpyxl.load_workbook(io.BytesIO(content))


def test_a_round_trip_with_one_edited_and_one_new_row():
    client = client_for(keeper())
    row = made("給付システム")
    book = _book(client)
    sheet = book.active
    heads = [cell.value for cell in sheet[1]]
    sheet.cell(2, heads.index("最後の更新日") + 1).value = "令和8年5月28日"
    sheet.append(["新システム", "LGWAN接続系", make_unit().name, None, None, None])
    out = io.BytesIO()
    book.save(out)
    file = SimpleUploadedFile("システム.xlsx", out.getvalue())
    page = client.post(reverse("systems:systems-import"), {"file": file}, follow=True)
    form = BeautifulSoup(page.content, "lxml").find("button", string="この内容で取り込む")
    client.post(form.find_parent("form")["action"])
    row.refresh_from_db()
    assert row.patched_on == date(2026, 5, 28)
    assert InformationSystem.objects.get(name="新システム").backup_days == 1


def test_hidden_systems_are_in_no_file():
    made("隠れた", zone_key="mynumber")
    looker = client_for(make_person(roles=("contact-point",)))
    assert _book(looker).active.max_row == 1
    assert looker.get(reverse("systems:systems-import")).status_code == 403
