"""Terminals of the sample and their reports, through the product's own actions."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import yaml
from django.utils import timezone

from sekisho.catalogue import sample
from sekisho.web.assets.models import Zone
from sekisho.web.organization.models import Person, Unit
from sekisho.web.terminals import actions
from sekisho.web.terminals.messages import Answer, Enrolment
from sekisho.web.terminals.models import Terminal
from sekisho.web.terminals.takeout import Expected, udev_text
from sekisho.web.terminals.takeout.windows import STORAGE

Rows = list[dict[str, str]]
_HEARD = timedelta(hours=2)  # before the sample is made
_ATTESTED = timedelta(days=60)


def make_terminals(people: dict[str, Person], *, by: Person, at: datetime) -> int:
    """Register the terminals, enrol their agents and take their reports; return how many."""
    raw: dict[str, Any] = yaml.safe_load(sample("terminals.yaml"))
    actions.permit(patterns=[(name, "") for name in raw["software"]], by=by, at=at)
    secret = actions.make_secret(by=by, at=at)
    made = [row for group in raw["groups"] for row in _group(group, people, by, at)]
    for row in made:
        if row.number not in raw["silent"]:
            _report(row, raw["wrong"].get(row.number, ()), secret, at)
    for row in made:
        if row.number in raw["attested"]:
            _attest(row, raw["attested"][row.number], by, at)
    _enrol(secret, raw["unknown"], "windows", at)
    return len(made)


def _group(
    group: dict[str, Any], people: dict[str, Person], by: Person, at: datetime
) -> Iterator[Terminal]:
    users = group["users"]
    for number in range(group["first"], group["last"] + 1):
        name = f"{group['prefix']}-{number:02}"
        entry = actions.Entry(
            number=name,
            host=name.lower(),
            zone=Zone.objects.get(key=group["zone"]),
            unit=Unit.objects.get(name=group["unit"]),
            place=group["place"],
            system=group.get("system", "windows"),
            users=(people[users[(number - 1) % len(users)]],),
        )
        yield actions.record(entry=entry, by=by, at=at)


def _report(row: Terminal, wrong: list[str], secret: str, at: datetime) -> None:
    _enrol(secret, row.host, row.system, at)
    rows = _linux(at) if row.system == "linux" else _windows(wrong, at)
    answers = [Answer(name, tuple(each), at - _HEARD) for name, each in rows.items()]
    actions.take_answers(terminal=row, answers=answers, source="agent", at=at)


def _enrol(secret: str, host: str, platform: str, at: datetime) -> None:
    asked = Enrolment(secret, host, f"hardware-{host}", host, platform)
    actions.enrol(asked=asked, at=at)


def _windows(wrong: list[str], at: datetime) -> dict[str, Rows]:
    path = rf"HKEY_LOCAL_MACHINE\{STORAGE}\Deny_All"
    days = 120 if "old-patches" in wrong else 12
    patched = timezone.localdate(at) - timedelta(days=days)
    names = ["Microsoft Office LTSC 2024", "Microsoft Edge", "ウイルス対策クライアント 12"]
    if "strange-software" in wrong:
        names.append("ファイル共有ツール")
    return {
        "takeout_windows": [] if "takeout-open" in wrong else [{"path": path, "data": "1"}],
        "second_factor_windows": [] if "no-card" in wrong else [{"path": path, "data": "1"}],
        "encryption_windows": [
            {"drive_letter": "C:", "protection_status": "0" if "bare-disk" in wrong else "1"}
        ],
        "malware_windows": [
            {"state": "On", "signatures_up_to_date": "0" if "old-malware" in wrong else "1"}
        ],
        "software_windows": [{"name": name} for name in names],
        "patches_windows": [{"installed_on": patched.isoformat()}],
    }


def _linux(at: datetime) -> dict[str, Rows]:

    rules = udev_text(Expected("closed", "closed"))
    seconds = str(int((at - timedelta(days=2)).timestamp()))
    return {
        "takeout_linux": [{"sha256": hashlib.sha256(rules.encode()).hexdigest()}],
        "encryption_linux": [{"drive_letter": "/", "protection_status": "1"}],
        "malware_linux": [{"updated": seconds}],
        "software_linux": [{"name": "linux-base-tools"}],
        "patches_linux": [{"updated": seconds}],
    }


def _attest(row: Terminal, statement: str, by: Person, at: datetime) -> None:
    actions.attest(
        terminal=row,
        measure="second-factor",
        statement=statement,
        until=timezone.localdate(at + _ATTESTED),
        by=by,
        at=at,
    )
