"""HTML gives the words a reader sees, and the numbers its marks keep apart."""

import pytest
from tests.engines.policytext import making
from tests.engines.policytext.outlines import by_id, ids

from sekisho import policytext
from sekisho.policytext.formats import html
from sekisho.policytext.limits import Limits
from sekisho.policytext.line import Line


def lines(body: str, charset: str = "utf-8", declared: str = "") -> list[Line]:
    meta = f'<meta charset="{declared}">' if declared else ""
    page = f"<!DOCTYPE html><html><head>{meta}<title>例規</title></head><body>{body}</body></html>"
    return html.lines(page.encode(charset), Limits())


def texts(body: str) -> list[str]:
    return [line.text for line in lines(body) if not line.drop]


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        ("utf-8", "utf-8"),
        ("cp932", "Shift_JIS"),
        ("cp932", "x-sjis"),
        ("euc_jp", "EUC-JP"),
        ("cp932", ""),
    ],
)
def test_the_character_set_is_read_from_the_page_or_found(charset, declared):
    assert [line.text for line in lines("<p>端末を守る。</p>", charset, declared)] == [
        "端末を守る。"
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>端末を</p><p>守る。</p>", ["端末を", "守る。"]),
        ("<p>端末を<b>守る</b>。</p>", ["端末を守る。"]),
        ("端末<br>媒体", ["端末", "媒体"]),
        ("<div>端末<div>媒体</div>台帳</div>", ["端末", "媒体", "台帳"]),
        ("<p>端末\n  を守る。</p>", ["端末 を守る。"]),
        ("<p>&amp;&lt;&nbsp;鍵</p>", ["&<\xa0鍵"]),
        ("<script>var a;</script><style>p{}</style><p>鍵</p><!-- 注 -->", ["鍵"]),
        ("<table><tr><td>台帳</td><td>5年</td></tr></table>", ["台帳\t5年"]),
        ("<table><tr><td>端末を守る。</td></tr></table>", ["端末を守る。"]),
        ("<p>強<ruby>靱<rt>じん</rt></ruby>性</p>", ["強靱性"]),
    ],
)
def test_blocks_become_lines(body, expected):
    assert texts(body) == expected


def test_ruby_readings_are_set_aside():
    found = lines("<p>強<ruby>靱<rp>(</rp><rt>じん</rt><rp>)</rp></ruby>性</p>")
    assert [mark for mark, reason in found[0].removed if reason == "ruby"] == ["(", "じん", ")"]


def test_a_label_span_is_kept_apart_from_the_words():
    found = lines('<p class="num"><span class="num cm">第1条</span>　<span>端末を守る。</span></p>')
    assert (found[0].label, found[0].text) == ("第1条", "端末を守る。")


def test_a_label_without_a_blank_after_it_is_still_one():
    body = (
        "<h1>端末管理規程</h1>"
        '<p><span class="num">第1条</span><span>次の物を守る。</span></p>'
        '<p><span class="num">(1)</span><span>及び腰の人の端末</span></p>'
    )
    document = policytext.read(f"<html><body>{body}</body></html>".encode())
    assert ids(document) == ["1", "1(1)"]
    assert by_id(document)["1(1)"].text == "及び腰の人の端末"


def test_numbered_lists_have_the_numbers_a_browser_prints():
    found = lines('<ol start="3"><li>鍵</li><li>台帳</li></ol><ol type="a"><li>端末</li></ol>')
    assert [(line.label, line.text) for line in found] == [
        ("3.", "鍵"),
        ("4.", "台帳"),
        ("a.", "端末"),
    ]
    assert [line.label for line in lines("<ol><li>(1) 鍵</li></ol>")] == [""]
    assert lines("<ul><li>鍵</li></ul>")[0].bulleted


@pytest.mark.parametrize(
    "body",
    [
        "<nav>案内</nav><p>鍵</p>",
        "<footer>市役所</footer><p>鍵</p>",
        '<div class="breadcrumb">ホーム</div><p>鍵</p>',
        '<ul id="topicPath"><li>ホーム</li></ul><p>鍵</p>',
        '<div role="navigation">案内</div><p>鍵</p>',
        "<p>市役所</p><main><p>鍵</p></main><p>電話</p>",
    ],
)
def test_what_frames_the_policy_is_left_out_but_accounted_for(body):
    assert texts(body) == ["鍵"]
    assert any(line.drop == "navigation" and line.text for line in lines(body))


def test_a_policy_laid_out_in_a_table_is_read_as_paragraphs():
    cell = "<p>1 目的</p><p>" + "端末を守る。" * 60 + "</p>"
    assert texts(f"<table><tr><td>{cell}</td><td>参考</td></tr></table>")[0] == "1 目的"


@pytest.mark.parametrize("depth", [200, 1_500])
def test_deeply_nested_elements_lose_no_word(depth):
    body = "<div>" * depth + "<p>端末を守る。</p>" + "</div>鍵" * depth
    assert "".join(line.text for line in lines(body)).count("端末を守る。") == 1


def test_elements_nested_without_end_are_refused_rather_than_half_read():
    body = "<p>1 目的</p>" + "<div>" * 50_000 + "<p>端末を守る。</p>"
    with pytest.raises(policytext.TooLargeError, match="重なり"):
        lines(body)


def test_a_page_without_any_text_is_refused():
    with pytest.raises(policytext.ReadError):
        policytext.read(b"<html><body><p> </p></body></html>")


def test_entities_from_outside_are_not_fetched():
    page = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    page += "<html><body><p>1 鍵&x;</p></body></html>"
    assert "root" not in "".join(line.text for line in html.lines(page.encode(), Limits()))


def test_the_regulation_sample_is_told_from_its_first_bytes():
    assert html.recognises(making.sample("reiki.html"), "")
    assert not html.recognises("1 目的 <端末>".encode(), "a.txt")
