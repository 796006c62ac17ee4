"""Canonical ids of the command contract: `5`, `5の2`, `3-2`, `6(3)①`, `第1章第2節`.

Two figures never meet in an id: `1)` below `2` is `2-1)`, for `21)` would be read as 21.
"""

import re

from sekisho.policytext.labels import CONTAINERS, Label, System
from sekisho.policytext.limits import Limits
from sekisho.policytext.node import Node
from sekisho.policytext.tally import Clauses

_PLAIN = frozenset({System.ARABIC, System.DOT, System.DAI, System.KANJI, System.ARTICLE})
_FIGURE = re.compile(r"[0-9]")
_FIGURE_ENDS = re.compile(r"[0-9]$")
_JOINED = frozenset({System.ARABIC, System.DOT})


class Ids:
    """Hands out ids; each is given once, so that every node of a document can be named.

    Whatever becomes a node asks for an id, so nodes are counted here against the limit.
    """

    def __init__(self, limits: Limits) -> None:
        self._clauses = Clauses(limits)
        self._given: set[str] = set()
        self._times: dict[str, int] = {}

    def name(self, node: Node) -> str:
        """Return the id of a node whose parent already has one."""
        parent = node.parent
        label = node.label
        if label is None or parent is None:
            return self._once(_unnumbered(node))
        if label.system in CONTAINERS:
            above = parent.id if parent.system in CONTAINERS else ""
            return self._once(above + _container(label))
        wanted = node.path or _wanted(parent, label)
        parent.restarts |= wanted in self._given and label.value == 1
        if wanted in self._given and parent.system in CONTAINERS and parent.restarts:
            wanted = joined(parent.id, wanted)
        return self._once(wanted)

    def paragraph(self, owner: str, number: int) -> str:
        """Return the id of an owner's further paragraph."""
        return self._once(f"{owner}¶{number}")

    def _once(self, wanted: str) -> str:
        if wanted not in self._given:
            self._clauses.one()
            self._given.add(wanted)
            return wanted
        times = self._times.get(wanted, 1) + 1
        self._times[wanted] = times
        return self._once(f"{wanted}#{times}")


def _wanted(parent: Node, label: Label) -> str:
    at_top = parent.parent is None or parent.system in CONTAINERS or parent.section
    if label.system is System.DASH:
        return joined(parent.id if parent.section else "", "-".join(map(str, label.numbers)))
    if label.system in {System.SUPPLEMENT, System.ANNEX}:
        return "附則" if label.system is System.SUPPLEMENT else label.mark
    if at_top and label.system in _PLAIN:
        return joined(parent.id if parent.section else "", _branched(label))
    if label.system is System.ARTICLE:
        return joined(parent.id, _branched(label))
    if label.system in _JOINED and not at_top:
        return f"{_owner(parent)}-{label.numbers[0]}"
    own = re.sub(r"[.．]$", "", label.mark)
    return joined(_owner(parent), own)


def joined(above: str, own: str) -> str:
    """Return an id below another; a dash keeps two figures apart."""
    return f"{above}-{own}" if _FIGURE_ENDS.search(above) and _FIGURE.match(own) else above + own


def _owner(parent: Node) -> str:
    """Return the prefix for ids below `parent`: 項 1 is left out, containers are not named."""
    if parent.parent is None or parent.system in CONTAINERS:
        return ""
    label = parent.label
    above = parent.parent
    if label and label.system is System.ARABIC and label.value == 1:
        return above.id if above.system is System.ARTICLE else parent.id
    return parent.id


def _branched(label: Label) -> str:
    return "の".join(str(n) for n in label.numbers)


def _container(label: Label) -> str:
    first, *rest = label.numbers
    return f"第{first}{label.system.value}" + "".join(f"の{n}" for n in rest)


def _unnumbered(node: Node) -> str:
    return re.sub(r"\s", "", node.caption or node.lead)[:40] or "前文"
