"""Words are found in every width they may be written in."""

import random
import unicodedata

import pytest
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as st
from tests.web.factories import make_person, make_unit

from sekisho.web.organization.models import Person
from sekisho.web.search.words import LONGEST, MOST, standing_in, words_of


@pytest.mark.parametrize("text", ["", " ", "　　", "\0", "\t\n"])
def test_nothing_but_spaces_is_no_word(text):
    assert words_of(text) == ()


def test_words_stand_between_spaces_of_either_width():
    assert [word.forms[0] for word in words_of("媒体　持出し USB")] == ["媒体", "持出し", "USB"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("USB", "ＵＳＢメモリ"),
        ("ＵＳＢ", "USBメモリ"),
        ("ｶﾅ", "カナ氏名"),
        ("カナ", "ｶﾅ氏名"),
        ("ガッパ", "ｶﾞｯﾊﾟ橋"),
        ("サーバ", "ｻｰﾊﾞ室"),
        ("usb", "USBメモリ"),
        ("３階", "3階サーバ室"),
        ("㈱", "(株)朝霧"),
    ],
)
def test_a_word_is_found_in_the_other_width(typed, written):
    (word,) = words_of(typed)
    assert word.stands_in(written)


def test_a_word_that_does_not_stand_there_is_not_found():
    (word,) = words_of("端末")
    assert not word.stands_in("媒体の持出し")


@given(st.text(max_size=300))
def test_any_text_gives_few_bounded_words_each_form_once(text):
    words = words_of(text)
    assert len(words) <= MOST
    for word in words:
        assert len(set(word.forms)) == len(word.forms)
        assert all(form and len(form) <= 20 * LONGEST for form in word.forms)


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=20), st.text())
def test_a_word_stands_in_any_text_made_round_it(middle, rest):
    for word in words_of(middle):
        assert word.stands_in(f"{rest}{word.forms[0]}{rest}")
        assert unicodedata.normalize("NFKC", word.forms[0]) in word.forms


PIECES = ("端末", "USB", "ＵＳＢ", "３階", "3階", "カナ", "ｶﾅ", "%", "_", "\\", "'", "か")


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_the_database_finds_what_a_look_at_every_row_finds(seed):
    chance = random.Random(seed)

    def text():
        return " ".join(chance.choices(PIECES, k=chance.randint(1, 3)))

    units = [make_unit(text()) for _ in range(3)]
    for _ in range(12):
        make_person(text(), unit=chance.choice(units), account=False, in_scope=False)
    for _ in range(20):
        words = words_of(text())
        found = Person.objects.filter(standing_in(words, "name", "unit__name", "post__title"))
        expected = {
            row.pk
            for row in Person.objects.select_related("unit")
            if all(any(w.stands_in(t) for t in (row.name, row.unit.name)) for w in words)
        }
        assert set(found.values_list("pk", flat=True)) == expected
        rest = Person.objects.filter(Q(name="?") | standing_in(words, "name")).values("pk")
        assert {each["pk"] for each in rest} <= expected


@pytest.mark.django_db
def test_no_words_narrow_nothing_and_a_condition_goes_with_others():
    one, other = make_person("甲", in_scope=False), make_person("乙", in_scope=False)
    assert Person.objects.filter(standing_in((), "name")).count() == 2
    either = standing_in(words_of("甲"), "name") | Q(pk=other.pk)
    assert set(Person.objects.filter(either)) == {one, other}
    assert set(Person.objects.filter(~standing_in(words_of("甲"), "name"))) == {other}
