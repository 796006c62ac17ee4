"""`separation verify --confirm`: the packet is seen to pass, in namespaces that are gone after it."""

import json
import subprocess

import pytest
from tests.cli.test_separation import ALL, ZONES, ruleset, sekisho, write  # noqa: F401
from tests.engines.separation.frames import frame as other_frame
from tests.engines.separation.kernel import needs_kernel

from sekisho.cli import confirm, confirm_peer
from sekisho.separation import Packet

SAVED = """*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A FORWARD -i eth1 -p tcp -m tcp --dport 80 -j ACCEPT
COMMIT
"""
NFT = """table inet t {
  chain f { type filter hook forward priority 0; policy drop;
    ct state established accept
    iifname "eth2" oifname "eth1" udp dport 53 accept
    iifname "eth1" oifname "eth0" icmpv6 type echo-request accept
  }
}
"""


def namespaces():
    done = subprocess.run(["ip", "netns", "list"], check=False, capture_output=True, text=True)
    return {line.split()[0] for line in done.stdout.splitlines() if line.startswith("sekisho-")}


@needs_kernel
@pytest.mark.verification
@pytest.mark.parametrize(
    ("name", "text", "family"),
    [("fw.json", ruleset(ALL), None), ("fw.nft", NFT, None), ("saved.txt", SAVED, 4)],
)
def test_a_counter_example_is_seen_to_pass_in_the_kernel(sekisho, write, name, text, family):  # noqa: F811
    before = namespaces()
    zones = ZONES if family is None else ZONES.replace(', "fd00:10::/32"', "").replace(', "fd00:20::/32"', "").replace(', "::/0"', "")  # fmt: skip
    code, out, err = sekisho(
        "verify", write("z.yaml", zones), write(name, text), "--confirm", "--json"
    )
    assert code == 1, err
    found = json.loads(out)["violations"]
    assert found
    assert [each["confirmed"] for each in found] == [True] * len(found)
    assert namespaces() == before
    shown = sekisho("verify", write("z.yaml", zones), write(name, text), "--confirm")[1]
    assert shown.count("確認済み") == len(found)


@needs_kernel
@pytest.mark.verification
def test_what_the_kernel_stops_is_not_called_confirmed():
    packet = Packet(4, "eth2", "eth0", 0x0A140001, 0xCB007119, 6, 40000, 25)

    class Told:
        def __init__(self, packet):
            self.packet, self.path = packet, ()

    closed = confirm.Rules("nftables", 4, NFT)
    told = [Told(packet), Told(Packet(4, "eth2", "eth1", 0x0A140001, 0x0A0A0001, 17, 40000, 53))]
    told[0].path = told[1].path = (type("Step", (), {"device": "fw"}),)
    assert confirm.confirmed(told, [closed]) == [False, True]


@needs_kernel
@pytest.mark.verification
def test_rules_the_kernel_refuses_are_told_and_nothing_is_left_behind():
    before = namespaces()
    packet = Packet(4, "a", "b", 1 << 28, 1 << 29, 6, 1, 2)
    told = type("Told", (), {"packet": packet, "path": (type("Step", (), {"device": "fw"}),)})
    with pytest.raises(confirm.NotTriedError, match="カーネル"):
        confirm.confirmed([told], [confirm.Rules("nftables", 4, "no ruleset at all")])
    assert namespaces() == before


def test_without_root_or_for_another_vendor_nothing_is_tried(sekisho, write, monkeypatch):  # noqa: F811
    monkeypatch.setattr(confirm.os, "geteuid", lambda: 1000)
    code, out, err = sekisho(
        "verify", write("z.yaml", ZONES), write("fw.json", ruleset(ALL)), "--confirm", "--json"
    )
    assert code == 1
    assert {each["confirmed"] for each in json.loads(out)["violations"]} == {None}
    assert "root" in err
    cisco = "interface Gi0/0\n description LGWAN接続系\n ip address 10.20.0.1 255.255.0.0\n"
    cisco += "interface Gi0/1\n description マイナンバー事務系\n ip address 10.10.0.1 255.255.0.0\n"
    four = (
        ZONES.replace(', "fd00:20::/32"', "")
        .replace(', "fd00:10::/32"', "")
        .replace(', "::/0"', "")
    )
    code, out, err = sekisho(
        "verify", write("z.yaml", four), write("ios.txt", cisco), "--confirm", "--json"
    )
    assert code == 1
    assert "nftables か iptables" in err


def test_without_the_option_the_fields_are_as_they_were(sekisho, write):  # noqa: F811
    _, out, _ = sekisho("verify", write("z.yaml", ZONES), write("fw.json", ruleset(ALL)), "--json")
    assert all(
        set(each) == {"from", "to", "packet", "path"} for each in json.loads(out)["violations"]
    )


@pytest.mark.parametrize("protocol", [6, 17, 1, 47])
def test_frames_are_those_another_builder_makes(protocol):
    packet = Packet(4, "a", "b", 0x0A000001, 0x0A090909, protocol, 8, 44)
    assert confirm_peer.frame(confirm._job(packet), 7)[12:] == other_frame(packet, 7)[12:]
    six = Packet(
        6, "a", "b", 0xFD << 120, 0xFD << 120 | 7, 58 if protocol == 1 else protocol, 128, 0
    )
    assert confirm_peer.frame(confirm._job(six), 7)[12:] == other_frame(six, 7)[12:]
