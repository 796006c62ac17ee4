"""nftables: the JSON of `nft -j list ruleset`, or a ruleset's text read by nft itself.

Source: libnftables-json(5), nft(8). Forwarded packets meet the base chains of prerouting, forward
and postrouting of the families ip, ip6 and inet, by priority; an `accept` ends its base chain
only. What is written for the machine itself (input, output) is outside; bridges are not
understood. A set that packets may change (`dynamic`) is a condition not understood.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from sekisho.separation.device import Coverage, Device, Notice, NotUnderstood
from sekisho.separation.errors import ConfigError
from sekisho.separation.limits import Limits
from sekisho.separation.readers.interface import Config, Reading
from sekisho.separation.readers.nft.alike import alike, learned
from sekisho.separation.readers.nft.conditions import Conditions, short
from sekisho.separation.readers.nft.lines import Lines
from sekisho.separation.readers.nft.listing import Listed, kind, objects, plain, whole
from sekisho.separation.readers.nft.skeletons import Shape
from sekisho.separation.readers.nft.statements import Place, rules
from sekisho.separation.readers.nft.values import Json, NotKnownError
from sekisho.separation.rules import ANY, Action, Chain, Origin, Rule, Stage

_HOOKS = {"prerouting": 2_000, "forward": 5_000, "postrouting": 8_000}
_FAMILIES = {"ip": (4,), "ip6": (6,), "inet": (4, 6)}
_TEXT = re.compile(
    r"^\s*(?:#!\S*nft\b|flush\s+ruleset|(?:add\s+)?table\s+(?:ip6?|inet|bridge|netdev|arp)\s+\S+)",
    re.MULTILINE,
)
_NAMED_SET = re.compile(r'"@([^"]+)"')
_EXPRESSIONS = '"expr": '
_SHOWN = 200  # characters of a rule
_HEAD = 20_000  # characters looked at to know a file
_NAMED = {"counter", "quota", "limit", "secmark", "synproxy"} | {
    f"ct {each}" for each in ("helper", "timeout", "expectation")
}
_CALLS = {Action.JUMP, Action.GOTO}


@dataclass(frozen=True, slots=True)
class Nftables:
    """Reads nftables; text needs `Reading.run_nft`."""

    vendor: str = "nftables"

    def recognises(self, config: Config) -> float:
        """JSON of nft for certain; text that opens tables nearly."""
        head = config.text[:_HEAD]
        if head.lstrip().startswith("{"):
            return 1.0 if '"nftables"' in head else 0.0
        return 0.9 if _TEXT.search(head) else 0.0

    def read(self, config: Config, reading: Reading) -> Device:
        """Read a ruleset."""
        text = config.text
        is_json = text.lstrip().startswith("{")
        if not is_json and reading.run_nft is None:
            raise ConfigError(
                f"{config.name}: nft コマンドがないため読めません。"
                "機器で「nft -j list ruleset」を実行した結果を渡してください。",
                "no-nft",
            )
        data = text if is_json or reading.run_nft is None else reading.run_nft(text)
        ruleset = _Ruleset(config.name, Lines("" if is_json else text), reading.limits)
        ruleset.add(objects(config.name, data), [] if is_json else text.splitlines())
        return ruleset.device()


READER = Nftables()


@dataclass(slots=True)
class _Table:
    """One table: its sets and chains."""

    family: str
    name: str
    sets: dict[str, Json] = field(default_factory=dict)
    chains: dict[str, Json] = field(default_factory=dict)
    rules: dict[str, list[Listed]] = field(default_factory=dict)
    changing: set[str] = field(default_factory=set)  # sets packets may change

    def elements(self, name: str) -> list[Json]:
        """Return a named set's or map's elements; raises when packets may change them."""
        found = self.sets.get(name)
        if found is None or name in self.changing:
            raise NotKnownError(name)
        elements: list[Json] = found.get("elem", [])
        return elements


class _Ruleset:
    """A ruleset being read."""

    def __init__(self, name: str, lines: Lines, limits: Limits) -> None:
        self._name = name
        self._lines = lines
        self._limits = limits
        self._tables: dict[tuple[str, str], _Table] = {}
        self._text: list[str] = []
        self._loose: list[NotUnderstood] = []
        self._tracks = False

    def add(self, listed: Iterable[Listed], text: list[str]) -> None:
        """Sort the objects of a listing into tables."""
        self._text = text
        for each in listed:
            if each.kind == "metainfo":
                continue
            try:
                if each.kind == "rule":
                    self._rule(each)
                else:
                    self._add(each.kind, plain(each.pairs))
            except (KeyError, TypeError, AttributeError, ValueError):
                self._not_placed(each.text[:_SHOWN], 1 if self._text else each.line)

    def _rule(self, listed: Listed) -> None:
        skeleton = listed.skeleton
        if skeleton is not None and skeleton.beside is not None:
            # It stands in the chain of the first of its skeleton, and bears on what that one does.
            skeleton.beside.append(listed)
            return
        value = _said(listed)
        table = self._table(value["family"], value["table"])
        self._look(table, value.get("expr", []), listed.text)
        rules = table.rules.setdefault(value["chain"], [])
        rules.append(listed)
        if skeleton is not None:
            skeleton.beside = rules

    def _look(self, table: _Table, expressions: list[Json], written: str) -> None:
        """Note what a rule bears on beside its own packets: sets, connection tracking."""
        for each in expressions if _may_change_sets(written) else ():
            if kind(each)[0] in {"set", "map"}:
                table.changing.update(_NAMED_SET.findall(json.dumps(each, ensure_ascii=False)))
        if expressions and not self._tracks and ('"ct"' in written or "\\" in written):
            self._tracks = _mentions(plain(expressions), "ct")

    def _add(self, what: str, value: Json) -> None:
        if what == "table":
            self._table(value["family"], value["name"])
            return
        table = self._table(value["family"], value["table"])
        if what in {"set", "map"}:
            table.sets[value["name"]] = value
            if "dynamic" in (value.get("flags") or ()):
                table.changing.add(value["name"])
        elif what == "chain":
            table.chains[value["name"]] = value
            self._tracks |= value.get("type") == "nat"
        elif what == "element":
            table.sets[value["name"]].setdefault("elem", []).extend(value["elem"])
        elif what == "flowtable":
            self._tracks = True  # packets of known conversations only
        elif what not in _NAMED:
            self._not_placed(f"{what}: {short(value)}")

    def _table(self, family: str, name: str) -> _Table:
        found = self._tables.get((family, name))
        if found is None:
            found = self._tables[family, name] = _Table(family, name)
        return found

    def _not_placed(self, text: str, line: int = 1) -> None:
        self._loose.append(NotUnderstood(Origin(self._name, line), text))

    def device(self) -> Device:
        """Return the device the ruleset makes of a machine."""
        chains: dict[str, Chain] = {}
        stages: list[Stage] = []
        placed: list[NotUnderstood] = []
        total = understood = 0
        for table in self._tables.values():
            total += sum(len(each) for each in table.rules.values())
            if table.family == "bridge" and table.rules:
                self._not_placed(f"table bridge {table.name}")
            if table.family not in _FAMILIES:
                continue
            reading = _TableReading(self._name, table, self._lines, self._text, self._limits)
            stages += reading.stages()
            chains |= reading.chains
            placed += reading.not_understood
            understood += reading.understood
        if sum(len(chain.rules) for chain in chains.values()) > self._limits.rules:
            raise ConfigError(f"{self._name}: 規則が多すぎます。", "too-many-rules")
        families = {
            family for table in self._tables.values() for family in _FAMILIES.get(table.family, ())
        }
        return Device(
            self._name.rpartition("/")[2],
            "nftables",
            frozenset(families or {4, 6}),
            chains,
            tuple(sorted(stages, key=lambda stage: stage.order)),
            reassembles=self._tracks,
            warnings=self._warnings(stages),
            not_understood=(*placed, *self._loose),
            coverage=Coverage(
                total + len(self._loose), understood, total - understood - len(placed)
            ),
        )

    def _warnings(self, stages: list[Stage]) -> tuple[Notice, ...]:
        if any(stage.order // 1000 == 5 for stage in stages):
            return ()
        return (
            Notice(
                "no-forward-chain",
                f"{self._name}: 転送する通信を調べるチェイン（hook forward）がありません。",
            ),
        )


def _may_change_sets(written: str) -> bool:
    return '"set"' in written or '"map"' in written or "\\" in written


def _mentions(value: Json, word: str) -> bool:
    """Say whether a key occurs anywhere in an expression."""
    if isinstance(value, dict):
        return word in value or any(_mentions(each, word) for each in value.values())
    return isinstance(value, list) and any(_mentions(each, word) for each in value)


class _TableReading:
    """One table of a family that forwards, read into chains."""

    def __init__(
        self, name: str, table: _Table, lines: Lines, text: list[str], limits: Limits
    ) -> None:
        self._name = name
        self._table = table
        self._lines = lines
        self._text = text
        self._limits = limits
        self._conditions = Conditions(table.family, table.elements, limits.spans)
        self._chain_of = {chain: f"{table.family} {table.name} {chain}" for chain in table.chains}
        self._last = Origin(name, 1)
        self.chains: dict[str, Chain] = {}
        self.not_understood: list[NotUnderstood] = []
        self.understood = 0

    def stages(self) -> list[Stage]:
        """Read every chain a forwarded packet may meet; return where they begin."""
        found = []
        families = _FAMILIES[self._table.family]
        for name, chain in self._table.chains.items():
            hook = _HOOKS.get(chain.get("hook"))
            if hook is None:
                continue
            order = hook + max(-999, min(999, _priority(chain.get("prio", 0))))
            self._read(name, nat=chain.get("type") == "nat")
            family = families[0] if len(families) == 1 else None
            found.append(Stage(self._chain_of[name], order, family))
        return found

    def _read(self, name: str, *, nat: bool) -> None:
        waiting = [name]
        while waiting:
            now = waiting.pop()
            ours = self._chain_of[now]
            if ours in self.chains:
                continue
            self.chains[ours] = made = self._chain(now, nat=nat)
            targets = {rule.target for rule in made.rules if rule.action in _CALLS}
            waiting += [chain for chain, our in self._chain_of.items() if our in targets]

    def _chain(self, name: str, *, nat: bool) -> Chain:
        written = self._table.rules.pop(name, [])
        lines = self._lines.of((self._table.family, self._table.name, name), len(written))
        written.reverse()
        made: list[Rule] = []
        for line in lines:
            listed = written.pop()  # what is read is let go
            made += self._rule(listed, self._origin(line if self._text else listed.line), nat=nat)
        policy = self._table.chains[name].get("policy", "accept")
        default = Action.DENY if policy == "drop" else Action.PERMIT
        begins = self._lines.begins.get((self._table.family, self._table.name, name), 1)
        return Chain(self._chain_of[name], tuple(made), default, Origin(self._name, begins))

    def _origin(self, line: int) -> Origin:
        """Return where a rule stands; nft writes all of them in one line."""
        if line != self._last.line:
            self._last = Origin(self._name, line)
        return self._last

    def _rule(self, listed: Listed, origin: Origin, *, nat: bool) -> list[Rule]:
        text = (self._text and self._lines.text_of(origin.line, self._text)) or _shown(listed)
        alike = _alike(listed, origin, text)
        if alike is not None:
            self.understood += 1
            return [alike]
        place = Place(self._chain_of, origin, text, nat, self._limits.spans)
        try:
            found = list(rules(_expressions(listed), self._conditions, place))
        except (KeyError, TypeError, ValueError, AttributeError, NotKnownError):
            found = [Rule((ANY,), Action.UNKNOWN, origin, text)]
        if any(map(_is_open, found)):
            self.not_understood.append(NotUnderstood(origin, text, placed=True))
        else:
            self.understood += 1
        skeleton = listed.skeleton
        if skeleton is not None and skeleton.shape is None:
            skeleton.shape = learned(skeleton, listed.values, found, self._conditions)
        return found


def _alike(listed: Listed, origin: Origin, text: str) -> Rule | None:
    """Return a rule by its skeleton; None for one that has to be read whole."""
    if listed.skeleton is None or not isinstance(listed.skeleton.shape, Shape):
        return None
    try:
        return alike(listed.skeleton.shape, listed.values, origin, text)
    except (KeyError, TypeError, ValueError, AttributeError, NotKnownError):
        return None


def _said(listed: Listed) -> dict[str, Json]:
    """Return what a rule says; of one known by its skeleton, what the first of it said."""
    return listed.skeleton.pairs if listed.skeleton else dict(listed.pairs)


def _expressions(listed: Listed) -> list[Json]:
    """Return what a rule is made of; of one known by its skeleton the text is read now."""
    found: list[Json] = dict(listed.pairs or whole(listed.text)).get("expr", [])
    return found


def _is_open(rule: Rule) -> bool:
    """Say whether something about a rule is not understood."""
    return rule.action is Action.UNKNOWN or any(match.unknown for match in rule.matches)


def _priority(value: Json) -> int:
    return value if isinstance(value, int) else 0


def _shown(listed: Listed) -> str:
    """Return what people see of a rule: its comment and the beginning of its expressions."""
    begins = listed.source.find(_EXPRESSIONS, listed.begins) + len(_EXPRESSIONS)
    text = listed.source[begins : min(begins + _SHOWN, listed.ends)].removesuffix("}}")
    comment = _said(listed).get("comment")
    return f"{comment}: {text}" if comment else text
