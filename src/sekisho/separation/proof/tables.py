"""A device's rules as columns of numbers: one row per box of a match.

Conditions that do not shape a box (interfaces, state, fragments, understood or not) are columns of
their own; a proof settles them first, which leaves boxes over `boxes.FIELDS`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from numpy.typing import NDArray

from sekisho.separation.device import Device
from sekisho.separation.errors import BudgetError
from sekisho.separation.limits import Limits
from sekisho.separation.packet import LAST, State
from sekisho.separation.proof.boxes import Ints
from sekisho.separation.rules import Action, Chain, Match, Names, Rule
from sekisho.separation.spans import Spans

CODES = {action: code for code, action in enumerate(Action)}
PERMIT, DENY, JUMP, GOTO, RETURN, TRANSLATE = (
    CODES[each]
    for each in (
        Action.PERMIT,
        Action.DENY,
        Action.JUMP,
        Action.GOTO,
        Action.RETURN,
        Action.TRANSLATE,
    )
)
ALL_STATES = State.NEW | State.INVALID | State.UNTRACKED | State.ESTABLISHED | State.RELATED
_ROWS_OF = {action: (code,) for action, code in CODES.items()} | {
    Action.UNKNOWN: (PERMIT, DENY),  # it may permit, and it may deny
    Action.CONTINUE: (),
}
WHOLE, LATER = 1, 2  # packets that are no later fragment, and later fragments


@dataclass(slots=True)
class Rows:
    """The matches of one device and family, in chain order, before addresses have ranks."""

    matches: list[Match] = field(default_factory=list)
    rules: list[int] = field(default_factory=list)  # index into `Table.rules`
    actions: list[int] = field(default_factory=list)
    sure: list[bool] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """The rows of one device in one family; row `i` belongs to rule `rules[rule[i]]`."""

    device: Device
    family: int
    rules: list[tuple[str, Rule]]  # chain name, rule
    slices: dict[str, tuple[int, int]]  # a chain's rows
    rule: NDArray[np.int32]
    action: NDArray[np.int8]
    sure: NDArray[np.bool_]
    iif: NDArray[np.int32]  # index into `names`
    oif: NDArray[np.int32]
    names: list[Names | None]
    state: NDArray[np.int8]
    fragment: NDArray[np.int8]
    lo: Ints
    hi: Ints
    firsts: list[int]  # addresses of the rows before they have ranks: source, then destination
    lasts: list[int]

    def place(self, first: Ints, last: Ints) -> None:
        """Take over the ranks of `firsts` and `lasts`."""
        half = self.lo.shape[1]
        self.lo[1], self.lo[2] = first[:half], first[half:]
        self.hi[1], self.hi[2] = last[:half], last[half:]
        self.firsts, self.lasts = [], []


def table(device: Device, family: int, limits: Limits) -> Table:
    """Return a device's rows for one family; `BudgetError` when they are too many."""
    rows = Rows()
    rules: list[tuple[str, Rule]] = []
    slices: dict[str, tuple[int, int]] = {}
    for name, chain in device.chains.items():
        start = len(rows.matches)
        _add_chain(rows, rules, name, chain, family)
        slices[name] = (start, len(rows.matches))
    if len(rows.matches) > limits.boxes:
        raise BudgetError("規則の数が上限を超えました。")
    return _columns(device, family, rows, rules, slices, limits)


def _add_chain(
    rows: Rows, rules: list[tuple[str, Rule]], name: str, chain: Chain, family: int
) -> None:
    """Append a chain's rows: a loop over everything a device has, so it is kept plain."""
    add_match, add_rule = rows.matches.append, rows.rules.append
    add_action, add_sure = rows.actions.append, rows.sure.append
    for number, rule in enumerate(chain.rules, len(rules)):
        codes = _ROWS_OF[rule.action]
        for match in rule.matches:
            if match.family is None or match.family == family:
                for code in codes:
                    add_match(match)
                    add_rule(number)
                    add_action(code)
                    add_sure(not match.unknown and len(codes) == 1)
    rules.extend((name, rule) for rule in chain.rules)


def _columns(
    device: Device,
    family: int,
    rows: Rows,
    rules: list[tuple[str, Rule]],
    slices: dict[str, tuple[int, int]],
    limits: Limits,
) -> Table:
    fields = _fields(rows.matches)
    origin, spread = _spread(fields, limits)
    lo, hi = _corners(spread, len(origin))
    top = (1 << (32 if family == 4 else 128)) - 1
    firsts, lasts = _addresses(spread, top)
    bounds = np.searchsorted(origin, [each for pair in slices.values() for each in pair])
    names: dict[Names | None, int] = {None: 0}
    iif, oif = (
        _name_ids(column, names)[origin]
        for column in (
            [match.iif for match in rows.matches],
            [match.oif for match in rows.matches],
        )
    )
    state, fragment = _states(rows.matches), _fragments(rows.matches)
    return Table(
        device,
        family,
        rules,
        {name: (int(bounds[2 * at]), int(bounds[2 * at + 1])) for at, name in enumerate(slices)},
        np.array(rows.rules, np.int32)[origin],
        np.array(rows.actions, np.int8)[origin],
        np.array(rows.sure, bool)[origin],
        iif,
        oif,
        list(names),
        state[origin],
        fragment[origin],
        lo,
        hi,
        firsts,
        lasts,
    )


def _fields(matches: list[Match]) -> list[list[Spans | None]]:
    """Return the spans of every box field, a list per field."""
    if not matches:
        return [[] for _ in range(6)]
    columns = list(zip(*matches, strict=True))
    types, codes = columns[9], columns[10]
    ports = [
        [port if port is not None else other for port, other in zip(pair, extra, strict=True)]
        for pair, extra in ((columns[7], types), (columns[8], codes))
    ]
    return [list(columns[4]), list(columns[5]), list(columns[6]), *ports, list(columns[12])]


def _spread(
    fields: list[list[Spans | None]], limits: Limits
) -> tuple[NDArray[np.intp], list[list[Spans | None]]]:
    """Give every row one span per field: rows with several become their products.

    Returns which row each came from, and the fields again.
    """
    many = sorted({row for column in fields for row in _several(column)})
    if not many:
        return np.arange(len(fields[0])), fields
    apart = set(many)
    origin = [row for row in range(len(fields[0])) if row not in apart]
    spread = [[column[row] for row in origin] for column in fields]
    for row in many:
        for spans in _products([column[row] for column in fields]):
            origin.append(row)
            for column, each in zip(spread, spans, strict=True):
                column.append(each)
        if len(origin) > limits.boxes:
            raise BudgetError("規則の組合せの数が上限を超えました。")
    order = np.argsort(np.array(origin), kind="stable")
    return np.array(origin)[order], [[column[at] for at in order] for column in spread]


def _several(column: Sequence[Spans | None]) -> list[int]:
    return [row for row, spans in enumerate(column) if spans is not None and len(spans) != 1]


def _products(spans: Sequence[Spans | None]) -> Iterator[tuple[Spans | None, ...]]:
    return product(*((None,) if each is None else [(pair,) for pair in each] for each in spans))


def _corners(fields: list[list[Spans | None]], count: int) -> tuple[Ints, Ints]:
    """Return the corners of all rows; addresses are filled in once they have ranks."""
    lo, hi = np.zeros((6, count), np.int32), np.zeros((6, count), np.int32)
    kinds = {0: "protocol", 3: "port", 4: "port", 5: "flags"}
    for axis, kind in kinds.items():
        last = LAST[kind]
        lo[axis] = [0 if spans is None else spans[0][0] for spans in fields[axis]]
        hi[axis] = [last if spans is None else spans[0][1] for spans in fields[axis]]
    return lo, hi


def _addresses(fields: list[list[Spans | None]], top: int) -> tuple[list[int], list[int]]:
    both = fields[1] + fields[2]
    firsts = [0 if spans is None else spans[0][0] for spans in both]
    lasts = [top if spans is None else spans[0][1] for spans in both]
    return firsts, lasts


def _name_ids(column: list[Names | None], names: dict[Names | None, int]) -> NDArray[np.int32]:
    return np.array([names.setdefault(each, len(names)) for each in column], np.int32)


def _states(matches: list[Match]) -> NDArray[np.int8]:
    every = int(ALL_STATES)
    return np.array(
        [every if match.state is None else int(match.state) for match in matches], np.int8
    )


def _fragments(matches: list[Match]) -> NDArray[np.int8]:
    return np.array(
        [WHOLE | LATER if match[7:13] == _NO_UPPER else _fragment(match) for match in matches],
        np.int8,
    )


_NO_UPPER = (None,) * 6  # ports, ICMP type and code, fragment, TCP flags


def _fragment(match: Match) -> int:
    allowed = WHOLE | LATER if match.fragment is None else LATER if match.fragment else WHOLE
    if match[7:11] != _NO_UPPER[:4] or match.tcp_flags is not None:
        return allowed & WHOLE
    return allowed
