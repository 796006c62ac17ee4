"""The two subsequence searches against brute force."""

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from sekisho.policytext.comparison import sequence
from sekisho.policytext.comparison.sequence import common, rising

short = st.text(alphabet="abc", max_size=9)


def length_by_table(old: str, new: str) -> int:
    """Return the length of a longest common subsequence by the textbook table."""
    above = [0] * (len(new) + 1)
    for left in old:
        row = [0]
        for at, right in enumerate(new):
            row.append(above[at] + 1 if left == right else max(row[-1], above[at + 1]))
        above = row
    return above[-1]


@given(short, short)
def test_pairs_are_equal_rising_and_as_many_as_the_table_says(old, new):
    pairs = common(old, new)
    assert pairs is not None
    assert all(old[i] == new[j] for i, j in pairs)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(pairs))
    assert len(pairs) == length_by_table(old, new)


@given(st.text(alphabet="ab", max_size=200), st.text(alphabet="ab", max_size=200))
def test_rows_wider_than_a_machine_word_are_no_exception(old, new):
    pairs = common(old, new)
    assert pairs is not None
    assert len(pairs) == length_by_table(old, new)


def test_equal_sequences_pair_in_full_without_a_table():
    long = list(range(1_000_000))
    assert common(long, long) == [(at, at) for at in long]


def test_a_table_beyond_the_bound_is_refused(monkeypatch):
    monkeypatch.setattr(sequence, "CELLS", 8)
    assert common("xabcy", "xdefy") is None
    assert common("xaby", "xcdy") == [(0, 0), (3, 3)]


@given(st.lists(st.integers(0, 30), max_size=9, unique=True))
def test_rising_keeps_as_many_as_any_choice_could(numbers):
    kept = rising(numbers)
    chosen = [number for number in numbers if number in kept]
    assert chosen == sorted(chosen)
    assert not any(
        list(choice) == sorted(choice) for choice in combinations(numbers, len(kept) + 1)
    )


def test_nothing_rises_in_nothing():
    assert rising([]) == set()
