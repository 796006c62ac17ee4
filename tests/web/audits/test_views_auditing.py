"""The pages of audits: the whole way through them, and who is refused what."""

import re

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.audits.parts import (
    approved,
    auditor,
    chief_auditor,
    ciso,
    head,
    judged,
    member,
    ordered,
    planned,
    reported,
)
from tests.web.factories import AT, client_for, make_unit

from sekisho.web.audits.models import Audit, AuditPlan
from sekisho.web.corrections.models import Correction

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


def _url(name, *arguments):
    return reverse(f"audits:{name}", args=arguments)


def _text(response):
    return BeautifulSoup(response.content, "lxml").get_text(" ", strip=True)


def test_the_whole_way_from_the_plan_to_the_report():
    lead, decider, owner = chief_auditor(), ciso(), head()
    mine = client_for(lead)
    unit = make_unit("給付課")
    mine.post(
        _url("plan-add"),
        {"kind": "yearly", "title": "年度計画", "year": 2026, "until_year": 2026,
         "purpose": "確かめる", "units": [unit.pk]},
    )  # fmt: skip
    plan = AuditPlan.objects.get()
    assert mine.post(_url("plan-approve", plan.pk)).status_code == 403
    client_for(decider).post(_url("plan-approve", plan.pk))
    mine.post(
        _url("order", plan.pk),
        {"unit": unit.pk, "title": "給付課の監査", "purpose": "確かめる", "lead": lead.pk,
         "from_date": "2026-06-01", "until_date": "2026-06-20", "chapters": ["review"]},
    )  # fmt: skip
    row = Audit.objects.get()
    first = row.items.first()
    page = mine.get(_url("item", first.pk))
    assert first.text in _text(page)
    photo = SimpleUploadedFile("棚.jpg", b"x", "image/jpeg")
    answer = mine.post(
        _url("item", first.pk), {"result": "fails", "seen": "計画がない", "file": photo}
    )
    assert answer.url == _url("item", row.items.get(position=2).pk)
    judged_rest(row, lead)
    sample = {"population": "台帳", "lines": "a\nb\nc", "size": 2, "seed": "9"}
    mine.post(_url("sample", first.pk), sample)
    assert "乱数の種 9" in _text(mine.get(_url("item", first.pk)))
    finding = {"title": "計画がない", "detail": "見当たらない", "grade": "grave"}
    mine.post(_url("finding-add", row.pk) + f"?item={first.pk}", finding)
    assert mine.post(_url("report", row.pk), {"opinion": ""}).status_code == 422
    mine.post(_url("report", row.pk), {"opinion": "おおむね良い"})
    row.refresh_from_db()
    assert row.reported_by == lead
    assert Correction.objects.get().owner == owner
    assert "おおむね良い" in _text(mine.get(_url("audit", row.pk)))
    assert mine.get(_url("report-docx", row.pk)).content[:2] == b"PK"
    assert not BeautifulSoup(mine.get(_url("item", first.pk)).content, "lxml").select("main form")


def judged_rest(row, by):
    from sekisho.web.audits import actions

    for item in row.items.filter(result=""):
        actions.judge_item(item=item, result="conforms", seen="見た", by=by, at=AT)


def test_the_report_is_a_pdf():
    lead = chief_auditor()
    answer = client_for(lead).get(_url("report-pdf", reported(lead).pk))
    assert answer.status_code in {200, 503}  # 503: no Japanese font on this machine
    if answer.status_code == 200:
        assert answer.content[:5] == b"%PDF-"


@pytest.mark.parametrize(
    "name",
    ["board", "plan-add", "plan", "order", "audit", "member-add", "finding-add", "report",
     "report-pdf", "report-docx", "item", "sample"],
)  # fmt: skip
def test_no_page_is_open_to_those_audited_or_strangers(name):
    row = ordered(chief_auditor())
    pk = {"plan": row.plan_id, "order": row.plan_id, "item": row.items.first().pk}
    pk["sample"] = pk["item"]
    arguments = [] if name in {"board", "plan-add"} else [pk.get(name, row.pk)]
    for person in (head(), member()):
        assert client_for(person).get(_url(name, *arguments)).status_code == 403
        assert client_for(person).post(_url(name, *arguments)).status_code in {403, 405}
    assert Client().get(_url(name, *arguments)).status_code == 302


def test_an_auditor_of_another_audit_looks_and_judges_nothing():
    row = ordered(chief_auditor())
    other = client_for(auditor())
    item = row.items.first()
    assert not BeautifulSoup(other.get(_url("item", item.pk)).content, "lxml").select("main form")
    answer = other.post(_url("item", item.pk), {"result": "fails", "seen": "x"})
    assert answer.status_code == 422
    item.refresh_from_db()
    assert item.result == ""


def test_approving_ordering_and_members_are_refused_in_words():
    lead = chief_auditor()
    plan = planned(lead)
    decider = client_for(ciso())
    decider.post(_url("plan-approve", plan.pk))
    assert "承認済み" in _text(decider.post(_url("plan-approve", plan.pk), follow=True))
    row = ordered(lead)
    inside = auditor("給付課")
    answer = client_for(lead).post(_url("member-add", row.pk), {"person": inside.pk})
    assert answer.status_code == 422
    assert "別の監査人" in _text(answer)
    answer = client_for(lead).post(_url("member-remove", row.members.get().pk), follow=True)
    assert "主任を外す" in _text(answer)


def test_an_auditor_is_added_and_taken_off():
    lead, other = chief_auditor(), auditor()
    row = ordered(lead)
    client = client_for(lead)
    client.post(_url("member-add", row.pk), {"person": other.pk})
    made = row.members.get(person=other)
    client.post(_url("member-remove", made.pk))
    assert not row.members.filter(person=other).exists()


def test_queries_do_not_grow_with_audits_or_items(django_assert_num_queries):
    lead = chief_auditor()
    client = client_for(lead)
    row = judged(ordered(lead), lead)
    for address in (_url("board"), _url("audit", row.pk)):
        client.get(address)
    with CaptureQueriesContext(connection) as board:
        client.get(_url("board"))
    with CaptureQueriesContext(connection) as one:
        client.get(_url("audit", row.pk))
    large = ordered(lead, chapters=["review", "people", "assets"])
    approved(lead)
    with django_assert_num_queries(len(board)):
        client.get(_url("board"))
    with django_assert_num_queries(len(one)):
        client.get(_url("audit", large.pk))


def test_the_form_of_a_plan_begins_with_this_fiscal_year():
    page = client_for(chief_auditor()).get(_url("plan-add"))
    assert re.search(r'name="year" value="2026"', page.content.decode())
