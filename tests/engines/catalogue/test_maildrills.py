"""The letters of drills: whole, harmless, and refused by name when one does not fit."""

import re

import pytest
import yaml

from sekisho.catalogue import CatalogueError, load_drill_letters, read_drill_letters
from sekisho.catalogue.maildrills import FILE, HARDNESS, LINK

LETTERS = load_drill_letters()
EACH = pytest.mark.parametrize("letter", LETTERS.values(), ids=list(LETTERS))
GOOD = {
    "id": "x", "title": {"ja": "題", "en": "T"}, "hardness": "easy", "sender": "係",
    "subject": "件名", "body": "前\n{link}\n後", "signs": ["手掛かり"],
}  # fmt: skip


def read(tmp_path, *entries):
    (tmp_path / FILE).write_text(yaml.safe_dump(list(entries), allow_unicode=True), "utf-8")
    return read_drill_letters(tmp_path)


def test_there_are_six_of_every_hardness_twice():
    assert sorted(each.hardness for each in LETTERS.values()) == sorted(HARDNESS * 2)


@EACH
def test_a_letter_has_its_link_alone_on_a_line_and_three_signs_that_fit_one_screen(letter):
    assert letter.body.splitlines().count(LINK) == 1
    assert len(letter.signs) == 3
    assert all(len(each) <= 60 for each in letter.signs)
    assert "https://h.example/1" in letter.written("https://h.example/1").splitlines()


@EACH
def test_a_letter_asks_for_no_secret_and_imitates_nobody_real(letter):
    assert not re.search(r"https?://|@|入力して|番号を返信|株式会社|省|庁|銀行", letter.body)


def test_one_that_fits_is_read_and_its_words_make_its_digest(tmp_path):
    first = read(tmp_path, GOOD)["x"]
    assert read(tmp_path, GOOD)["x"].digest == first.digest
    assert read(tmp_path, GOOD | {"signs": ["別"]})["x"].digest == first.digest
    assert read(tmp_path, GOOD | {"subject": "別"})["x"].digest != first.digest


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"body": "リンクなし"}, "{link}"),
        ({"body": "前 {link} 後"}, "{link}"),
        ({"body": "{link}\n{link}"}, "{link}"),
        ({"body": "{link}\n{name}"}, "{link}"),
        ({"hardness": "impossible"}, "hardness"),
        ({"subject": "一行\n二行"}, "one line"),
        ({"signs": []}, "signs"),
        ({"more": 1}, "more"),
    ],
)
def test_one_that_does_not_fit_is_refused_by_name(tmp_path, change, words):
    with pytest.raises(CatalogueError, match=re.escape(words)):
        read(tmp_path, GOOD | change)


def test_an_id_used_twice_is_refused(tmp_path):
    with pytest.raises(CatalogueError, match="twice"):
        read(tmp_path, GOOD, GOOD)
