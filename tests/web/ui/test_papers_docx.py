"""Papers as .docx, read back."""

import io
import time
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from sekisho.web.ui.papers import (
    Clause,
    Code,
    Definitions,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    Run,
    Table,
    to_docx,
)
from sekisho.web.ui.papers.model import printable

FULL = Paper(
    title="情報セキュリティ基本方針",
    subtitle=("令和5年3月31日公告第7号",),
    blocks=(
        Heading("第1章", 1),
        Clause("第1条", "この方針は、情報資産を守る。"),
        Clause("(1)", "ネットワーク", depth=1),
        Table(
            ("改正後", "改正前"),
            (((Run("毎年度", underline=True), Run("確認")), "着任時"),),
            (2, 1),
        ),
        Definitions((("所管", "総務課"),)),
        PageBreak(),
        Code("a\nb"),
        Paragraph("以上", align="end"),
    ),
    header="写し",
    footer="関所",
)


def read(paper: Paper):
    return Document(io.BytesIO(to_docx(paper)))


def texts(document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text.strip()]


def test_every_word_of_the_paper_stands_in_the_file_in_order():
    assert texts(read(FULL)) == [
        "情報セキュリティ基本方針", "令和5年3月31日公告第7号", "第1章",
        "第1条　この方針は、情報資産を守る。", "(1)　ネットワーク", "a\nb", "以上",
    ]  # fmt: skip


def test_tables_hold_their_cells():
    changes, facts = read(FULL).tables
    assert [[c.text for c in row.cells] for row in changes.rows] == [
        ["改正後", "改正前"], ["毎年度確認", "着任時"],
    ]  # fmt: skip
    assert [c.text for c in facts.rows[0].cells] == ["所管", "総務課"]


def test_a_changed_word_is_underlined_and_the_rest_is_not():
    cell = read(FULL).tables[0].rows[1].cells[0]
    assert [(r.text, bool(r.underline)) for r in cell.paragraphs[0].runs] == [
        ("毎年度", True), ("確認", False),
    ]  # fmt: skip


def test_widths_follow_the_shares():
    left, right = read(FULL).tables[0].columns
    assert abs(left.width - 2 * right.width) <= 2


def test_the_heading_row_repeats_on_every_page():
    row = read(FULL).tables[0].rows[0]
    assert row._tr.trPr.find(qn("w:tblHeader")) is not None


def test_deeper_clauses_stand_further_in():
    first, second = (p for p in read(FULL).paragraphs if p.text.startswith(("第1条", "(1)")))
    assert second.paragraph_format.left_indent > first.paragraph_format.left_indent
    assert first.paragraph_format.first_line_indent < 0


def test_header_footer_and_page_numbers_are_there():
    section = read(FULL).sections[0]
    assert section.header.paragraphs[0].text == "写し"
    fields = section.footer.paragraphs[0]._p.findall(qn("w:fldSimple"))
    assert [field.get(qn("w:instr")) for field in fields] == ["PAGE", "NUMPAGES"]


@pytest.mark.parametrize("landscape", [False, True])
def test_the_page_is_a4_upright_or_on_its_side(landscape):
    section = read(Paper("題", landscape=landscape)).sections[0]
    size = {round(section.page_width.mm), round(section.page_height.mm)}
    assert size == {210, 297}
    assert (section.page_width > section.page_height) is landscape


def test_equal_papers_are_equal_bytes_at_any_time():
    once = to_docx(FULL)
    time.sleep(2.1)  # a ZIP entry's time has steps of two seconds
    assert to_docx(FULL) == once


def test_no_writer_is_named():
    properties = read(FULL).core_properties
    assert properties.title == FULL.title
    assert properties.author == properties.last_modified_by == properties.comments == ""


def test_a_title_longer_than_the_property_holds_is_whole_on_the_page():
    long = "長" * 300
    document = read(Paper(long))
    assert document.paragraphs[0].text == long
    assert len(document.core_properties.title) == 255


@pytest.mark.parametrize("name", ["w:autoSpaceDE", "w:autoSpaceDN"])
def test_no_gap_is_set_between_kanji_and_figures(name):
    properties = read(FULL).styles["Normal"].element.pPr
    assert properties.find(qn(name)).get(qn("w:val")) == "0"
    order = [child.tag for child in properties]
    assert order.index(qn(name)) < order.index(qn("w:spacing"))  # as the schema orders them


def test_japanese_typefaces_are_named_for_japanese_letters():
    for style in ("Normal", "Title", "Heading 1"):
        fonts = read(FULL).styles[style].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")).startswith("游")
        assert fonts.get(qn("w:eastAsiaTheme")) is None


@settings(max_examples=20)
@given(st.text(max_size=60))
def test_any_text_comes_out_as_text(text):
    paper = Paper(text, blocks=(Paragraph(text), Clause(text, text), Table((text,), ((text,),))))
    document = read(paper)
    assert document.paragraphs[0].text == printable(text)
    assert document.tables[0].rows[1].cells[0].text == printable(text)


@pytest.mark.parametrize("text", ["<w:p/>", "&amp;", "]]>", "\x00", "\ud800", "{{ x }}", "\t"])
def test_hostile_text_does_not_break_the_package(text):
    package = zipfile.ZipFile(io.BytesIO(to_docx(Paper(text, blocks=(Paragraph(text),)))))
    for name in package.namelist():
        if name.endswith(".xml"):
            etree.fromstring(package.read(name))
    assert read(Paper(text)).paragraphs[0].text == printable(text)
