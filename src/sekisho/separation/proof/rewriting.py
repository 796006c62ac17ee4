"""What translations mean for comparing two configurations of a device.

A source rewritten makes no difference to what passes where nothing behind it asks where packets
come from. Every other translation has to give each packet one look: which of several a packet gets
nobody can say, and two configurations cannot be compared packet by packet then.
"""

from collections.abc import Iterator
from dataclasses import replace

from sekisho.separation.device import Device
from sekisho.separation.rules import Action, Chain, Rule, Stage, Translation

_PASSING = frozenset({Action.TRANSLATE, Action.PERMIT, Action.CONTINUE, Action.RETURN})


def seen(device: Device) -> Device:
    """Return a device without the translations that make no difference to what passes.

    Raises `ValueError` where one of those left gives one of several values.
    """
    kept: list[Stage] = []  # from behind
    for stage in sorted(device.stages, key=lambda each: -each.order):
        told_apart = any(_asks_for_source(device, each) for each in kept)
        if told_apart or not _rewrites_sources(device, stage):
            kept.append(stage)
    kept.reverse()
    if not all(_single(to) for stage in kept for to in _translations(device, stage)):
        raise ValueError("translations")
    return device if len(kept) == len(device.stages) else replace(device, stages=tuple(kept))


def _rewrites_sources(device: Device, stage: Stage) -> bool:
    """Say whether a stage only rewrites where packets come from, and lets all of them through."""
    chain = device.chains[stage.chain]
    return (
        chain.default is Action.PERMIT
        and any(rule.action is Action.TRANSLATE for rule in chain.rules)
        and all(rule.action in _PASSING and not _leads_elsewhere(rule) for rule in chain.rules)
    )


def _leads_elsewhere(rule: Rule) -> bool:
    to = rule.translation
    return to is not None and (to.destination is not None or to.destination_port is not None)


def _asks_for_source(device: Device, stage: Stage) -> bool:
    return any(
        match.source is not None or match.source_port is not None
        for chain in _chains(device, stage.chain)
        for rule in chain.rules
        for match in rule.matches
    )


def _single(to: Translation) -> bool:
    """Say whether a translation gives each packet one look."""
    return all(
        spans is None or (len(spans) == 1 and spans[0][0] == spans[0][1])
        for spans in (to.source, to.destination, to.source_port, to.destination_port)
    )


def _translations(device: Device, stage: Stage) -> Iterator[Translation]:
    for chain in _chains(device, stage.chain):
        for rule in chain.rules:
            if rule.action is Action.TRANSLATE:
                yield rule.translation or Translation()


def _chains(device: Device, name: str) -> Iterator[Chain]:
    """Yield a chain and those it leads to, each once."""
    waiting, met = [name], set()
    while waiting:
        now = waiting.pop()
        if now not in met:
            met.add(now)
            yield (chain := device.chains[now])
            waiting += [rule.target for rule in chain.rules if rule.target]
