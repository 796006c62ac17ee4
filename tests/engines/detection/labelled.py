"""Labelled mixtures for the questions of quality: what is hostile stands in `truth` by its key."""

from dataclasses import dataclass
from itertools import product

import numpy as np
from tests.engines.detection import traffic as parts
from tests.engines.detection.traffic import HOUR, Traffic, host

HOSTS = 200
JITTERS = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
PERIODS = (60, 300, 900, 3_600)
DROPS = (0.0, 0.1, 0.2)
KINDS = ("site", "shards", "hashed", "words")


@dataclass(frozen=True)
class Kind:
    jitter: float
    period: int
    drop: float
    office: bool


def beacons(seed, *, repeats, ordinary, days=7):
    """Return traffic, the beacons by host and peer, and how many ordinary pairs there are."""
    chance, traffic, truth = np.random.default_rng(seed), Traffic(), {}
    kinds = product(JITTERS, PERIODS, DROPS, (False, True), range(repeats))
    for number, (jitter, period, drop, at_work, _) in enumerate(kinds):
        key = host(number % HOSTS), f"beacon{number}.example"
        truth[key] = Kind(jitter, period, drop, at_work)
        calls = parts.beacon(chance, period, jitter, drop, office=at_work, days=days)
        traffic.connections(calls, *key)
    for number in range(ordinary):
        traffic.connections(
            _ordinary(chance, number, days), host(number % HOSTS), f"n{number}.example"
        )
    return traffic, truth, ordinary


def _ordinary(chance, number, days):
    if number % 3 == 0:
        return parts.browsing(chance, days, chance.integers(2, 12))
    mean = float(np.exp(chance.uniform(np.log(90), np.log(7_200))))
    return parts.chance_calls(chance, mean, office=number % 3 == 1, days=days)


def tunnels(seed, *, each, ordinary):
    """Return traffic, the tunnels (`hasty`: 50 questions; `slow`: one a minute), and ordinary pairs."""
    chance, traffic, truth = np.random.default_rng(seed), Traffic(), {}
    for number in range(2 * each):
        slow = number % 2
        count = int(chance.uniform(30, 480)) if slow else 50
        begin = chance.uniform(0, 15) * HOUR
        at = begin + (60 * np.arange(count) if slow else np.sort(chance.uniform(0, 600, count)))
        key = host(number % HOSTS), f"tunnel{number}.example"
        traffic.questions(at, key[0], parts.tunnel_names(chance, count, key[1]))
        truth[key] = "slow" if slow else "hasty"
    for number in range(ordinary):
        names = parts.ordinary_names(chance, f"o{number}.example", KINDS[number % len(KINDS)])
        traffic.questions(chance.uniform(0, 24 * HOUR, len(names)), host(number % HOSTS), names)
    return traffic, truth, ordinary


def recall(keys, truth, wanted):
    """Return the share of the hostile pairs of a kind that were found."""
    kept = [key for key, kind in truth.items() if wanted(kind)]
    return sum(key in keys for key in kept) / len(kept)
