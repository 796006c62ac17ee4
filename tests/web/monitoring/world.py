"""Logs laid down as the receiver would have: sealed segments in a spool."""

from datetime import timedelta

from tests.web.factories import AT, make_person

from sekisho.collect import Spool
from sekisho.detection.times import micros
from sekisho.web.monitoring import actions
from sekisho.web.monitoring.actions.keeping import SourceEntry

FIREWALL = "tcp-10.20.0.1"
RULE = """\
title: Use of the whoami name
id: 7b0a3a52-1f0e-4c43-9f0e-0b8a3a8d1c11
status: test
logsource: {product: linux, service: syslog}
detection:
  keywords: ['whoami']
  condition: keywords
level: high
"""


def keeper(**fields):
    return make_person(roles=("system-manager",), **fields)


def reader(**fields):
    return make_person(roles=("auditor",), **fields)


def packet(source, destination, port=443, at=AT):
    """One packet of a firewall that let it pass."""
    return (
        f"<4>{at:%Y-%m-%dT%H:%M:%S}+00:00 fw1 kernel: accept-out: IN=eth1 OUT=eth0 SRC={source} "
        f"DST={destination} LEN=60 PROTO=TCP SPT=40000 DPT={port} WINDOW=64240 SYN"
    ).encode()


def asked(host, user="-", client="10.20.0.31", *, result="TCP_TUNNEL/200", at=AT):
    """One request as Squid writes it down."""
    return (
        f"{at.timestamp():.3f}    120 {client} {result} 4512 CONNECT {host}:443 {user} "
        "HIER_DIRECT/203.0.113.8 -"
    ).encode()


def laid(settings, *lines, channel=FIREWALL, at=AT):
    """Lay lines down as one sealed segment that came at a time."""
    with Spool(settings.COLLECT_SPOOL) as spool:
        spool.append(channel, b"".join(each + b"\n" for each in lines), len(lines), micros(at))
        spool.flush()
        spool.commit()
        (segment,) = spool.seal(before_us=micros(at) + 1, larger=1)
    return segment


def taken(settings, at=AT):
    return actions.take_in(spool=settings.COLLECT_SPOOL, at=at + timedelta(seconds=5))


def registered(by=None, *, at=AT - timedelta(hours=1), **changed):
    words = {
        "name": "境界ファイアウォール", "channel": FIREWALL, "kind": "syslog",
        "log_class": "boundary", "required": True, "silent_minutes": 60,
    } | changed  # fmt: skip
    return actions.register_source(entry=SourceEntry(**words), by=by or keeper(), at=at)
