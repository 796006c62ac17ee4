"""Checkpoints (C2SP tlog-checkpoint): the ledger's size and root at a moment, signed.

Whoever holds a checkpoint outside the system (an auditor's mail, a printed page, a time stamp)
can later tell whether the history up to it was rewritten.

    <origin: which ledger>
    <size, decimal>
    <root, base64>
    <extension lines, if any>
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from sekisho.ledger.errors import NoteError, SignatureError
from sekisho.ledger.keys import SigningKey, VerifierKey, read_base64
from sekisho.ledger.limits import DEFAULT_LIMITS, Limits
from sekisho.ledger.merkle import EMPTY_ROOT, HASH_BYTES
from sekisho.ledger.note import check_signed, parse_note, sign_note

LARGEST_SIZE = 2**63 - 1  # what databases and other readers can hold
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a ledger: its origin, how many entries, and the root over them.

    Raises NoteError for what cannot be written as a checkpoint.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for line in (self.origin, *self.extensions):
            if not line or any(char < " " for char in line):
                raise NoteError("チェックポイントの行は空にできず、制御文字を含めません。")
        if not 0 <= self.size <= LARGEST_SIZE:
            raise NoteError("チェックポイントの件数が範囲を外れています。")
        if len(self.root) != HASH_BYTES:
            raise NoteError("チェックポイントの根は32バイトのハッシュ値でなければなりません。")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise NoteError("件数が0なのに、根が空の台帳のものではありません。")

    @property
    def text(self) -> str:
        """The note text that is signed, ending in a newline."""
        lines = (self.origin, str(self.size), b64encode(self.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def sign_checkpoint(checkpoint: Checkpoint, key: SigningKey) -> bytes:
    """Return the signed note to hand out. The key's name should be the checkpoint's origin."""
    return sign_note(checkpoint.text, key)


def open_checkpoint(
    untrusted_note: bytes,
    keys: Sequence[VerifierKey],
    *,
    origin: str,
    limits: Limits = DEFAULT_LIMITS,
) -> Checkpoint:
    """Return the checkpoint if one of the keys signed it for this origin.

    Give the old and the new key where the key was changed. Raises NoteError when the note is
    malformed or of another ledger, SignatureError when it is not signed as it must be.
    """
    note = parse_note(untrusted_note, limits=limits)
    check_signed(note, keys)
    checkpoint = parse_checkpoint_text(note.untrusted_text)
    if checkpoint.origin != origin:
        raise SignatureError(f"別の台帳（{checkpoint.origin}）のチェックポイントです。")
    return checkpoint


def parse_checkpoint_text(untrusted_text: bytes) -> Checkpoint:
    """Read a note's text as a checkpoint, in its one form. Raises NoteError when it is none."""
    try:
        text = untrusted_text.decode()
    except UnicodeDecodeError:
        raise NoteError("チェックポイントが UTF-8 ではありません。") from None
    origin, size, root, extensions = _split_lines(text)
    if not _SIZE.fullmatch(size):
        raise NoteError("チェックポイントの件数の書き方が正しくありません。")
    return Checkpoint(origin, int(size), read_base64(root), extensions)


def _split_lines(text: str) -> tuple[str, str, str, tuple[str, ...]]:
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop():  # noqa: PLR2004  three lines and what follows the last newline
        raise NoteError("チェックポイントには、由来・件数・根の3行が必要です。")
    origin, size, root, *extensions = lines
    return origin, size, root, tuple(extensions)
