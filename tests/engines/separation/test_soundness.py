"""The prover against counting out every packet of a small world.

With nothing unknown the verdict must be exact. With unknown conditions: proven only if no packet
may cross, violated only if one surely does.
"""

import random
from datetime import date

import pytest
from tests.engines.separation import small

from sekisho.separation import Limits, Verdict, follow, verify

AT = date(2026, 12, 1)
SETS = 30  # a batch; the full run counts out a hundred thousand


def judged(seed, **how):
    chance = random.Random(seed)
    device, flows = small.device(chance, **how), small.flows(chance)
    alone = Limits(second_opinion_rules=0, hint_rules=0)  # the verdict hangs on neither
    found = verify(
        small.policy(flows), [device], at=AT, limits=Limits() if seed % 10 == 0 else alone
    )
    surely, perhaps = small.crossing(device, flows)
    for violation in found.violations:
        assert follow(device, violation.packet).permitted
        assert violation.path
    return found, surely, perhaps


def pairs(found):
    return {(v.source_zone, v.destination_zone, v.packet.family) for v in found.violations}


def exact(seed, **how):
    found, surely, perhaps = judged(seed, **how)
    assert surely == perhaps
    assert pairs(found) == surely, seed
    assert found.verdict is (Verdict.VIOLATED if surely else Verdict.PROVEN)


def sound(seed, **how):
    found, surely, perhaps = judged(seed, unknown=True, **how)
    told = pairs(found)
    assert told <= surely, seed
    assert perhaps <= told | set(found.possible), seed
    if found.verdict is Verdict.PROVEN:
        assert not perhaps


@pytest.mark.parametrize("batch", range(4))
def test_understood_rules_are_judged_exactly(batch):
    for seed in range(batch * SETS, (batch + 1) * SETS):
        exact(seed)


@pytest.mark.parametrize("batch", range(2))
def test_translated_packets_are_judged_exactly(batch):
    for seed in range(batch * SETS, (batch + 1) * SETS):
        exact(seed, nat=True)


@pytest.mark.parametrize("batch", range(2))
def test_what_is_not_understood_never_makes_a_verdict_wrong(batch):
    for seed in range(batch * SETS, (batch + 1) * SETS):
        sound(seed)
        sound(seed, nat=True)


@pytest.mark.full
@pytest.mark.parametrize("batch", range(100))
def test_a_hundred_thousand_rule_sets(batch):
    for seed in range(10_000 + batch * 1000, 11_000 + batch * 1000):
        how = {"nat": seed % 5 == 0, "size": 3 + seed % 4}
        if seed % 3:
            exact(seed, **how)
        else:
            sound(seed, **how)
