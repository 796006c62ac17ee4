"""Which words of a mail count as passwords: only what a phrase for one introduces."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sekisho.mailgate.passwords import MOST, candidates

OFFERS = {
    "パスワードは次のとおりです。\n\nAb3$xyz9\n\nよろしくお願いします。": "Ab3$xyz9",
    "先ほどのファイルのパスワードを送付します。\n\nパスワード：\nGt5%kkL2\n": "Gt5%kkL2",
    "パスワードは以下の通りです\n----\n　xK29!aa\n----": "xK29!aa",
    "パスワードをお知らせします。\n\n　■ qwer1234": "qwer1234",
    "解凍パスワード：abc12345": "abc12345",
    "ZIPパスワード 「Hello-2026」 です": "Hello-2026",
    "パスワードは abc12345 です。": "abc12345",
    "添付ファイルのパスワードは、K7mm_q2Zです。": "K7mm_q2Z",
    "パスワード（半角）：ab!c-9": "ab!c-9",
    "【パスワード】\nabcd1234": "abcd1234",
    "パスワード：ａｂｃ１２３４": "abc1234",
    "PW:p4ssw0rd": "p4ssw0rd",
    "The password for the attached file is: Zx-99-a": "Zx-99-a",
    "The password is as follows.\n\nfoo-Bar1": "foo-Bar1",
    "Password: hunter22.": "hunter22",
}


@pytest.mark.parametrize(("text", "word"), OFFERS.items())
def test_what_a_phrase_introduces_is_found(text, word):
    assert word in candidates(f"お世話になっております。山田です。\n{text}\n以上")


@pytest.mark.parametrize(
    "text",
    [
        "明日の会議は10時からです。資料は abc12345 を見てください。",
        "パスワードは別途お送りします。",
        "パスワードは「会議の日付」です。",
        "password is required to open the file",
        "パスワードポリシーの改定について：第3版",
        "ログインパスワードを忘れた方は https://portal.example.jp/reset へ",
        "パスワード: https://portal.example.jp/abc123",
        "パスワード: hanako@town.example.lg.jp",
        "compass: north12",
        "パスワードは次のとおりです。\nお電話でお伝えします。\nabcd1234",
        "パスワードは次のとおりです。\n\n\n\n\nabcd1234",
        "パスワード：abc",
        "パスワード：" + "x" * 65,
    ],
)
def test_what_no_phrase_introduces_is_not_guessed(text):
    assert candidates(text) == ()


@given(st.text(max_size=400))
def test_any_text_gives_few_short_words_of_its_own(text):
    import unicodedata

    found = candidates(text)
    assert len(found) <= MOST
    plain = unicodedata.normalize("NFKC", text)
    assert all(4 <= len(each) <= 64 and each in plain for each in found)


WORDS = st.text(string.ascii_letters + string.digits + "!#$%&*+-_=?", min_size=4, max_size=20)


@given(WORDS, st.sampled_from(["パスワード：{}", "パスワードは次のとおりです。\n\n{}\n"]))
def test_any_usual_password_in_a_usual_phrase_is_found(word, phrase):
    assume(word.lower() not in {"none", "here", "below", "password", "follows", "attached"})
    assume(set(word) - set("-=*_"))
    assert word in candidates(phrase.format(word))


def test_many_offers_are_cut_to_a_few():
    text = "\n".join(f"パスワード：abcd{n}" for n in range(50))
    assert candidates(text) == tuple(f"abcd{n}" for n in range(MOST))
