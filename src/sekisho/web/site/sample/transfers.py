"""Mail of the sample: half a year of crossings, as the gateway would have written them down."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import yaml
from django.conf import settings

from sekisho.catalogue import sample
from sekisho.mailgate import Fate, Row, Stage
from sekisho.mailgate.rows import Envelope
from sekisho.web.organization.models import Person
from sekisho.web.transfers import actions
from sekisho.web.transfers.records import Record, record_of

_DAYS = 180


def make_crossings(people: Mapping[str, Person], *, domain: str, at: datetime) -> int:
    """Take in half a year of mail, day by day; return how many there were.

    What was held waits for an answer.
    """
    rows = sorted(_rows(people, domain, at), key=lambda row: row.envelope.received_at)
    for day in range(_DAYS, -1, -30):
        until = at - timedelta(days=day - 30)
        since = at - timedelta(days=day)
        records = [_record(row) for row in rows if since < _time(row) <= until]
        actions.take_records(records, domains=(domain,), at=min(until, at))
    return len(rows)


def _rows(people: Mapping[str, Person], domain: str, at: datetime) -> Iterator[Row]:
    raw: dict[str, Any] = yaml.safe_load(sample("crossings.yaml"))
    for place, each in enumerate(raw["mails"]):
        for ago in range(each["last"], _DAYS, each["every"]):
            yield _row(each, people, domain, at - timedelta(days=ago, minutes=17 * place + 5))


def _row(each: Mapping[str, Any], people: Mapping[str, Person], domain: str, at: datetime) -> Row:
    outcome = each.get("outcome", "delivered")
    crosses = outcome in {"delivered", "text-only"}
    to = tuple(_address(who, people) for who in each["to"])
    mark = sha256(f"{each['sender']} {domain} {at.isoformat()}".encode()).hexdigest()
    envelope = Envelope(
        number=f"{at:%Y%m%d}-{mark[:10].upper()}",
        received_at=at.isoformat(),
        client="192.0.2.25",
        helo="mx.example",
        encrypted=True,
        sender=_address(each["sender"], people),
        recipients=to,
    )
    return Row(
        envelope,
        Stage.DONE if crosses else Stage.HELD,
        outcome,
        dict.fromkeys(to, Fate.DELIVERED),
        _report(each, outcome, mark, crosses=crosses),
        tuple(each.get("flags", ())),
        subject=each["subject"] if crosses else "",
    )


def _report(
    each: Mapping[str, Any], outcome: str, mark: str, *, crosses: bool
) -> dict[str, object]:
    names = ("vector", "location", "action")
    return {
        "outcome": outcome,
        "reasons": [{"code": each["reason"]}] if "reason" in each else [],
        "removals": [dict(zip(names, one, strict=True)) for one in each["removals"]],
        "changes": [],
        "sha256_in": mark,
        "sha256_out": sha256(mark.encode()).hexdigest() if crosses else None,
        "children": [_child(name, end, mark) for name, end, _note in each.get("attached", ())],
    }


def _child(name: str, outcome: str, mark: str) -> dict[str, object]:
    return {
        "input": name,
        "outcome": outcome,
        "reasons": [],
        "sha256_in": sha256(f"{name}{mark}".encode()).hexdigest(),
        "sha256_out": sha256(f"{mark}{name}".encode()).hexdigest(),
        "children": [],
    }


def _address(who: str, people: Mapping[str, Person]) -> str:
    return who if "@" in who else people[who].email


def _record(row: Row) -> Record:
    return record_of(row.as_bytes(), settings.MAILGATE_SPOOL / "held" / f"{row.number}.json")


def _time(row: Row) -> datetime:
    return datetime.fromisoformat(row.envelope.received_at)
