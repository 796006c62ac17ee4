"""Holds signed checkpoints against the roots of the rows, and says which of them still agree."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sekisho.ledger.checkpoint import Checkpoint, open_checkpoint
from sekisho.ledger.errors import NoteError
from sekisho.ledger.keys import VerifierKey
from sekisho.ledger.limits import Limits


class SealState(StrEnum):
    """Whether the rows are still what a checkpoint sealed."""

    INTACT = "intact"
    ALTERED = "altered"  # the stored hashes are the sealed ones; some rows' bytes are not
    REWRITTEN = "rewritten"  # bytes and stored hashes are another history
    SHORT = "short"  # fewer rows than were sealed
    FOREIGN = "foreign"  # a larger checkpoint agrees with the rows, so this one is of other rows
    REFUSED = "refused"  # malformed, of another ledger, or not signed by our key


_WORDS = {
    SealState.INTACT: "{size}件までの履歴は、このチェックポイントのとおりです。",
    SealState.ALTERED: "{size}件までの間に、内容だけが書き換えられた行があります。",
    SealState.REWRITTEN: "{size}件までの履歴が、封印した時のものと違います。",
    SealState.SHORT: "{size}件あったはずの記録が足りません。",
    SealState.FOREIGN: "このチェックポイント（{size}件）は別の履歴のものです。"
    "より新しいチェックポイントは一致しています。出どころを確かめてください。",
}


@dataclass(frozen=True, slots=True)
class Seal:
    """One checkpoint as given to the audit, and what became of it; in the order given.

    `checkpoint` is None exactly when it was refused, and `message` then says why.
    """

    state: SealState
    message: str
    checkpoint: Checkpoint | None = None


Roots = Mapping[int, tuple[bytes, bytes]]  # size → root over the bytes, root over stored hashes


def read_checkpoints(
    untrusted_notes: Iterable[bytes], keys: Sequence[VerifierKey], origin: str, limits: Limits
) -> tuple[Checkpoint | Seal, ...]:
    """Open each note; one that cannot be trusted becomes a refused seal."""
    return tuple(_read(note, keys, origin, limits) for note in untrusted_notes)


def judge(given: Sequence[Checkpoint | Seal], roots: Roots) -> tuple[Seal, ...]:
    """Compare each trusted checkpoint with the roots found at its size."""
    sealed = max((each.size for each in trusted(given) if _agrees(each, roots)), default=-1)
    return tuple(each if isinstance(each, Seal) else _judge(each, roots, sealed) for each in given)


def trusted(given: Iterable[Checkpoint | Seal]) -> tuple[Checkpoint, ...]:
    """Return the checkpoints that were not refused."""
    return tuple(each for each in given if isinstance(each, Checkpoint))


def _read(
    note: bytes, keys: Sequence[VerifierKey], origin: str, limits: Limits
) -> Checkpoint | Seal:
    try:
        return open_checkpoint(note, keys, origin=origin, limits=limits)
    except NoteError as error:
        return Seal(SealState.REFUSED, str(error))


def _agrees(checkpoint: Checkpoint, roots: Roots) -> bool:
    return checkpoint.size in roots and roots[checkpoint.size][0] == checkpoint.root


def _judge(checkpoint: Checkpoint, roots: Roots, sealed: int) -> Seal:
    state = _state(checkpoint, roots, sealed)
    return Seal(state, _WORDS[state].format(size=checkpoint.size), checkpoint)


def _state(checkpoint: Checkpoint, roots: Roots, sealed: int) -> SealState:
    if _agrees(checkpoint, roots):
        return SealState.INTACT
    if checkpoint.size not in roots:
        return SealState.SHORT
    if checkpoint.size <= sealed:
        return SealState.FOREIGN
    if roots[checkpoint.size][1] == checkpoint.root:
        return SealState.ALTERED
    return SealState.REWRITTEN
