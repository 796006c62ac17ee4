"""A table of rules (CSV) for devices without a reader of their own: one rule a row, in order.

Headings in Japanese or English, in any order; docs/separation.md lists them. The first row that
fits decides. Nobody knows what such a device does with the rest, so the last row has to say it:
what no row fits may be permitted. An empty cell is any, but for the action and both addresses.
"""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from ipaddress import ip_address
from typing import TypeVar

from sekisho.separation.device import Coverage, Device, Interface, Notice, NotUnderstood
from sekisho.separation.packet import ICMP, ICMPV6, LAST, PROTOCOLS, WITH_PORTS, State
from sekisho.separation.readers.interface import Config, Reading
from sekisho.separation.rules import ANY, Action, Chain, Match, Names, Order, Origin, Rule, Stage
from sekisho.separation.spans import BITS, Spans, normal, prefix

# Our word for a column: the headings it goes by (after `_plain`).
HEADINGS = {
    "action": ("動作", "処理", "許可拒否", "アクション", "action"),
    "source": (
        "送信元", "送信元アドレス", "送信元ip", "送信元ipアドレス", "source", "sourceaddress",
        "src",
    ),
    "destination": (
        "宛先", "宛先アドレス", "宛先ip", "宛先ipアドレス", "送信先", "destination",
        "destinationaddress", "dst",
    ),
    "protocol": ("プロトコル", "protocol", "proto"),
    "source_port": ("送信元ポート", "送信元ポート番号", "sourceport", "sport"),
    "destination_port": (
        "宛先ポート", "宛先ポート番号", "ポート", "ポート番号", "destinationport", "dport",
        "port",
    ),
    "iif": ("入力インターフェース", "受信インターフェース", "入側", "ininterface", "in", "ingress"),
    "oif": (
        "出力インターフェース", "送信インターフェース",
        "出側", "outinterface", "out", "egress"),
    "state": ("状態", "state"),
    "enabled": ("有効", "有効無効", "enabled", "status"),
    "": (
        "番号", "no", "no.", "number", "名前", "名称", "name", "備考", "説明", "コメント",
        "comment", "description",
    ),
}  # fmt: skip
_COLUMN = {name: column for column, names in HEADINGS.items() for name in names}
_NEEDED = {"action", "source", "destination"}
_ACTIONS = {
    **dict.fromkeys(("許可", "通過", "permit", "allow", "accept", "pass"), Action.PERMIT),
    **dict.fromkeys(("拒否", "遮断", "破棄", "deny", "drop", "reject", "block"), Action.DENY),
}
_ANY = {"any", "すべて", "全て", "任意", "all", "*"}
_ON = {"有効", "on", "yes", "true", "1", "enabled", "enable", "はい"}
_OFF = {"無効", "off", "no", "false", "0", "disabled", "disable", "いいえ"}
_STATES = {
    **dict.fromkeys(("新規", "new"), State.NEW),
    **dict.fromkeys(("確立済み", "確立済", "established"), State.ESTABLISHED),
    **dict.fromkeys(("関連", "related"), State.RELATED),
}
_Value = TypeVar("_Value")
_DELIMITERS = (",", "\t", ";")


@dataclass(frozen=True, slots=True)
class Table:
    """The reader of tables of rules."""

    vendor: str = "csv"

    def recognises(self, config: Config) -> float:
        """Look for a first row of headings that names an action, a source and a destination."""
        return 0.8 if _layout(config.text[:20_000]) else 0.0

    def read(self, config: Config, reading: Reading) -> Device:  # noqa: ARG002  # the interface's
        """Return the device the table describes."""
        layout = _layout(config.text[:20_000]) or _Layout(",", ())
        found = _Rows(config.name, layout)
        for line, cells in _rows(config.text, layout.delimiter):
            found.add(line, cells)
        return found.device()


READER = Table()


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a table is laid out: `columns` are our words, the heading itself where we have none."""

    delimiter: str
    columns: tuple[str, ...]


def _layout(text: str) -> _Layout | None:
    for delimiter in _DELIMITERS:
        _, first = next(_rows(text, delimiter), (0, []))
        columns = tuple(_COLUMN.get(_plain(cell), cell.strip()) for cell in first)
        named = [each for each in columns if each]
        if set(columns) >= _NEEDED and len(set(named)) == len(named):
            return _Layout(delimiter, columns)
    return None


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is neither empty nor a comment with the line it begins in."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = ["", *("" for _ in HEADINGS)]  # no row of ours has so many
        if any(cell.strip() for cell in cells) and not cells[0].lstrip().startswith("#"):
            yield line, cells
        line = reader.line_num + 1


def _plain(cell: str) -> str:
    """Return a cell in one width, in small letters, without spaces and joining signs."""
    text = unicodedata.normalize("NFKC", cell).lower()
    return "".join(letter for letter in text if letter not in " \t\n\r_-/・()")


@dataclass(slots=True)
class _Row:
    """A row as far as it was read."""

    fields: dict[str, object] = field(default_factory=dict)
    addresses: dict[str, dict[int, Spans | None]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)


class NotKnownError(ValueError):
    """A cell this reader cannot express."""


class _Rows:
    """Rows being read."""

    def __init__(self, file: str, layout: _Layout) -> None:
        self._file = file
        self._layout = layout
        self._rules: list[Rule] = []
        self._lost: list[NotUnderstood] = []
        self._lines = 0
        self._six = False

    def add(self, line: int, cells: list[str]) -> None:
        """Take one row; the first is the headings."""
        self._lines += 1
        if self._lines == 1 and self._layout.columns:
            return
        origin, text = Origin(self._file, line), self._layout.delimiter.join(cells)
        said = dict(zip(self._layout.columns, cells, strict=False))
        action = _ACTIONS.get(_plain(said.get("action", "")))
        enabled = _plain(said.get("enabled", ""))
        if len(cells) != len(self._layout.columns) or action is None:
            self._unknown(Rule((ANY,), Action.UNKNOWN, origin, text))
        elif enabled not in _OFF:
            row = _read(said)
            if enabled and enabled not in _ON:
                row.unknown.append(f"enabled {said['enabled']}")
            matches = tuple(_matches(row, action))
            self._six |= any(_is_six(said[side]) for side in ("source", "destination"))
            rule = Rule(matches, action, origin, text)
            if row.unknown:
                self._unknown(rule)
            else:
                self._rules.append(rule)

    def _unknown(self, rule: Rule) -> None:
        self._rules.append(rule)
        self._lost.append(NotUnderstood(rule.origin, rule.text, placed=True))

    def device(self) -> Device:
        """Put the device together."""
        names = sorted(
            {name for rule in self._rules for match in rule.matches for name in _names(match)}
        )
        return Device(
            name=self._file.rpartition("/")[2],
            vendor=READER.vendor,
            families=frozenset({4, 6} if self._six else {4}),
            chains={"rows": Chain("rows", tuple(self._rules), Action.UNKNOWN)},
            stages=(Stage("rows", Order.FORWARD),),
            interfaces=tuple(map(Interface, names)),
            warnings=self._warnings(),
            not_understood=tuple(self._lost),
            coverage=Coverage(self._lines, self._lines - len(self._lost)),
        )

    def _warnings(self) -> tuple[Notice, ...]:
        last = self._rules[-1] if self._rules else None
        whole = {Match(family) for family in BITS}
        if last and last.action is not Action.UNKNOWN and whole <= set(last.matches):
            return ()
        return (
            Notice(
                "table-without-end",
                f"{self._file}: 最後の行に、それまでの行に当たらない通信をどうするか"
                "（送信元も宛先も「すべて」）がありません。通すかもしれないものとして調べました。",
                last.origin if last else None,
            ),
        )


def _names(match: Match) -> Iterator[str]:
    for side in (match.iif, match.oif):
        yield from side.names if side else ()


def _is_six(cell: str) -> bool:
    return ":" in unicodedata.normalize("NFKC", cell)


def _read(said: dict[str, str]) -> _Row:
    row = _Row()
    for column, cell in said.items():
        text = unicodedata.normalize("NFKC", cell).strip()
        if column in {"action", "enabled", ""}:
            continue
        if column in {"source", "destination"}:
            row.addresses[column] = _taken(row, column, cell, partial(_addresses, text)) or {}
        elif text and _plain(text) not in _ANY:
            reader = _READERS.get(column)
            value = _taken(row, column, cell, partial(reader, text)) if reader else None
            if reader is None:
                row.unknown.append(f"{column} {cell}")
            elif value is not None:
                row.fields[column] = value
    return row


def _taken(row: _Row, column: str, cell: str, read: Callable[[], _Value]) -> _Value | None:
    try:
        return read()
    except ValueError:
        row.unknown.append(f"{column} {cell}")
        return None


def _parts(text: str) -> list[str]:
    found = (
        text.replace(";", ",").replace("、", ",").replace("\n", ",").replace(" ", ",").split(",")
    )
    return [part for part in found if part]


def _addresses(text: str) -> dict[int, Spans | None]:
    """Return the addresses of a cell by family; None: any of it. Raises ValueError."""
    if _plain(text) in _ANY:
        return dict.fromkeys(BITS)
    pairs: dict[int, list[tuple[int, int]]] = {family: [] for family in BITS}
    for part in _parts(text):
        low, dash, high = part.replace("~", "-").partition("-")
        if dash:
            first, last = ip_address(low), ip_address(high)
            if first.version != last.version or int(first) > int(last):
                raise NotKnownError(part)
            pairs[first.version].append((int(first), int(last)))
        else:
            family, spans = prefix(part)
            pairs[family] += spans
    if not any(pairs.values()):
        raise NotKnownError(text)
    return {family: normal(found) for family, found in pairs.items()}


def _protocol(text: str) -> Spans:
    numbers = [_protocol_number(part) for part in _parts(text.replace("/", ","))]
    if not numbers:
        raise NotKnownError(text)
    return normal((number, number) for number in numbers)


def _protocol_number(part: str) -> int:
    found = PROTOCOLS.get(part.lower().replace("-", ""))
    return _number(part, LAST["protocol"]) if found is None else found


def _ports(text: str) -> Spans:
    pairs = []
    for part in _parts(text):
        low, dash, high = part.replace("~", "-").replace(":", "-").partition("-")
        first = _number(low, LAST["port"])
        last = _number(high, LAST["port"]) if dash else first
        if first > last:
            raise NotKnownError(part)
        pairs.append((first, last))
    return normal(pairs)


def _number(text: str, last: int) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > last:
        raise NotKnownError(text)
    return int(text)


def _interfaces(text: str) -> Names:
    return Names(frozenset(_parts(text)))


def _state(text: str) -> State:
    found = State(0)
    for part in _parts(text):
        if part.lower() not in _STATES:
            raise NotKnownError(part)
        found |= _STATES[part.lower()]
    return found


_READERS: dict[str, Callable[[str], object]] = {
    "protocol": _protocol,
    "source_port": _ports,
    "destination_port": _ports,
    "iif": _interfaces,
    "oif": _interfaces,
    "state": _state,
}


def _matches(row: _Row, action: Action) -> Iterator[Match]:
    """Yield a row's alternatives, and for a permit the later fragments of what has ports."""
    protocol = row.fields.get("protocol")
    numbers = {low for low, _ in protocol} if isinstance(protocol, tuple) else set()
    if row.fields.keys() & {"source_port", "destination_port"} and not (
        numbers and numbers <= WITH_PORTS
    ):
        row.fields = {key: value for key, value in row.fields.items() if not key.endswith("_port")}
        row.unknown.append("port without protocol")
    sides = [row.addresses.get(side) or dict.fromkeys(BITS) for side in ("source", "destination")]
    for family in BITS:
        if sides[0][family] == () or sides[1][family] == ():
            continue
        if numbers and numbers <= {{4: ICMPV6, 6: ICMP}[family]}:
            continue  # the other family's
        match = Match(
            family,
            source=sides[0][family],
            destination=sides[1][family],
            unknown=tuple(row.unknown),
            **row.fields,  # type: ignore[arg-type]  # by name
        )
        yield match
        if action is Action.PERMIT and (match.source_port or match.destination_port):
            yield match._replace(source_port=None, destination_port=None, fragment=True)
