"""The work of `sekisho detect`: every log read into a store of its own, then asked."""

import argparse
import gzip
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import BinaryIO

from sekisho.cli.inputs import fail, now, policy_of, text_of
from sekisho.detection import Counts, Delivery, DetectionError, Log, LogSource, Seen, shown
from sekisho.detection.alerts import Alert, ranked
from sekisho.detection.detectors import PRIVATE, Setting, behaviour
from sekisho.detection.rules import Refused, compiled, found_by, read_rules, shipped_rules
from sekisho.detection.storing import Store, arrow, day_of
from sekisho.detection.times import DAY, TOKYO, micros, moment
from sekisho.detection.zoning import Permit, ZoneCheck, ZoneSpan, alert_of
from sekisho.separation import FAMILIES, Policy, SeparationError, Spans, permits, regions

OK, ALERTS = 0, 1
_RULE_BYTES = 1 << 20
_GZIP = b"\x1f\x8b"
_MAPPED = 0xFFFF << 32
_SHOWN = 20
_WHY = 5  # reasons of what was not understood, told one by one


@dataclass(slots=True)
class Found:
    """What was read, and what was found in it."""

    events: int = 0
    not_understood: int = 0
    codes: Counter[tuple[str, str]] = field(default_factory=Counter)  # file and reason
    duplicates: int = 0
    implausible: int = 0
    alerts: list[Alert] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)  # rules that were not evaluated


def run(args: argparse.Namespace) -> int:
    """Read, ask, tell."""
    try:
        policy = policy_of(args.zones) if args.zones else None
        with tempfile.TemporaryDirectory(prefix="sekisho-detect-") as folder:
            found = _found(args, policy, Store(Path(folder)))
    except (OSError, EOFError, UnicodeError, SeparationError, DetectionError) as error:
        return fail(args, error)
    if not found.events and found.not_understood:
        return fail(args, DetectionError("どの記録も読めませんでした。種類を確かめてください。"))
    _tell(args, found)
    return ALERTS if found.alerts else OK


def _found(args: argparse.Namespace, policy: Policy | None, store: Store) -> Found:
    work = _Work(_received(args.at), store, None if policy is None else zone_check(policy))
    for path in args.logs:
        work.read(path)
    if work.check is not None and policy is not None:
        work.found.alerts += [alert_of(each, _label(policy)) for each in work.check.finish().wrong]
    texts = shipped_rules() if args.own_rules else {}
    if args.rules is not None:
        texts |= _texts(args.rules)
    if texts or args.rules is not None:
        _by_rules(texts, store, work.found)
    if args.behaviour:
        work.found.alerts += _by_behaviour(store)
    work.found.alerts = ranked(work.found.alerts)
    return work.found


def _by_rules(texts: dict[str, str], store: Store, found: Found) -> None:
    """Ask every rule of what was read; what is not evaluated is told by name."""
    rules, refused = read_rules(texts)
    events = store.table()
    asked, more = compiled(events, rules)
    found.alerts += found_by(events, asked)
    found.refused += [*refused, *more]


def _by_behaviour(store: Store) -> list[Alert]:
    """Judge the last day (in Japan) of what was read; the days before are its past."""
    events = store.table()
    last = events.ts_us.max().to_pyarrow().as_py()
    if last is None:
        return []
    begin = micros(datetime.combine(day_of(last), time(), TOKYO))
    return behaviour(events, Setting(begin, begin + DAY, PRIVATE))


def _texts(folder: Path) -> dict[str, str]:
    if not folder.is_dir():
        raise DetectionError(f"{folder}: 規則のフォルダーがありません。")
    paths = sorted(path for path in folder.rglob("*") if path.suffix in {".yml", ".yaml"})
    return {
        str(path.relative_to(folder)): text_of(path, _RULE_BYTES)
        for path in paths
        if path.is_file()
    }


@dataclass(slots=True)
class _Work:
    received: int
    store: Store
    check: ZoneCheck | None
    found: Found = field(default_factory=Found)
    seen: Seen = field(default_factory=Seen)

    def read(self, path: Path) -> None:
        """Read one log into the store, judging its flows on the way."""
        written = min(int(path.stat().st_mtime * 1_000_000), self.received)
        delivery = Delivery(str(path), self.received, written)
        with _opened(path) as stream:
            log = Log(stream, delivery, LogSource("log"), seen=self.seen)
            for batch in log.batches():
                self.store.append(batch.events)
                if self.check is not None:
                    self.check.judge(arrow(batch.events))
        self._count(delivery.name, log.counts)

    def _count(self, name: str, counts: Counts) -> None:
        found = self.found
        found.events += counts.events
        found.not_understood += counts.not_understood
        found.duplicates += counts.duplicates
        found.implausible += counts.implausible
        found.codes.update({(name, code): number for code, number in counts.codes.items()})


def _received(on: date | None) -> int:
    """Return when the logs came: now, or the end of the day named (it ends in Japan)."""
    if on is None:
        return micros(now())
    return micros(datetime.combine(on + timedelta(days=1), time(), TOKYO)) - 1


def _opened(path: Path) -> BinaryIO:
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
    return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]


def zone_check(policy: Policy) -> ZoneCheck:
    """Return the check of a zone policy."""
    return ZoneCheck(zone_spans(policy), zone_permits(policy))


def zone_spans(policy: Policy) -> list[ZoneSpan]:
    """Return where zones lie: what separation says of addresses, as 128-bit spans."""
    return [
        ZoneSpan(*_wide(pair, family), name)
        for family in FAMILIES
        for name, spans in regions(policy, family).items()
        for pair in spans
    ]


def zone_permits(policy: Policy) -> list[Permit]:
    """Return what may cross between zones, each with its end."""
    return [each for family in FAMILIES for each in _permits(policy, family)]


def _permits(policy: Policy, family: int) -> Iterator[Permit]:
    for each in permits(policy, policy.flows, family):
        until = each.flow.until
        yield Permit(
            each.flow.decision or f"{each.source_zone} → {each.destination_zone}",
            each.source_zone,
            each.destination_zone,
            _all_wide(each.sources, family),
            _all_wide(each.destinations, family),
            each.protocols,
            each.source_ports,
            each.destination_ports,
            ends_us=None if until is None else _received(until) + 1,
        )


def _wide(pair: tuple[int, int], family: int) -> tuple[int, int]:
    return pair if family == 6 else (pair[0] | _MAPPED, pair[1] | _MAPPED)  # noqa: PLR2004


def _all_wide(spans: Spans, family: int) -> Spans:
    return tuple(_wide(pair, family) for pair in spans)


def _label(policy: Policy) -> Callable[[str], str]:
    return lambda zone: policy.zones[zone].label if zone in policy.zones else "領域の外"


def _tell(args: argparse.Namespace, found: Found) -> None:
    if args.json:
        print(json.dumps(_json(found), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_lines(found)))
    for (name, code), number in found.codes.most_common(_WHY):
        print(f"{shown(name)}: 読めない記録 {number} 件（{code}）", file=sys.stderr)
    for each in found.refused:
        print(f"調べない規則 {shown(each.file)}: {shown(each.reason)}", file=sys.stderr)


def _json(found: Found) -> dict[str, object]:
    return {
        "events": found.events,
        "not_understood": found.not_understood,
        "alerts": [
            {
                "rule": each.rule,
                "at": moment(each.first_us).astimezone(TOKYO).isoformat(),
                "what": each.what,
                "rows": [{"file": name, "record": number} for name, number in each.rows],
                "level": each.level,
                "count": each.count,
            }
            for each in found.alerts
        ],
    }


def _lines(found: Found) -> Iterator[str]:
    yield f"出来事 {found.events} 件を調べました。"
    if found.not_understood:
        yield f"読めない記録が {found.not_understood} 件あります。"
    if found.duplicates:
        yield f"前に届いた記録の繰返しが {found.duplicates} 件あります（調べていません）。"
    if found.implausible:
        yield f"時計の合わない記録が {found.implausible} 件あります。"
    if not found.alerts:
        yield "警報はありません。"
    for each in found.alerts[:_SHOWN]:
        yield ""
        yield from _alert_lines(each)
    if len(found.alerts) > _SHOWN:
        yield ""
        yield f"ほかに {len(found.alerts) - _SHOWN} 件あります（--json で全部を出します）。"


def _alert_lines(each: Alert) -> Sequence[str]:
    at = moment(each.first_us).astimezone(TOKYO)
    where = [f"    {shown(name)}:{number}" for name, number in each.rows[:3]]
    return (
        f"[{each.rule}] {at:%Y-%m-%d %H:%M:%S}",
        f"  {shown(each.what)}",
        f"  {each.words.why}",
        f"  まず: {each.words.first}",
        *where,
    )
