r"""Serves one request of a strictly confined job with the verifiers it was given.

The message is its own small form, read by nothing else:
`format SP count LF (digest LF)* data`; the answer is `verified` or `refused: rule`.
"""

import struct
import zlib
from collections.abc import Iterable
from types import ModuleType

from sekisho.sanitize.verify.contract import Refused, Verifier, as_verifier

VERIFIED = b"verified"
# What reading bytes that are not as they should be ends with, beside a verifier's own refusal.
_MISREAD = (
    ValueError, LookupError, TypeError, RecursionError, OverflowError, struct.error, zlib.error,
)  # fmt: skip
_MAIL = (
    b"eml 0\nFrom: =?utf-8?B?5pyd6Zyn?= <a@example.jp>\r\nDate: Wed, 25 Nov 2026 10:00:00 +0900\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\n5Lya6K2wDQo=\r\n"
)
Verifiers = dict[str, Verifier]


def by_format(modules: Iterable[ModuleType]) -> Verifiers:
    """Return the verifiers by the formats they judge."""
    return {format_: as_verifier(module) for module in modules for format_ in module.FORMATS}


def judged(payload: bytes, verifiers: Verifiers) -> bytes:
    """Judge the document of `payload`; any error of a verifier is a refusal."""
    line, _, rest = payload.partition(b"\n")
    format_, _, count = line.decode("ascii").partition(" ")
    *digests, data = rest.split(b"\n", int(count))
    children = frozenset(digest.decode("ascii") for digest in digests)
    try:
        verifiers[format_].verify(data, children)
    except Refused as refused:
        return f"refused: {refused}".encode()[:500]
    except _MISREAD as error:
        return f"refused: {type(error).__name__}".encode()
    return VERIFIED


def rehearse(verifiers: Verifiers) -> None:
    """Judge a mail of ours before there is any of others: what it makes ready, no job has to."""
    judged(_MAIL, verifiers)
