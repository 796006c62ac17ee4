"""Keys of signed notes: their ids are C2SP's, and a mistyped key is noticed."""

from base64 import b64encode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.ledger.build import KEY, OTHER_KEY

from sekisho.ledger import NoteError, SigningKey, VerifierKey, parse_vkey

# RFC 8032 §7.1, test 2: seed, public key, message, signature.
RFC_SEED = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
RFC_PUBLIC = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
RFC_SIGNATURE = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)
names = st.text(min_size=1, max_size=12).filter(
    lambda name: not any(char.isspace() or char == "+" or char < " " for char in name)
)
seeds = st.binary(min_size=32, max_size=32)


def test_signatures_are_those_of_rfc_8032():
    key = SigningKey("rfc8032", RFC_SEED)
    assert key.verifier.public == RFC_PUBLIC
    assert key.sign(b"\x72") == RFC_SIGNATURE
    assert key.verifier.signed(RFC_SIGNATURE, b"\x72")
    assert not key.verifier.signed(RFC_SIGNATURE, b"\x73")


def test_the_key_id_is_c2sps():
    key = KEY.verifier
    expected = sha256(key.name.encode() + b"\x0a\x01" + key.public).digest()[:4]
    assert key.id == expected
    encoded = b64encode(b"\x01" + key.public).decode()
    assert key.text == f"{key.name}+{expected.hex()}+{encoded}"


def test_keys_of_one_name_have_different_ids():
    assert KEY.name == OTHER_KEY.name
    assert KEY.verifier.id != OTHER_KEY.verifier.id


@given(names, seeds)
def test_a_verifier_key_comes_back_from_its_text(name, seed):
    key = SigningKey(name, seed).verifier
    assert parse_vkey(key.text) == key


@given(st.data())
def test_a_mistyped_key_is_noticed(data):
    text = KEY.verifier.text
    place = data.draw(st.integers(0, len(text) - 1))
    char = data.draw(st.characters(codec="utf-8").filter(lambda each: each != text[place]))
    with pytest.raises(NoteError):
        parse_vkey(text[:place] + char + text[place + 1 :])


@given(st.text(max_size=60))
def test_noise_is_no_key(noise):
    with pytest.raises(NoteError):
        parse_vkey(noise)


def test_a_key_of_another_kind_is_refused():
    encoded = b64encode(b"\x04" + KEY.verifier.public).decode()
    with pytest.raises(NoteError, match="Ed25519"):
        parse_vkey(f"witness+00000000+{encoded}")


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u3000b", "a\nb", "a\x00b", "\ud800"])
def test_names_that_break_a_signature_line_are_refused(name):
    with pytest.raises(NoteError):
        SigningKey(name, bytes(32))
    with pytest.raises(NoteError):
        VerifierKey(name, bytes(32))


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_key_material_of_another_length_is_refused(length):
    with pytest.raises(ValueError, match="32 bytes"):
        SigningKey("a", bytes(length))
    with pytest.raises(NoteError):
        VerifierKey("a", bytes(length))


def test_the_seed_is_shown_nowhere():
    assert KEY.seed.hex() not in repr(KEY)
    assert repr(KEY.seed) not in repr(KEY)
    assert KEY.name in repr(KEY)


@given(st.binary(max_size=80), st.binary(max_size=40))
def test_noise_is_no_signature(noise, message):
    assert not KEY.verifier.signed(noise, message)
