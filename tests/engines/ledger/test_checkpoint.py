"""Checkpoints are C2SP's text, read in one form only, and believed only when signed for us."""

import re
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.ledger.build import KEY, ORIGIN, OTHER_KEY
from tests.engines.ledger.test_note import C2SP_CHECKPOINT

from sekisho.ledger import (
    EMPTY_ROOT,
    Checkpoint,
    NoteError,
    SignatureError,
    open_checkpoint,
    sign_checkpoint,
)
from sekisho.ledger.checkpoint import LARGEST_SIZE, parse_checkpoint_text
from sekisho.ledger.note import sign_note

lines = st.text(st.characters(codec="utf-8", min_codepoint=32), min_size=1, max_size=12)
roots = st.binary(min_size=32, max_size=32)
checkpoints = st.builds(
    Checkpoint, lines, st.integers(1, LARGEST_SIZE), roots, st.lists(lines, max_size=3).map(tuple)
)
ROOT = bytes(range(32))
ROOT_TEXT = b64encode(ROOT).decode()


@given(checkpoints)
def test_a_checkpoint_comes_back_as_it_was(checkpoint):
    assert parse_checkpoint_text(checkpoint.text.encode()) == checkpoint


@given(checkpoints)
def test_a_signed_checkpoint_comes_back_for_its_own_origin(checkpoint):
    note = sign_checkpoint(checkpoint, KEY)
    assert open_checkpoint(note, [KEY.verifier], origin=checkpoint.origin) == checkpoint


def test_the_text_is_the_documented_one():
    checkpoint = Checkpoint(ORIGIN, 12, ROOT)
    assert checkpoint.text == f"{ORIGIN}\n12\n{ROOT_TEXT}\n"


def test_a_checkpoint_of_another_implementation_is_read():
    text = C2SP_CHECKPOINT.partition("\n\n")[0] + "\n"
    checkpoint = parse_checkpoint_text(text.encode())
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.text == text


def test_the_empty_ledger_has_a_checkpoint():
    checkpoint = Checkpoint(ORIGIN, 0, EMPTY_ROOT)
    assert parse_checkpoint_text(checkpoint.text.encode()) == checkpoint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        f"o\n12\n{ROOT_TEXT}",
        f"\n12\n{ROOT_TEXT}\n",
        f"o\n\n{ROOT_TEXT}\n",
        f"o\n012\n{ROOT_TEXT}\n",
        f"o\n-1\n{ROOT_TEXT}\n",
        f"o\n+1\n{ROOT_TEXT}\n",
        f"o\n1 \n{ROOT_TEXT}\n",
        f"o\n１\n{ROOT_TEXT}\n",
        f"o\n{LARGEST_SIZE + 1}\n{ROOT_TEXT}\n",
        f"o\n{'9' * 5000}\n{ROOT_TEXT}\n",
        f"o\n0\n{ROOT_TEXT}\n",
        "o\n12\n\n",
        "o\n12\nAAAA\n",
        f"o\n12\n{ROOT_TEXT[:-1]}\n",
        f"o\n12\n{ROOT_TEXT} \n",
        f"o\n12\n{ROOT_TEXT}\n\n",
        f"o\n12\n{ROOT_TEXT}\next\n\n",
        f"o\n12\n{ROOT_TEXT}\n\next\n",
        "o\n12\n",
    ],
)
def test_other_texts_are_refused(text):
    with pytest.raises(NoteError):
        parse_checkpoint_text(text.encode())


@given(st.binary(max_size=100) | st.text(max_size=60).map(str.encode))
def test_noise_raises_nothing_but_our_error(noise):
    with pytest.raises(NoteError):
        parse_checkpoint_text(noise)
    with pytest.raises(NoteError):
        open_checkpoint(noise, [KEY.verifier], origin=ORIGIN)


def test_the_checkpoint_of_another_ledger_is_refused_though_signed():
    note = sign_checkpoint(Checkpoint("other.example/ledger", 3, ROOT), KEY)
    with pytest.raises(SignatureError, match=re.escape("other.example/ledger")):
        open_checkpoint(note, [KEY.verifier], origin=ORIGIN)


def test_a_checkpoint_signed_by_another_key_is_refused():
    note = sign_checkpoint(Checkpoint(ORIGIN, 3, ROOT), OTHER_KEY)
    with pytest.raises(SignatureError):
        open_checkpoint(note, [KEY.verifier], origin=ORIGIN)


def test_a_signed_text_that_is_no_checkpoint_is_refused():
    with pytest.raises(NoteError):
        open_checkpoint(sign_note("hello\n", KEY), [KEY.verifier], origin=ORIGIN)


@given(st.data())
def test_no_byte_of_a_checkpoint_can_be_changed(data):
    note = bytearray(sign_checkpoint(Checkpoint(ORIGIN, 3, ROOT), KEY))
    place = data.draw(st.integers(0, len(note) - 1))
    note[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(NoteError):
        open_checkpoint(bytes(note), [KEY.verifier], origin=ORIGIN)


@pytest.mark.parametrize(
    "values",
    [
        ("", 1, ROOT),
        ("o\n9", 1, ROOT),
        ("o", -1, ROOT),
        ("o", LARGEST_SIZE + 1, ROOT),
        ("o", 1, b"short"),
        ("o", 0, ROOT),
        ("o", 1, ROOT, ("",)),
        ("o", 1, ROOT, ("two\nlines",)),
    ],
    ids=repr,
)
def test_a_checkpoint_that_would_read_back_differently_cannot_be_made(values):
    with pytest.raises(NoteError):
        Checkpoint(*values)


def test_sizes_end_where_a_signed_64_bit_number_ends():
    text = f"o\n9223372036854775807\n{ROOT_TEXT}\n"
    assert parse_checkpoint_text(text.encode()).size == LARGEST_SIZE
    with pytest.raises(NoteError):
        parse_checkpoint_text(text.replace("807", "808").encode())
