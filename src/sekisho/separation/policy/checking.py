"""Contradictions and overlaps in a zone policy.

`problems` are contradictions: no proof is made of a policy that has one. `notices` are overlaps
and leftovers a person should know about. Both name the line and say what to do.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import combinations

from sekisho.separation.device import Notice
from sekisho.separation.policy.model import Flow, Policy
from sekisho.separation.policy.regions import FAMILIES, addresses, permits, regions
from sekisho.separation.sentences import Sentence
from sekisho.separation.spans import difference, intersection, prefix


def problems(policy: Policy) -> Iterator[Sentence]:
    """Yield the contradictions, each beginning with its place (":12行目: …" or ": …")."""
    yield from _zones(policy)
    for gateway in policy.gateways.values():
        if gateway.zone not in policy.zones:
            words = f": ゲートウェイ {gateway.id}: 「{gateway.zone}」という領域はありません。"
            yield Sentence(words, "gateway-zone-unknown", gateway.label or gateway.id, gateway.zone)
    yield from _devices(policy)
    found = {family: regions(policy, family) for family in FAMILIES}
    for flow in policy.flows:
        yield from (each.placed(f":{flow.line}行目: ") for each in _flow(policy, flow, found))


def _zones(policy: Policy) -> Iterator[Sentence]:
    for left, right in combinations(policy.zones.values(), 2):
        for text in sorted(
            {prefix(t) for t in left.prefixes} & {prefix(t) for t in right.prefixes}
        ):
            shown = next(t for t in left.prefixes if prefix(t) == text)
            words = f": {shown} が領域 {left.id} と {right.id} の両方にあります。"
            yield Sentence(words, "prefix-in-two-zones", shown, left.label, right.label)
        for name in sorted(set(left.interfaces) & set(right.interfaces)):
            words = f": インターフェース {name} が領域 {left.id} と {right.id} の両方にあります。"
            yield Sentence(words, "interface-in-zones", name, left.label, right.label)


def _devices(policy: Policy) -> Iterator[Sentence]:
    met: dict[str, int] = {}
    for device in policy.devices.values():
        for place in set(device.connects.values()):
            met[place] = met.get(place, 0) + 1
    for device in policy.devices.values():
        for name, place in device.connects.items():
            if place not in policy.zones and met[place] == 1:
                words = (
                    f":{device.line}行目: 機器 {device.id} の {name} がつながる「{place}」は、"
                    "領域でも、ほかの機器とのつなぎでもありません。"
                )
                yield Sentence(words, "link-to-nowhere", device.host, name, place)


def _flow(
    policy: Policy, flow: Flow, found: dict[int, dict[str, tuple[tuple[int, int], ...]]]
) -> Iterator[Sentence]:
    ends = (flow.source_zone, flow.destination_zone)
    unknown = [zone for zone in ends if zone not in policy.zones]
    for zone in unknown:
        yield Sentence(f"「{zone}」という領域はありません。", "zone-unknown", zone)
    if unknown:
        return
    if ends[0] == ends[1]:
        words = "from と to が同じ領域です。領域の中の通信は書く必要がありません。"
        yield Sentence(words, "same-zone")
    for zone, texts, word in (
        (ends[0], flow.sources, "source"),
        (ends[1], flow.destinations, "destination"),
    ):
        for text in texts:
            family, spans = prefix(text)
            if difference(spans, found[family][zone]):
                words = f"{word} の {text} は領域 {zone} の外にはみ出しています。"
                yield Sentence(words, f"{word}-outside", text, policy.zones[zone].label)
    yield from _through(policy, flow)


def _through(policy: Policy, flow: Flow) -> Iterator[Sentence]:
    if flow.through is None:
        return
    gateway = policy.gateways.get(flow.through)
    if gateway is None:
        words = f"「{flow.through}」というゲートウェイはありません。"
        yield Sentence(words, "gateway-unknown", flow.through)
        return
    given = {flow.source_zone: flow.sources, flow.destination_zone: flow.destinations}
    for family in FAMILIES:
        hosts = addresses(gateway.addresses, family)
        beside = difference(addresses(given.get(gateway.zone, ()), family), hosts)
        if beside:
            words = f"ゲートウェイ {gateway.id} のほかの住所が相手先に含まれています。"
            yield Sentence(words, "beside-the-gateway", gateway.label or gateway.id)
            return


def notices(policy: Policy, at: date | datetime) -> tuple[Notice, ...]:
    """Return overlaps and leftovers: nested zones, flows that say the same, flows that ended."""
    return (*_nested(policy), *_ended(policy, at), *_covered(policy, policy.flows_in_force(at)))


def _nested(policy: Policy) -> Iterator[Notice]:
    for left, right in combinations(policy.zones.values(), 2):
        for family in FAMILIES:
            a, b = addresses(left.prefixes, family), addresses(right.prefixes, family)
            if intersection(a, b) and not _is_rest(a) and not _is_rest(b):
                yield Notice(
                    "zones-overlap",
                    f"領域 {left.label} と {right.label} の IPv{family} の範囲が重なっています。"
                    "細かい方の範囲の領域として扱います。",
                    figures=(left.label, right.label, str(family)),
                )


def _is_rest(spans: tuple[tuple[int, int], ...]) -> bool:
    """Say whether a zone is "what lies in no other zone"."""
    return len(spans) == 1 and spans[0][0] == 0 and (spans[0][1] + 1).bit_length() in {33, 129}


def _ended(policy: Policy, at: date | datetime) -> Iterator[Notice]:
    for flow in policy.flows:
        if not flow.in_force(at):
            yield Notice(
                "flow-ended",
                f"{flow.line}行目の許可する通信は {flow.until} に終わりました。"
                "許可として扱いません。",
                figures=(str(flow.line), str(flow.until)),
            )


_MANY = 2000  # flows beyond which pairs are not compared


def _covered(policy: Policy, flows: Iterable[Flow]) -> Iterator[Notice]:
    """Yield flows whose every packet another flow in force permits too."""
    rows = [
        [each for family in FAMILIES for each in permits(policy, [flow], family)] for flow in flows
    ]
    if len(rows) > _MANY:
        return
    for left, right in combinations([row for row in rows if row], 2):
        for inner, outer in ((left, right), (right, left)):
            if all(any(_inside(part, whole) for whole in outer) for part in inner):
                yield Notice(
                    "flow-covered",
                    f"{inner[0].flow.line}行目の許可する通信は、"
                    f"{outer[0].flow.line}行目に全て含まれています。どちらか一方にしてください。",
                    figures=(_what(inner[0].flow), _what(outer[0].flow)),
                )
                break


def _what(flow: Flow) -> str:
    """Return what a flow goes by for people: the number of its decision, else its line."""
    return flow.decision or str(flow.line)


def _inside(part: object, whole: object) -> bool:
    names = ("protocols", "sources", "destinations", "source_ports", "destination_ports")
    ends = ("source_zone", "destination_zone")
    return all(getattr(part, name) == getattr(whole, name) for name in ends) and all(
        not difference(getattr(part, name), getattr(whole, name)) for name in names
    )
