"""zones.yaml → Policy. Every error is named with its line, in plain Japanese, all at once."""

from collections.abc import Callable, Iterator
from datetime import date
from ipaddress import ip_network
from typing import TypeVar

import yaml

from sekisho.separation.errors import PolicyError
from sekisho.separation.limits import DEFAULT_LIMITS, Limits
from sekisho.separation.packet import ICMP, ICMPV6, PROTOCOLS, WITH_PORTS
from sekisho.separation.policy.checking import problems
from sekisho.separation.policy.model import DeviceDeclaration, Flow, Gateway, Policy, Zone
from sekisho.separation.spans import Spans, normal

T = TypeVar("T")
_TOP = {"zones", "gateways", "flows", "devices", "model"}
_ZONE = {"label", "prefixes", "interfaces"}
_GATEWAY = {"zone", "addresses", "label"}
_FLOW = {
    "from",
    "to",
    "source",
    "destination",
    "protocol",
    "ports",
    "source_ports",
    "icmp_types",
    "through",
    "until",
    "decision",
    "purpose",
}
_DEVICE = {"host", "interfaces"}
_PORT_LAST, _BYTE_LAST = 65535, 255


def read_policy(text: str, *, name: str = "zones.yaml", limits: Limits = DEFAULT_LIMITS) -> Policy:
    """Read a zone policy. Raises `PolicyError` naming every error with its line."""
    if len(text.encode()) > limits.policy_bytes:
        raise PolicyError((f"{name}: ファイルが大きすぎます。",))
    reading = _Reading(name)
    policy = reading.policy(_root(text, name))
    if len(policy.flows) > limits.flows:
        reading.problems.append(f"{name}: flows が {limits.flows} 件を超えています。")
    found = tuple(reading.problems) or tuple(each.placed(name) for each in problems(policy))
    if found:
        raise PolicyError(found)
    return policy


def _root(text: str, name: str) -> yaml.Node | None:
    try:
        for token in yaml.scan(text, Loader=yaml.CSafeLoader) if "*" in text else ():
            if isinstance(token, yaml.AliasToken):
                line = token.start_mark.line + 1
                raise PolicyError((f"{name}:{line}行目: 別名（*）は使えません。",))
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f":{mark.line + 1}行目" if mark else ""
        raise PolicyError(
            (f"{name}{where}: YAML として読めません。字下げと記号を確かめてください。",)
        ) from error


class _Reading:
    """One file being read, and what was found wrong in it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[str] = []

    def policy(self, root: yaml.Node | None) -> Policy:
        """Return the policy as far as it can be read; `problems` tells the rest."""
        top = self._mapping(root, "全体", _TOP) if root is not None else {}
        if "zones" not in top:
            self._wrong(root, "zones: がありません。領域を書いてください。")
        return Policy(
            {key: self._zone(key, node) for key, node in self._named(top.get("zones"))},
            {key: self._gateway(key, node) for key, node in self._named(top.get("gateways"))},
            tuple(self._flow(node) for node in self._items(top.get("flows"))),
            {key: self._device(key, node) for key, node in self._named(top.get("devices"))},
            self._text(top.get("model")),
        )

    def _zone(self, key: str, node: yaml.Node) -> Zone:
        parts = self._mapping(node, f"領域 {key}", _ZONE)
        return Zone(
            key,
            self._text(parts.get("label")) or key,
            self._networks(parts.get("prefixes")),
            tuple(self._text(each) for each in self._items(parts.get("interfaces"))),
        )

    def _gateway(self, key: str, node: yaml.Node) -> Gateway:
        parts = self._mapping(node, f"ゲートウェイ {key}", _GATEWAY)
        self._needs(node, parts, f"ゲートウェイ {key}", "zone", "addresses")
        return Gateway(
            key,
            self._text(parts.get("zone")),
            self._networks(parts.get("addresses")),
            self._text(parts.get("label")),
        )

    def _device(self, key: str, node: yaml.Node) -> DeviceDeclaration:
        parts = self._mapping(node, f"機器 {key}", _DEVICE)
        self._needs(node, parts, f"機器 {key}", "interfaces")
        connects = {name: self._text(place) for name, place in self._named(parts.get("interfaces"))}
        line = node.start_mark.line + 1
        return DeviceDeclaration(key, self._text(parts.get("host")) or key, connects, line)

    def _flow(self, node: yaml.Node) -> Flow:
        parts = self._mapping(node, "flows の項目", _FLOW)
        self._needs(node, parts, "flows の項目", "from", "to")
        protocols = tuple(
            self._protocol(each) for each in self._items(parts.get("protocol"), single=True)
        )
        flow = Flow(
            self._text(parts.get("from")),
            self._text(parts.get("to")),
            self._networks(parts.get("source")),
            self._networks(parts.get("destination")),
            tuple(number for number in protocols if number is not None),
            self._numbers(parts.get("ports"), _PORT_LAST),
            self._numbers(parts.get("source_ports"), _PORT_LAST),
            self._numbers(parts.get("icmp_types"), _BYTE_LAST),
            self._text(parts.get("through")) or None,
            self._day(parts.get("until")),
            self._text(parts.get("decision")),
            self._text(parts.get("purpose")),
            node.start_mark.line + 1,
        )
        self._fits(node, flow)
        return flow

    def _fits(self, node: yaml.Node, flow: Flow) -> None:
        protocols = set(flow.protocols)
        if (flow.ports or flow.source_ports) and not (protocols and protocols <= WITH_PORTS):
            self._wrong(node, "ポートを書くときは protocol に tcp や udp を書いてください。")
        if flow.icmp_types and not (protocols and protocols <= {ICMP, ICMPV6}):
            self._wrong(
                node, "icmp_types を書くときは protocol に icmp か icmpv6 を書いてください。"
            )

    def _mapping(self, node: yaml.Node, what: str, known: set[str]) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            self._wrong(node, f"{what}は「名前: 値」の形で書いてください。")
            return {}
        found = dict(self._pairs(node))
        for key_node, _ in node.value:
            if self._key(key_node) not in known:
                words = "、".join(sorted(known))
                self._wrong(
                    key_node, f"「{self._key(key_node)}」という項目はありません（{words}）。"
                )
        return found

    def _named(self, node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node]]:
        if node is None or self._empty(node):
            return
        if not isinstance(node, yaml.MappingNode):
            self._wrong(node, "「名前: 値」の形で書いてください。")
            return
        yield from self._pairs(node)

    def _pairs(self, node: yaml.MappingNode) -> Iterator[tuple[str, yaml.Node]]:
        seen: set[str] = set()
        for key_node, value in node.value:
            key = self._key(key_node)
            if key in seen:
                self._wrong(key_node, f"「{key}」が2回書かれています。")
                continue
            seen.add(key)
            yield key, value

    @staticmethod
    def _key(node: yaml.Node) -> str:
        return node.value if isinstance(node, yaml.ScalarNode) else ""

    def _items(self, node: yaml.Node | None, *, single: bool = False) -> list[yaml.Node]:
        if node is None or self._empty(node):
            return []
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        if not single:
            self._wrong(node, "一覧（[ ] か、行頭の -）で書いてください。")
        return [node]

    @staticmethod
    def _empty(node: yaml.Node) -> bool:
        return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"

    def _text(self, node: yaml.Node | None) -> str:
        if node is None or self._empty(node):
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self._wrong(node, "一つの値を書いてください。")
            return ""
        return str(node.value)

    def _networks(self, node: yaml.Node | None) -> tuple[str, ...]:
        return tuple(
            text for each in self._items(node, single=True) if (text := self._network(each))
        )

    def _network(self, node: yaml.Node) -> str:
        return self._parsed(
            node,
            lambda text: str(ip_network(text)),
            "はアドレスの範囲ではありません（例: 10.10.0.0/16）。",
            "",
        )

    def _parsed(self, node: yaml.Node, parse: Callable[[str], T], why: str, other: T) -> T:
        text = self._text(node)
        try:
            return parse(text)
        except ValueError:
            self._wrong(node, f"「{text}」{why}")
            return other

    def _protocol(self, node: yaml.Node) -> int | None:
        return self._parsed(
            node,
            _protocol_number,
            "というプロトコルは知りません（tcp、udp、icmp、番号など）。",
            None,
        )

    def _numbers(self, node: yaml.Node | None, last: int) -> Spans:
        return normal(
            self._parsed(
                each,
                lambda text: _span(text, last),
                "は番号か範囲（例: 80、8000-8010）ではありません。",
                (1, 0),
            )
            for each in self._items(node, single=True)
        )

    def _day(self, node: yaml.Node | None) -> date | None:
        if node is None or self._empty(node):
            return None
        return self._parsed(
            node, date.fromisoformat, "は日付ではありません（例: 2027-03-31）。", date.min
        )

    def _needs(self, node: yaml.Node, parts: dict[str, yaml.Node], what: str, *names: str) -> None:
        for name in names:
            if name not in parts:
                self._wrong(node, f"{what}に {name}: がありません。")

    def _wrong(self, node: yaml.Node | None, message: str) -> None:
        line = node.start_mark.line + 1 if node is not None else 1
        self.problems.append(f"{self.name}:{line}行目: {message}")


def _protocol_number(text: str) -> int:
    number = PROTOCOLS.get(text.lower())
    if number is None:
        number = int(text)
        if not 0 <= number <= _BYTE_LAST:
            raise ValueError(text)
    return number


def _span(text: str, last: int) -> tuple[int, int]:
    first, _, end = text.partition("-")
    low, high = int(first), int(end or first)
    if not 0 <= low <= high <= last:
        raise ValueError(text)
    return low, high
