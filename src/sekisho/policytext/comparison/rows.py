"""Compares two editions of a document: pairs their clauses and lays the rows of the table."""

from dataclasses import replace

from sekisho.policytext.comparison.model import Change, Comparison, Kind
from sekisho.policytext.comparison.pairing import Pairing
from sekisho.policytext.comparison.sequence import rising
from sekisho.policytext.comparison.tree import Names, Tree, folded, is_division, same_words
from sekisho.policytext.comparison.wording import marks_between
from sekisho.policytext.model import Clause, Document


def compare(old: Document, new: Document) -> Comparison:
    """Return what became of every clause, each standing in exactly one row.

    Raises nothing. Rows follow the new edition; a removed clause stands after the clause it
    followed in the old one. Time is bounded as `pairing` and `sequence.CELLS` say.
    """
    names = Names()
    before, after = Tree(old, names), Tree(new, names)
    pairing = Pairing(before, after)
    pairing.find()
    relocated = _relocated(pairing)
    slots = _slots(pairing, relocated)
    rows: list[Change] = []
    for j in range(len(after)):
        if j:
            rows.append(_row(pairing, j, relocated))
        rows += [_removed(before.clauses[i]) for i in slots.get(j, ())]
    return Comparison(tuple(rows))


def changed_clauses(comparison: Comparison) -> tuple[str, ...]:
    """Return the ids (new edition) a person must read and confirm again, in order.

    These are the added clauses and those whose words changed. A clause that only moved, got
    another number, or is written with other widths or spacing of the same characters, is not.
    """
    return tuple(
        change.new.id
        for change in comparison
        if change.new is not None and _says_something_else(change.old, change.new)
    )


def _says_something_else(old: Clause | None, new: Clause) -> bool:
    if old is None:
        return True
    before = (folded(old.heading), folded(old.text))
    return before != (folded(new.heading), folded(new.text))


def _relocated(pairing: Pairing) -> set[int]:
    """Return the old nodes that stand under another clause or out of their order."""
    relocated = {i for i in pairing.new_of if not _under_the_same(pairing, i)}
    for below in pairing.old.children:
        staying = [i for i in below if i in pairing.new_of and i not in relocated]
        # An article pushed into the next 章 has passed a heading, not another article.
        for divisions in (True, False):
            line = [i for i in staying if is_division(pairing.old.clauses[i]) is divisions]
            kept = rising(pairing.new_of[i] for i in line)
            relocated.update(i for i in line if pairing.new_of[i] not in kept)
    return {i for i in relocated if not _has_same_id(pairing, i)}


def _under_the_same(pairing: Pairing, i: int) -> bool:
    return pairing.new_of.get(pairing.old.parents[i]) == pairing.new.parents[pairing.new_of[i]]


def _has_same_id(pairing: Pairing, i: int) -> bool:
    return pairing.old.clauses[i].id == pairing.new.clauses[pairing.new_of[i]].id


def _slots(pairing: Pairing, relocated: set[int]) -> dict[int, list[int]]:
    """Return, per new node, the removed old nodes whose rows follow it (0: at the very top).

    A removed clause follows its nearest older sibling that stayed, else its parent.
    """
    slots: dict[int, list[int]] = {}
    slot_below = {0: 0}  # old node -> where its next child goes when that child is removed
    for i in range(1, len(pairing.old)):
        parent = pairing.old.parents[i]
        j = pairing.new_of.get(i)
        if j is None:
            slot_below[i] = slot_below[parent]
            slots.setdefault(slot_below[i], []).append(i)
            continue
        slot_below[i] = j
        if i not in relocated:
            slot_below[parent] = pairing.new.end(j)
    return slots


def _row(pairing: Pairing, j: int, relocated: set[int]) -> Change:
    new = _bare(pairing.new.clauses[j])
    i = pairing.old_of.get(j)
    if i is None:
        return Change("added", None, new, marks_between(None, new))
    old = _bare(pairing.old.clauses[i])
    elsewhere = i in relocated
    kind = _kind(old, new, elsewhere=elsewhere)
    return Change(kind, old, new, marks_between(old, new), relocated=elsewhere)


def _removed(clause: Clause) -> Change:
    old = _bare(clause)
    return Change("removed", old, None, marks_between(old, None))


def _kind(old: Clause, new: Clause, *, elsewhere: bool) -> Kind:
    if not same_words(old, new):
        return "changed"
    if elsewhere:
        return "moved"
    return "same" if (old.id, old.label) == (new.id, new.label) else "renumbered"


def _bare(clause: Clause) -> Clause:
    return replace(clause, children=())
