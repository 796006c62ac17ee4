"""Canonical JSON: one value has one sequence of bytes, and other bytes are refused."""

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sekisho.ledger import EntryError, Limits, UnwritableError, canonical_bytes, parse_canonical

LARGEST = 2**53 - 1
texts = st.text(max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_a_value_comes_back_as_it_was(value):
    back = parse_canonical(canonical_bytes(value))
    assert back == value
    assert canonical_bytes(back) == canonical_bytes(value)


@given(values)
def test_another_json_reader_reads_the_same_value(value):
    assert json.loads(canonical_bytes(value)) == value


@given(values, st.randoms())
def test_the_order_in_which_keys_were_given_leaves_no_trace(value, random):
    def shuffled(part):
        if isinstance(part, dict):
            keys = list(part)
            random.shuffle(keys)
            return {key: shuffled(part[key]) for key in keys}
        return [shuffled(each) for each in part] if isinstance(part, list) else part

    assert canonical_bytes(shuffled(value)) == canonical_bytes(value)


@given(values, values)
def test_different_values_never_share_their_bytes(one, other):
    def kinded(part):  # Python takes True for 1; JSON does not
        if isinstance(part, list):
            return [kinded(each) for each in part]
        if isinstance(part, dict):
            return {key: kinded(each) for key, each in part.items()}
        return (type(part), part)

    same_bytes = canonical_bytes(one) == canonical_bytes(other)
    assert same_bytes == (kinded(one) == kinded(other))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "a": [True, None, -0]}, b'{"a":[true,null,0],"b":1}'),
        ("é/\x7f", '"é/\x7f"'.encode()),  # nothing but controls, quotes and backslash is escaped
        ('"\\\b\f\n\r\t\x00\x1f', rb'"\"\\\b\f\n\r\t\u0000\u001f"'),
        # RFC 8785 §3.2.3 sorts by UTF-16: U+1F600 begins with D83D, before U+FB33.
        ({"\ufb33": 1, "\U0001f600": 2}, '{"\U0001f600":2,"\ufb33":1}'.encode()),
        ({"ö": 1, "o\u0308": 2}, '{"o\u0308":2,"ö":1}'.encode()),  # two normal forms stay two keys
        ((1, (2,)), b"[1,[2]]"),
    ],
)
def test_the_form_is_rfc_8785s(value, written):
    assert canonical_bytes(value) == written


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        {"a": [1.5]},
        2**53,
        -(2**53),
        {1: "a"},
        {None: "a"},
        b"bytes",
        {"a": {1, 2}},
        pytest.param(object(), id="an object"),
        "\ud800",
        {"\udfff": 1},
    ],
    ids=repr,
)
def test_what_has_no_one_form_is_refused(value):
    with pytest.raises(UnwritableError):
        canonical_bytes(value)


@pytest.mark.parametrize(
    "untrusted",
    [
        b"",
        b" 1",
        b"1 ",
        b'{"a": 1}',
        b'{"b":1,"a":1}',
        b'{"a":1,"a":1}',
        b'{"a":1,"a":2}',
        b'"\\u0041"',
        b'"\\/"',
        b'"\\u001F"',
        b"1.0",
        b"1e3",
        b"-0",
        b"01",
        b"NaN",
        b"Infinity",
        b"9007199254740992",
        b"1" * 5000,
        b'"\xff"',
        b'"\\ud800"',
        b"\xef\xbb\xbf1",
        b"[" * 100_000,
        b"[" * 40 + b"]" * 40,
        '"\u3042"'.encode("utf-16"),
    ],
)
def test_bytes_in_any_other_form_are_refused(untrusted):
    with pytest.raises(EntryError):
        parse_canonical(untrusted)


@given(st.binary(max_size=60))
def test_noise_is_refused_or_is_already_canonical(noise):
    try:
        value = parse_canonical(noise)
    except EntryError:
        return
    assert canonical_bytes(value) == noise


@given(values, st.data())
def test_one_changed_byte_never_reads_as_the_same_value(value, data):
    written = bytearray(canonical_bytes(value))
    place = data.draw(st.integers(0, len(written) - 1))
    written[place] ^= data.draw(st.integers(1, 255))
    try:
        back = parse_canonical(bytes(written))
    except EntryError:
        return
    assume(json.dumps(back) != json.dumps(value))
    assert canonical_bytes(back) != canonical_bytes(value)


def test_limits_hold_in_both_directions():
    tight = Limits(entry_bytes=10, depth=2)
    assert parse_canonical(canonical_bytes([[1]], limits=tight), limits=tight) == [[1]]
    with pytest.raises(UnwritableError, match="10バイト"):
        canonical_bytes("x" * 9, limits=tight)
    with pytest.raises(EntryError, match="10バイト"):
        parse_canonical(b'"' + b"x" * 9 + b'"', limits=tight)
    with pytest.raises(UnwritableError, match="入れ子"):
        canonical_bytes([[[]]], limits=tight)
    with pytest.raises(EntryError):
        parse_canonical(b"[[[]]]", limits=tight)


@pytest.mark.parametrize("value", [{"a": {"b": {}}}, [{"a": []}], {"a": [{}]}])
def test_objects_and_lists_count_alike_toward_the_depth(value):
    assert canonical_bytes(value, limits=Limits(depth=3))
    with pytest.raises(UnwritableError, match="入れ子"):
        canonical_bytes(value, limits=Limits(depth=2))
