"""What stays in a process when a configuration was read and judged and let go: little, and bounded."""

import gc
import random
import tracemalloc
from datetime import date

import pytest
from tests.engines.separation.corpus import CASES

from sekisho.separation import Config, Limits, Verdict, read_config, verify
from sekisho.separation.readers.rtx.filters import ACTIONS
from sekisho.separation.spans import _KEPT, prefix

AT = date(2026, 12, 1)
MOST = 8 << 20  # bytes, with every prefix met anew: `docs/separation.md` says it
RTX = next(case for case in CASES if case.vendor == "rtx")


def network(chance):
    return f"10.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(256)}/{chance.randrange(8, 33)}"  # fmt: skip


def text(seed, count):
    """Return a router with filters of networks that no other text names."""
    chance = random.Random(seed)
    lines = ["ip lan1 address 10.20.0.1/16", "ip lan2 address 10.10.0.1/16"]
    for number in range(1, count + 1):
        what = chance.choice(sorted(ACTIONS))
        lines.append(f"ip filter {number} {what} {network(chance)} {network(chance)} tcp * 443")
    lines += [f"ip {port} secure filter in {' '.join(map(str, range(1, 40)))}" for port in ("lan1", "lan2", "pp1")]  # fmt: skip
    return "\n".join(lines) + "\n"


def judged(seed):
    device = read_config(Config("r.txt", text(seed, 5500)))
    assert not device.not_understood
    found = verify(RTX.policy, [device], at=AT, limits=Limits(second_opinion_rules=0))
    assert found.verdict is not Verdict.PROVEN


def held():
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


@pytest.fixture
def traced():
    prefix.cache_clear()
    judged(0)  # what is imported and made once
    prefix.cache_clear()
    tracemalloc.start()
    yield held()
    tracemalloc.stop()


def test_configurations_judged_one_after_the_other_leave_no_more_than_the_bound(traced):
    left = []
    for seed in range(1, 4):
        judged(seed)
        left.append(held() - traced)
    assert max(left) < MOST
    assert left[2] - left[1] < 256 << 10  # the second filled the cache; nothing grows behind it


def test_only_so_many_prefixes_are_kept():
    for number in range(_KEPT + 2000):
        prefix(f"10.{number >> 8 & 255}.{number & 255}.{number >> 16}/31")
    assert prefix.cache_info().currsize <= _KEPT
