"""Printing in a child process: refused in plain words, and the same PDF as in this process."""

from dataclasses import replace

import pytest

from sekisho.web.ui.papers import (
    NoJapaneseFontError,
    Paper,
    PaperRefusedError,
    Paragraph,
    find_typefaces,
    printing,
    to_pdf,
)
from sekisho.web.ui.papers.answer import pdf_answer
from sekisho.web.ui.papers.pdf import order_of
from sekisho.web.ui.papers.typesetting import typeset

PAPER = Paper("確認書", blocks=tuple(Paragraph(f"氏名 {number}") for number in range(100)))
WORDS = "氏名 7"


def has_font() -> bool:
    try:
        find_typefaces()
    except NoJapaneseFontError:
        return False
    return True


needs_font = pytest.mark.skipif(not has_font(), reason="この機械に日本語フォントがない")


@needs_font
def test_the_childs_bytes_are_those_of_the_same_work_done_here():
    assert to_pdf(PAPER) == typeset(order_of(PAPER))


@needs_font
def test_a_late_paper_is_refused_with_what_to_do(caplog):
    with pytest.raises(PaperRefusedError, match="しばらくしてから"):
        to_pdf(PAPER, limits=replace(printing.LIMITS, seconds=0.01))
    assert WORDS not in caplog.text


@pytest.mark.parametrize(
    "order", [b"", b"not json", b"{}", b'{"paper": {}, "fonts": []}'], ids=range(4)
)
def test_what_is_no_order_is_refused(order):
    with pytest.raises(PaperRefusedError, match="管理者に連絡"):
        printing.printed(order, printing.LIMITS)


def test_an_answer_that_is_no_pdf_is_refused(monkeypatch):
    monkeypatch.setattr(printing, "run_apart", lambda *_given: b"<html>")
    with pytest.raises(PaperRefusedError, match="管理者に連絡"):
        printing.printed(b"{}", printing.LIMITS)


@needs_font
def test_a_page_hands_out_the_pdf_under_its_name(rf):
    answer = pdf_answer(rf.get("/"), PAPER, "sheet.pdf")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="sheet.pdf"'
    assert answer.content == to_pdf(PAPER)


def test_a_page_says_why_there_is_no_pdf(monkeypatch, rf):
    def refuse(_paper):
        raise PaperRefusedError("しばらくしてからお試しください。")

    monkeypatch.setattr("sekisho.web.ui.papers.answer.to_pdf", refuse)
    answer = pdf_answer(rf.get("/"), PAPER, "sheet.pdf")
    assert answer.status_code == 503
    assert "しばらくしてからお試しください。" in answer.content.decode()
    assert WORDS not in answer.content.decode()
