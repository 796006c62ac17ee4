"""The formal lines before and after the clauses become metadata."""

from datetime import date

import pytest

from sekisho import policytext

BODY = "\n\n1 目的\n\n端末を守る。\n\n2 対策\n\n鍵を掛ける。\n"
TITLE = "朝霧市職員共済組合情報セキュリティ基本方針"


def read(front: str, foot: str = "") -> policytext.Document:
    return policytext.read((front + BODY + foot).encode())


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("朝霧市職員共済組合公告第18号", "公告第18号"),
        ("訓令第３号", "訓令第３号"),
        ("令和5年3月31日 告示第120号", "告示第120号"),
        ("（平成15年 訓令甲第3号）", "訓令甲第3号"),
        ("規則第十二号", "規則第十二号"),
    ],
)
def test_the_number_as_issued(line, number):
    assert read(f"{line}\n\n{TITLE}").number == number


@pytest.mark.parametrize(
    ("front", "promulgated", "effective"),
    [
        (f"令和5年3月31日\n\n{TITLE}\n\n令和5年4月1日", date(2023, 3, 31), date(2023, 4, 1)),
        (f"{TITLE}\n\n令和5年4月1日施行", None, date(2023, 4, 1)),
        (f"{TITLE}\n\n施行日：令和5年4月1日", None, date(2023, 4, 1)),
        (f"{TITLE}\n\n令和5年3月31日制定", date(2023, 3, 31), None),
        (f"{TITLE}\n\n2023年3月31日 訓令第2号", date(2023, 3, 31), None),
        (f"{TITLE}\n\n令和5年3月31日決裁 令和5年4月1日施行", date(2023, 3, 31), date(2023, 4, 1)),
        (f"{TITLE}\n\n令和5年13月40日", None, None),
        (f"{TITLE}\n\nR5.4.1施行", None, date(2023, 4, 1)),
        (f"{TITLE}\n\nＲ５．４．１　施行", None, date(2023, 4, 1)),
        (f"{TITLE}\n\n施行 令和5.4.1", None, date(2023, 4, 1)),
        (f"{TITLE}\n\nR5.3.31制定 R5.4.1施行", date(2023, 3, 31), date(2023, 4, 1)),
        (f"{TITLE}\n（R元.5.1施行）", None, date(2019, 5, 1)),
        (f"{TITLE}\n\nH15.8.1制定\nR5.4.1改正", date(2003, 8, 1), None),
        (f"{TITLE}\n\n版 R5.13.1", None, None),
        (
            f"{TITLE}\n\n令和5年3月31日公告第18号\n（施行 令和5年4月1日）",
            date(2023, 3, 31),
            date(2023, 4, 1),
        ),
    ],
)
def test_dates_are_told_apart_by_the_words_around_them(front, promulgated, effective):
    document = read(front)
    assert (document.promulgated, document.effective) == (promulgated, effective)


ISSUED = "平成15年8月1日\n訓令第3号"
AMENDED = (
    "改正 平成20年3月31日訓令第2号\n令和6年3月29日訓令第5号",
    "改正\n平成20年3月31日訓令第2号\n令和6年3月29日訓令第5号",
    "改正　平成20年3月31日\n　　　訓令第2号\n　　　令和6年3月29日\n　　　訓令第5号",
    "一部改正 平成20年3月31日\n同 令和6年3月29日",
    "改正 H20.3.31\nR6.3.29",
    "改正沿革\n平成20年3月31日 訓令第2号\n令和6年3月29日 訓令第5号",
    "（改正 平成20年3月31日訓令第2号、令和6年3月29日訓令第5号）",
    "令和6年3月29日改正（訓令第5号）",
    "平成20年3月31日一部改正\n令和6年3月29日一部改正 訓令第5号",
    "改正経過 平成20年3月31日訓令第2号\n令和6年3月29日訓令第5号",
)


@pytest.mark.parametrize("amended", AMENDED)
@pytest.mark.parametrize("issued", [ISSUED, ""])
def test_dates_and_numbers_of_amendments_are_history_and_nothing_else(amended, issued):
    document = read(f"{TITLE}\n\n{issued}\n\n{amended}")
    first = date(2003, 8, 1) if issued else None
    assert (document.promulgated, document.effective) == (first, None)
    assert document.number == ("訓令第3号" if issued else "")
    history = [i.text for i in document.left_out if i.reason == "amendment-history"]
    assert len(history) == len(amended.splitlines())


def test_a_line_that_says_what_it_is_ends_the_history():
    document = read(f"{TITLE}\n\n改正 令和6年3月29日訓令第5号\n令和6年4月1日施行\n担当：総務課")
    assert (document.promulgated, document.effective) == (None, date(2024, 4, 1))


def test_issue_and_amendments_on_one_line_are_told_apart():
    document = read(f"{TITLE}\n\n（平成15年8月1日制定、令和6年3月29日改正、令和6年4月1日施行）")
    assert (document.promulgated, document.effective) == (date(2003, 8, 1), date(2024, 4, 1))


@pytest.mark.parametrize(
    ("supplement", "effective"),
    [
        ("この規程は、令和6年4月1日から施行する。", date(2024, 4, 1)),
        ("この規程は、公布の日から施行する。", date(2024, 3, 29)),
        ("この規程は、別に定める日から施行する。", None),
    ],
)
def test_the_supplement_says_when_it_takes_effect(supplement, effective):
    document = read(f"令和6年3月29日\n\n{TITLE}", f"\n附 則\n\n{supplement}\n")
    assert document.effective == effective


@pytest.mark.parametrize(
    ("front", "title"),
    [
        (TITLE, TITLE),
        (f"○{TITLE}", TITLE),
        (f"「{TITLE}」", TITLE),
        ("朝霧市職員共済組合\n情報セキュリティ基本方針", TITLE),
        (
            "朝霧市職員共済組合情報セキュリティ対策基準（案）",
            "朝霧市職員共済組合情報セキュリティ対策基準（案）",
        ),
        ("情 報 管 理 規 程", "情報管理規程"),
    ],
)
def test_the_title(front, title):
    assert read(front).title == title


def test_a_document_without_a_title_is_read_with_a_warning():
    document = read("令和5年4月1日施行")
    assert document.title == ""
    assert [w.code for w in document.warnings] == ["no-title"]


@pytest.mark.parametrize(
    "front",
    [
        f"{TITLE}の全部改正について、次のとおり公告する。\n\n{TITLE}",
        f"{TITLE}の全部を改正する。次のとおり公布する。\n\n{TITLE}",
        f"{TITLE}\n\n令和5年3月31日全部改正",
        f"訓令第3号\n\n{TITLE}の全部を改正する。\n\n令和5年3月31日\n\n{TITLE}",
        f"訓令第3号\n\n{TITLE}（平成15年訓令第1号）の全部を改正する。\n\n{TITLE}",
        f"訓令第3号\n庁中一般\n{TITLE}の全部を次のように改正する。\n令和5年3月31日\n{TITLE}",
        f"{TITLE}の全部を改正する訓令を次のように定める。\n令和5年3月31日\n{TITLE}",
        f"{TITLE}\n令和5年3月31日\n訓令第3号\n{TITLE}（平成15年訓令第1号）の全部を改正する。",
    ],
)
def test_a_whole_replacement_is_noted(front):
    document = read(front)
    assert document.replaces_all
    assert document.title == TITLE
    assert [clause.id for clause in document.clauses] == ["1", "2"]


def test_an_ordinary_edition_replaces_nothing():
    assert not read(f"{TITLE}\n\n一部改正 令和5年3月31日").replaces_all


@pytest.mark.parametrize(
    ("foot", "issuer"),
    [
        ("\n(総務部総務課)", "総務部総務課"),
        ("\n（事務局）\n", "事務局"),
        ("\n担当：総務課\n", "総務課"),
        ("\n総務部情報政策室\n", "総務部情報政策室"),
        ("\n(総務課)\n\nお問い合わせ 電話 000-000\n", "総務課"),
        ("", ""),
    ],
)
def test_the_issuing_office_at_the_foot(foot, issuer):
    document = read(TITLE, foot)
    assert document.issuer == issuer
    assert all(issuer not in clause.text for clause in document.walk()) or not issuer


def test_a_preamble_is_a_clause():
    document = read(f"{TITLE}\n\n私たちは、情報を大切に扱います。\n\n皆様の信頼に応えます。")
    assert [clause.id for clause in document.clauses] == ["前文", "1", "2"]
    assert document.clauses[0].text == "私たちは、情報を大切に扱います。"
    assert document.clauses[0].children[0].id == "前文¶2"


def test_the_name_of_who_signed_is_left_out_with_its_reason():
    document = read(f"令和5年3月31日\n\n朝霧市職員共済組合理事長　朝霧　太郎\n\n{TITLE}")
    assert ("signatory", "朝霧市職員共済組合理事長　朝霧　太郎") in [
        (item.reason, item.text) for item in document.left_out
    ]


def test_a_page_s_furniture_is_no_part_of_the_policy():
    document = read(f"ホーム > 組合案内 > 方針\n文字サイズ 小 中 大\n{TITLE}\n更新日：2024年5月1日")
    assert document.title == TITLE
    assert document.promulgated is None
    assert [i.reason for i in document.left_out if i.reason == "navigation"] == ["navigation"] * 3
