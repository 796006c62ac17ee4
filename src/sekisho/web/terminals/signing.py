"""Signatures that `ssh-keygen -Y sign` makes, with Ed25519 keys only (pure).

OpenSSH is part of Windows and of every Linux, so a terminal needs no other program to sign. The
form is OpenSSH's PROTOCOL.sshsig, version 1: what is signed binds the namespace and the hash of
the message, so that a signature made for something else is none here.
"""

import base64
import binascii
import hashlib
import struct
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

NAMESPACE = "sekisho-terminal-report"
_MAGIC = b"SSHSIG"
_ALGORITHM = b"ssh-ed25519"
_KEY_BYTES = 32
_HASHES = {b"sha256": hashlib.sha256, b"sha512": hashlib.sha512}
_HEAD, _TAIL = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"


class SignatureError(ValueError):
    """There is no good signature of that kind."""


@dataclass(frozen=True, slots=True)
class _Signature:
    public: bytes
    namespace: bytes
    reserved: bytes
    hash_name: bytes
    signature: bytes


def read_public_key(untrusted_text: str) -> bytes:
    """Return the 32 bytes of an OpenSSH public key line (`ssh-ed25519 AAAA… comment`).

    Raises SignatureError for anything else.
    """
    words = untrusted_text.split()
    if len(words) < 2 or words[0] != _ALGORITHM.decode():  # noqa: PLR2004  # kind and key
        raise SignatureError("not an ssh-ed25519 key")
    return _public(_base64(words[1]))


def signer_of(message: bytes, untrusted_armoured: str) -> bytes:
    """Return the public key that signed the message. Raises SignatureError.

    Whether that key is one of ours is the caller's question.
    """
    found = _parse(_dearmour(untrusted_armoured))
    if found.namespace != NAMESPACE.encode() or found.hash_name not in _HASHES:
        raise SignatureError("made for something else")
    digest = _HASHES[found.hash_name](message).digest()
    signed = _MAGIC + b"".join(
        _string(part) for part in (found.namespace, found.reserved, found.hash_name, digest)
    )
    try:
        Ed25519PublicKey.from_public_bytes(found.public).verify(found.signature, signed)
    except (InvalidSignature, ValueError) as error:
        raise SignatureError("does not fit the message") from error
    return found.public


def _dearmour(text: str) -> bytes:
    lines = [line.strip() for line in text.strip().splitlines()]
    if len(lines) < 3 or lines[0] != _HEAD or lines[-1] != _TAIL:  # noqa: PLR2004  # head, body, tail
        raise SignatureError("not armoured")
    return _base64("".join(lines[1:-1]))


def _parse(blob: bytes) -> _Signature:
    if not blob.startswith(_MAGIC):
        raise SignatureError("no magic")
    version, rest = blob[len(_MAGIC) : len(_MAGIC) + 4], blob[len(_MAGIC) + 4 :]
    if version != struct.pack(">I", 1):
        raise SignatureError("another version")
    parts = []
    for _part in range(5):
        part, rest = _take(rest)
        parts.append(part)
    key, namespace, reserved, hash_name, signature = parts
    kind, raw = _take(signature)
    value, left = _take(raw)
    if rest or left or kind != _ALGORITHM:
        raise SignatureError("something else behind, or another algorithm")
    return _Signature(_public(key), namespace, reserved, hash_name, value)


def _public(blob: bytes) -> bytes:
    kind, rest = _take(blob)
    key, left = _take(rest)
    if kind != _ALGORITHM or left or len(key) != _KEY_BYTES:
        raise SignatureError("not an ssh-ed25519 key")
    return key


def _take(data: bytes) -> tuple[bytes, bytes]:
    """Split off one length-prefixed string."""
    if len(data) < 4:  # noqa: PLR2004  # the length itself
        raise SignatureError("cut off")
    (length,) = struct.unpack(">I", data[:4])
    if length > len(data) - 4:
        raise SignatureError("cut off")
    return data[4 : 4 + length], data[4 + length :]


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise SignatureError("not base64") from error
