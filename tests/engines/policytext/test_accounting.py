"""Every visible character of the text is in a clause, or left out with a reason."""

from io import BytesIO

import docx
import lxml.html
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.policytext import making
from tests.engines.policytext.accounting import accounted, visible
from tests.engines.policytext.strategies import documents

from sekisho import policytext
from sekisho.policytext import REASONS, NotAPolicyError

TEXTS = sorted(p.name for p in making.SAMPLES.iterdir() if p.suffix in {".txt", ".md"})
LINES = tuple(line for name in TEXTS for line in making.sample(name).decode().splitlines())
ODD = (
    "@ 鍵をかける。",
    "A 記録する。",
    "3",
    "- 2 -",
    "目次",
    "1 目的・・・・・・3",
    "（目的）",
    "第5条から第7条まで 削除",
    "情 報 資 産 を 守 る 。",
    "・",
    "\u200b",
    "\ufeff2 定義",
    "──────",
    "別表第2（第3条関係）",
    "附則（令和6年3月1日訓令第2号）",
    "(1) ア 端末",
    "| a | b |",
    "更新日：2024年4月1日",
    "ホーム > 例規",
)


@pytest.mark.parametrize("name", TEXTS)
def test_no_character_of_a_text_sample_is_lost_or_made_up(name):
    data = making.sample(name)
    assert accounted(policytext.read(data, name=name)) == visible(data.decode())


def test_no_visible_character_of_an_html_page_is_lost():
    data = making.sample("reiki.html")
    page = lxml.html.document_fromstring(data.decode())
    for unseen in page.xpath("//script | //style | //head"):
        unseen.drop_tree()
    assert accounted(policytext.read(data)) == visible(page.text_content())


def test_no_character_of_a_word_file_is_lost():
    data = making.word("1 目的", "端末を守る。", "2 対策", "・ 鍵をかける。", title="端末管理規程")
    words = "".join(p.text for p in docx.Document(BytesIO(data)).paragraphs)
    assert accounted(policytext.read(data)) == visible(words)


def test_no_character_of_a_pdf_is_lost():
    data = making.pdf(
        "端末管理規程\n\n1 目的\n\n端 末 を 守 る 。\n\n#pagebreak()\n2 対策\n\n鍵をかける。",
        page='width: 10cm, height: 7cm, numbering: "- 1 -", header: [端末管理規程]',
    )
    pages = pypdfium2.PdfDocument(data)
    words = "".join(page.get_textpage().get_text_range() for page in pages)
    assert accounted(policytext.read(data)) == visible(words)


@settings(deadline=None, max_examples=60)
@given(documents())
def test_no_character_of_a_printed_document_is_lost(document):
    text = policytext.render(document)
    assert accounted(policytext.read(text.encode())) == visible(text)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from((*LINES, *ODD)), min_size=1, max_size=40))
def test_lines_in_any_order_are_accounted_for(lines):
    text = "\n".join(("1 目的", "端末を管理する。", *lines))
    try:
        document = policytext.read(text.encode(), name="a.txt")
    except NotAPolicyError:
        return
    unmarked = not any("\u0023" in line or line.startswith(("|", "```")) for line in lines)
    if unmarked:
        assert accounted(document) == visible(text)
    assert {item.reason for item in document.left_out} <= set(REASONS)
    ids = [clause.id for clause in document.walk()]
    assert len(ids) == len(set(ids))


@settings(deadline=None, max_examples=200)
@given(
    st.text(
        alphabet="第条項号章節附則別表（(）)①②アイ12１２.―-・、。\n　 「」をいう目次とは以下@AB",
        max_size=200,
    )
)
def test_marks_in_any_order_are_accounted_for(marks):
    text = "端末管理規程\n1 目的\n端末を管理する。\n" + marks
    assert accounted(policytext.read(text.encode(), name="a.txt")) == visible(text)


def test_a_left_out_line_says_where_it_stood():
    document = policytext.read(
        "端末管理規程\n\n1 目的\n端末を守る。\n- 1 -\n2 対策\n鍵をかける。".encode()
    )
    page = next(item for item in document.left_out if item.reason == "page-number")
    assert (page.text, page.line) == ("- 1 -", 5)


def test_left_out_lines_stand_in_the_order_of_the_text():
    document = policytext.read(making.sample("b-regulation.txt"))
    lines = [item.line for item in document.left_out]
    assert lines == sorted(lines)


def test_every_reason_is_explained_in_japanese():
    for code, explanation in REASONS.items():
        assert code == code.lower()
        assert any("\u3040" <= c <= "\u30ff" for c in explanation)
