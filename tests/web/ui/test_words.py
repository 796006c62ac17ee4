"""Signs and words of statuses."""

import pytest
from django.utils import translation

from sekisho.verdicts import Verdict
from sekisho.web.ui import words


@pytest.mark.parametrize("table", [words.CLAUSE_STATUS, words.VERDICT, words.BANNER])
def test_no_two_statuses_share_a_sign_or_a_word(table):
    """Without colour, a reader still tells them apart by either alone."""
    distinct = {key: sign for key, sign in table.items() if key != "debug"}
    assert len({sign.sign for sign in distinct.values()}) == len(distinct)
    assert len({str(sign.word) for sign in distinct.values()}) == len(distinct)


def test_all_six_statuses_of_a_clause_have_words():
    assert set(words.CLAUSE_STATUS) == {
        "in-force", "weak", "failing", "stale", "not-covered", "no-demand",
    }  # fmt: skip


def test_every_verdict_has_a_word():
    assert {str(each) for each in Verdict} == set(words.VERDICT)
    assert words.verdict(Verdict.FAILS) is words.VERDICT["fails"]


def test_a_status_may_be_written_with_a_space_as_the_command_line_does():
    assert words.clause_status("in force") is words.clause_status("in-force")


@pytest.mark.parametrize("read", [words.clause_status, words.verdict])
def test_an_unknown_status_is_not_shown_as_something_else(read):
    with pytest.raises(KeyError):
        read("probably fine")


def test_words_are_japanese_by_default():
    with translation.override("ja"):
        assert str(words.CLAUSE_STATUS["in-force"].word) == "実施中"
