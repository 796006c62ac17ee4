"""The drafts: filled from the facts, gaps shown as gaps, read back by other programs."""

import csv
import io
from datetime import date

import pytest
from docx import Document
from tests.web.factories import AT
from tests.web.incidents.making import answered, ended, grave, handler

from sekisho.web.incidents import actions
from sekisho.web.incidents.papers import gap, report_csv, report_items, report_paper
from sekisho.web.incidents.queries import duties_of
from sekisho.web.ui.papers import to_docx

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return handler()


def _items(row):
    return {item.id: words for item, words in report_items(row)}


def _line(row, rule="business-prompt"):
    return next(each for each in duties_of(row).lines if each.row.rule == rule)


def _text(data):
    found = Document(io.BytesIO(data))
    cells = [c.text for t in found.tables for r in t.rows for c in r.cells]
    return "\n".join([*(p.text for p in found.paragraphs), *cells])


def test_what_nobody_wrote_is_a_gap_not_a_guess(by):
    items = _items(grave(by))
    assert {name for name, words in items.items() if words == gap()} == {
        "items", "cause", "secondary", "notified", "prevention",
    }  # fmt: skip
    assert items["published"] == "未公表"


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [(180, 180, "180人"), (100, 200, "100人から200人"), (5, None, "調査中（少なくとも5人）")],
)
def test_the_number_of_people_is_told_as_it_is_known(by, least, most, words):
    assert _items(grave(by, least=least, most=most))["subjects"] == words


def test_people_told_and_messages_outside_are_in_the_draft(by):
    row = grave(by)
    group = actions.add_affected(
        incident=row, who="組合員", count=3, items="氏名、病名", by=by, at=AT
    )
    actions.tell_affected(affected=group, told_on=date(2026, 6, 1), way="手紙", by=by, at=AT)
    actions.note(incident=row, what="told", when=AT, words="届け出た", to="警察署", by=by, at=AT)
    items = _items(row)
    assert items["items"] == "組合員: 氏名、病名"
    assert items["notified"] == "組合員 3人: 令和8年6月1日 手紙"
    assert "警察署: 届け出た" in items["other"]


def test_closed_it_has_cause_and_prevention_and_publication(by):
    items = _items(ended(by))
    assert (items["cause"], items["prevention"]) == ("置き忘れ", "持出しをやめる")
    assert "令和8年6月1日" in items["published"]


def test_the_paper_names_recipient_ground_due_and_times(by):
    row = grave(by)
    text = _text(to_docx(report_paper(row, _line(row), "朝霧市職員共済組合")))
    for words in (
        "漏えい等の報告（案）", "朝霧市職員共済組合", "個人情報保護委員会", "速報",
        "施行規則第8条第1項", "施行規則第7条第1号（要配慮個人情報の漏えい等）",
        "令和8年6月5日 23:59", "知った日時", "令和8年6月1日 10:00", "USBメモリの紛失",
    ):  # fmt: skip
        assert words in text


def test_an_uncertain_ground_is_told_as_uncertain(by):
    row = grave(by, unlawful="unsure")
    text = _text(to_docx(report_paper(row, _line(row, "business-final"), "団体")))
    assert "（不正の目的によるおそれがある漏えい等、確認中）" in text


def test_the_csv_is_read_back_by_another_reader(by):
    row = grave(by)
    data = report_csv(row)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0] == ["号", "事項", "内容"]
    assert [each[0] for each in rows[1:]] == [f"第{n}号" for n in range(1, 10)]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_no_cell_is_run_as_a_formula(by, sign):
    row = grave(by)
    row.cause = f"{sign}1+1"
    row.save()
    rows = list(csv.reader(io.StringIO(report_csv(row).decode("utf-8-sig"))))
    assert rows[4][2] == f"'{sign}1+1"


def test_words_that_look_like_markup_stay_words(by):
    row = grave(by)
    actions.note(incident=row, what="done", when=AT, words="<b>#強調</b> [x](y)", by=by, at=AT)
    assert "<b>#強調</b> [x](y)" in _text(to_docx(report_paper(row, _line(row), "団体")))


def test_a_duty_of_former_facts_still_has_its_draft(by):
    row = grave(by)
    duty = row.duties.get(rule="business-prompt")
    actions.finish_duty(duty=duty, done_at=AT, reference="1", words="済", by=by, at=AT)
    row = answered(by, row, sensitive="yes", protected="yes")
    line = _line(row)
    assert line.owed is None
    assert "施行規則第8条第1項" in _text(to_docx(report_paper(row, line, "団体")))
