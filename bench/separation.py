"""Measures reading, proving and finding a counter-example, both families, against other provers.

Usage: python bench/separation.py [--sizes 1000,10000,100000] [--tiles 1000,10000] [--peers]
                                  [--svg FILE]
Figures are CPU seconds of this process; the collector is off, as in the command. The limits are
the time merely to read the file's bytes, and to take its JSON apart. `--peers` adds the decision
diagrams, z3 (SecGuru's encoding, one pair of zones in IPv4 only, up to 10,000 rules), and aerleon's
aclcheck (ONE packet where we answer for all) if it is installed: it is no dependency of ours.
The curve of growth is printed at the end, one letter a measurement on logarithmic axes, and drawn
into FILE (`docs/separation-growth.svg` is one) with the aims as dashed lines.
"""

import argparse
import gc
import json
import math
import random
import resource
import tempfile
import time
from datetime import date
from functools import partial
from pathlib import Path

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
    compile_nftables,
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
    """Return nft rules: permits inside zones and of flows, 15 % denies; none stops the leak."""
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
                    port({"range": sorted(chance.randrange(5000, 65536) for _ in range(2))}),
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


def bare_reading(text):
    """Return the CPU seconds to read a file of this text, and to take its JSON apart."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ruleset.json"
        path.write_text(text, "utf-8")
        raw, _ = cpu(partial(path.read_text, "utf-8"))
    apart, _ = cpu(partial(json.loads, text))
    return raw, apart


def saved(chance, count):
    """Return the lines of `iptables-save` with as many rules."""
    head = ["*filter", ":FORWARD DROP [0:0]"]
    lines = [
        f"-A FORWARD -s 10.20.{chance.randrange(256)}.{chance.randrange(256)}/32 "
        f"-d 203.0.113.{chance.randrange(256)}/32 -p tcp -m tcp --dport {chance.randrange(65536)} "
        f"-j {chance.choice(('ACCEPT', 'ACCEPT', 'DROP'))}"
        for _ in range(count)
    ]
    return "\n".join([*head, *lines, "COMMIT", ""])


def measure_saved(size):
    """Read `iptables-save` against splitting its lines into words."""
    text = saved(random.Random(size), size)
    bare, _ = cpu(lambda: [line.split() for line in text.splitlines()])
    parse, device = cpu(partial(read_config, Config("bench", text)))
    if device.not_understood:
        raise SystemExit("iptables: not understood")
    CURVE.append(("i", size, parse))
    print(
        f"{size:>7} lines iptables  words only {bare:6.3f}  read {parse:6.2f} "
        f"({size / parse:9,.0f}/s, {parse / bare:.0f} x)  peak {memory()} MB",
        flush=True,
    )


def measure_compile(size):
    """Compile a policy of as many flows to nftables."""
    flows = [
        {
            "from": "lgwan",
            "to": "internet",
            "destination": [f"203.{number >> 8 & 255}.{number & 255}.0/24"],
            "protocol": "tcp",
            "ports": [443],
        }
        for number in range(size)
    ]
    policy = read_policy(policy_text(flows))
    spent, text = cpu(partial(compile_nftables, policy, at=AT))
    CURVE.append(("c", size, spent))
    print(f"{size:>7} flows compiled {spent:6.3f}  ({len(text) // 1024} KiB of rules)", flush=True)


CURVE = []  # letter, size, seconds


def plot():
    """Print the measurements on logarithmic axes."""
    width, height = 64, 18
    sizes = [size for _, size, _ in CURVE]
    spent = [max(seconds, 1e-3) for *_, seconds in CURVE]
    left, right = math.log10(min(sizes)), math.log10(max(sizes)) or 1
    low, high = math.log10(min(spent)), math.log10(max(spent))
    grid = [[" "] * (width + 1) for _ in range(height + 1)]
    for letter, size, seconds in CURVE:
        x = round((math.log10(size) - left) / ((right - left) or 1) * width)
        y = round((math.log10(max(seconds, 1e-3)) - low) / ((high - low) or 1) * height)
        grid[height - y][x] = letter
    print("\nr read nft, p proven, l leak found, t tiles, i read iptables, c compile (CPU s)")
    for at, line in enumerate(grid):
        label = 10 ** (high - (high - low) * at / height)
        print(f"{label:9.3f} |{''.join(line)}")
    print(f"{'':9} +{'-' * width}\n{'':11}{min(sizes)} … {max(sizes)} rules")


SERIES = {  # letter: what it is, its colour, how its points are drawn
    "r": ("read, nft JSON", "#00118f", "circle"),
    "i": ("read, iptables-save", "#0066be", "square"),
    "p": ("proven", "#197a4b", "circle"),
    "l": ("refuted with a packet", "#ec0000", "square"),
    "t": ("tiling denies", "#8b4d00", "circle"),
    "c": ("compiled", "#626264", "square"),
}
AIMS = {"proof at 100,000 rules: 1 s": 1.0, "tiling denies at 10,000: 2.5 s": 2.5}
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 860, 560, 80, 30, 60
RIGHT = 230  # room for the legend


def drawn():
    """Return the curve of growth as SVG: decades on both axes, one line a series."""
    sizes = [size for _, size, _ in CURVE]
    low, high = math.floor(math.log10(min(sizes))), math.ceil(math.log10(max(sizes)))
    least, most = -3, math.ceil(math.log10(max(seconds for *_, seconds in CURVE)))

    def x(size):
        return LEFT + (math.log10(size) - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    def y(seconds):
        share = (math.log10(max(seconds, 1e-3)) - least) / (most - least)
        return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)

    head = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
    parts = [
        f'<svg {head} font-family="sans-serif" font-size="13">',
        "<title>CPU seconds by number of rules</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    for power in range(low, high + 1):
        at = x(10**power)
        parts.append(f'<path d="M{at:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#d8d8db"/>')
        label = f"{10**power:,}"
        parts.append(
            f'<text x="{at:.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{label}</text>'
        )
    for power in range(least, most + 1):
        at = y(10.0**power)
        parts.append(f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="#d8d8db"/>')
        parts.append(
            f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{10.0**power:g} s</text>'
        )
    for words, seconds in AIMS.items():
        at = y(seconds)
        parts.append(
            f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="#626264" stroke-dasharray="5 4"/>'
            f'<text x="{LEFT + 6}" y="{at - 5:.1f}" fill="#626264">aim, {words}</text>'
        )
    for place, (letter, (words, colour, form)) in enumerate(SERIES.items()):
        points = sorted((size, seconds) for each, size, seconds in CURVE if each == letter)
        if points:
            parts += line([(x(size), y(seconds)) for size, seconds in points], colour, form)
            at = TOP + 24 * place + 12
            parts += mark(WIDTH - RIGHT + 24, at, colour, form)
            parts.append(f'<text x="{WIDTH - RIGHT + 38}" y="{at + 4}">{words}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(
        f'<text x="{middle}" y="{HEIGHT - 14}" text-anchor="middle">rules, flows or lines</text>'
    )
    parts.append(f'<text x="14" y="{TOP - 10}">CPU</text></svg>')
    return "\n".join(parts) + "\n"


def line(points, colour, form):
    """Return a series; the worst of each size joined, so that two cases make one line."""
    worst = {}
    for at, height in points:
        worst[round(at, 1)] = min(height, worst.get(round(at, 1), height))
    path = "M" + "L".join(f"{at} {height:.1f}" for at, height in sorted(worst.items()))
    yield f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    for at, height in points:
        yield from mark(at, height, colour, form)


def mark(at, height, colour, form):
    if form == "circle":
        yield f'<circle cx="{at:.1f}" cy="{height:.1f}" r="4" fill="{colour}"/>'
    else:
        yield f'<rect x="{at - 4:.1f}" y="{height - 4:.1f}" width="8" height="8" fill="{colour}"/>'


def measure(size, *, peers):
    chance = random.Random(size)
    flows = permitted(chance)
    policy = read_policy(policy_text(flows))
    for leak in (False, True):
        text = ruleset(rules(chance, size, flows, leak=leak))
        raw, bare = bare_reading(text)
        parse, device = cpu(partial(read_config, Config("bench", text)))
        prove, found = cpu(partial(proven, policy, device))
        expected = Verdict.VIOLATED if leak else Verdict.PROVEN
        if found.verdict is not expected:
            raise SystemExit(f"{size}: {found.verdict} {found.reason}")
        CURVE.extend([("r", size, parse), ("l" if leak else "p", size, prove)])
        print(
            f"{size:>7} rules {'one leak' if leak else 'clean':<9} file {raw:5.3f}  json.loads {bare:5.2f}  read {parse:6.2f} "
            f"({size / parse:9,.0f}/s, {parse / bare:.1f} x json)  {found.verdict} {prove:6.3f}  peak {memory()} MB",
            flush=True,
        )
        if peers and leak:
            peer_figures(device, policy, size)


def peer_figures(device, policy, size):
    from separation_peers import aclcheck, diagrams, z3

    for name, work in (("diagrams", diagrams), ("z3", z3), ("aclcheck", aclcheck)):
        print(f"{size:>7}       {name}: {work(device, policy, size)}", flush=True)


def measure_tiles(size):
    policy = read_policy(policy_text([]))
    for hole in (False, True):
        device = tiles(size, hole=hole)
        count = device.rules
        prove, found = cpu(partial(proven, policy, device))
        CURVE.append(("t", count, prove))
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
    parser.add_argument("--svg", type=Path)
    args = parser.parse_args()
    gc.disable()
    for size in filter(None, args.sizes.split(",")):
        measure(int(size), peers=args.peers)
    for size in filter(None, args.tiles.split(",")):
        measure_tiles(int(size))
    for size in filter(None, args.sizes.split(",")):
        measure_saved(int(size))
    measure_compile(10_000)
    plot()
    if args.svg:
        args.svg.write_text(drawn(), "utf-8")


if __name__ == "__main__":
    main()
