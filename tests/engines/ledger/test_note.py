"""Signed notes are read strictly, and unknown signatures are neither lost nor believed."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.ledger.build import KEY, OTHER_KEY

from sekisho.ledger import (
    Limits,
    Note,
    NoteError,
    SignatureError,
    SigningKey,
    add_signature,
    check_signed,
    parse_note,
)
from sekisho.ledger.keys import parse_vkey
from sekisho.ledger.note import Signature, sign_note

TEXT = "朝霧市職員共済組合\n42\n\n空行も本文です\n"
NOTE = sign_note(TEXT, KEY)
WITNESS = SigningKey("witness.example/w1", bytes(32))
lines = st.text(st.characters(codec="utf-8", min_codepoint=32), max_size=12)

# The example of the C2SP signed-note and tlog-checkpoint documents, as facts about the format.
C2SP_CHECKPOINT = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/"
    "Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)


@given(st.lists(lines, min_size=1, max_size=5), st.binary(min_size=32, max_size=32))
def test_a_signed_text_comes_back_and_is_signed(text_lines, seed):
    key = SigningKey("log.example", seed)
    text = "".join(f"{line}\n" for line in text_lines)
    data = sign_note(text, key)
    note = parse_note(data)
    assert note.untrusted_text == text.encode()
    assert note.data == data
    assert check_signed(note, [key.verifier]) == (key.verifier,)


def test_a_note_of_another_implementation_is_read():
    note = parse_note(C2SP_CHECKPOINT.encode())
    (signature,) = note.signatures
    assert signature.name == "example.com/behind-the-sofa"
    assert signature.key_id.hex() == "033de0ae"
    assert len(signature.signature) == 64
    assert note.data == C2SP_CHECKPOINT.encode()


@given(st.data())
def test_one_changed_byte_is_never_taken_for_the_signed_note(data):
    changed = bytearray(NOTE)
    place = data.draw(st.integers(0, len(changed) - 1))
    changed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(NoteError):
        check_signed(parse_note(bytes(changed)), [KEY.verifier])


@given(st.binary(max_size=120) | st.text(max_size=80).map(str.encode))
def test_noise_raises_nothing_but_our_error(noise):
    with pytest.raises(NoteError):
        check_signed(parse_note(noise), [KEY.verifier])


@given(st.integers(0, len(NOTE) - 1))
def test_a_note_cut_short_is_refused(length):
    with pytest.raises(NoteError):
        check_signed(parse_note(NOTE[:length]), [KEY.verifier])


@pytest.mark.parametrize(
    "line",
    [
        "- log AAAAAAAA",
        "—log AAAAAAAA",
        "— log",
        "— log  AAAAAAAA",
        "— log AAAAAAAA x",
        "—  AAAAAAAA",
        "— l+g AAAAAAAA",
        "— l\u00a0g AAAAAAAA",
        "— log AAAA",  # three bytes: not even a key id
        "— log AAAAAA==",  # a key id alone
        "— log AAAAAAA",
        "— log AAAAAAB=",  # stray bits in the last character
        "— log AAAA-_AA",
        "— log AAAA\tAAAA",
        "",
    ],
)
def test_malformed_signature_lines_are_refused(line):
    with pytest.raises(NoteError):
        parse_note(NOTE + line.encode() + b"\n")


@pytest.mark.parametrize("change", [b"\r\n", b"\n\x00", b"\n\t"])
def test_control_characters_are_refused(change):
    with pytest.raises(NoteError):
        parse_note(NOTE.replace(b"\n", change, 1))


@pytest.mark.parametrize("text", ["", "no newline", "tab\t\n", "nul\x00\n", "cr\r\n"])
def test_texts_that_cannot_stand_in_a_note_are_not_signed(text):
    with pytest.raises(NoteError):
        sign_note(text, KEY)


def test_text_that_is_not_utf_8_is_refused():
    with pytest.raises(NoteError, match="UTF-8"):
        parse_note(NOTE.replace(b"42", b"\xff\xfe"))


def test_a_forger_without_the_key_is_refused():
    """He signs with his own key and writes our name and id beside it."""
    forged = Signature(KEY.name, KEY.verifier.id, OTHER_KEY.sign(TEXT.encode()))
    with pytest.raises(SignatureError, match="改ざん"):
        check_signed(Note(TEXT.encode(), (forged,)), [KEY.verifier])


def test_a_signature_of_another_text_is_refused():
    signature = parse_note(NOTE).signatures
    with pytest.raises(SignatureError):
        check_signed(Note(b"other\n", signature), [KEY.verifier])


def test_an_unknown_key_alone_is_not_enough():
    with pytest.raises(SignatureError, match="確かめるべき鍵"):
        check_signed(parse_note(sign_note(TEXT, WITNESS)), [KEY.verifier])
    with pytest.raises(SignatureError):
        check_signed(parse_note(NOTE), [])


def test_a_key_of_our_name_and_another_id_is_ignored_not_believed():
    both = add_signature(parse_note(sign_note(TEXT, OTHER_KEY)), KEY)
    assert check_signed(parse_note(both), [KEY.verifier]) == (KEY.verifier,)
    with pytest.raises(SignatureError):
        check_signed(parse_note(sign_note(TEXT, OTHER_KEY)), [KEY.verifier])


def test_witnesses_may_add_their_lines_and_ours_still_counts():
    cosigned = add_signature(parse_note(NOTE), WITNESS)
    strange = cosigned + "— witness.example/pq ".encode() + b64encode(bytes(5000)) + b"\n"
    note = parse_note(strange)
    assert len(note.signatures) == 3
    assert note.data == strange
    keys = [KEY.verifier, WITNESS.verifier]
    assert check_signed(note, keys) == (KEY.verifier, WITNESS.verifier)


def test_one_false_line_of_a_known_key_spoils_the_whole_note():
    false = Signature(WITNESS.name, WITNESS.verifier.id, bytes(64)).line
    spoiled = parse_note(NOTE + f"{false}\n".encode())
    check_signed(spoiled, [KEY.verifier])
    with pytest.raises(SignatureError, match="witness"):
        check_signed(spoiled, [KEY.verifier, WITNESS.verifier])


def test_a_changed_key_is_accepted_beside_the_old_one():
    keys = [KEY.verifier, OTHER_KEY.verifier]
    assert check_signed(parse_note(NOTE), keys) == (KEY.verifier,)
    assert check_signed(parse_note(sign_note(TEXT, OTHER_KEY)), keys) == (OTHER_KEY.verifier,)


def test_limits_hold_and_sixteen_signatures_are_always_read():
    note = parse_note(NOTE)
    many = Note(note.untrusted_text, note.signatures * 16)
    assert len(parse_note(many.data).signatures) == 16
    with pytest.raises(NoteError, match="15個"):
        parse_note(many.data, limits=Limits(signatures=15))
    with pytest.raises(NoteError, match="バイト"):
        parse_note(NOTE, limits=Limits(note_bytes=len(NOTE) - 1))


def test_a_pinned_key_text_is_enough_to_verify():
    assert check_signed(parse_note(NOTE), [parse_vkey(KEY.verifier.text)])
