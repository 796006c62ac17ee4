"""The watermark of a paper stands on every page; a caption is never parted from its article."""

import io

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.web.ui.test_papers_pdf import HOSTILE, has_font, letters, pages

from sekisho.web.ui.papers import Clause, PageBreak, Paper, Paragraph, to_docx, to_pdf
from sekisho.web.ui.papers.model import printable

pytestmark = pytest.mark.skipif(not has_font(), reason="この機械に日本語フォントがない")
MARK = "浜田 孝之（給付課）　令和8年12月1日 09:05"
VML = "{urn:schemas-microsoft-com:vml}"
PAGES = (Paragraph("一"), PageBreak(), Paragraph("二"), PageBreak(), Paragraph("三"))


def shapes(paper):
    """Return the WordArt of the header, which Word draws on every page."""
    header = Document(io.BytesIO(to_docx(paper))).sections[0].header
    return header._element.findall(f".//{VML}shape")


def test_the_mark_stands_on_every_page_of_the_pdf():
    shown = pages(to_pdf(Paper("題", blocks=PAGES, watermark=MARK)))
    assert len(shown) == 3
    assert all(letters(page).count(letters(MARK)) == 3 for page in shown)


def test_the_mark_stands_in_the_header_of_the_only_section_of_the_word_file():
    paper = Paper("題", blocks=PAGES, header="写し", watermark=MARK)
    document = Document(io.BytesIO(to_docx(paper)))
    assert len(document.sections) == 1
    assert document.sections[0].header.paragraphs[0].text == "写し"
    found = shapes(paper)
    assert [each.find(f"{VML}textpath").get("string") for each in found] == [MARK] * 3
    places = {each.get("style").rpartition("margin-top:")[2] for each in found}
    assert len(places) == len({each.get("id") for each in found}) == 3


def test_a_paper_without_a_mark_has_none():
    assert shapes(Paper("題", blocks=PAGES)) == []
    assert letters("".join(pages(to_pdf(Paper("題", blocks=PAGES))))) == "題一1/3二2/3三3/3"


@pytest.mark.parametrize("text", HOSTILE)
def test_no_name_is_read_as_markup(text):
    paper = Paper("題", blocks=(Paragraph("一"),), watermark=text)
    [shown] = pages(to_pdf(paper))
    assert letters(shown.replace("\ufffe", "-")).count(letters(text)) >= 3
    assert shapes(paper)[0].find(f"{VML}textpath").get("string") == printable(text)


@settings(max_examples=20)
@given(st.text(max_size=40))
def test_any_mark_makes_a_word_file_that_opens(text):
    found = shapes(Paper("題", watermark=text))
    assert len(found) == (3 if text else 0)


def test_equal_marks_are_equal_bytes():
    paper = Paper("題", blocks=PAGES, watermark=MARK)
    assert to_pdf(paper) == to_pdf(paper)
    assert to_docx(paper) == to_docx(paper)


@pytest.mark.parametrize("before", range(0, 40, 3))
def test_a_caption_stands_on_the_page_of_its_article(before):
    """Wherever the page ends: with so many lines before it."""
    lines = tuple(Paragraph("前の行") for _ in range(before))
    article = Clause("第1条", "職員等は、端末を放置してはならない。", caption="（端末の管理）")
    shown = [letters(each) for each in pages(to_pdf(Paper("題", blocks=(*lines, article))))]
    [page] = [each for each in shown if letters("（端末の管理）") in each]
    assert letters("（端末の管理）第1条　職員等は") in page


def test_a_caption_is_kept_with_the_next_line_in_the_word_file():
    article = Clause("第1条", "放置しない。", depth=1, caption="（端末の管理）")
    document = Document(io.BytesIO(to_docx(Paper("題", blocks=(article,)))))
    caption, line = document.paragraphs[-2:]
    assert (caption.text, line.text) == ("（端末の管理）", "第1条　放置しない。")
    assert caption.paragraph_format.keep_with_next
    assert caption._p.pPr.find(qn("w:keepNext")) is not None
    assert caption.paragraph_format.left_indent > 0


def test_a_line_without_a_label_hangs_under_nothing():
    blocks = (Clause("", "本文", depth=1), Clause("2", "本文", depth=1))
    document = Document(io.BytesIO(to_docx(Paper("題", blocks=blocks))))
    plain, labelled = (each.paragraph_format for each in document.paragraphs[-2:])
    assert plain.first_line_indent == 0
    assert plain.left_indent == labelled.left_indent + labelled.first_line_indent
