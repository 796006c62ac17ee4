"""RFC 3161 time stamps: an authority outside says when a checkpoint existed at the latest.

We build the request and check the answer; sending (HTTP POST, `application/timestamp-query`) is
the caller's. Stamp the signed note as first issued: that dates the root and our signature, so a
key that leaks later cannot be used to sign an older history.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import cast

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    TimeStampTokenInfo,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from sekisho.ledger.errors import TimestampError
from sekisho.ledger.limits import DEFAULT_LIMITS, Limits


@dataclass(frozen=True, slots=True)
class TimestampQuestion:
    """What to send, and the random number the answer must repeat."""

    data: bytes  # DER of TimeStampReq
    nonce: int


@dataclass(frozen=True, slots=True)
class Timestamp:
    """What the authority vouched for: the bytes existed at `at` (aware, UTC)."""

    at: datetime
    serial: int
    policy: str  # the authority's policy, dotted object identifier


def ask_timestamp(stamped: bytes) -> TimestampQuestion:
    """Build the request for these bytes: SHA-256, a fresh nonce, the certificate asked for."""
    request = TimestampRequestBuilder(stamped, HashAlgorithm.SHA256).build()
    # The builder puts a nonce in unless it is told not to.
    return TimestampQuestion(request.as_bytes(), cast("int", request.nonce))


def verify_timestamp(
    untrusted_answer: bytes,
    stamped: bytes,
    *,
    roots: bytes,
    nonce: int | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Timestamp:
    """Check that the answer dates these bytes and chains to one of the roots (PEM, one or more).

    Certificates need to be valid at the stamped time, not today. Give the question's nonce when
    the answer has just come in; later it need not be known. Raises TimestampError.
    """
    answer = _parse(untrusted_answer, limits)
    verifier = VerifierBuilder(roots=_load_roots(roots), nonce=nonce).build()
    try:
        info = answer.tst_info
        _check_about(info, stamped, nonce)
        verifier.verify_message(answer, stamped)
        return Timestamp(info.gen_time, info.serial_number, info.policy.dotted_string)
    except VerificationError as error:
        raise TimestampError(
            "時刻認証の回答の署名か証明書を確かめられません。"
            "設定した認証局の証明書が正しいか確かめてください。"
        ) from error
    except (ValueError, TypeError, OverflowError):  # the rest of a malformed answer
        raise TimestampError("時刻認証の回答が壊れています。") from None


def _check_about(info: TimeStampTokenInfo, stamped: bytes, nonce: int | None) -> None:
    """Say plainly when a perhaps genuine answer is not the one to this question."""
    if info.message_imprint.message != sha256(stamped).digest():
        raise TimestampError("時刻認証の回答が別の内容に対するものです。")
    if nonce is not None and info.nonce != nonce:
        raise TimestampError("時刻認証の回答が今回の要求に対するものではありません。")


def _parse(untrusted_answer: bytes, limits: Limits) -> TimeStampResponse:
    if len(untrusted_answer) > limits.timestamp_bytes:
        raise TimestampError(f"時刻認証の回答が{limits.timestamp_bytes}バイトを超えています。")
    try:
        answer = decode_timestamp_response(untrusted_answer)
        status = PKIStatus(answer.status)
    except ValueError:
        raise TimestampError("時刻認証の回答を読み取れません。") from None
    if status is not PKIStatus.GRANTED:
        raise TimestampError(
            f"時刻認証局が応じませんでした（{status.name}）。要求と契約の状態を確かめてください。"
        )
    return answer


def _load_roots(roots: bytes) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(roots)
    except ValueError:
        raise TimestampError(
            "認証局の証明書（PEM）を読み取れません。設定を確かめてください。"
        ) from None
