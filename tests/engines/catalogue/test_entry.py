"""One entry of a data file: every wrong field is refused with file, entry and field."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.catalogue import CatalogueError, Text
from sekisho.catalogue.entry import Entry, by_id

FILE = "things.yaml"


def entry(**fields):
    return Entry(FILE, {"id": "thing", **fields})


def refused(call, *words):
    with pytest.raises(CatalogueError) as caught:
        call()
    assert str(caught.value).startswith(f"{FILE}: ")
    for word in words:
        assert word in str(caught.value)
    return caught.value


@pytest.mark.parametrize("raw", [None, [], "thing", 3, ["id"], True])
def test_only_a_mapping_is_an_entry(raw):
    refused(lambda: Entry(FILE, raw), "mapping")


def test_the_error_keeps_file_entry_and_problem_apart():
    error = refused(lambda: entry().word("title"))
    assert (error.file, error.entry) == (FILE, "thing")
    assert "title" in error.problem


def test_an_entry_without_id_is_still_named_somehow():
    refused(lambda: Entry(FILE, {}).word("id"), "?")


@pytest.mark.parametrize("value", ["", "  ", "\n", None, 5, [], {}, True])
def test_a_word_is_text_that_shows(value):
    refused(lambda: entry(name=value).word("name"), "name")


def test_a_field_can_be_taken_once_only():
    thing = entry(name="x")
    assert thing.word("name") == "x"
    assert not thing.has("name")
    refused(lambda: thing.word("name"), "missing")


@pytest.mark.parametrize("value", ["true", 0, 1, "", None])
def test_a_flag_is_true_or_false_and_nothing_like_it(value):
    refused(lambda: entry(on=value).flag("on"), "on")


@pytest.mark.parametrize("value", [True, False])
def test_false_is_a_value_and_not_missing(value):
    assert entry(on=value).flag("on") is value


@pytest.mark.parametrize("value", [True, 0, -3, "7", 7.0, None])
def test_a_number_is_whole_and_above_zero(value):
    refused(lambda: entry(days=value).number("days"), "days")


@given(st.integers(min_value=1))
def test_every_whole_number_above_zero_is_a_number(value):
    assert entry(days=value).number("days") == value


@pytest.mark.parametrize("value", ["a", "A", "both", "", None, ["x"]])
def test_only_allowed_words_are_taken(value):
    refused(lambda: entry(mode=value).one_of("mode", ("x", "y")), "mode")


def test_an_allowed_word_is_taken():
    assert entry(mode="y").one_of("mode", ("x", "y")) == "y"


@pytest.mark.parametrize(
    "value",
    [{}, {"ja": "語"}, {"en": "w"}, {"ja": "", "en": "w"}, {"ja": "語", "en": 1}, "語", ["語"],
     {"ja": "語", "en": "w", "de": "W"}],
)  # fmt: skip
def test_a_text_has_exactly_both_languages(value):
    refused(lambda: entry(title=value).text("title"), "title")


def test_a_text_is_stripped_of_blanks_around_it():
    assert entry(title={"ja": " 語\n", "en": " word "}).text("title") == Text("語", "word")


@pytest.mark.parametrize("value", ["a", {"a": 1}, [1], [""], [None], ["a", "a"], [["a"]]])
@pytest.mark.parametrize("optional", [True, False])
def test_a_list_of_words_holds_different_words_only(value, optional):
    refused(lambda: entry(tags=value).words("tags", optional=optional), "tags")


def test_an_empty_list_is_allowed_only_where_the_field_is_optional():
    assert entry(tags=[]).words("tags", optional=True) == ()
    assert entry().words("tags", optional=True) == ()
    refused(lambda: entry(tags=[]).words("tags"), "empty")
    refused(lambda: entry().words("tags"), "missing")


@given(st.lists(st.text(min_size=1), unique=True, min_size=1))
def test_words_keep_their_order(words):
    assert entry(tags=words).words("tags") == tuple(words)


def test_entries_of_a_field_are_entries_of_the_same_file():
    (inner,) = entry(parts=[{"id": "part"}]).entries("parts")
    assert (inner.file, inner.name) == (FILE, "part")


@pytest.mark.parametrize("value", ["a", {"id": "part"}, ["part"], [None]])
def test_entries_must_be_a_list_of_mappings(value):
    refused(lambda: entry(parts=value).entries("parts"))


def test_what_nobody_asked_for_is_refused_by_name():
    thing = entry(titel="x", extra=1)
    thing.word("id")
    refused(thing.done, "extra, titel")


def test_what_was_taken_is_done():
    thing = entry()
    thing.word("id")
    thing.done()


def test_the_given_mapping_is_left_as_it_was():
    raw = {"id": "thing", "tags": ["a"]}
    Entry(FILE, raw).words("tags")
    assert raw == {"id": "thing", "tags": ["a"]}


def test_a_list_is_read_entry_by_entry_and_each_must_be_read_whole():
    whole = entry(parts=[{"id": "a"}, {"id": "b"}])
    assert [each.word("id") for each in whole.each("parts")] == ["a", "b"]
    left = entry(parts=[{"id": "a", "colour": "red"}, {"id": "b"}])
    refused(lambda: [each.word("id") for each in left.each("parts")], "colour")


def test_by_their_ids_things_keep_their_order_and_an_id_twice_is_refused():
    grades = [Text("ろ", "b"), Text("い", "a")]
    things = [_Thing(each.ja, each) for each in grades]
    assert list(by_id(FILE, things)) == ["ろ", "い"]
    refused(lambda: by_id(FILE, [*things, things[0]]), "ろ", "used twice")


@dataclass(frozen=True)
class _Thing:
    id: str
    title: Text
