"""Stamps of a real authority (`openssl ts`) verify for their own bytes and nothing else."""

from datetime import timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.ledger.build import checkpoint_of, ledger
from tests.engines.ledger.openssl import Authority

from sekisho.ledger import Limits, TimestampError, ask_timestamp, verify_timestamp

NOTE = checkpoint_of(ledger(5), 5)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority.found(tmp_path_factory.mktemp("tsa"))


@pytest.fixture(scope="module")
def stamped(authority):
    question = ask_timestamp(NOTE)
    return question, authority.answer(question.data)


def test_the_question_is_read_by_openssl_as_meant(authority):
    text = authority.reads(ask_timestamp(NOTE).data)
    assert "Hash Algorithm: sha256" in text
    assert "Certificate required: yes" in text
    assert "Nonce: unspecified" not in text
    dump = [line.split(" - ")[1][:47] for line in text.splitlines() if line.startswith("    00")]
    digits = "".join(dump).replace(" ", "").replace("-", "")
    assert digits == sha256(NOTE).hexdigest()


def test_every_question_has_its_own_nonce():
    assert ask_timestamp(NOTE).nonce != ask_timestamp(NOTE).nonce


def test_an_answer_dates_the_bytes_it_was_asked_for(authority, stamped):
    question, answer = stamped
    stamp = verify_timestamp(answer, NOTE, roots=authority.root, nonce=question.nonce)
    assert stamp.at.utcoffset() == timedelta(0)
    assert stamp.at.year >= 2024
    assert stamp.policy == "1.2.392.1"
    assert stamp.serial > 0


def test_years_later_the_nonce_need_not_be_known(authority, stamped):
    assert verify_timestamp(stamped[1], NOTE, roots=authority.root)


def test_a_stamp_of_other_bytes_is_refused(authority, stamped):
    with pytest.raises(TimestampError, match="別の内容"):
        verify_timestamp(stamped[1], NOTE + b"x", roots=authority.root)


def test_a_replayed_answer_is_refused_by_its_nonce(authority, stamped):
    question, answer = stamped
    with pytest.raises(TimestampError, match="今回の要求"):
        verify_timestamp(answer, NOTE, roots=authority.root, nonce=question.nonce + 1)


def test_an_authority_we_do_not_trust_is_refused(stamped, tmp_path):
    other = Authority.found(tmp_path)
    with pytest.raises(TimestampError, match="認証局の証明書"):
        verify_timestamp(stamped[1], NOTE, roots=other.root)


def test_a_certificate_not_made_for_time_stamps_is_refused(authority, stamped):
    """A web server's certificate of the same root signs the very same content."""
    by_the_authority = authority.signed_again(stamped[1], signer="tsa")
    verify_timestamp(by_the_authority, NOTE, roots=authority.root)
    with pytest.raises(TimestampError):
        verify_timestamp(
            authority.signed_again(stamped[1], signer="web"), NOTE, roots=authority.root
        )


def test_a_refusal_is_told_with_its_status(authority):
    """Openssl answers a digest it was not configured for with a signed refusal (status 2)."""
    question = bytearray(ask_timestamp(NOTE).data)
    sha256_oid = bytes.fromhex("0609608648016503040201")
    place = question.index(sha256_oid)
    question[place + len(sha256_oid) - 1] = 9  # an algorithm of the same length: SHA3-384's arc
    answer = authority.answer(bytes(question))
    with pytest.raises(TimestampError, match="REJECTION"):
        verify_timestamp(answer, NOTE, roots=authority.root)


@given(st.data())
def test_a_damaged_answer_raises_nothing_but_our_error(authority, stamped, data):
    """A flipped byte is refused, or lies where DER allows it and changes nothing that is told."""
    question, answer = stamped
    changed = bytearray(answer)
    place = data.draw(st.integers(0, len(changed) - 1))
    changed[place] ^= data.draw(st.integers(1, 255))
    genuine = verify_timestamp(answer, NOTE, roots=authority.root)
    try:
        stamp = verify_timestamp(bytes(changed), NOTE, roots=authority.root, nonce=question.nonce)
    except TimestampError:
        return
    assert stamp == genuine


@given(st.data())
def test_an_answer_cut_short_is_refused(authority, stamped, data):
    length = data.draw(st.integers(0, len(stamped[1]) - 1))
    with pytest.raises(TimestampError):
        verify_timestamp(stamped[1][:length], NOTE, roots=authority.root)


@given(st.binary(max_size=100))
def test_noise_is_no_answer(authority, noise):
    with pytest.raises(TimestampError):
        verify_timestamp(noise, NOTE, roots=authority.root)


@pytest.mark.parametrize("roots", [b"", b"not a certificate", b"-----BEGIN CERTIFICATE-----\n"])
def test_unreadable_roots_are_told_as_such(stamped, roots):
    with pytest.raises(TimestampError, match="証明書"):
        verify_timestamp(stamped[1], NOTE, roots=roots)


def test_an_answer_beyond_the_limit_is_not_read(authority, stamped):
    with pytest.raises(TimestampError, match="超えて"):
        verify_timestamp(stamped[1], NOTE, roots=authority.root, limits=Limits(timestamp_bytes=100))
