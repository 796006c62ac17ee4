"""Reads every row once and finds what was altered, removed, inserted or reordered since.

What each source can show:

- the row's own hash: that its bytes changed;
- the index inside its bytes: that it stands in another place, is missing, or is one too many;
- the stored nodes above it, and for the newest rows the store's frontier: that bytes and hash
  were changed together, to within a few rows;
- a signed checkpoint: that the history up to its size is another one, however well it was redone.

Rows after the newest checkpoint are sealed by nobody: rewriting all of them with all their hashes
cannot be seen here, and rows cut off from the end only through `size` or a checkpoint.

Memory: O(log n) hashes for the tree, one pair of roots per checkpoint, and at most
`Limits.damages` records of each kind of damage, whatever the number of rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sekisho.ledger.damage import Damage
from sekisho.ledger.frontier import Frontier
from sekisho.ledger.keys import VerifierKey
from sekisho.ledger.limits import DEFAULT_LIMITS, Limits
from sekisho.ledger.scan import Row, Scan
from sekisho.ledger.seals import Seal, SealState, judge, read_checkpoints, trusted


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What an audit found. `size` and `root` are of the rows as they stand.

    `unlisted` counts damaged rows beyond the limit; while it is not 0, an entry reported as
    removed may be among them.
    """

    size: int
    root: bytes
    damages: tuple[Damage, ...]
    unlisted: int
    seals: tuple[Seal, ...]

    @property
    def intact(self) -> bool:
        """Nothing is damaged and every checkpoint given agrees."""
        whole = not self.damages and not self.unlisted
        return whole and all(seal.state is SealState.INTACT for seal in self.seals)

    @property
    def sealed(self) -> int:
        """How many entries, from the first, a signed checkpoint proves to be unchanged."""
        return _sealed(self.seals)

    @property
    def differs_between(self) -> tuple[int, int] | None:
        """The sizes between which the history first differs from what was signed.

        (agreed, differing): the first `agreed` entries are proven; among those up to `differing`
        one at least is not what was sealed. None when no checkpoint shows a difference.
        """
        wrong = (SealState.ALTERED, SealState.REWRITTEN, SealState.SHORT)
        sizes = [s.checkpoint.size for s in self.seals if s.checkpoint and s.state in wrong]
        return (self.sealed, min(sizes)) if sizes else None


def audit(  # noqa: PLR0913  each of them is a different witness
    untrusted_rows: Iterable[Row],
    *,
    untrusted_checkpoints: Iterable[bytes] = (),
    keys: Sequence[VerifierKey] = (),
    origin: str = "",
    size: int | None = None,
    frontier: Frontier | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> AuditReport:
    """Read the rows, in the order of their index, and report.

    `untrusted_checkpoints` are signed notes in any order; `keys` and `origin` say whose. `size`
    is how many entries the store believes it has; give it always: it shows rows cut off from the
    end or added to it, and settles what a row claiming a far index is. `frontier` is the right
    edge the store appends to; it says the size as well, and covers the newest rows, which have no
    stored node over them yet. Only the caller's slips raise; damage of any kind is in the report.
    """
    given = read_checkpoints(untrusted_checkpoints, keys, origin, limits)
    if frontier is not None:
        size = frontier.size if size is None else max(size, frontier.size)
    sizes = {each.size for each in trusted(given)}
    known_size = None if size is None else max({size, *sizes})
    scan = Scan(watched=sizes, size=known_size, limits=limits)
    scan.read(untrusted_rows)
    if frontier is not None:
        scan.compare_edge(frontier)
    seals = judge(given, scan.roots)
    damages = scan.damages(least_size=max(sizes, default=0), proven=_sealed(seals))
    return AuditReport(scan.count, scan.root, damages, scan.dropped, seals)


def _sealed(seals: Sequence[Seal]) -> int:
    intact = (seal for seal in seals if seal.state is SealState.INTACT)
    return max((seal.checkpoint.size for seal in intact if seal.checkpoint), default=0)
