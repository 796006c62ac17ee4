"""Mail of the sample: half a year of crossings, as the gateway would have written them down."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import yaml
from django.conf import settings

from sekisho.catalogue import original_days, sample
from sekisho.icap import Download
from sekisho.mailgate import Fate, Row, Stage
from sekisho.mailgate.rows import Envelope
from sekisho.web.approvals import deciding
from sekisho.web.approvals.models import Application
from sekisho.web.organization.models import Person
from sekisho.web.transfers import actions, originals
from sekisho.web.transfers.downloads import DownloadRecord
from sekisho.web.transfers.models import Crossing
from sekisho.web.transfers.records import Record, record_of

_DAYS = 180
_CLOSED_AFTER = timedelta(days=1)
_STILL_OPEN = timedelta(days=5)
_INVENTED = "1111 1111 1118"  # twelve digits that nobody was given, the check digit right
_REASON = "差出人に心当たりがないことを受取人に確かめました。"


def make_crossings(people: Mapping[str, Person], *, domain: str, at: datetime) -> int:
    """Take in half a year of mail, month by month; return how many there were.

    What was held or rejected long ago was closed by somebody; what is new waits for an answer. Of
    two originals somebody asked for, one was released and one waits for its decision.
    """
    raw: dict[str, Any] = yaml.safe_load(sample("crossings.yaml"))
    rows = sorted(_rows(raw["mails"], people, domain, at), key=lambda row: row.envelope.received_at)
    for day in range(_DAYS, -1, -30):
        since, until = at - timedelta(days=day), min(at - timedelta(days=day - 30), at)
        records = [_record(row) for row in rows if since < _time(row) <= until]
        actions.take_records(records, domains=(domain,), at=until)
    _keep_originals(rows, at)
    _download(raw["downloads"], people, at)
    _close_old(by=people["shinohara"], at=at)
    _release(people, at)
    _hand_in(people["morishita"], at)
    return len(rows)


def _keep_originals(rows: Iterable[Row], at: datetime) -> None:
    """Put into quarantine what would still be there."""
    store, days = originals.store(), original_days()
    for row in rows:
        kind = "mail" if row.outcome in {"delivered", "text-only"} else "mail-held"
        if _time(row) + timedelta(days=days[kind]) > at:
            store.put(row.number, _original(row.number), kind=kind, at=_time(row))


def _close_old(*, by: Person, at: datetime) -> None:
    for row in Crossing.objects.waiting().filter(at__lt=at - _STILL_OPEN):
        actions.close(crossing=row, reason=_REASON, by=by, at=row.at + _CLOSED_AFTER)


def _release(people: Mapping[str, Person], at: datetime) -> None:
    """Have one original released by two people, and another asked for."""
    then = at - timedelta(days=2)
    mails = Crossing.objects.filter(report__children__0__isnull=False, at__lt=then)
    first, second = people["hiraoka"], people["nishida"]
    released = actions.ask_release(
        crossing=mails.of(first)[0],
        reason="請求書の書式が崩れており、元の表の並びを確かめる必要があるため。",
        by=first,
        at=then,
    )
    application = Application.objects.get(subject=f"release:{released.pk}")
    for who in ("onishi", "morishita"):
        deciding.approve(application=application, by=people[who], comment="", at=then)
        application.refresh_from_db()
    actions.ask_release(
        crossing=mails.of(second)[0],
        reason="受診者一覧の数式を確かめるため。",
        by=second,
        at=at - timedelta(days=1),
    )


def _hand_in(by: Person, at: datetime) -> None:
    """Hand two files in at the portal; without a sandbox they wait."""
    files = [
        actions.HandedIn(
            "研修の案内.txt", "情報セキュリティ研修のご案内\n日時: 12月15日\n".encode()
        ),
        actions.HandedIn("参加者の集計.csv", "所属,人数\n総務課,9\n給付課,10\n".encode()),
    ]
    actions.hand_in(files=files, by=by, at=at)
    _send_out(by, at)
    actions.process_waiting(at=at)
    actions.look_through(at=at)


def _send_out(by: Person, at: datetime) -> None:
    """Send two parcels out: one goes to its decision, one has a number that stops it."""
    for purpose, name, text in (
        (
            "研修の実施報告の提出",
            "実施報告.txt",
            "研修を実施しました。\n参加者 19人\n",
        ),
        ("組合員名簿の照会", "名簿.txt", f"組合員 太郎 {_INVENTED}\n"),
    ):
        entry = actions.SendingEntry("internal", purpose, "県市町村課", "shichoson@pref.example")
        files = [actions.HandedIn(name, text.encode())]
        actions.send_out(entry=entry, files=files, by=by, at=at)


def _original(number: str) -> bytes:
    return f"Message-ID: <{number}@sample.example>\r\n\r\n見本のメールです。\r\n".encode()


def _download(raw: Iterable[Mapping[str, Any]], people: Mapping[str, Person], at: datetime) -> None:
    """Take in downloads, as the ICAP service would have written them down."""
    store = originals.store()
    for place, each in enumerate(raw):
        for ago in range(each["last"], _DAYS, each["every"]):
            row = _loaded(each, people, at - timedelta(days=ago, minutes=11 * place + 3))
            path = settings.ICAP_DOWNLOADS / f"{row.number}.json"
            record = DownloadRecord(row, sha256(row.as_bytes()).hexdigest(), path)
            then = datetime.fromisoformat(row.at)
            actions.take_downloads([record], at=then)
            kind = "download" if record.crosses else "download-held"
            if then + timedelta(days=original_days()[kind]) > at:
                store.put(row.number, _original(row.number), kind=kind, at=then)


def _loaded(each: Mapping[str, Any], people: Mapping[str, Person], at: datetime) -> Download:
    outcome = each.get("outcome", "delivered")
    mark = sha256(f"{each['name']} {at.isoformat()}".encode()).hexdigest()[:10].upper()
    number = f"{at:%Y%m%d}-{mark}"
    account = people[each["user"]].account
    digest = sha256(_original(number)).hexdigest()
    return Download(
        number=number,
        at=at.isoformat(),
        client=each["client"],
        user=account.username if account else "",
        host=each["host"],
        address=f"http://{each['host']}/{each['path']}",
        name=each["name"],
        outcome=outcome,
        report=_report(each, outcome, digest, crosses=outcome in {"delivered", "text-only"}),
    )


def _rows(
    mails: Iterable[Mapping[str, Any]], people: Mapping[str, Person], domain: str, at: datetime
) -> Iterator[Row]:
    for place, each in enumerate(mails):
        for ago in range(each["last"], _DAYS, each["every"]):
            yield _row(each, people, domain, at - timedelta(days=ago, minutes=17 * place + 5))


def _row(each: Mapping[str, Any], people: Mapping[str, Person], domain: str, at: datetime) -> Row:
    outcome = each.get("outcome", "delivered")
    crosses = outcome in {"delivered", "text-only"}
    to = tuple(_address(who, people) for who in each["to"])
    name = sha256(f"{each['sender']} {domain} {at.isoformat()}".encode()).hexdigest()[:10].upper()
    mark = sha256(_original(f"{at:%Y%m%d}-{name}")).hexdigest()
    envelope = Envelope(
        number=f"{at:%Y%m%d}-{name}",
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
