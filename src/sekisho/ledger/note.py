"""Signed notes (C2SP signed-note): a text, an empty line, and one signature line per signer.

    <text, ending in a newline>
    (empty line)
    — <key name> <base64 of key id || signature>

Signatures of keys we do not know (witnesses, other kinds of keys) are kept and never trusted.
"""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass

from sekisho.ledger.errors import NoteError, SignatureError
from sekisho.ledger.keys import SigningKey, VerifierKey, check_name, read_base64
from sekisho.ledger.limits import DEFAULT_LIMITS, Limits

KEY_ID_BYTES = 4
_DASH = "— "  # U+2014, not a hyphen


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line, as it stands; nothing is known of its truth."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def line(self) -> str:
        """The line as written in the note, without its newline."""
        return f"{_DASH}{self.name} {b64encode(self.key_id + self.signature).decode()}"


@dataclass(frozen=True, slots=True)
class Note:
    """A well-formed note. Its text means nothing until `check_signed` has passed."""

    untrusted_text: bytes
    signatures: tuple[Signature, ...]

    @property
    def data(self) -> bytes:
        """The whole note, byte for byte as it was read."""
        lines = "".join(f"{each.line}\n" for each in self.signatures)
        return self.untrusted_text + b"\n" + lines.encode()


def sign_note(text: str, key: SigningKey) -> bytes:
    """Return the note of this text (ending in a newline) with the key's signature.

    Raises NoteError when the text cannot be a note's.
    """
    _check_text(text)
    return add_signature(Note(text.encode(), ()), key)


def add_signature(note: Note, key: SigningKey) -> bytes:
    """Return the note with one more signature over the same text."""
    signature = Signature(key.name, key.verifier.id, key.sign(note.untrusted_text))
    return Note(note.untrusted_text, (*note.signatures, signature)).data


def parse_note(untrusted_note: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Note:
    """Take a note apart without believing it. Raises NoteError when it is malformed."""
    if len(untrusted_note) > limits.note_bytes:
        raise NoteError(f"署名付きの文書が{limits.note_bytes}バイトを超えています。")
    try:
        content = untrusted_note.decode()
    except UnicodeDecodeError:
        raise NoteError("署名付きの文書が UTF-8 ではありません。") from None
    text, separator, lines = content.rpartition("\n\n")
    if not separator or not lines.endswith("\n"):
        raise NoteError("署名の行がありません。文書の末尾まで写したか確かめてください。")
    _check_text(text + "\n")
    found = lines[:-1].split("\n")
    if len(found) > limits.signatures:
        raise NoteError(f"署名が{limits.signatures}個を超えています。")
    return Note((text + "\n").encode(), tuple(_parse_line(line) for line in found))


def check_signed(note: Note, keys: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
    """Return those of the keys that signed the note; several keys allow for a change of key.

    Raises SignatureError when none did, or when a line in a key's name and id is not its own:
    such a note is rejected whole, whatever else signed it.
    """
    known = {(key.name, key.id): key for key in keys}
    signers = []
    for each in note.signatures:
        key = known.get((each.name, each.key_id))
        if key is None:
            continue
        if not key.signed(each.signature, note.untrusted_text):
            raise SignatureError(
                f"{each.name} の署名が文書と合いません。改ざんのおそれがあります。"
            )
        signers.append(key)
    if not signers:
        raise SignatureError(
            "確かめるべき鍵による署名がありません。鍵と文書の組を確かめてください。"
        )
    return tuple(dict.fromkeys(signers))


def _check_text(text: str) -> None:
    if not text.endswith("\n") or any(char < " " and char != "\n" for char in text):
        raise NoteError("署名する文は改行で終わり、制御文字を含まないものに限ります。")


def _parse_line(untrusted_line: str) -> Signature:
    parts = untrusted_line.removeprefix(_DASH).split(" ")
    if not untrusted_line.startswith(_DASH) or len(parts) != 2:  # noqa: PLR2004  name, signature
        raise NoteError("署名の行は「— 名前 署名」の形でなければなりません。")
    name, encoded = parts
    check_name(name)
    decoded = read_base64(encoded)
    if len(decoded) <= KEY_ID_BYTES:
        raise NoteError("署名が短すぎます。")
    return Signature(name, decoded[:KEY_ID_BYTES], decoded[KEY_ID_BYTES:])
