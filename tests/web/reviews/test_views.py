"""The pages of reviews: the whole way through them, their papers, and who is refused."""

from io import BytesIO

import pypdfium2
import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document as Docx
from tests.web.factories import AT, client_for, make_person
from tests.web.policies.samples import PROCEDURE_TITLE, imported, published
from tests.web.reviews.parts import (
    AFTER,
    MEETS,
    answered,
    ciso,
    concluded,
    desk,
    finding,
    prepared,
    standard,
)

from sekisho.web.reviews.models import Review

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AT, tick=False) as moved:
        yield moved


@pytest.fixture
def by():
    return desk()


@pytest.fixture
def client(by):
    return client_for(by)


def url(name, *arguments):
    return reverse(f"reviews:{name}", args=arguments)


def text(answer, status=200):
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "lxml").get_text(" ", strip=True)


def docx_text(answer):
    paper = Docx(BytesIO(answer.content))
    cells = [c.text for table in paper.tables for row in table.rows for c in row.cells]
    return "\n".join([*(each.text for each in paper.paragraphs), *cells])


def test_from_the_triggers_to_the_conclusion(client, by, clock):
    document = standard()
    finding(number=2)
    assert "指摘0" in text(client.get(url("board")))
    client.post(url("prepare"), {"title": "見直し", "meets_on": MEETS, "place": "会議室"})
    row = Review.objects.get()
    assert "結論のない審議事項が2件" in text(client.get(url("review", row.pk)))
    first, second = row.points.all()
    form = {
        f"outcome-{first.pk}": "amend", f"reason-{first.pk}": "期限を書く",
        f"document-{first.pk}": document.pk,
        f"outcome-{second.pk}": "keep", f"reason-{second.pk}": "",
    }  # fmt: skip
    assert "審議事項2の理由" in text(client.post(url("points", row.pk), form), 422)
    client.post(url("points", row.pk), form | {f"reason-{second.pk}": "足りている"})
    change = {"title": "見直し", "meets_on": MEETS, "place": "", "agenda": "1 台帳"}
    client.post(url("agenda", row.pk), change)
    clock.move_to(AFTER)
    chief = client_for(ciso())
    page = text(chief.get(url("review", row.pk)))
    assert "決定する" in page
    assert chief.post(url("conclude", row.pk), {"opinion": ""}).status_code == 422
    chief.post(url("conclude", row.pk), {"opinion": "対策基準を改める"})
    client = client_for(by)  # the session of three weeks ago has ended
    page = text(client.get(url("review", row.pk)))
    assert "次の版の案を作る" in page
    assert f"{document.title}を改める" in page
    assert "答えていないきっかけ 0件" in text(client.get(url("board")))


def test_a_review_can_be_brought_up_to_date_and_dropped(client, by):
    row = prepared(by)
    finding()
    client.post(url("gather", row.pk))
    assert "指摘0" in text(client.get(url("points", row.pk)))
    client.post(url("drop", row.pk))
    assert not Review.objects.exists()


def test_the_cycle_is_drawn_and_told_in_a_table(client):
    standard()
    page = BeautifulSoup(client.get(url("cycle")).content, "lxml")
    parts = page.select("svg.bars rect")
    assert parts
    assert sum(int(each["width"]) for each in parts) == 640 - 150
    told = page.select_one("table").get_text(" ", strip=True)
    assert "令和8年度（現在）" in told
    assert "令和7年度" in told


def test_the_agenda_and_the_result_are_papers(client, by):
    finding()
    row = answered(prepared(by))
    assert "指摘0" in docx_text(client.get(url("agenda-file", row.pk, "docx")))
    document = pypdfium2.PdfDocument(client.get(url("agenda-file", row.pk, "pdf")).content)
    assert "審議事項" in "".join(page.get_textpage().get_text_bounded() for page in document)
    assert client.get(url("result-file", row.pk, "docx")).status_code == 404
    concluded(row)
    paper = docx_text(client.get(url("result-file", row.pk, "docx")))
    for chapter in ("見直しの時期と体制", "見直しの結論", "審議事項ごとの結論", "改める文書"):
        assert chapter in paper
    assert "おおむね今のまま" in paper
    assert client.get(url("result-file", row.pk, "odt")).status_code == 404


def test_no_paper_and_no_page_for_the_chair_names_a_procedure(client, by):
    finding()
    hidden = published(imported(kind="procedure")).document
    row = concluded(answered(prepared(by), outcome="amend", document=hidden))
    assert PROCEDURE_TITLE in text(client.get(url("review", row.pk)))
    assert PROCEDURE_TITLE not in docx_text(client.get(url("result-file", row.pk, "docx")))
    chair = client_for(make_person(roles=("committee-chair",)))
    assert PROCEDURE_TITLE not in text(chair.get(url("review", row.pk)))


def test_who_may_do_what(client, by):
    row = answered(prepared(by))
    staff, reader = client_for(make_person()), client_for(make_person(roles=("manager",)))
    assert staff.get(url("cycle")).status_code == 403
    assert reader.get(url("cycle")).status_code == 200
    assert "きっかけと見直し" not in text(reader.get(url("cycle")))
    for name in ("board", "prepare"):
        assert reader.get(url(name)).status_code == 403
    for name in ("review", "agenda", "points", "conclude"):
        assert reader.get(url(name, row.pk)).status_code == 403
    for name in ("gather", "drop"):
        assert reader.post(url(name, row.pk)).status_code == 403
    for name in ("agenda-file", "result-file"):
        assert reader.get(url(name, row.pk, "docx")).status_code == 403
    assert client.get(url("conclude", row.pk)).status_code == 403
    chief = client_for(ciso())
    assert chief.post(url("drop", row.pk)).status_code == 403
    assert chief.get(url("points", row.pk)).status_code == 403
    assert Review.objects.prepared().count() == 1


def test_a_concluded_review_has_no_page_to_change_it(client, by):
    row = concluded(answered(prepared(by)))
    for name in ("agenda", "points"):
        assert client.get(url(name, row.pk)).status_code == 404
    for name in ("gather", "drop"):
        assert client.post(url(name, row.pk)).status_code == 404
    assert client_for(ciso()).get(url("conclude", row.pk)).status_code == 404


def test_queries_do_not_grow_with_points(client, by):
    finding()
    row = prepared(by)
    client.get(url("review", row.pk))
    counts = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(url("review", row.pk))
        with CaptureQueriesContext(connection) as form:
            client.get(url("points", row.pk))
        counts.append((len(asked), len(form)))
        finding(number=3)
        client.post(url("gather", row.pk))
        client.get(url("review", row.pk))
    assert counts[0] == counts[1]
