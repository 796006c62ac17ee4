"""What the groups of a Junos configuration bring in where they are applied.

Laws, of the maker's documentation: what a group says at or below the level it is applied to is
inherited there; what the configuration says itself goes before; sets are united; a name in `<>`
stands for every element of the configuration at that place whose name fits, and makes none;
`apply-groups-except` keeps a group out of a level and all below. An inherited policy stands behind
those that are there. Wherever the outcome is not certain the group's line is lost, and nothing
about the device can be proven: two groups that say something of one thing, terms or rules joined
to terms or rules (their order), a choice made twice, groups of one of two engines, conditions.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import NamedTuple, TypeAlias

from sekisho.separation.readers.junos.tree import Statement

Words: TypeAlias = tuple[str, ...]
GROUPING = frozenset({"apply-groups", "apply-groups-except", "groups"})
# Whole sections that cannot bear on forwarded packets.
OUTSIDE = frozenset(
    """
    version system chassis snmp routing-options protocols access access-profile event-options
    services vlans switch-options class-of-service accounting-options poe virtual-chassis
    multicast-snooping-options dynamic-profiles
    """.split()
)
_ENGINES = frozenset({"re0", "re1", "node0", "node1"})  # applied on one of two engines only
_ACTIONS = frozenset({"permit", "deny", "reject"})
_PAIR = "security policies from-zone * to-zone *"
# Below these words another word joins what is there, whatever it is.
_JOINED = frozenset(
    tuple(each.split())
    for each in (
        "", "security", "security policies", "security policies from-zone",
        "security policies from-zone *", "security policies from-zone * to-zone", _PAIR,
        "security policies global", f"{_PAIR} policy *", "security policies global policy *",
        f"{_PAIR} policy * match", "security policies global policy * match",
        f"{_PAIR} policy * match source-address", f"{_PAIR} policy * match destination-address",
        f"{_PAIR} policy * match application",
        "security zones", "security zones security-zone", "security zones security-zone *",
        "security zones security-zone * interfaces", "security zones security-zone * address-book",
        "security zones security-zone * address-book address",
        "security zones security-zone * address-book address-set",
        "security address-book", "security address-book *", "security address-book * address",
        "security address-book * address-set", "security nat", "security nat *",
        "security address-book * address-set *", "applications application *",
        "applications application-set *", "firewall filter * term *",
        "firewall filter * term * from",
                "firewall family * filter * term *", "firewall family * filter * term * from",
        "security address-book * address-set * address",
        "security address-book * address-set * address-set",
        "applications application-set * application",
        "applications", "applications application", "applications application-set",
        "firewall", "firewall filter", "firewall family", "firewall family *",
        "firewall family * filter", "interfaces", "interfaces *", "interfaces * unit",
        "interfaces * unit *", "interfaces * unit * family", "interfaces * unit * family *",
        "interfaces * unit * family * address", "interfaces * unit * family * filter",
        "policy-options", "policy-options prefix-list", "policy-options prefix-list *",
    )
)  # fmt: skip
_TERM_SETS = frozenset(
    """
    address source-address destination-address prefix-list source-prefix-list
    destination-prefix-list protocol port source-port destination-port
    """.split()
)  # conditions of a filter's term that hold several values
# Below these one word stands alone: the configuration's own goes before a group's.
_SINGLE = frozenset(
    tuple(each.split())
    for each in (
        "security policies default-policy", "interfaces * description",
        "interfaces * unit * description", "interfaces * unit * family * filter input",
        "interfaces * unit * family * filter output",
    )
)  # fmt: skip
_LISTS = frozenset({tuple(f"{_PAIR} policy".split()), ("security", "policies", "global", "policy")})
_THEN = frozenset({(*each, "*", "then") for each in _LISTS})


class Inherited(NamedTuple):
    """Statements groups bring in, at the group's own lines; and lines whose effect is uncertain."""

    statements: tuple[Statement, ...]
    lost: frozenset[Statement]


NONE = Inherited((), frozenset())  # of a configuration without groups


class _Applied(NamedTuple):
    at: Words
    group: str
    statement: Statement


Owner: TypeAlias = tuple[Words, str] | None  # where and which group; None: the configuration's own


@dataclass(slots=True)
class _Tree:
    """Which words stand below which, and who brought each."""

    below: dict[Words, dict[str, Owner]] = field(default_factory=dict)

    def add(self, words: Words, owner: Owner) -> None:
        for number, word in enumerate(words):
            self.below.setdefault(words[:number], {}).setdefault(word, owner)

    def fitting(self, at: Words, word: str) -> list[str]:
        """Return the names a group's word stands for at a place; its own unless it is `<…>`."""
        if not _is_wild(word):
            return [word]
        return [each for each in self.below.get(at, ()) if fnmatchcase(each, word[1:-1])]

    def known(self, words: Words) -> int:
        """Return how many of the words stand there already."""
        for number, word in enumerate(words):
            if word not in self.below.get(words[:number], ()):
                return number
        return len(words)


def inherited(statements: Sequence[Statement]) -> Inherited:
    """Return what the applied groups bring in."""
    live = [each for each in statements if not each.off and each.words]
    applied = list(_applications(live, "apply-groups"))
    if not applied:
        return NONE
    return _Bringing(live, applied).all()


class _Bringing:
    """The groups of one configuration being applied."""

    def __init__(self, live: Sequence[Statement], applied: Sequence[_Applied]) -> None:
        self._applied = applied
        self._kept_out = [(e.at, e.group) for e in _applications(live, "apply-groups-except")]
        self._groups: dict[str, list[Statement]] = {}
        self._own = _Tree()
        self._all = _Tree()
        for each in live:
            if each.words[0] == "groups":
                self._groups.setdefault("".join(each.words[1:2]), []).append(each)
            elif not GROUPING & set(each.words):
                self._enter(each.words)
        for one in applied:
            self._enter(one.at)  # the level stands there, if only to inherit
        self._lost: set[Statement] = set()
        self._found: list[Statement] = []

    def _enter(self, words: Words) -> None:
        self._own.add(words, None)
        self._all.add(words, None)

    def all(self) -> Inherited:
        """Apply every group where it is applied."""
        placed: list[tuple[_Applied, Statement, frozenset[Words]]] = []
        for each in self._applied:
            for line in self._lines(each):
                places = frozenset(self._places(self._own, each, line))
                placed.append((each, line, places))
                for words in sorted(places):
                    self._bring(each, line, words)
        for each, line, places in placed:  # a name in <> may fit what another group brought
            if frozenset(self._places(self._all, each, line)) != places:
                self._lost.add(line)
        kept = tuple(each for each in self._found if each not in self._lost)
        return Inherited(kept, frozenset(self._lost))

    def _lines(self, applied: _Applied) -> Iterator[Statement]:
        """Yield the lines of a group that bear on packets and are certain; the others are lost."""
        names = [applied.group]
        if applied.group.startswith("${"):
            names = [each for each in self._groups if each in _ENGINES]
        if not names or any(each not in self._groups for each in names):
            self._lost.add(applied.statement)
        for name in names:
            lines = [each for each in self._groups.get(name, ()) if not _harmless(each)]
            uncertain = name in _ENGINES or any(each.words[2:3] == ("when",) for each in lines)
            for each in lines:
                if uncertain or not _is_plain(each.words[2:]):
                    self._lost.add(each)
                else:
                    yield each

    def _places(self, tree: _Tree, applied: _Applied, line: Statement) -> Iterator[Words]:
        """Yield where a line of a group comes to stand, as full paths of words."""
        at, words = applied.at, line.words[2:]
        if len(words) <= len(at) or not all(map(_fits, at, words)):
            return
        found = [at]
        for word in words[len(at) :]:
            found = [(*place, each) for place in found for each in tree.fitting(place, word)]
        for place in found:
            if not any(
                group == applied.group and place[: len(kept)] == kept
                for kept, group in self._kept_out
            ):
                yield place

    def _bring(self, applied: _Applied, line: Statement, words: Words) -> None:
        owner, known = (applied.at, applied.group), self._all.known(words)
        if known == len(words):
            return  # it stands there already
        above, there = words[:known], self._all.below.get(words[:known], {})
        if not self._is_owned(above, owner) and not _joins(above, words[known], there, owner):
            if not (_is_one_of(above, _SINGLE) and set(there.values()) == {None}):
                self._lost.add(line)
            return
        self._all.add(words, owner)
        self._found.append(Statement(words, line.line, line.text))

    def _is_owned(self, words: Words, owner: Owner) -> bool:
        return bool(words) and self._all.below[words[:-1]][words[-1]] == owner


def _applications(live: Iterable[Statement], verb: str) -> Iterator[_Applied]:
    for each in live:
        if each.words[0] != "groups" and verb in each.words:
            place = each.words.index(verb)
            yield _Applied(each.words[:place], "".join(each.words[place + 1 :]), each)


def _joins(above: Words, word: str, there: dict[str, Owner], owner: Owner) -> bool:
    """Whether a word joins those below a place with a certain outcome."""
    if _is_one_of(above, _LISTS):  # behind the configuration's own; of two groups nobody knows
        return all(each in {None, owner} for each in there.values())
    if _is_one_of(above, _THEN):
        return word in {"log", "count"} or (word in _ACTIONS and not _ACTIONS & set(there))
    if above[:1] == ("firewall",) and above[-2:-1] == ("from",):
        return not there or above[-1] in _TERM_SETS
    return not there or _is_one_of(above, _JOINED)


def _is_one_of(words: Words, patterns: frozenset[Words]) -> bool:
    return any(len(each) == len(words) and all(map(_same, each, words)) for each in patterns)


def _same(pattern: str, word: str) -> bool:
    return pattern in {"*", word}


def _is_wild(word: str) -> bool:
    return word.startswith("<") and word.endswith(">")


def _fits(name: str, word: str) -> bool:
    return fnmatchcase(name, word[1:-1]) if _is_wild(word) else name == word


def _is_plain(words: Words) -> bool:
    """Whether the words are whole: no group within a group, no name in `<>` torn apart."""
    torn = (each.startswith("<") != each.endswith(">") for each in words)
    return not GROUPING & set(words) and not any(torn)


def _harmless(each: Statement) -> bool:
    section = each.words[2] if len(each.words) > 2 else ""
    return section in OUTSIDE or each.words[2:4] in {("interfaces", "fxp0"), ("interfaces", "em0")}
