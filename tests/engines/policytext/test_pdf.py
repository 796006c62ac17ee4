"""PDFs are read by where the letters stand on the page."""

import io

import pypdfium2
import pytest
from tests.engines.policytext import making
from tests.engines.policytext.outlines import by_id, ids

from sekisho import policytext
from sekisho.policytext import Limits, TooLargeError

LONG = (
    "組合は、その保有する情報資産を様々な脅威から守るため、LGWANに接続する端末について、"
    "責任者の定めるところにより、必要な対策を講じるものとする。"
)
PAGE = 'width: 12cm, height: 9cm, numbering: "- 1 -", header: [端末管理規程]'


@pytest.fixture(scope="module")
def document() -> policytext.Document:
    body = f"""
端末管理規程

1 #h(3em) 目的

{LONG}

2 対策

情 報 資 産 を 守 る た め、 次 の 対 策 を 講 じ る 。

(1) {LONG}

#pagebreak()

(2) 鍵を掛ける。

3 点検

{LONG}

#pagebreak()

(総務課)
"""
    return policytext.read(making.pdf(body, page=PAGE))


def test_lines_broken_by_the_page_are_whole_sentences_again(document):
    clauses = by_id(document)
    assert clauses["1"].text == LONG
    assert clauses["2(1)"].text == LONG
    assert clauses["3"].text == LONG


def test_a_number_set_far_from_its_title_is_its_label(document):
    assert (document.clauses[0].label, document.clauses[0].heading) == ("1", "目的")


def test_letters_set_apart_are_closed_up(document):
    assert by_id(document)["2"].text == "情報資産を守るため、次の対策を講じる。"


def test_page_numbers_and_running_heads_are_left_out(document):
    reasons = [item.reason for item in document.left_out]
    assert reasons.count("page-number") == 3
    assert reasons.count("running-head") >= 3
    assert all("- " not in clause.text for clause in document.walk())


def test_the_tree_goes_through_the_pages(document):
    assert ids(document) == ["1", "2", "2(1)", "2(2)", "3"]
    assert document.issuer == "総務課"
    assert document.warnings == ()


def test_a_single_page_is_not_mistaken_for_running_heads():
    read = policytext.read(making.pdf("端末管理規程\n\n1 目的\n\n端末を守る。"))
    assert (read.title, ids(read)) == ("端末管理規程", ["1"])


def test_too_many_pages_are_refused():
    body = "端末管理規程\n\n1 目的\n\n端末を守る。\n" + "#pagebreak()\n続き。\n" * 3
    with pytest.raises(TooLargeError, match="ページ"):
        policytext.read(making.pdf(body), limits=Limits(pages=2))


def test_too_many_letters_are_refused():
    with pytest.raises(TooLargeError):
        policytext.read(making.pdf("端末を守る。" * 30), limits=Limits(characters=20))


def test_pages_without_words_between_pages_with_words_are_read():
    body = "端末管理規程\n\n1 目的\n\n端末を守る。\n#pagebreak()\n#rect()\n"
    assert ids(policytext.read(making.pdf(body))) == ["1"]


def test_an_empty_pdf_asks_for_the_word_file():
    made = pypdfium2.PdfDocument.new()
    made.new_page(200, 200)
    file = io.BytesIO()
    made.save(file)
    made.close()
    with pytest.raises(policytext.NoTextError, match="Word"):
        policytext.read(file.getvalue())


TWO = "責任者は、情報資産を守る対策を毎年度点検し、改めなければならない。委員会は、結果を確かめる。"


@pytest.mark.parametrize("width", [7, 8, 9, 10, 11, 12, 15])
@pytest.mark.parametrize("setting", ["", "first-line-indent: 1em", "hanging-indent: 2em"])
def test_a_full_stop_at_the_page_s_edge_is_no_paragraph_s_end(width, setting):
    """Whatever the width, two sentences of one paragraph stay one clause's text."""
    par = f"#set par({setting})\n" if setting else ""
    body = f"{par}端末管理規程\n\n1 目的\n\n{TWO * 2}\n\n2 対策\n\n{TWO}\n\n{TWO}\n"
    read = policytext.read(making.pdf(body, page=f"width: {width}cm, height: 30cm"))
    assert [(c.id, c.text) for c in read.walk()] == [
        ("1", TWO * 2),
        ("2", TWO),
        ("2¶2", TWO),
    ]


def test_without_a_distance_between_paragraphs_indents_tell_them_apart():
    setting = "spacing: 0.65em, leading: 0.65em, first-line-indent: (amount: 1em, all: true)"
    body = f"#set par({setting})\n端末管理規程\n\n1 目的\n\n{TWO}\n\n2 対策\n\n{TWO}\n\n{TWO}\n"
    read = policytext.read(making.pdf(body, page="width: 11cm, height: 30cm"))
    assert [(c.id, c.text) for c in read.walk()] == [("1", TWO), ("2", TWO), ("2¶2", TWO)]


@pytest.mark.parametrize("numbering", ['"1"', '"1 / 1"', '"- 1 -"', "(n, ..) => [#n ページ]"])
def test_page_numbers_in_many_forms_are_left_out(numbering):
    body = "端末管理規程\n\n1 目的\n\n端末を守る。\n#pagebreak()\n2 対策\n\n鍵を掛ける。"
    page = f"width: 10cm, height: 7cm, numbering: {numbering}"
    read = policytext.read(making.pdf(body, page=page))
    assert [i.reason for i in read.left_out] == ["title", "page-number", "page-number"]
    assert ids(read) == ["1", "2"]


def test_a_title_that_is_also_the_running_head_is_still_the_title():
    body = "端末管理規程\n\n1 目的\n\n端末を守る。\n#pagebreak()\n2 対策\n\n鍵を掛ける。"
    read = policytext.read(
        making.pdf(body, page="width: 10cm, height: 7cm, header: [端末管理規程]")
    )
    assert read.title == "端末管理規程"
    assert [i.reason for i in read.left_out].count("running-head") == 2


@pytest.mark.parametrize(
    "title",
    [
        "端末管理規程",
        "朝霧市職員共済組合情報セキュリティ対策に関する基準及び端末の管理に関する規程",
    ],
)
@pytest.mark.parametrize("name", ["目次", "目　次", "【目次】"])
@pytest.mark.parametrize("setting", ["", "#set par(spacing: 0.65em, leading: 0.65em)\n"])
@pytest.mark.parametrize("width", [7, 8.5, 9.3, 11, 13, 16.3])
def test_a_title_is_never_joined_to_the_table_of_contents(title, name, setting, width):
    """Whatever the width, and where nothing but the width tells the lines apart."""
    entries = "1 目的 ・・・・・ 1\n\n2 対策 ・・・・・ 2\n\n"
    body = f"{setting}{title}\n\n{name}\n\n{entries}1 目的\n\n{TWO}\n\n2 対策\n\n{TWO}\n"
    read = policytext.read(making.pdf(body, page=f"width: {width}cm, height: 40cm"))
    assert read.title == title
    assert ids(read) == ["1", "2"]
