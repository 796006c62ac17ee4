"""Measures reading, proving and finding a counter-example, both families, against other provers.

Usage: python bench/separation.py [--sizes 1000,10000,100000] [--tiles 1000,10000] [--peers]
Figures are CPU seconds of this process. `--peers` adds the decision diagrams and z3 (SecGuru's
encoding, one pair of zones in IPv4 only, up to 10,000 rules).
"""

import argparse
import gc
import json
import random
import resource
import time
from datetime import date
from functools import partial

from sekisho.separation import (
    Action,
    Chain,
    Config,
    Device,
    Limits,
    Match,
    Order,
    Origin,
    Rule,
    Stage,
    Verdict,
    read_config,
    read_policy,
    verify,
)

AT = date(2026, 12, 1)
NETS = {"mynumber": (10 << 24 | 10 << 16, 0xFD000010), "lgwan": (10 << 24 | 20 << 16, 0xFD000020)}


def policy_text(flows):
    head = """zones:
  mynumber: {prefixes: [10.10.0.0/16, "fd00:10::/32"], interfaces: [eth1]}
  lgwan: {prefixes: [10.20.0.0/16, "fd00:20::/32"], interfaces: [eth2]}
  internet: {prefixes: ["0.0.0.0/0", "::/0"], interfaces: [eth0]}
flows:
"""
    return head + "".join(f"  - {json.dumps(flow)}\n" for flow in flows)


def permitted(chance, count=44):
    """Return flows from lgwan to hosts outside, both families."""
    found = []
    for number in range(count):
        host = f"203.0.113.{number}/32" if number % 2 else f"2001:db8::{number:x}/128"
        port = chance.choice((25, 53, 80, 443, 587))
        found.append(
            {
                "from": "lgwan",
                "to": "internet",
                "destination": [host],
                "protocol": "tcp",
                "ports": [port],
            }
        )
    return found


def address(chance, zone, family):
    v4, _v6 = NETS[zone]
    if family == 4:
        bits = chance.choice((32, 32, 28, 24))
        base = (v4 | chance.getrandbits(16)) >> (32 - bits) << (32 - bits)
        return ".".join(str(base >> shift & 255) for shift in (24, 16, 8, 0)), bits
    return f"fd00:{'10' if zone == 'mynumber' else '20'}::{chance.getrandbits(16):x}", 128


def prefix(text, bits):
    return {"prefix": {"addr": text, "len": bits}} if bits not in {32, 128} else text


def rules(chance, count, flows, *, leak):
    """Return nft rules: permits inside zones and of flows, 15 % denies, a drop at the end."""
    made = []
    for number in range(count):
        family = chance.choice((4, 6))
        ip = "ip" if family == 4 else "ip6"
        roll = chance.random()
        if leak and number == count * 4 // 5:
            made.append(
                [
                    match("ip", "saddr", "10.20.3.7"),
                    match("ip", "daddr", "198.51.100.9"),
                    port(4444),
                    ACCEPT,
                ]
            )
        elif roll < 0.4:
            zone = chance.choice(tuple(NETS))
            made.append(
                [
                    match(ip, "saddr", prefix(*address(chance, zone, family))),
                    match(ip, "daddr", prefix(*address(chance, zone, family))),
                    port(chance.randrange(65536)),
                    ACCEPT,
                ]
            )
        elif roll < 0.55:
            zone = chance.choice(tuple(NETS))
            made.append(
                [
                    match(ip, "saddr", prefix(*address(chance, zone, family))),
                    port({"range": sorted((chance.randrange(65536), chance.randrange(65536)))}),
                    {"drop": None},
                ]
            )
        else:
            flow = chance.choice(flows)
            host = flow["destination"][0].split("/")[0]
            ip = "ip6" if ":" in host else "ip"
            source = address(chance, "lgwan", 6 if ":" in host else 4)
            made.append(
                [
                    match(ip, "saddr", prefix(*source)),
                    match(ip, "daddr", host),
                    port(flow["ports"][0]),
                    ACCEPT,
                ]
            )
    return made


def match(protocol, field, value):
    left = {"payload": {"protocol": protocol, "field": field}}
    return {"match": {"op": "==", "left": left, "right": value}}


def port(value):
    return match("tcp", "dport", value)


ACCEPT = {"accept": None}


def ruleset(made):
    chain = {
        "family": "inet",
        "table": "t",
        "name": "f",
        "type": "filter",
        "hook": "forward",
        "prio": 0,
        "policy": "drop",
    }
    listed = [{"table": {"family": "inet", "name": "t"}}, {"chain": chain}]
    listed += [
        {"rule": {"family": "inet", "table": "t", "chain": "f", "expr": expr}} for expr in made
    ]
    return json.dumps({"nftables": listed})


def tiles(count, *, hole):
    """Return a device whose denies exactly tile lgwan → mynumber in four dimensions."""
    side = round(count**0.25)
    source, destination = NETS["lgwan"][0], NETS["mynumber"][0]
    cuts = [[top * at // side for at in range(side + 1)] for top in (65536, 65536, 65536, 65536)]
    found = []
    for a in range(side):
        for b in range(side):
            for c in range(side):
                for d in range(side):
                    found.append(
                        Match(
                            4,
                            protocol=((6, 6),),
                            source=((source + cuts[0][a], source + cuts[0][a + 1] - 1),),
                            destination=(
                                (destination + cuts[1][b], destination + cuts[1][b + 1] - 1),
                            ),
                            source_port=((cuts[2][c], cuts[2][c + 1] - 1),),
                            destination_port=((cuts[3][d], cuts[3][d + 1] - 1),),
                        )
                    )
    random.Random(1).shuffle(found)
    if hole:
        found.pop()
    broad = Match(
        4,
        protocol=((6, 6),),
        source=((source, source + 65535),),
        destination=((destination, destination + 65535),),
    )
    made = [Rule((each,), Action.DENY, Origin("tiles", n + 1)) for n, each in enumerate(found)]
    made.append(Rule((broad,), Action.PERMIT, Origin("tiles", len(made) + 1)))
    stages = (Stage("f", Order.FORWARD),)
    chains = {"f": Chain("f", tuple(made))}
    return Device("tiles", "bench", frozenset({4, 6}), chains, stages, reassembles=True)


def cpu(work):
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def proven(policy, device):
    """Return the verdict of the first engine alone."""
    return verify(policy, [device], at=AT, limits=Limits(second_opinion_rules=0))


def measure(size, *, peers):
    chance = random.Random(size)
    flows = permitted(chance)
    policy = read_policy(policy_text(flows))
    for leak in (False, True):
        text = ruleset(rules(chance, size, flows, leak=leak))
        bare, _ = cpu(partial(json.loads, text))
        parse, device = cpu(partial(read_config, Config("bench", text)))
        gc.freeze()  # the command switches the collector off for the same reason
        prove, found = cpu(partial(proven, policy, device))
        gc.unfreeze()
        expected = Verdict.VIOLATED if leak else Verdict.PROVEN
        if found.verdict is not expected:
            raise SystemExit(f"{size}: {found.verdict} {found.reason}")
        print(
            f"{size:>7} rules {'one leak' if leak else 'clean':<9} json.loads {bare:6.2f}  read {parse:6.2f} "
            f"({size / parse:9,.0f}/s)  {found.verdict} {prove:6.3f}  peak {memory()} MB",
            flush=True,
        )
        if peers and leak:
            peer_figures(device, policy, size)


def peer_figures(device, policy, size):
    from separation_peers import diagrams, z3

    for name, work in (("diagrams", diagrams), ("z3", z3)):
        print(f"{size:>7}       {name}: {work(device, policy, size)}", flush=True)


def measure_tiles(size):
    policy = read_policy(policy_text([]))
    for hole in (False, True):
        device = tiles(size, hole=hole)
        count = device.rules
        prove, found = cpu(partial(proven, policy, device))
        print(
            f"{count:>7} tiling denies {'one hole' if hole else 'closed':<9} {found.verdict} {prove:6.3f}  peak {memory()} MB",
            flush=True,
        )
        if (found.verdict is Verdict.VIOLATED) != hole:
            raise SystemExit("wrong verdict")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--tiles", default="1000,10000")
    parser.add_argument("--peers", action="store_true")
    args = parser.parse_args()
    for size in filter(None, args.sizes.split(",")):
        measure(int(size), peers=args.peers)
    for size in filter(None, args.tiles.split(",")):
        measure_tiles(int(size))


if __name__ == "__main__":
    main()
