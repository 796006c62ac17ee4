"""A commitment opens only with its own data and salt, and gives nothing away without the salt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.ledger.build import START

from sekisho.ledger import SALT_BYTES, Entry, commit, entry_bytes, leaf_hash, opens

salts = st.binary(min_size=SALT_BYTES, max_size=SALT_BYTES)
SALT = bytes(SALT_BYTES)


@given(st.binary(max_size=80), salts)
def test_a_commitment_opens_with_its_own_data_and_salt(data, salt):
    assert opens(commit(data, salt), data, salt)


@given(st.binary(max_size=80), salts, st.data())
def test_a_commitment_opens_with_nothing_else(data, salt, draw):
    other = draw.draw(st.binary(max_size=80).filter(lambda each: each != data))
    other_salt = draw.draw(salts.filter(lambda each: each != salt))
    commitment = commit(data, salt)
    assert not opens(commitment, other, salt)
    assert not opens(commitment, data, other_salt)


def test_a_byte_cannot_move_between_salt_and_data():
    salt = bytes(range(SALT_BYTES))
    commitment = commit(b"ab", salt)
    assert not opens(commitment, b"b", salt + b"a")
    assert not opens(commitment, salt[-1:] + b"ab", salt[:-1])


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_salt_of_another_length_is_refused(length):
    with pytest.raises(ValueError, match="32 bytes"):
        commit(b"a", bytes(length))


@pytest.mark.parametrize("commitment", [b"", bytes(31), commit(b"a", SALT)[:31], bytes(33)])
def test_something_else_than_a_commitment_opens_with_nothing(commitment):
    assert not opens(commitment, b"a", SALT)


def test_an_entry_stands_after_its_personal_data_were_erased():
    """The leaf is over the commitment alone: erasing data and salt changes no byte of the tree."""
    name, salt = "山田".encode(), bytes(range(SALT_BYTES))
    body = {"person": commit(name, salt).hex()}
    data = entry_bytes(Entry(0, "person.joined", START, body))
    before = leaf_hash(data)
    assert name not in data
    assert salt.hex().encode() not in data
    del name, salt
    assert leaf_hash(data) == before
