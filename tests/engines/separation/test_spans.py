"""Sets of numbers as spans, against Python's sets."""

import ast
from ipaddress import ip_address
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.separation import spans

LAST = 40
pairs = st.lists(st.tuples(st.integers(0, LAST), st.integers(0, LAST)), max_size=6)


def members(found):
    return {value for first, last in found for value in range(first, last + 1)}


def is_normal(found):
    return all(a <= b for a, b in found) and all(
        left[1] + 1 < right[0] for left, right in pairwise(found)
    )


@given(pairs)
def test_normal_form_holds_the_same_numbers_sorted_and_apart(given_pairs):
    found = spans.normal(given_pairs)
    assert members(found) == members(given_pairs)
    assert is_normal(found)


@given(pairs, pairs)
def test_set_operations_are_those_of_sets(left, right):
    a, b = spans.normal(left), spans.normal(right)
    for work, expected in (
        (spans.union, members(a) | members(b)),
        (spans.intersection, members(a) & members(b)),
        (spans.difference, members(a) - members(b)),
    ):
        found = work(a, b)
        assert members(found) == expected
        assert is_normal(found)


@given(pairs)
def test_the_complement_is_everything_else(given_pairs):
    a = spans.normal(given_pairs)
    assert members(spans.complement(a, LAST)) == set(range(LAST + 1)) - members(a)
    assert spans.complement(spans.complement(a, LAST), LAST) == a


@given(st.integers(0, 255), st.integers(0, 255))
def test_a_wildcard_mask_with_gaps_is_exact(value, ignored):
    expected = {n for n in range(256) if n & ~ignored & 255 == value & ~ignored & 255}
    found = spans.wildcard(value, ignored, 8, 256)
    assert members(found) == expected
    assert is_normal(found)


def test_a_wildcard_mask_beyond_the_limit_is_not_expressed():
    assert spans.wildcard(0, 0b10101010, 8, 15) is None
    assert len(spans.wildcard(0, 0b10101010, 8, 16)) == 16


@given(st.integers(0, 63), st.sets(st.integers(0, 63)))
def test_flags_are_every_value_whose_masked_bits_are_wanted(mask, wanted):
    assert members(spans.flags_spans(mask, wanted)) == {
        value for value in range(64) if value & mask in wanted
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.1.2.3", (4, ((0x0A010203, 0x0A010203),))),
        ("10.1.2.3/8", (4, ((0x0A000000, 0x0AFFFFFF),))),
        ("0.0.0.0/0", (4, ((0, (1 << 32) - 1),))),
        ("fd00:10::/32", (6, ((0xFD000010 << 96, (0xFD000011 << 96) - 1),))),
    ],
)
def test_addresses_and_prefixes_keep_their_family(text, expected):
    assert spans.prefix(text) == expected


@pytest.mark.parametrize("text", ["", "10.1.2", "10.1.2.3/33", "example.jp", "::g"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(ValueError):
        spans.prefix(text)


def test_of_the_network_only_the_reading_of_addresses_is_used():
    tree = ast.parse(Path(spans.__file__).read_text("utf-8"))
    taken = {
        name.name
        for each in ast.walk(tree)
        if isinstance(each, ast.ImportFrom) and each.module == "socket"
        for name in each.names
    }
    assert taken == {"AF_INET", "AF_INET6", "inet_pton"}
    assert not any(isinstance(each, ast.Import) for each in ast.walk(tree))


DOTTED = st.lists(st.sampled_from([*map(str, range(256)), "00", "010", "256", "", "٣", "0x1", " 1", "1 "]), min_size=3, max_size=5).map(".".join)  # fmt: skip
COLONS = st.lists(st.sampled_from(["", "0", "1", "ffff", "FFFF", "0001", "12345", "g", "1.2.3.4", "1%e"]), min_size=2, max_size=9).map(":".join)  # fmt: skip


@given(st.one_of(DOTTED, COLONS, st.ip_addresses().map(str), st.text(max_size=12)))
def test_an_address_is_what_the_standard_library_reads_or_refused_as_it_refuses(text):
    try:
        found = ip_address(text)
    except ValueError:
        with pytest.raises(ValueError):
            spans.address(text)
    else:
        assert spans.address(text) == (found.version, int(found))
