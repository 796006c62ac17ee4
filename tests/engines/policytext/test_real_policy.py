"""The policy this product was built for reads completely, down to its last demand."""

import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from tests.engines.policytext import making

from sekisho import policytext
from sekisho.policytext import Clause, Document

WHERE = os.environ.get("SEKISHO_REAL_POLICY", "")

pytestmark = pytest.mark.skipif(
    not WHERE, reason="SEKISHO_REAL_POLICY does not name the real policy's text file"
)


@pytest.fixture(scope="module")
def data() -> bytes:
    return Path(WHERE).read_bytes()


@pytest.fixture(scope="module")
def document(data: bytes) -> Document:
    return policytext.read(data, name="policy.txt")


@pytest.fixture(scope="module")
def clauses(document: Document) -> dict[str, Clause]:
    return {clause.id: clause for clause in document.walk()}


def test_the_front_and_the_foot_become_metadata(document):
    assert document.title == "京都市職員共済組合情報セキュリティ基本方針"
    assert document.number == "公告第18号"
    assert document.promulgated == date(2023, 3, 31)
    assert document.effective == date(2023, 4, 1)
    assert document.issuer == "行財政局人事部厚生課"
    assert document.replaces_all


def test_there_are_ten_articles_with_their_headings(document):
    assert [clause.id for clause in document.clauses] == [str(n) for n in range(1, 11)]
    assert [clause.label for clause in document.clauses] == [str(n) for n in range(1, 11)]
    assert document.clauses[0].heading == "目的"
    assert document.clauses[9].heading == "情報セキュリティ実施手順の策定"
    assert all(clause.heading for clause in document.clauses)


def test_there_are_29_items_and_9_sub_items(document):
    items = [c for c in document.walk() if c.label.startswith("(")]
    subs = [c for c in document.walk() if c.label in {"①", "②", "③"}]
    assert len(items) == 29
    assert len(subs) == 9
    assert [c.id for c in subs] == [
        f"{parent}{mark}" for parent in ("2(1)", "4(2)", "6(3)") for mark in "①②③"
    ]


def test_further_demands_are_nodes_of_their_own_and_nothing_else_is(document, clauses):
    unnumbered = [c.id for c in document.walk() if not c.label]
    assert unnumbered == ["6(7)¶2", "6(8)¶2", "6(8)¶3", "10¶2"]
    assert clauses["6(7)¶2"].text.startswith("また、")
    assert "緊急時対応計画" in clauses["6(7)¶2"].text
    assert clauses["6(8)"].text.startswith("業務委託を行う場合")
    assert clauses["6(8)¶2"].text.startswith("外部サービス")
    assert clauses["6(8)¶3"].text.startswith("ソーシャルメディア")
    assert clauses["10¶2"].text.endswith("非公開とする。")


def test_a_further_remark_stays_with_its_clause(clauses):
    assert "なお、両システム間" in clauses["6(3)②"].text


def test_items_with_headings_and_items_without(clauses):
    assert clauses["6(4)"].heading == "物理的セキュリティ"
    assert clauses["6(4)"].text.startswith("サーバ機器等")
    assert clauses["3(3)"].heading == ""
    assert clauses["3(3)"].text.startswith("地震")
    assert clauses["2"].text == ""


def test_13_terms_are_defined_and_two_more_in_brackets(document, clauses):
    by_clause = {c.id: [d.term for d in c.definitions] for c in document.walk() if c.definitions}
    assert by_clause == {
        "1": ["組合"],
        "2(1)": ["情報資産"],
        "2(2)": ["ネットワーク"],
        "2(3)": ["情報システム"],
        "2(4)": ["情報セキュリティ"],
        "2(5)": ["情報セキュリティポリシー"],
        "2(6)": ["機密性"],
        "2(7)": ["完全性"],
        "2(8)": ["可用性"],
        "2(9)": ["マイナンバー事務系"],
        "2(10)": ["LGWAN接続系"],
        "2(11)": ["インターネット接続系"],
        "2(12)": ["通信経路の分割"],
        "2(13)": ["無害化通信"],
        "5": ["職員等"],
    }
    assert clauses["1"].definitions[0].meaning == "京都市職員共済組合"
    assert clauses["5"].definitions[0].meaning.startswith("職員、非常勤職員")


def test_references_point_from_6_to_3_and_from_9_to_6_7_and_8_and_nowhere_else(document):
    found = {c.id: c.references for c in document.walk() if c.references}
    assert found == {"6": ("3",), "9": ("6", "7", "8")}


def test_nothing_is_to_be_warned_about(document):
    assert document.warnings == ()


def test_every_character_is_in_a_clause_or_left_out_with_a_reason(data, document):
    def visible(text: str) -> Counter[str]:
        return Counter(c for c in text if not c.isspace())

    read = sum(
        (visible(c.label + c.heading + c.text) for c in document.walk()), start=Counter[str]()
    )
    left = sum((visible(item.text) for item in document.left_out), start=Counter[str]())
    assert read + left == visible(data.decode())


def test_only_formal_lines_and_list_marks_stand_outside_the_clauses(document):
    assert Counter(item.reason for item in document.left_out) == {
        "list-mark": 9,
        "number": 1,
        "proclamation": 1,
        "promulgation-date": 1,
        "title": 1,
        "effective-date": 1,
        "issuer": 1,
    }


def test_printed_and_read_again_it_is_the_same(document):
    again = policytext.read(policytext.render(document).encode())
    assert again.clauses == document.clauses
    assert (again.title, again.number, again.promulgated, again.effective) == (
        document.title,
        document.number,
        document.promulgated,
        document.effective,
    )
    assert (again.issuer, again.replaces_all) == (document.issuer, document.replaces_all)


def test_in_the_character_set_of_old_windows_it_is_the_same(data, document):
    assert policytext.read(data.decode().encode("cp932")).clauses == document.clauses


def test_as_a_word_file_it_is_the_same(data, document):
    lines = [line for line in data.decode().splitlines() if line.strip()]
    assert policytext.read(making.word(*lines)).clauses == document.clauses


def test_as_a_web_page_it_is_the_same(data, document):
    lines = [line for line in data.decode().splitlines() if line.strip()]
    page = "".join(f"<p>{line}</p>" for line in lines)
    read = policytext.read(f"<html><body><main>{page}</main></body></html>".encode())
    assert read.clauses == document.clauses
    assert (read.effective, read.issuer) == (document.effective, document.issuer)


@pytest.mark.parametrize("width", [9, 13, 16, 21])
@pytest.mark.parametrize(
    "setting", ["justify: true", "justify: false, first-line-indent: 1em", "hanging-indent: 1em"]
)
def test_as_a_pdf_with_page_numbers_and_broken_lines_it_is_the_same(data, document, width, setting):
    lines = [line.replace("- ", "\\- ") for line in data.decode().splitlines() if line.strip()]
    page = f'width: {width}cm, height: 20cm, numbering: "- 1 -", header: [内部資料]'
    body = f"#set par({setting})\n" + "\n\n".join(lines)
    read = policytext.read(making.pdf(body, page=page))
    assert read.clauses == document.clauses
    assert (read.title, read.number) == (document.title, document.number)
    assert (read.promulgated, read.issuer) == (document.promulgated, document.issuer)
