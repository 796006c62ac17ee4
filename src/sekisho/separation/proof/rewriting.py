"""What translations mean for comparing two configurations of a device.

A source rewritten after everything else decided makes no difference to what passes. Addresses
rewritten in the same way, before anything differs, leave the same packets to be decided on. Where
neither holds, two configurations cannot be compared packet by packet.
"""

from collections.abc import Iterator
from dataclasses import replace

from sekisho.separation.device import Device
from sekisho.separation.rules import Action, Chain, Origin, Rule, Stage, Translation

_PASSING = frozenset({Action.TRANSLATE, Action.PERMIT, Action.CONTINUE, Action.RETURN})
_NOWHERE = Origin("", 0)


def seen(device: Device) -> Device:
    """Return a device without the source translations that come last and stop nothing."""
    kept = in_order(device)
    while kept and _rewrites_sources(device, kept[-1]):
        kept = kept[:-1]
    return device if len(kept) == len(device.stages) else replace(device, stages=kept)


def in_order(device: Device) -> tuple[Stage, ...]:
    """Return a device's stages as a packet meets them."""
    return tuple(sorted(device.stages, key=lambda stage: stage.order))


def shared(old: Device, new: Device) -> int:
    """Return how many first stages hold all translations and are the same in both devices.

    Raises `ValueError` where translations differ, or give one of several values: which of them a
    packet gets nobody can say.
    """
    count = max(_until_last_translation(old), _until_last_translation(new))
    if not count:
        return 0
    parts = [_parts(device, in_order(device)[:count]) for device in (old, new)]
    if parts[0] != parts[1] or not _settled(old, in_order(old)[:count]):
        raise ValueError("translations")
    return count


def _until_last_translation(device: Device) -> int:
    stages = in_order(device)
    places = [at for at, stage in enumerate(stages, 1) if any(_translations(device, stage))]
    return max(places, default=0)


def _parts(device: Device, stages: tuple[Stage, ...]) -> tuple[object, ...]:
    """Return stages with their chains, without where and how they are written."""
    chains = {chain.name: chain for stage in stages for chain in _chains(device, stage.chain)}
    return (
        stages,
        device.reassembles,
        {
            name: (chain.default, tuple(map(_bare, chain.rules)))
            for name, chain in sorted(chains.items())
        },
    )


def _bare(rule: Rule) -> Rule:
    return rule._replace(origin=_NOWHERE, text="")


def _settled(device: Device, stages: tuple[Stage, ...]) -> bool:
    return all(_single(to) for stage in stages for to in _translations(device, stage))


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
