"""Labelled traffic from one seed: what an office does, and what hostile software does among it.

Everything is columns of numpy from the beginning (a week of 200 terminals are a million rows). The
laws: nothing of the ordinary part is hostile, every hostile part is told with its key.
"""

from dataclasses import dataclass, field
from ipaddress import ip_address

import numpy as np
import pyarrow as pa

from sekisho.detection.storing import SCHEMA
from sekisho.detection.times import SECOND
from sekisho.detection.values import ends

HOUR = 3_600
MONDAY = 1_795_964_400 * SECOND  # 30 November 2026, 00:00 in Asia/Tokyo
OFFICE = (8.5 * HOUR, 17.5 * HOUR)
INSIDE = ((0xFFFF << 32 | int(ip_address("10.0.0.0")), 0xFFFF << 32 | int(ip_address("10.255.255.255"))),)  # fmt: skip


def host(number):
    return f"10.20.{number // 250}.{number % 250 + 1}"


@dataclass
class Traffic:
    """Rows collected as columns."""

    parts: list = field(default_factory=list)

    def add(self, seconds, **columns):
        """Add events at seconds after the first day began; other columns are values or arrays."""
        at = MONDAY + (np.asarray(seconds) * SECOND).astype(np.int64)
        if len(at):
            self.parts.append((at, columns))

    def connections(self, seconds, source, peer, sent=500, **more):
        self.add(
            seconds, source_ip=source, destination_domain=peer, source_bytes=sent,
            event_category="network", event_type="connection", event_outcome="success", **more,
        )  # fmt: skip

    def questions(self, seconds, source, names):
        self.add(
            seconds, source_ip=source, dns_question_name=names, dns_question_type="TXT",
            event_category="network", event_type="info", event_outcome="success", network_protocol="dns",
        )  # fmt: skip

    def sign_ins(self, seconds, user, source, outcome="success"):
        self.add(seconds, user_name=user, source_ip=source, event_category="authentication",
                 event_type="start", event_action="login", event_outcome=outcome)  # fmt: skip

    def table(self):
        """Return all events as a table of the schema, by time."""
        at = np.concatenate([part[0] for part in self.parts])
        order = np.argsort(at, kind="stable")
        names = sorted({name for _, columns in self.parts for name in columns})
        found = {name: self._column(name).take(pa.array(order)) for name in names}
        for side in ("source", "destination"):
            if f"{side}_ip" in found:
                found[f"{side}_ip_key"] = _keys(found[f"{side}_ip"])
        found |= {
            "ts_us": pa.array(at[order]),
            "log_delivery": pa.repeat(pa.scalar("generated"), len(at)),
            "log_position": pa.array(np.arange(1, len(at) + 1)),
            "log_source": found.get("log_source", pa.nulls(len(at), pa.string())).fill_null("fw"),
        }
        size = len(at)
        return pa.Table.from_arrays(
            [found[f.name].cast(f.type) if f.name in found else pa.nulls(size, f.type) for f in SCHEMA],
            schema=SCHEMA,
        )  # fmt: skip

    def _column(self, name):
        kind = SCHEMA.field(name).type
        pieces = []
        for at, columns in self.parts:
            value = columns.get(name)
            if value is None:
                pieces.append(pa.nulls(len(at), kind))
            elif np.ndim(value) == 0:
                pieces.append(pa.repeat(pa.scalar(value, kind), len(at)))
            else:
                pieces.append(pa.array(value, kind))
        return pa.concat_arrays(pieces)


def _keys(addresses):
    encoded = addresses.dictionary_encode()
    known = [ends(each)[1] if each else None for each in encoded.dictionary.to_pylist()]
    return pa.array(known, pa.string()).take(encoded.indices)


# What hostile software does ---------------------------------------------------------------------


def beacon(chance, period, jitter, drop, *, office, days):
    """Return the seconds of the calls of one beacon over days from Monday."""
    found = []
    for day in range(days):
        begin, end = OFFICE if office else (0, 24 * HOUR)
        count = int((end - begin) / period / max(1 - jitter, 0.4)) + 10
        gaps = (
            period * (1 + chance.uniform(-jitter, jitter, count))
            if jitter
            else np.full(count, period)
        )
        at = begin + chance.uniform(0, period) + np.cumsum(gaps)
        at = at[at < end]
        found.append(day * 24 * HOUR + at[chance.random(len(at)) >= drop])
    return np.concatenate(found)


_BASE32 = np.array(list("abcdefghijklmnopqrstuvwxyz234567"))
_HEX = np.array(list("0123456789abcdef"))
_BASE64 = np.array(list("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"))


def tunnel_names(chance, count, domain):
    """Return names that carry data, as the tunnels in use write them (letters are folded)."""
    letters = (_BASE32, _HEX, _BASE64)[chance.integers(3)]
    size = int(chance.integers(20, 60))
    labels = ["".join(chance.choice(letters, size)).lower() for _ in range(count)]
    if chance.random() < 0.5:
        labels = [f"{label[: size // 2]}.{label[size // 2 :]}" for label in labels]
    return [f"{label}.{domain}" for label in labels]


# What people and programs do --------------------------------------------------------------------


def chance_calls(chance, mean, *, office, days):
    """Return calls at random: no beat at all."""
    found = []
    for day in range(days):
        begin, end = OFFICE if office else (0, 24 * HOUR)
        found.append(
            day * 24 * HOUR + chance.uniform(begin, end, chance.poisson((end - begin) / mean))
        )
    return np.sort(np.concatenate(found))


def browsing(chance, days, sessions):
    """Return the clicks of sittings over office hours."""
    found = [np.zeros(0)]
    for day in range(days):
        for begin in chance.uniform(*OFFICE, chance.poisson(sessions)):
            gaps = chance.exponential(chance.choice([3, 10, 30]), chance.integers(3, 40))
            found.append(day * 24 * HOUR + begin + np.cumsum(gaps))
    return np.sort(np.concatenate(found))


_WORDS = [
    "www",
    "mail",
    "img",
    "static",
    "login",
    "cdn",
    "api",
    "assets",
    "shop",
    "news",
    "files",
    "m",
]


def ordinary_names(chance, domain, kind):
    """Return what is asked of one ordinary domain: a site, a content network, a list of viruses."""
    if kind == "site":
        picked = chance.choice(_WORDS, chance.integers(1, 6), replace=False)
        return [f"{word}.{domain}" for word in chance.choice(picked, chance.integers(1, 60))]
    if kind == "shards":  # many short names, asked again and again
        count = int(chance.integers(20, 120))
        return [
            f"e{chance.integers(2_000)}.dsc{chance.choice(list('abg'))}.{domain}"
            for _ in range(count)
        ]
    if kind == "hashed":  # a handful of long unreadable names
        own = ["".join(chance.choice(_HEX, 32)) for _ in range(chance.integers(2, 12))]
        return [f"{chance.choice(own)}.{domain}" for _ in range(chance.integers(10, 200))]
    count = int(chance.integers(40, 150))  # words joined, all different, no digits
    return [
        "-".join(chance.choice(_WORDS, 4)) + f"{'' if k % 9 else k}.{domain}" for k in range(count)
    ]
