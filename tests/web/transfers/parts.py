"""Records as the gateway writes them, and crossings made of them."""

import hashlib
from dataclasses import replace
from itertools import count

from tests.web.factories import AT, make_person

from sekisho.mailgate import Fate, Row, Stage
from sekisho.mailgate.rows import Envelope
from sekisho.web.transfers import actions
from sekisho.web.transfers.models import Crossing

OURS = "town.example.lg.jp"
_numbers = count(1)
REPORT = {
    "input": "message.eml",
    "outcome": "delivered",
    "reasons": [],
    "removals": [
        {"vector": "html.script", "location": "body", "action": "removed"},
        {"vector": "html.script", "location": "body", "action": "removed"},
        {"vector": "mail.html-body", "location": "body", "action": "converted"},
    ],
    "changes": ["表の色は変わることがあります"],
    "sha256_in": "a" * 64,
    "sha256_out": "b" * 64,
    "seconds": 0.1234,
    "children": [
        {
            "input": "見積書.exe",
            "outcome": "rejected",
            "reasons": [{"code": "forbidden-type", "message": "実行できる形式"}],
            "removals": [],
            "sha256_in": "c" * 64,
            "sha256_out": None,
            "children": [],
        }
    ],
}


def record(outcome="delivered", stage=Stage.DONE, at=AT, **changed) -> Row:
    """What the gateway wrote down of one message."""
    number = changed.pop("number", None) or f"20260601-{next(_numbers):010X}"
    to = changed.pop("to", (f"hanako@{OURS}",))
    fates = changed.pop("fates", None) or dict.fromkeys(to, Fate.DELIVERED)
    crosses = outcome in {"delivered", "text-only"}
    report = {
        **REPORT,
        "outcome": outcome,
        "sha256_out": "b" * 64 if crosses else None,
        "sha256_in": hashlib.sha256(number.encode()).hexdigest(),
        "reasons": [] if crosses else [{"code": "broken", "message": "壊れています"}],
        **changed.pop("report", {}),
    }
    envelope = Envelope(
        number=number,
        received_at=at.isoformat(),
        client="192.0.2.1",
        helo="front.example.jp",
        encrypted=False,
        sender=changed.pop("sender", "kacho@partner.example.jp"),
        recipients=tuple(to),
    )
    subject = changed.pop("subject", "資料の送付について" if crosses else "")
    row = Row(envelope, stage, outcome, fates, report, subject=subject)
    return replace(row, **changed)


def held(outcome="held", **changed) -> Row:
    return record(outcome, Stage.HELD, **changed)


def write(spool, *rows):
    """Leave records where the gateway leaves them."""
    for name in ("records", "held"):
        (spool / name).mkdir(parents=True, exist_ok=True)
    for row in rows:
        folder = "held" if row.stage is Stage.HELD else "records"
        (spool / folder / f"{row.number}.json").write_bytes(row.as_bytes())


def take(spool, *rows, at=AT):
    """Leave the records and take them in; return the crossings in the order given."""
    write(spool, *rows)
    actions.take_in(spool=spool, domains=(OURS,), at=at)
    return [Crossing.objects.get(number=row.number) for row in rows]


def desk(**fields):
    return make_person(roles=("system-operator",), **fields)


def auditor(**fields):
    return make_person(roles=("auditor",), **fields)


def hanako(**fields):
    return make_person("花子", email=f"Hanako@{OURS}", **fields)
