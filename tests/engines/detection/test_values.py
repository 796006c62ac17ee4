"""Values made fit for their columns."""

from ipaddress import IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.detection.reading import fits

from sekisho.detection import values
from sekisho.detection.schema import COLUMNS
from sekisho.detection.values import clean, flat, text

ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)  # fmt: skip


@given(st.ip_addresses())
def test_an_address_has_one_form_and_a_key_in_its_order(address):
    text, key = values.ends(address.exploded)
    number = int(address) if address.version == 6 else 0xFFFF << 32 | int(address)
    assert (len(key), int(key, 16)) == (32, number)
    assert values.ends(text) == (text, key)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_inside_ipv6_is_the_same_address(address):
    assert values.ends(str(IPv6Address(0xFFFF << 32 | int(address)))) == values.ends(str(address))


@pytest.mark.parametrize(
    "text",
    ["", "x", "1.2.3", "1.2.3.4.5", "01.2.3.4", "10.0.0.256", "::g", "1.2.3.4/24", "１.2.3.4"],
)
def test_what_is_no_address_is_unknown(text):
    assert values.ends(text) is None


@pytest.mark.parametrize(
    ("text", "form"),
    [("[fd00::1]", "fd00::1"), ("fe80::1%eth0", "fe80::1"), ("::ffff:1.2.3.4", "1.2.3.4")],
)
def test_brackets_and_interfaces_do_not_belong_to_it(text, form):
    assert values.ends(text)[0] == form


@given(ANY)
def test_nothing_outside_a_columns_bounds_comes_through(value):
    for found in (values.integer(value), values.port(value)):
        assert found is None or (type(found) is int and 0 <= found < 1 << 63)
    assert (values.port(value) or 0) <= 65_535
    for found in (values.text(value), values.domain(value)):
        assert found is None or (isinstance(found, str) and found.encode("utf-8"))
    fits(values.endpoint("source", value, value) | values.transport(value))


@pytest.mark.parametrize(
    "value",
    ["1.0", "0x1", " 1", "1 ", "１", "", "1e3", None, True, 1.0, "9" * 20, 1 << 63, -1, "-1"],
)
def test_only_decimal_digits_are_a_number(value):
    assert values.integer(value) is None


@given(st.dictionaries(st.text(), ANY))
def test_vendors_fields_are_flat_text_within_the_limits(given_fields):
    found = values.flat(given_fields, most=10, depth=3)
    assert len(found) <= 10
    fits({"fields": found})


def test_objects_within_objects_have_dotted_names_and_lists_are_lines():
    assert values.flat({"a": {"b": [1, "x"], "c": {}}, "d": [{"e": 1}, {"e": 2}], "f": None, "g": False}) == {
        "a.b": "1\nx", "d.0.e": "1", "d.1.e": "2", "g": "false",
    }  # fmt: skip


@given(st.binary())
def test_bytes_become_text_that_can_be_written(data):
    values.decoded(data).encode("utf-8")


def test_text_of_japanese_windows_is_read():
    assert values.decoded("遮断①".encode("cp932")) == "遮断①"


@pytest.mark.parametrize(
    ("given_value", "wanted"),
    [
        (6, {"network_iana_number": 6, "network_transport": "tcp"}),
        ("UDP", {"network_iana_number": 17, "network_transport": "udp"}),
        ("ICMPv6", {"network_iana_number": 58, "network_transport": "ipv6-icmp"}),
        ("132", {"network_iana_number": 132}),
        ("odd", {"network_transport": "odd"}),
        (None, {}),
        (256, {"network_transport": "256"}),
    ],
)
def test_protocols_have_a_number_and_a_name(given_value, wanted):
    assert values.transport(given_value) == wanted


def test_names_are_compared_in_small_letters_without_the_last_dot():
    assert [values.domain(name) for name in ("A.Example.", "x", ".", "", None)] == [
        "a.example",
        "x",
        ".",
        None,
        None,
    ]


def test_every_column_has_a_name_a_type_and_japanese_words():
    assert all(column.about and name.isidentifier() for name, column in COLUMNS.items())
    assert len({column.ecs for column in COLUMNS.values()}) == len(COLUMNS)


# The vendor's own fields, against the plainest way to gather them ---------------------------------


def plainly(before, value, depth):
    if isinstance(value, dict):
        if depth:
            for name, inner in value.items():
                yield from plainly(f"{before}.{name}" if before else name, inner, depth - 1)
    elif isinstance(value, list):
        if any(isinstance(each, dict) for each in value):
            for number, inner in enumerate(value):
                yield from plainly(f"{before}.{number}", inner, depth - 1 if depth else 0)
        elif value:
            yield before, "\n".join(text(each) or "" for each in value)
    elif (words := text(value)) is not None:
        yield before, words


LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(), st.sampled_from(["\ud800", "", "髙", "1.50", 1 << 63, -(1 << 63)])
)  # fmt: skip
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4)
)  # fmt: skip


@given(
    st.dictionaries(st.text(max_size=300), TREES, max_size=6), st.integers(1, 8), st.integers(0, 5)
)
def test_own_fields_are_those_of_the_plain_way(tree, most, depth):
    wanted = {}
    for name, words in plainly("", tree, depth):
        if len(wanted) >= most:
            break
        wanted[clean(name[:256])] = words
    assert flat(tree, most, depth) == wanted


def test_words_too_long_for_an_address_fill_no_memory():
    from sekisho.detection.values import _ends, _named

    before = _ends.cache_info().currsize, _named.cache_info().currsize
    long = "1" * 129
    assert values.ends(f"10.0.0.1%{long}") is None
    assert values.transport(long) == {"network_transport": long[:32]}
    assert (_ends.cache_info().currsize, _named.cache_info().currsize) == before


@pytest.mark.parametrize("name", ["TCP", "tcp", "6", 6, "gre", "x"])
def test_a_protocol_is_the_same_each_time_it_is_asked_for(name):
    first = values.transport(name)
    first["other"] = 1
    assert "other" not in values.transport(name)
