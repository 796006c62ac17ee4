"""How many lines a second each reader takes, of configurations with 50,000 lines and more.

Usage: python bench/readers.py [--lines 50000] [--profile VENDOR]
Figures are processor seconds of this process, the best of three texts that differ in every address;
the collector is off, as in the command. Beside each stands the limit: the time merely to split the same text into words (for JSON,
to take it apart). Every configuration is wholly understood, or the run stops: a reader that gives
up early would be fast. The aim is 100,000 lines a second.
"""

import argparse
import cProfile
import gc
import json
import pstats
import random
import time
from collections.abc import Callable, Iterator

from sekisho.separation import Config, read_config

AIM = 100_000  # lines a second
RUNS = 3
PORTS = (25, 53, 80, 443, 587, 8080)


def host(chance: random.Random) -> str:
    return f"10.{chance.choice((10, 20))}.{chance.randrange(256)}.{chance.randrange(256)}"


def ios(count: int, chance: random.Random) -> Iterator[str]:
    yield from ("version 17.6", "hostname r", "ip access-list extended IN")
    for _ in range(count):
        what = chance.choice(("permit", "deny"))
        port = chance.choice(PORTS)
        yield f" {what} tcp host {host(chance)} {host(chance)} 0.0.0.255 eq {port}"
    yield from ("interface GigabitEthernet0/0/0", " ip address 10.10.0.1 255.255.0.0",
                " ip access-group IN in")  # fmt: skip


def asa(count: int, chance: random.Random) -> Iterator[str]:
    yield from ("ASA Version 9.16(4)", "hostname a", "interface GigabitEthernet0/0",
                " nameif inside", " security-level 100", " ip address 10.10.0.1 255.255.0.0",
                "interface GigabitEthernet0/1", " nameif outside", " security-level 0",
                " ip address 203.0.113.1 255.255.255.0")  # fmt: skip
    for number in range(count // 20):
        yield f"object network h{number}"
        yield f" host {host(chance)}"
    for _ in range(count - count // 10):
        end = chance.choice((f"host {host(chance)}", f"object h{chance.randrange(count // 20)}"))
        what, port = chance.choice(("permit", "deny")), chance.choice(PORTS)
        yield f"access-list IN extended {what} tcp host {host(chance)} {end} eq {port}"
    yield "access-group IN in interface inside"


def junos(count: int, chance: random.Random) -> Iterator[str]:
    yield "set version 21.4R3"
    yield "set security zones security-zone in interfaces ge-0/0/1.0"
    yield "set security zones security-zone out interfaces ge-0/0/2.0"
    for number in range(count // 10):
        yield f"set security address-book global address h{number} {host(chance)}/32"
    for number in range(count // 5):
        head = f"set security policies from-zone in to-zone out policy p{number}"
        yield f"{head} match source-address h{chance.randrange(count // 10)}"
        yield f"{head} match destination-address h{chance.randrange(count // 10)}"
        yield f"{head} match application {chance.choice(('junos-http', 'junos-https', 'junos-smtp'))}"
        yield f"{head} then {chance.choice(('permit', 'deny'))}"
        if number % 2:
            yield f"{head} then log session-close"


def fortigate(count: int, chance: random.Random) -> Iterator[str]:
    yield "#config-version=FGT60F-7.2.8-FW-build1639-240313:opmode=0:vdom=0:user=admin"
    yield from ("config firewall address",)
    names = count // 32
    for number in range(names):
        yield from (f'    edit "h{number}"', f"        set subnet {host(chance)} 255.255.255.255",
                    "    next")  # fmt: skip
    yield from ("end", "config firewall policy")
    for number in range(count // 11):
        yield from (
            f"    edit {number + 1}", f'        set name "p{number}"', '        set srcintf "port1"',
            '        set dstintf "port2"', f'        set srcaddr "h{chance.randrange(names)}"',
            f'        set dstaddr "h{chance.randrange(names)}"',
            f"        set action {chance.choice(('accept', 'deny'))}",
            '        set schedule "always"', '        set service "HTTPS"',
            "        set logtraffic all", "    next",
        )  # fmt: skip
    yield "end"


def rtx(count: int, chance: random.Random) -> Iterator[str]:
    yield from ("# RTX1220 Rev.15.04.06", "ip lan1 address 10.20.0.1/16",
                "ip lan2 address 10.10.0.1/16")  # fmt: skip
    for number in range(1, count + 1):
        what, port = chance.choice(("pass", "reject")), chance.choice(PORTS)
        yield f"ip filter {number} {what} {host(chance)} {host(chance)}/24 tcp * {port}"
    applied = " ".join(str(number) for number in range(1, count + 1, max(1, count // 100)))
    yield f"ip lan1 secure filter in {applied}"


def iptables(count: int, chance: random.Random) -> Iterator[str]:
    yield from ("*filter", ":INPUT ACCEPT [0:0]", ":FORWARD DROP [0:0]", ":OUTPUT ACCEPT [0:0]")
    for _ in range(count):
        what, port = chance.choice(("ACCEPT", "DROP")), chance.choice(PORTS)
        yield (f"-A FORWARD -s {host(chance)}/32 -d {host(chance)}/32 -i eth1 -p tcp -m tcp "
               f"--dport {port} -j {what}")  # fmt: skip
    yield "COMMIT"


def nftables(count: int, chance: random.Random) -> Iterator[str]:
    """`nft -j list ruleset`: here a line is a rule."""
    chain = {"family": "inet", "table": "t", "name": "f", "handle": 1, "type": "filter",
             "hook": "forward", "prio": 0, "policy": "drop"}  # fmt: skip
    said = [{"metainfo": {"version": "1.0.6", "json_schema_version": 1}},
            {"table": {"family": "inet", "name": "t", "handle": 1}}, {"chain": chain}]  # fmt: skip
    for number in range(count):
        field = [
            {"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": way}}, "right": host(chance)}}
            for way in ("saddr", "daddr")
        ]  # fmt: skip
        field.append(
            {"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": chance.choice(PORTS)}}
        )  # fmt: skip
        rule = {"family": "inet", "table": "t", "chain": "f", "handle": number + 9,
                "expr": [*field, {chance.choice(("accept", "drop")): None}]}  # fmt: skip
        said.append({"rule": rule})
    yield json.dumps({"nftables": said})


VENDORS: dict[str, Callable[[int, random.Random], Iterator[str]]] = {
    "nftables": nftables,
    "iptables": iptables,
    "ios": ios,
    "asa": asa,
    "junos": junos,
    "fortigate": fortigate,
    "rtx": rtx,
}


def best(work: Callable[[str], object], texts: list[str]) -> float:
    """Processor seconds of the fastest run, each with a text not met before."""
    spent = []
    for text in texts:
        begin = time.process_time()
        work(text)
        spent.append(time.process_time() - begin)
    return min(spent)


def limit(vendor: str, texts: list[str]) -> float:
    """What no reader can be faster than."""
    if vendor == "nftables":
        return best(json.loads, texts)
    return best(lambda text: [line.split() for line in text.splitlines()], texts)


def measured(vendor: str, count: int, *, profile: bool) -> None:
    """Print one reader's figures."""
    seeds = range(5, 5 + RUNS + 1)
    texts = ["\n".join(VENDORS[vendor](count, random.Random(seed))) + "\n" for seed in seeds]
    first = texts.pop()
    config = Config(f"{vendor}.txt", first)
    device = read_config(config)
    assert not device.not_understood, device.not_understood[:5]
    lines = device.coverage.lines
    taken = best(lambda text: read_config(Config(f"{vendor}.txt", text)), texts)
    late = " " if lines / taken >= AIM else "!"
    print(
        f"{vendor:<10} {lines:>7} lines  read {taken:6.2f} s  {lines / taken:>9,.0f} lines/s{late} "
        f" limit {limit(vendor, texts):5.2f} s",
        flush=True,
    )
    if profile:
        found = cProfile.Profile()
        found.runcall(read_config, config)
        pstats.Stats(found).sort_stats("tottime").print_stats(28)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=50_000)
    parser.add_argument("--profile", choices=sorted(VENDORS))
    given = parser.parse_args()
    gc.disable()
    for vendor in [given.profile] if given.profile else VENDORS:
        measured(vendor, given.lines, profile=bool(given.profile))


if __name__ == "__main__":
    main()
