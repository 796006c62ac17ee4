"""Sampling: drawn again by an oracle of its own, whatever the order, blanks and doublets."""

import hashlib
import random

from hypothesis import given
from hypothesis import strategies as st

from sekisho.web.audits.sampling import draw

LINES = st.lists(
    st.text(st.characters(exclude_characters="\n\r", codec="utf-8"), max_size=8), max_size=30
)


def oracle(lines, seed, size):
    """Written again from the law in the docstring."""
    population = sorted({line.strip() for line in lines if line.strip()}, key=str.encode)
    whole = hashlib.sha256()
    for line in population:
        whole.update(line.encode() + b"\n")
    fingerprint = whole.hexdigest()
    order = sorted(
        range(len(population)),
        key=lambda n: hashlib.sha256(f"{fingerprint}\n{seed}\n{population[n]}".encode()).digest(),
    )
    return fingerprint, tuple(sorted(n + 1 for n in order[:size]))


@given(lines=LINES, seed=st.text(max_size=10), size=st.integers(0, 40))
def test_it_is_what_an_oracle_draws(lines, seed, size):
    drawn = draw(lines, seed, size)
    assert (drawn.fingerprint, drawn.places) == oracle(lines, seed, size)
    assert len(drawn.places) == min(size, len(drawn.population))
    assert set(drawn.lines) <= {line.strip() for line in lines}


@given(lines=LINES, seed=st.text(max_size=10), size=st.integers(1, 10), shuffle=st.randoms())
def test_order_blanks_and_doublets_change_nothing(lines, seed, size, shuffle):
    mixed = [f"  {line}\t" for line in lines + lines[:3]] + ["", "  "]
    shuffle.shuffle(mixed)
    assert draw(mixed, seed, size) == draw(lines, seed, size)


@given(st.integers(0, 10_000))
def test_a_larger_sample_holds_the_smaller_one(seed):
    lines = [str(number) for number in range(40)]
    assert set(draw(lines, str(seed), 5).places) <= set(draw(lines, str(seed), 9).places)


def test_seeds_draw_evenly():
    lines, counts = [str(number) for number in range(20)], dict.fromkeys(range(1, 21), 0)
    for seed in range(2000):
        for place in draw(lines, str(seed), 4).places:
            counts[place] += 1
    expected = 2000 * 4 / 20
    chi = sum((count - expected) ** 2 / expected for count in counts.values())
    assert chi < 43.8  # 19 degrees of freedom, one in a thousand


def test_a_line_more_changes_the_fingerprint_and_the_lots():
    lines = [str(number) for number in range(50)]
    first, second = draw(lines, "7", 10), draw([*lines, "x"], "7", 10)
    assert first.fingerprint != second.fingerprint
    assert first.places != second.places


def test_it_needs_no_generator_of_random_numbers(monkeypatch):
    monkeypatch.setattr(random, "random", None)
    assert draw(["b", "a"], "1", 2).lines == ("a", "b")
