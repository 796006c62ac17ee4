"""Tables of contents are found, and nothing else is taken for one."""

from tests.engines.policytext.outlines import ids, read

BODY = "1 目的\n\n端末を守る。\n\n2 対策\n\n鍵を掛ける。\n\n3 点検\n\n点検を行う。\n"


def contents(text: str) -> list[str]:
    return [item.text for item in read(text).left_out if item.reason == "table-of-contents"]


def test_a_titled_table_ends_where_its_first_entry_returns():
    text = f"目　次\n1 目的\n2 対策\n3 点検\n{BODY}"
    assert contents(text) == ["目次", "1 目的", "2 対策", "3 点検"]
    assert ids(read(text)) == ["1", "2", "3"]


def test_leaders_and_page_numbers_mark_a_table_without_a_title():
    text = f"1 目的・・・・・・1\n2 対策 …… 2\n3 点検\t3\n\n{BODY}"
    assert len(contents(text)) == 3
    assert ids(read(text)) == ["1", "2", "3"]


def test_headings_that_all_return_are_a_table():
    text = f"1目的\n2対策\n3点検\n{BODY}"
    assert contents(text) == ["1目的", "2対策", "3点検"]


def test_chapters_with_the_range_of_their_articles():
    body = "第1章 総則\n第1条 端末を守る。\n第2章 対策\n第2条 鍵を掛ける。\n"
    text = f"目次\n第1章 総則（第1条）\n第2章 対策（第2条）\n附則\n{body}"
    assert contents(text) == ["目次", "第1章 総則（第1条）", "第2章 対策（第2条）", "附則"]
    assert ids(read(text)) == ["第1章", "1", "第2章", "2"]


def test_a_list_of_nouns_is_no_table():
    text = "1 脅威\n\n(1) 火災\n(2) 地震\n(3) 盗難\n(4) 故障\n\n2 対策\n\n鍵を掛ける。\n"
    assert contents(text) == []


def test_two_lists_with_the_same_entries_are_both_read():
    listed = "(1) 火災\n(2) 地震\n(3) 盗難\n"
    text = f"1 脅威\n\n次を想定する。\n{listed}\n2 訓練\n\n次に備える。\n{listed}"
    assert contents(text) == []
    assert len(ids(read(text))) == 8


def test_a_table_that_names_more_than_the_body_is_still_read_once():
    text = f"目次\n1 目的\n2 対策\n3 点検\n4 見直し\n{BODY}"
    document = read(text)
    assert ids(document) == ["1", "2", "3"]
    assert "4 見直し" in contents(text)
