"""Ed25519 keys of signed notes (C2SP signed-note): their names, ids and text forms.

A verifier key (vkey) is written `name+id+base64(0x01 || public key)`. The key id is the first four
bytes of SHA-256(name || 0x0A || 0x01 || public key), in the text as eight hexadecimal digits; it
tells keys of one name apart, and is no protection by itself.
"""

import binascii
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sekisho.ledger.errors import NoteError

ED25519 = b"\x01"  # signature type of C2SP signed-note
KEY_BYTES = 32  # of a public key, and of the seed of a private one (RFC 8032 §5.1.5)


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half: who signs, and how to tell that it was them.

    Raises NoteError when the name is empty or holds spaces or `+`.
    """

    name: str
    public: bytes  # 32 bytes

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.public) != KEY_BYTES:
            raise NoteError("公開鍵の長さが正しくありません（Ed25519 は32バイトです）。")

    @property
    def id(self) -> bytes:
        """The four bytes that stand before each of this key's signatures."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    @property
    def text(self) -> str:
        """The vkey, to be printed, mailed and pinned by a witness."""
        return f"{self.name}+{self.id.hex()}+{b64encode(ED25519 + self.public).decode()}"

    def signed(self, signature: bytes, message: bytes) -> bool:
        """Tell whether this key made the signature over the message (RFC 8032)."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The secret half: a name and a 32-byte seed from `secrets.token_bytes(32)`."""

    name: str
    seed: bytes = field(repr=False)  # never in a log or a traceback

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.seed) != KEY_BYTES:
            raise ValueError(f"a seed has {KEY_BYTES} bytes, not {len(self.seed)}")

    @property
    def verifier(self) -> VerifierKey:
        """The public half of this key."""
        return VerifierKey(self.name, self._private.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte signature (RFC 8032) over the message."""
        return self._private.sign(message)

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def parse_vkey(untrusted_text: str) -> VerifierKey:
    """Read a vkey. Raises NoteError when it is malformed or its id is not its own."""
    parts = untrusted_text.split("+", 2)  # base64 itself may hold `+`
    if len(parts) != 3:  # noqa: PLR2004  name, id, key
        raise NoteError("検証鍵は「名前+ID+鍵」の形で書いてください。")
    name, key_id, encoded = parts
    decoded = read_base64(encoded)
    if decoded[:1] != ED25519:
        raise NoteError("検証鍵の種類が Ed25519 ではありません。")
    key = VerifierKey(name, decoded[1:])
    if key.id.hex() != key_id:
        raise NoteError("検証鍵のIDが鍵と合いません。写し間違いがないか確かめてください。")
    return key


def check_name(untrusted_name: str) -> None:
    """Raise NoteError unless the name can stand in a signature line."""
    bad = not untrusted_name or any(
        char == "+" or char.isspace() or char < " " or "\ud800" <= char <= "\udfff"
        for char in untrusted_name
    )
    if bad:
        raise NoteError("鍵の名前は空にできず、空白・+・制御文字を含めません。")


def read_base64(untrusted_text: str) -> bytes:
    """Read standard base64 (RFC 4648 §4) in its one form: padded, no stray bits or characters."""
    try:
        decoded = b64decode(untrusted_text, validate=True)
    except (ValueError, binascii.Error):
        raise NoteError("Base64 の書き方が正しくありません。") from None
    if b64encode(decoded).decode() != untrusted_text:
        raise NoteError("Base64 の書き方が正しくありません。")
    return decoded
