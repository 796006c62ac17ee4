"""Says what was done to the rows: altered, removed, inserted, moved, and which ones.

A row has a place (its index in the store) and its data claim an index of their own. A row whose
claim is its place is at home. Everything else is weighed at the end, when it is known which
entries were found anywhere:

- an entry without a row at home that is claimed by a row elsewhere was MOVED there;
- a row that claims what another row already is has overwritten the entry of its place (ALTERED)
  if that entry is found nowhere, and else was INSERTED;
- an entry found nowhere whose place is empty, or taken by a moved entry, was REMOVED;
- a row at home whose bytes and stored hash disagree is ALTERED.

Where two rows claim one entry, the data alone cannot tell which of them is genuine: the report
names the entry and the place of the row that does not stand at home.
Stored nodes can: REWRITTEN over that entry says that the row at home is the forged one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from sekisho.ledger.spans import Remaining, Span


class Fault(StrEnum):
    """What happened to entries."""

    ALTERED = "altered"  # the bytes are not the ones that were hashed
    REMOVED = "removed"  # the entry is in no row
    INSERTED = "inserted"  # a row too many, claiming this index
    MOVED = "moved"  # the entry stands in another place
    REWRITTEN = "rewritten"  # at least one of these, or a stored node over them, was changed
    HASHES = "hashes"  # only stored hashes are wrong; a signed checkpoint proves the entries


_WORDS = {
    Fault.ALTERED: "{which}は内容が書き換えられています。控えと照合してください。",
    Fault.REMOVED: "{which}の行がありません。削除されています。控えから確かめてください。",
    Fault.INSERTED: "{which}を名乗る余分な行が{place}番の位置に入れられています。",
    Fault.MOVED: "{which}が{place}番からの位置に移されています。並びが変えられています。",
    Fault.REWRITTEN: "{which}のうち少なくとも1件か、それを束ねるハッシュ値が書き換えられています。"
    "控えと照合してください。",
    Fault.HASHES: "{which}の保存されたハッシュ値が壊れています。"
    "内容は署名済みのチェックポイントと一致しています。ハッシュ値を作り直してください。",
}


@dataclass(frozen=True, slots=True)
class Damage:
    """Entries `first` to `last` (both included) and what happened to them.

    `place` is where the first of them stands now, for MOVED and INSERTED.
    """

    fault: Fault
    first: int
    last: int
    place: int | None = None

    @property
    def message(self) -> str:
        """The damage in plain Japanese."""
        which = f"{self.first}番" if self.first == self.last else f"{self.first}番から{self.last}番"
        return _WORDS[self.fault].format(which=which, place=self.place)


@dataclass(frozen=True, slots=True)
class Stray:
    """Rows not at home: `length` places from `place`, claiming indices from `claim`.

    A row whose hash does not fit its bytes stands alone, with both hashes. `reach` is the
    furthest place already passed when the row came late, out of its store's order.
    """

    place: int
    claim: int | None
    length: int = 1
    reach: int | None = None
    misfit: tuple[bytes, bytes] | None = None  # (hash of the bytes, stored hash)

    def joined(self, following: "Stray") -> "Stray | None":
        """Return both as one run, or None when they are none."""
        if self.claim is None or self.misfit or following.misfit or self.reach != following.reach:
            return None
        if (following.place, following.claim) != (
            self.place + self.length,
            self.claim + self.length,
        ):
            return None
        return replace(self, length=self.length + following.length)


def weigh(missing: Remaining, strays: Iterable[Stray]) -> list[Damage]:
    """Explain rows not at home, and what has no row at home, as moves, insertions and removals.

    `missing` holds the entries without a row at home; it is used up.
    """
    strays = tuple(strays)
    bare_hashes = {stray.misfit[1] for stray in strays if stray.misfit}
    found: list[Damage] = []
    extra: list[Stray] = []
    for stray in strays:
        moved, unclaimed = _claim(missing, stray)
        found += moved
        extra += unclaimed
        if moved and stray.misfit and stray.misfit[0] not in bare_hashes:
            # Moved, and no hash it left behind fits: its bytes were changed as well.
            found += [Damage(Fault.ALTERED, each.first, each.last) for each in moved]
    for stray in extra:
        found += _explain_extra(missing, stray)
    return found + [Damage(Fault.REMOVED, first, last) for first, last in missing.spans]


def _claim(missing: Remaining, stray: Stray) -> tuple[list[Damage], list[Stray]]:
    """Return the moves by which a stray fills missing entries, and what of it fills none."""
    if stray.claim is None:
        return [], [stray]
    taken, absent = missing.take(stray.claim, stray.claim + stray.length - 1)
    shift = stray.place - stray.claim
    moved = [_moved(span, shift, stray.reach) for span in taken]
    return moved, [
        Stray(first + shift, first, last - first + 1, stray.reach) for first, last in absent
    ]


def _moved(span: Span, shift: int, reach: int | None) -> Damage:
    first, last = span
    if reach is not None and shift == 0:
        # The row has its own number and only came late: the order is broken as far as the
        # furthest row that came before it.
        return Damage(Fault.MOVED, first, max(last, reach), first)
    return Damage(Fault.MOVED, first, last, first + shift)


def _explain_extra(missing: Remaining, stray: Stray) -> list[Damage]:
    taken, absent = missing.take(stray.place, stray.place + stray.length - 1)
    altered = [Damage(Fault.ALTERED, first, last) for first, last in taken]
    shift = 0 if stray.claim is None else stray.claim - stray.place
    return altered + [
        Damage(Fault.INSERTED, first + shift, last + shift, first) for first, last in absent
    ]
