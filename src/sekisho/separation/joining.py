"""Configurations given together that are one device.

Files are one device when they name the same host, or are the two families of iptables without a
host name. Their stages are all gone through; chains of the same name keep apart by file number.
"""

from collections.abc import Iterable
from dataclasses import replace

from sekisho.separation.device import Device, Interface
from sekisho.separation.rules import Action, Chain, Rule

_FAMILIES_OF_ONE = frozenset({"iptables"})  # vendors that save each family in a file of its own


def join(devices: Iterable[Device]) -> tuple[Device, ...]:
    """Return the devices with those that are one put together, in the order first met."""
    groups: dict[object, list[Device]] = {}
    for number, device in enumerate(devices):
        groups.setdefault(_key(device, number, groups), []).append(device)
    return _named(tuple(_together(group) for group in groups.values()))


def _key(device: Device, number: int, groups: dict[object, list[Device]]) -> object:
    if device.host:
        return ("host", device.host.casefold())
    if device.vendor in _FAMILIES_OF_ONE:
        return ("families", _pair(device, groups))
    return number


def _pair(device: Device, groups: dict[object, list[Device]]) -> int:
    """Return the number of the first pair of families that still lacks this device's."""
    number = 0
    while any(other.families & device.families for other in groups.get(("families", number), ())):
        number += 1
    return number


def _together(group: list[Device]) -> Device:
    if len(group) == 1:
        return group[0]
    parts = [_renamed(device, f"{number}/") for number, device in enumerate(group, 1)]
    return replace(
        parts[0],
        families=frozenset().union(*(part.families for part in parts)),
        chains={name: chain for part in parts for name, chain in part.chains.items()},
        stages=tuple(stage for part in parts for stage in part.stages),
        interfaces=_interfaces(parts),
        interfaces_complete=any(part.interfaces_complete for part in parts),
        reassembles=any(part.reassembles for part in parts),
        warnings=tuple(notice for part in parts for notice in part.warnings),
        not_understood=tuple(line for part in parts for line in part.not_understood),
        coverage=sum((part.coverage for part in parts[1:]), parts[0].coverage),
    )


def _renamed(device: Device, mark: str) -> Device:
    return replace(
        device,
        chains={mark + name: _renamed_chain(each, mark) for name, each in device.chains.items()},
        stages=tuple(replace(stage, chain=mark + stage.chain) for stage in device.stages),
    )


def _renamed_chain(chain: Chain, mark: str) -> Chain:
    rules = tuple(_renamed_rule(rule, mark) for rule in chain.rules)
    return replace(chain, name=mark + chain.name, rules=rules)


def _renamed_rule(rule: Rule, mark: str) -> Rule:
    if rule.action in {Action.JUMP, Action.GOTO} and rule.target is not None:
        return rule._replace(target=mark + rule.target)
    return rule


def _interfaces(parts: list[Device]) -> tuple[Interface, ...]:
    found: dict[str, Interface] = {}
    for each in (interface for part in parts for interface in part.interfaces):
        known = found.get(each.name, each)
        addresses = tuple(dict.fromkeys(known.addresses + each.addresses))
        found[each.name] = Interface(each.name, known.description or each.description, addresses)
    return tuple(found.values())


def _named(devices: tuple[Device, ...]) -> tuple[Device, ...]:
    """Give devices of the same name a number, so that a path names exactly one."""
    seen: dict[str, int] = {}
    named = []
    for device in devices:
        seen[device.name] = number = seen.get(device.name, 0) + 1
        named.append(device if number == 1 else replace(device, name=f"{device.name} ({number})"))
    return tuple(named)
