"""Monitoring of the sample: a firewall and a proxy heard for a day, one rule, two alerts."""

from datetime import datetime, timedelta

from django.conf import settings

from sekisho.collect import Spool, sealed_segments
from sekisho.detection.times import micros
from sekisho.web.monitoring import actions
from sekisho.web.monitoring.actions.keeping import SourceEntry
from sekisho.web.monitoring.models import Alert, LogClass
from sekisho.web.organization.models import Person

_FIREWALL, _PROXY = "tcp-10.20.0.1", "file-squid"
_HOURS = 24
_ADMIN_HOUR = 22  # somebody opens a page of administration
_TERMINALS = 11
_SPREAD = 3_000  # seconds of an hour in which pages are fetched
_VISITED = (  # one service permitted, one registered and permitted to nobody
    "http://www.example.lg.jp/", "http://yoyaku.example/", "http://www.example.lg.jp/",
    "http://nittei.example/", "http://okurimono.example/",
)  # fmt: skip
_PEOPLE = ("kubota", "hamada", "nishida")
_RULE = """\
title: 管理画面への接続
id: 5d1b1a7e-9a58-4d3c-9d4e-2f6a1c7b8e90
status: test
logsource:
  category: proxy
detection:
  admin:
    c-uri|contains: '/admin/'
  condition: admin
level: medium
"""


def make_monitoring(by: Person, *, at: datetime) -> None:
    """Register sources, lay a day's logs down as the receiver would, and answer one alert."""
    begun = at - timedelta(hours=_HOURS)
    for name, channel, kind, required in (
        ("境界ファイアウォール", _FIREWALL, "netfilter", True),
        ("プロキシ", _PROXY, "squid", False),
    ):
        entry = SourceEntry(
            name, channel, kind, LogClass.BOUNDARY, required=required, silent_minutes=120
        )
        actions.register_source(entry=entry, by=by, at=begun)
    actions.import_rules(name="kanri.yml", untrusted=_RULE.encode(), by=by, at=at)
    _lay(begun)
    segments = list(sealed_segments(settings.COLLECT_SPOOL))
    actions.record(segments=segments, at=at)
    actions.forget(segments)
    words = "庁内の点検のため、情報担当が許可を得て行った接続試験でした。"
    for alert in Alert.objects.open().filter(rule__startswith="zone-"):
        actions.explain(alert=alert, words=words, by=by, at=at)


def _lay(begun: datetime) -> None:
    with Spool(settings.COLLECT_SPOOL) as spool:
        for hour in range(1, _HOURS + 1):
            at = begun + timedelta(hours=hour) - timedelta(minutes=1)
            busy = 4 + 3 * (hour % 7)
            spool.append(_FIREWALL, _packets(at, busy, wrong=hour == 20), busy, micros(at))  # noqa: PLR2004
            spool.append(_PROXY, _pages(at, busy // 2, hour), busy // 2, micros(at))
            spool.flush()
            spool.commit()
            spool.seal(before_us=micros(at) + 1, larger=1)


def _packets(at: datetime, number: int, *, wrong: bool) -> bytes:
    """Return packets of terminals to their own server, and a forbidden one if asked for."""
    ends = [(f"10.20.0.{31 + each}", "10.20.0.10") for each in range(number - wrong)]
    ends += [("10.20.0.44", "198.51.100.23")] * wrong
    return b"".join(
        f"<4>{at:%Y-%m-%dT%H:%M:%S%z} fw1 kernel: accept: IN=eth1 OUT=eth0 SRC={source} "
        f"DST={destination} LEN=60 PROTO=TCP SPT=40{each:03} DPT=443 SYN\n".encode()
        for each, (source, destination) in enumerate(ends)
    )


def _pages(at: datetime, number: int, hour: int) -> bytes:
    """Return the pages of an hour as Squid writes them; people go elsewhere and at other times.

    Whoever asks for the same page every hour on the hour is taken for a program that calls home.
    """
    paths = [_VISITED[(3 * each + hour) % len(_VISITED)] for each in range(number)]
    if hour == _ADMIN_HOUR:
        paths[0] = "http://kanri.example.jp/admin/"
    ends = [(7 * each + 5 * hour) % _TERMINALS for each in range(number)]
    times = sorted((1_117 * each + 613 * hour) % _SPREAD for each in range(number))
    return b"".join(
        f"{at.timestamp() - _SPREAD + after:.3f}    120 10.20.0.{31 + end} TCP_MISS/200 4512 "
        f"GET {path} {_PEOPLE[end % len(_PEOPLE)]} HIER_DIRECT/203.0.113.8 text/html\n".encode()
        for after, end, path in zip(times, ends, paths, strict=True)
    )
