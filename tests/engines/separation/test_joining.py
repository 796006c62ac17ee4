"""Files that are one device: by host, or as the two families of iptables."""

from dataclasses import replace

from sekisho.separation import (
    Action,
    Chain,
    Coverage,
    Device,
    Interface,
    Origin,
    Packet,
    Rule,
    Stage,
    faults,
    follow,
    join,
)
from sekisho.separation.rules import ANY

INNER = Chain("inner", (Rule((ANY,), Action.PERMIT, Origin("a", 2)),))
OUTER = Chain("outer", (Rule((ANY,), Action.JUMP, Origin("a", 1), target="inner"),))


def device(name, vendor="test", families=(4,), host=None, default=Action.DENY):
    stages = tuple(Stage("outer", 5000, family) for family in families)
    chains = {"outer": replace(OUTER, default=default), "inner": INNER}
    return Device(
        name, vendor, frozenset(families), chains, stages, host=host, coverage=Coverage(2, 2, 0)
    )


def test_files_of_one_host_are_one_device_and_all_their_stages_apply():
    v4, v6 = device("a", families=(4,), host="fw"), device("b", families=(6,), host="FW")
    (one,) = join([v4, v6])
    assert faults(one) == ()
    assert one.families == {4, 6}
    assert one.coverage == Coverage(4, 4, 0)
    assert len(one.stages) == 2
    assert follow(one, Packet(6, "", "", 1, 2, 6)).permitted


def test_the_two_families_of_iptables_are_one_device_and_a_second_pair_is_another():
    found = join([device(name, "iptables", (family,)) for name in "ab" for family in (4, 6)])
    assert [each.families for each in found] == [frozenset({4, 6})] * 2


def test_devices_without_a_host_stay_apart_and_keep_names_of_their_own():
    found = join([device("a"), device("a"), device("b")])
    assert [each.name for each in found] == ["a", "a (2)", "b"]


def test_interfaces_told_twice_are_known_once_with_all_that_was_told():
    first = replace(device("a", host="x"), interfaces=(Interface("e0", "", ("10.0.0.1/8",)),))
    second = replace(device("b", host="x"), interfaces=(Interface("e0", "LGWAN", ("fd00::1/8",)),))
    (one,) = join([first, second])
    assert one.interfaces == (Interface("e0", "LGWAN", ("10.0.0.1/8", "fd00::1/8")),)
