"""Measures reading logs into typed Parquet, the zone check, rules and detectors, and what they get right.

Usage: python bench/detection.py [--parts reading,zones,rules,behaviour,quality] [--lines N] [--flows N]
                                 [--seeds 11,12]
Figures are CPU seconds of this process (all its threads) and the wall beside them. The limit of
reading is DuckDB merely reading the same file with declared columns, which keeps neither the record
nor the maker's own fields, recognises no repetition and gives no digest; it is printed with every
kind. `quality` prints recall and false alerts on seeds the thresholds never saw.
"""

import argparse
import io
import json
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import duckdb
import ibis
import numpy as np
import pyarrow as pa
from tests.engines.detection.labelled import beacons, recall, tunnels
from tests.engines.detection.office import office
from tests.engines.detection.traffic import INSIDE, MONDAY, Traffic

from sekisho.detection import Delivery, Log, LogSource
from sekisho.detection.detectors import DETECTORS, Setting, behaviour
from sekisho.detection.detectors.telling import told
from sekisho.detection.rules import compiled, matched, read_rules, shipped_rules
from sekisho.detection.storing import Store
from sekisho.detection.times import DAY
from sekisho.detection.zoning import Permit, ZoneCheck, ZoneSpan

MAPPED = 0xFFFF << 32
BY_ID = {each.id: each for each in DETECTORS}


class Clock:
    """CPU and wall of what stands within; `cpu` includes every thread."""

    def __enter__(self):
        self._cpu, self._wall = time.process_time(), time.perf_counter()
        return self

    def __exit__(self, *_):
        self.cpu, self.wall = time.process_time() - self._cpu, time.perf_counter() - self._wall


def memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


# Reading ----------------------------------------------------------------------------------------


def eve(number):
    kind = ("flow", "dns", "http", "tls")[number % 4]
    at = f"2026-11-30T10:{number // 3600 % 60:02}:{number // 60 % 60:02}.{number % 1_000_000:06}+0900"
    parts = {
        "flow": {"pkts_toserver": number % 90, "pkts_toclient": 4, "bytes_toserver": number * 7 % 99_999,
                 "bytes_toclient": 4_000, "start": at, "end": at, "age": 3, "state": "closed", "alerted": False},
        "dns": {"type": "query", "id": number % 65_536, "rrname": f"h{number % 5_000}.example", "rrtype": "A", "tx_id": 0},
        "http": {"hostname": f"w{number % 900}.example", "url": f"/a/{number}", "http_user_agent": "Mozilla/5.0 (X11)",
                 "http_method": "GET", "protocol": "HTTP/1.1", "status": 200, "length": 1_234},
        "tls": {"subject": "CN=x", "issuerdn": "CN=y", "serial": "00:11", "sni": f"w{number % 900}.example", "version": "TLS 1.3"},
    }  # fmt: skip
    return json.dumps({"timestamp": at, "flow_id": 10**15 + number, "in_iface": "eth1", "event_type": kind,
                       "src_ip": f"10.20.{number % 200}.{number % 250}", "src_port": 49_152 + number % 16_000,
                       "dest_ip": f"203.0.113.{number % 250}", "dest_port": 443, "proto": "TCP", kind: parts[kind]})  # fmt: skip


def zeek(number):
    return json.dumps({"ts": 1_795_996_800 + number / 1_000 + 0.000123, "uid": f"C{number:017x}",
                       "id.orig_h": f"10.20.{number % 200}.{number % 250}", "id.orig_p": 49_152 + number % 16_000,
                       "id.resp_h": f"203.0.113.{number % 250}", "id.resp_p": 443, "proto": "tcp", "service": "ssl",
                       "duration": 0.123456, "orig_bytes": number % 99_999, "resp_bytes": 2_000, "conn_state": "SF",
                       "history": "ShADad", "orig_pkts": 10, "orig_ip_bytes": 900, "resp_pkts": 9, "resp_ip_bytes": 3_000})  # fmt: skip


def packet(number):
    return (
        f"2026-11-30T10:{number // 3600 % 60:02}:{number // 60 % 60:02}+09:00 fw kernel: accept IN=eth1 OUT=eth0 "
        f"SRC=10.20.{number % 200}.{number % 250} DST=203.0.113.{number % 250} LEN=60 PROTO=TCP SPT={49_152 + number % 16_000} DPT=443 SYN"
    )


_FLOW = 'STRUCT(pkts_toserver BIGINT, pkts_toclient BIGINT, bytes_toserver BIGINT, bytes_toclient BIGINT, "start" VARCHAR, "end" VARCHAR)'  # fmt: skip
_EVE = {
    "timestamp": "VARCHAR", "flow_id": "BIGINT", "in_iface": "VARCHAR", "event_type": "VARCHAR", "src_ip": "VARCHAR",
    "src_port": "BIGINT", "dest_ip": "VARCHAR", "dest_port": "BIGINT", "proto": "VARCHAR", "flow": _FLOW,
    "dns": "STRUCT(rrname VARCHAR, rrtype VARCHAR)", "http": "STRUCT(hostname VARCHAR, url VARCHAR, status BIGINT)",
    "tls": "STRUCT(sni VARCHAR)",
}  # fmt: skip
_ZEEK = dict.fromkeys(("uid", "id.orig_h", "id.resp_h", "proto", "service", "conn_state", "history"), "VARCHAR") | {
    "ts": "DOUBLE", "duration": "DOUBLE",
} | dict.fromkeys(("id.orig_p", "id.resp_p", "orig_bytes", "resp_bytes", "orig_pkts", "resp_pkts"), "BIGINT")  # fmt: skip
_PACKET = r"SELECT regexp_extract(line, 'SRC=(\S+) DST=(\S+) .*PROTO=(\S+) SPT=(\d+) DPT=(\d+)', ['a','b','c','d','e']) FROM read_csv('{}', columns={{'line': 'VARCHAR'}}, delim='\x01', header=false, quote='', escape='')"  # fmt: skip
KINDS = {"suricata": (eve, _EVE), "zeek-json": (zeek, _ZEEK), "netfilter": (packet, None)}


def reading(lines):
    print(f"\nReading {lines:,} lines into typed Parquet, the record and its own fields kept:")
    for kind, (line, columns) in KINDS.items():
        data = "".join(f"{line(number)}\n" for number in range(lines)).encode()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "a.log")
            path.write_bytes(data)
            ours, limit = _ours(kind, data, Path(folder, "store")), _merely(path, columns)
        print(f"  {kind:10} {lines / ours.cpu:>9,.0f}/CPU-s {lines / ours.wall:>9,.0f}/s   DuckDB merely reading "
              f"{lines / limit.cpu:>9,.0f}/CPU-s {lines / limit.wall:>9,.0f}/s   {memory():,} MB")  # fmt: skip


def _ours(kind, data, folder):
    log = Log(io.BytesIO(data), Delivery("a", 10**16, MONDAY), LogSource("s", kind))
    store = Store(folder)
    with Clock() as clock:
        for batch in log.batches():
            store.append(batch.events)
    assert log.counts.not_understood == 0, log.counts
    return clock


def _merely(path, columns):
    con = duckdb.connect()
    con.execute("SET threads = 2")
    told = f"SELECT * FROM read_json('{path}', format='newline_delimited', columns={columns})"
    with Clock() as clock:
        con.execute(
            f"COPY ({told if columns else _PACKET.format(path)}) TO '{path}.parquet' (FORMAT parquet, COMPRESSION zstd)"
        )
    return clock


# Zones, rules, behaviour ------------------------------------------------------------------------


def flows(count, seed=5):
    """Return flows between sixteen zones of a body and the outside, as a table of the schema."""
    chance, traffic = np.random.default_rng(seed), Traffic()
    inside = np.array(
        [f"10.{zone}.{n // 200}.{n % 200 + 1}" for zone in range(16) for n in range(400)]
    )
    outside = np.array([f"203.0.{n // 250}.{n % 250 + 1}" for n in range(2_000)])
    traffic.add(
        np.sort(chance.uniform(0, 86_400, count)), source_ip=chance.choice(inside, count),
        destination_ip=np.where(chance.random(count) < 0.5, chance.choice(inside, count), chance.choice(outside, count)),
        source_port=chance.integers(1_024, 65_536, count), destination_port=chance.choice([25, 53, 80, 443, 445], count),
        network_iana_number=6, source_bytes=chance.integers(100, 10**5, count), event_category="network",
        event_type="connection", event_dataset="zeek",
    )  # fmt: skip
    return traffic.table()


AT_ONCE = 500_000  # flows made together
ASKED = (
    "source_ip_key", "destination_ip_key", "network_iana_number", "source_port", "destination_port", "icmp_type",
    "ts_us", "event_category", "event_type", "one_way", "duplicate", "log_delivery", "log_position",
)  # fmt: skip


def zones(count):
    """Judge flows of which half are wrong, and flows of which next to none is."""
    seeds = range(5, 5 + max(1, count // AT_ONCE))
    tables = [flows(min(count, AT_ONCE), seed).select(ASKED) for seed in seeds]
    limit = _grouped(tables)
    print(f"\nZone check of {count:,} flows; DuckDB merely grouping them by ends, protocol and port: {limit.cpu:.2f} CPU-s, {limit.wall:.2f} s")  # fmt: skip
    for name, permits in (("half wrong", _permits(1, 443)), ("few wrong", _permits(15, 445)[:-1])):
        check = ZoneCheck(_spans(), permits)
        with Clock() as clock:
            for table in tables:
                for batch in table.to_batches(max_chunksize=200_000):
                    check.judge(type(table).from_batches([batch]))
            tally = check.finish()
        print(f"  {name}: {clock.cpu:.2f} CPU-s, {clock.wall:.2f} s ({count / clock.cpu:,.0f}/CPU-s), {memory():,} MB")  # fmt: skip
        told_ = (f"{kind.name.lower()} {number:,}" for kind, number in tally.counts.items())
        print("    " + ", ".join(told_))


def _spans():
    spans = [
        ZoneSpan(MAPPED | 10 << 24 | n << 16, MAPPED | 10 << 24 | n << 16 | 0xFFFF, f"z{n}")
        for n in range(16)
    ]
    return [*spans, ZoneSpan(MAPPED | 0xCB000000, MAPPED | 0xCB00FFFF, "internet")]


def _permits(others, last):
    """Return permits outward and to so many other zones, for the ports up to the last."""
    everywhere = ((0, (1 << 128) - 1),)
    ports = [each for each in (25, 53, 80, 443, 445) if each <= last]
    return [
        Permit(f"p{a}-{b}-{port}", f"z{a}", b, everywhere, everywhere, ((6, 6),), destination_ports=((port, port),))
        for a in range(16) for b in ("internet", *(f"z{(a + n + 1) % 16}" for n in range(others))) for port in ports
    ]  # fmt: skip


def _grouped(tables):
    con = duckdb.connect()
    con.execute("SET threads = 2")
    everything = pa.concat_tables(tables)
    con.register("flows", everything)
    with Clock() as clock:
        con.execute(
            "SELECT source_ip_key, destination_ip_key, network_iana_number, destination_port, count(*) FROM flows GROUP BY ALL"
        ).to_arrow_table()
    return clock


def rules(count):
    rules_, refused = read_rules(shipped_rules())
    assert not refused
    events = ibis.memtable(flows(count))
    with Clock() as compiling:
        asked, _ = compiled(events, rules_)
    with Clock() as clock:
        found = [alert for each in asked if (alert := matched(events, each)) is not None]
    print(f"\n{len(rules_)} rules over {count:,} events: {compiling.cpu:.2f} CPU-s compiling, {clock.cpu:.2f} CPU-s asking, "
          f"{clock.wall:.2f} s, {len(found)} with a finding, {memory():,} MB")  # fmt: skip


def behaviour_(_count):
    with tempfile.TemporaryDirectory() as folder:
        import pyarrow.parquet as pq

        days = 9
        table = office(3, days).table()
        place = Path(folder, "zeek", "2026-12-08")
        place.mkdir(parents=True)
        pq.write_table(table, place / "000001.parquet")
        events = Store(Path(folder)).table()
        setting = Setting(MONDAY + (days - 1) * DAY, MONDAY + days * DAY, INSIDE)
        print(
            f"\nDetectors over {table.num_rows:,} events of 200 terminals, {days} days, from Parquet:"
        )
        for detector in DETECTORS:
            with Clock() as clock:
                question = detector.ask(events, setting)
                found = [] if question is None else told(detector, question)
            print(
                f"  {detector.id:20} {clock.cpu:6.2f} CPU-s {clock.wall:6.2f} s  {len(found)} alerts"
            )


# Quality ----------------------------------------------------------------------------------------


def quality(seeds):
    for seed in seeds:
        print(f"\nSeed {seed}:")
        _beacons(seed)
        _tunnels(seed)
        days = 11
        events = ibis.memtable(office(seed, days).table())
        known, counts = set(), []
        for day in range(days - 3, days):
            alerts = {(each.rule, each.key) for each in behaviour(events, _day(day))}
            counts.append(Counter(rule for rule, _ in alerts - known))
            known |= alerts
        told_ = "; ".join(f"{each.total()} {dict(each)}" for each in counts)
        print("  200 terminals, new false alerts a day:", told_)


def _day(day):
    return Setting(MONDAY + day * DAY, MONDAY + (day + 1) * DAY, INSIDE)


def _found(detector, traffic, days):
    question = BY_ID[detector].ask(ibis.memtable(traffic.table()), _day(days - 1))
    return {alert.key for alert in told(BY_ID[detector], question)}


def _beacons(seed):
    for days in (7, 1):
        traffic, truth, ordinary = beacons(seed, repeats=2, ordinary=2_000, days=days)
        keys = _found("beacon", traffic, days)
        by_jitter = {
            j: recall(keys, truth, lambda kind, j=j: kind.jitter == j)
            for j in (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
        }
        false = len(keys - truth.keys())
        print(
            f"  beacons over {days} days, recall by jitter",
            {j: round(r, 3) for j, r in by_jitter.items()},
            f"false {false} of {ordinary}",
        )


def _tunnels(seed):
    traffic, truth, ordinary = tunnels(seed, each=200, ordinary=6_000)
    keys = _found("dns-tunnel", traffic, 1)
    found = {
        kind: recall(keys, truth, lambda each, kind=kind: each == kind)
        for kind in ("hasty", "slow")
    }
    print(
        "  DNS tunnels, recall",
        {k: round(r, 3) for k, r in found.items()},
        f"false {len(keys - truth.keys())} of {ordinary}",
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", default="reading,zones,rules,behaviour,quality")
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--flows", type=int, default=1_000_000)
    parser.add_argument("--seeds", default="11")
    args = parser.parse_args()
    parts = args.parts.split(",")
    if "reading" in parts:
        reading(args.lines)
    for name, part in (("zones", zones), ("rules", rules), ("behaviour", behaviour_)):
        if name in parts:
            part(args.flows)
    if "quality" in parts:
        quality([int(each) for each in args.seeds.split(",")])


if __name__ == "__main__":
    main()
