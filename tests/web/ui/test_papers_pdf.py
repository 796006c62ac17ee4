"""Papers as PDF, read back with another library."""

import re
import unicodedata

import pypdfium2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sekisho.web.ui.papers import (
    Clause,
    Code,
    Definitions,
    Heading,
    NoJapaneseFontError,
    PageBreak,
    Paper,
    Paragraph,
    Run,
    Table,
    find_typefaces,
    to_pdf,
)


def has_font() -> bool:
    try:
        find_typefaces()
    except NoJapaneseFontError:
        return False
    return True


pytestmark = pytest.mark.skipif(not has_font(), reason="この機械に日本語フォントがない")

HOSTILE = (
    '#eval("1+1")', "#panic()", '#import "@preview/x:1.0.0": *', "*太字*", "_斜体_", "$x^2$",
    "\\", "\\u{41}", "]", "[中]", "= 見出し", "- 項目", "+ 番号", "/ 語: 意味", "@label", "<label>",
    "`raw`", "```", "// 注", "/* 注 */", "~", "--- --", "...", '"引用"', "https://example.jp/",
    "#sys.inputs.paper", '#read("/etc/hostname")', '"}]}', "{{ x }}", "%s",
)  # fmt: skip


def pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def letters(text: str) -> str:
    """Leave out of a text what laying it out in lines may change: the blanks."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def whole(paper: Paper) -> str:
    # PDFium reads a hyphen at a line's end as a break within a word and says U+FFFE for it.
    return letters("".join(pages(to_pdf(paper))).replace("\ufffe", "-"))


FULL = Paper(
    title="情報セキュリティ基本方針",
    subtitle=("令和5年3月31日公告第7号", "朝霧市職員共済組合"),
    blocks=(
        Heading("第1章 総則"),
        Paragraph("次のとおり定める。"),
        Clause("第1条", "この方針は、情報資産を守る。"),
        Clause("(1)", "ネットワーク", depth=1),
        Table(
            ("改正後", "改正前"),
            (((Run("毎年度", underline=True), Run("確認")), "着任時"),),
            (2, 1),
        ),
        Definitions((("所管", "総務課"),)),
        Code("sekisho.example/ledger\n1024\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"),
        Paragraph("以上", align="end"),
    ),
    header="写し",
    footer="関所",
)


def test_every_word_of_the_paper_stands_in_the_pdf_in_order():
    assert whole(FULL) == letters(
        "写し情報セキュリティ基本方針令和5年3月31日公告第7号朝霧市職員共済組合第1章 総則"
        "次のとおり定める。第1条　この方針は、情報資産を守る。(1)　ネットワーク"
        "改正後改正前毎年度確認着任時所管総務課"
        "sekisho.example/ledger 1024 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        "以上関所1 / 1"
    )


def test_equal_papers_are_equal_bytes():
    assert to_pdf(FULL) == to_pdf(FULL)


def test_nothing_tells_when_or_where_it_was_made():
    pdf = to_pdf(FULL)
    assert b"/CreationDate" not in pdf
    assert b"/ModDate" not in pdf


def test_the_title_is_the_title_of_the_document():
    document = pypdfium2.PdfDocument(to_pdf(FULL))
    assert document.get_metadata_value("Title") == "情報セキュリティ基本方針"
    document.close()


def test_it_is_tagged_and_names_its_language():
    pdf = to_pdf(FULL)
    assert b"/StructTreeRoot" in pdf
    assert b"/Lang" in pdf


def test_no_blank_is_put_between_kanji_and_figures():
    """Pdfium reports a wide gap as a blank."""
    shown = pages(to_pdf(Paper("題", blocks=(Paragraph("令和5年3月31日からLGWANを40人で"),))))[0]
    assert "令和5年3月31日からLGWANを40人で" in shown


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_read_as_markup(text):
    everywhere = Paper(
        title=text,
        subtitle=(text,),
        blocks=(
            Heading(text),
            Paragraph(text),
            Clause(text, text),
            Table((text,), ((text,),)),
            Definitions(((text, text),)),
            Code(text),
        ),
        header=text,
        footer=text,
    )
    assert whole(everywhere).count(letters(text)) >= 12


@settings(max_examples=25)
@given(st.text("端末第条ア1aZ#*_$\\[]{}()@<>`~=+-/\"'%&^;:,.|!? \n", max_size=80))
@example("\n")
@example("")
@example(" \n #\n")
def test_any_text_comes_out_as_it_went_in(text):
    paper = Paper("題", blocks=(Code(text), Paragraph("終")))
    assert whole(paper) == letters(f"題{text}終1/1")


@pytest.mark.parametrize("name", ["髙﨑 邉", "𠮷野 辻󠄀", "①㈱ﾊﾝｶｸ", "\x00\x1b", "\ud800"])
def test_names_of_people_do_not_stop_the_paper(name):
    assert to_pdf(Paper(name, blocks=(Paragraph(name),))).startswith(b"%PDF-")


def test_a_long_table_repeats_its_heading_on_every_page():
    rows = tuple((f"{n}", "端末") for n in range(120))
    texts = pages(to_pdf(Paper("一覧", blocks=(Table(("番号", "名称"), rows),))))
    assert len(texts) > 2
    assert all("名称" in letters(text) for text in texts)
    assert f"{len(texts)}/{len(texts)}" in letters(texts[-1])


def test_a_page_break_begins_a_page():
    paper = Paper("題", blocks=(Paragraph("前"), PageBreak(), Paragraph("後")))
    first, second = pages(to_pdf(paper))
    assert "前" in first
    assert "後" not in first
    assert "後" in second


def test_a_long_word_without_blanks_stays_on_the_page():
    document = pypdfium2.PdfDocument(to_pdf(Paper("題", blocks=(Code("x" * 400),))))
    page = document[0]
    text = page.get_textpage()
    right = max(text.get_charbox(i)[2] for i in range(text.count_chars()))
    assert right <= page.get_width() - 60
    document.close()


@pytest.mark.parametrize(("landscape", "wider"), [(False, False), (True, True)])
def test_a_wide_paper_lies_on_its_side(landscape, wider):
    document = pypdfium2.PdfDocument(to_pdf(Paper("題", landscape=landscape)))
    width, height = document[0].get_size()
    assert (width > height) is wider
    document.close()


@pytest.mark.parametrize("level", [-1, 0, 1, 3, 9])
def test_a_heading_of_any_level_is_set(level):
    assert "章" in whole(Paper("題", blocks=(Heading("章", level),)))
