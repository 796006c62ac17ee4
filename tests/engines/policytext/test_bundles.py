"""Several documents in one file, and documents whose names are still to be filled in."""

import pytest
from tests.engines.policytext import making
from tests.engines.policytext.accounting import accounted, visible
from tests.engines.policytext.outlines import by_id, codes, ids

from sekisho import policytext

FIRST, SECOND = "電子情報の保護に関する管理基準", "記録媒体の利用に関する管理基準"
BODY = "1 目的\n\n定める。\n\n2 責務\n\n守らなければならない。\n"
LAW = "（目的）\n第1条 定める。\n（責務）\n第2条 守らなければならない。\n附 則\n施行する。\n"


def read(text: str, name: str = "") -> policytext.Document:
    return policytext.read(text.encode(), name=name)


@pytest.mark.parametrize("body", [BODY, LAW])
@pytest.mark.parametrize("dated", ["", "令和5年4月1日\n", "令和5年4月1日\n訓令第3号\n"])
def test_a_bundle_without_a_title_of_its_own_has_none_and_says_so(body, dated):
    text = f"{FIRST}\n{dated}\n{body}\n{SECOND}\n{dated}\n{body}"
    document = read(text)
    assert document.title == ""
    assert codes(document) == [("several-documents", "")]
    assert FIRST in document.warnings[0].message
    sections = [clause for clause in document.clauses if not clause.label]
    assert [clause.heading for clause in sections] == [FIRST, SECOND]
    assert accounted(document) == visible(text)


def test_the_articles_of_a_bundle_are_told_apart():
    document = read(f"{FIRST}\n\n{BODY}\n{SECOND}\n\n{BODY}")
    assert ids(document) == [FIRST, f"{FIRST}1", f"{FIRST}2", SECOND, f"{SECOND}1", f"{SECOND}2"]


def test_a_bundle_under_a_title_keeps_it():
    document = read(f"朝霧市情報セキュリティ対策基準\n\n{FIRST}\n\n{BODY}\n{SECOND}\n\n{BODY}")
    assert document.title == "朝霧市情報セキュリティ対策基準"
    assert document.warnings == ()


def test_two_headings_of_the_first_level_are_two_documents():
    document = read(f"# {FIRST}\n\n{BODY}\n# {SECOND}\n\n{BODY}", "a.md")
    assert (document.title, codes(document)) == ("", [("several-documents", "")])


@pytest.mark.parametrize(
    "after",
    [
        "別表第1\n端末利用基準\n1 鍵\n2 札\n",
        "情報セキュリティ対策基準\n(1) 鍵\n(2) 札\n",
        "別に定める\n情報セキュリティ対策基準\n",
    ],
)
def test_a_name_within_a_document_makes_no_bundle_of_it(after):
    document = read(f"端末管理規程\n\n{BODY}\n{after}")
    assert document.title == "端末管理規程"
    assert "several-documents" not in dict(codes(document))


@pytest.mark.parametrize(
    "mark", ["○○", "〇〇", "◯◯", "●●", "△△", "□□", "××", "＊＊", "○", "Ａ", "（団体名）"]
)
def test_names_still_to_be_filled_in_break_nothing(mark):
    name = f"{mark}市" if mark != "○" else "朝霧○市"
    text = (
        f"{name}情報セキュリティ基本方針\n\n{name}告示第{mark}号\n\n令和{mark}年{mark}月{mark}日\n\n"
        f"1 目的\n\n{name}（以下「市」という。）の情報を守る。\n\n2 体制\n\n(1) {mark}部長\n\n"
        f"{mark}部長は、{mark}課長を指揮する。\n\n(2) {mark}課\n\n{name}情報推進課を充てる。\n"
    )
    document = read(text)
    assert document.title == f"{name}情報セキュリティ基本方針"
    assert ids(document) == ["1", "2", "2(1)", "2(2)"]
    assert by_id(document)["1"].text.startswith(f"{name}（以下")
    assert by_id(document)["2(1)"].heading == f"{mark}部長"
    assert (document.promulgated, document.warnings) == (None, ())
    assert accounted(document) == visible(text)


def test_a_mark_before_a_title_is_still_taken_off():
    assert read(f"○朝霧市情報セキュリティ規程\n\n{BODY}").title == "朝霧市情報セキュリティ規程"


def test_the_sample_of_a_bundle_reads_as_before():
    assert policytext.read(making.sample("g-bundle.txt")).warnings == ()
