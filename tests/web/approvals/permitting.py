"""Permits for these tests: asked for, decided, and the people around them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tests.web.factories import AT, DAY, make_person, make_unit

from sekisho.web.approvals import actions, deciding, permit_kinds
from sekisho.web.approvals.models import Application, Permit
from sekisho.web.organization.models import Person

TAKEOUT = "media-takeout"
ANSWERS: dict[str, dict[str, Any]] = {
    "media-takeout": {
        "purpose": "説明会で使うため",
        "destination": "北支所",
        "information": "説明会の資料",
        "grade": "internal",
        "encrypted": True,
    },
    "media-lending": {"purpose": "窓口での相談", "place": "窓口"},
    "own-device": {
        "device": "phone",
        "model": "見本社 P-5",
        "serial": "SN-1",
        "zone": "internet",
        "purpose": "連絡",
        "locked": True,
        "antimalware": True,
    },
    "takeout-block-lift": {"purpose": "書き出し", "direction": "write"},
    "special-flow": {
        "purpose": "照合",
        "from_zone": "mynumber",
        "to_zone": "lgwan",
        "source": "10.10.0.5/32",
        "destination": "10.20.0.8/32",
        "protocol": "tcp",
        "ports": "443",
    },
    "screen-destinations": {"purpose": "様式の確認", "hosts": "www.example.go.jp"},
    "policy-exception": {"purpose": "端末が対応しない", "instead": "常に見張る"},
    "area-entry": {"purpose": "定期点検", "escort": True},
    "external-service": {"purpose": "予約の受付", "grade": "internal"},
}


@dataclass(frozen=True)
class Office:
    """A section with its head, a member, and those whom longer routes need."""

    head: Person
    member: Person
    system: Person
    chief: Person
    ciso: Person
    deputy: Person

    def everybody(self) -> tuple[Person, ...]:
        return (self.head, self.system, self.chief, self.ciso, self.deputy)


def office(name: str = "給付課") -> Office:
    unit = make_unit(name)
    return Office(
        head=make_person("石黒 真理", roles=("manager",), unit=unit),
        member=make_person("尾崎 千夏", unit=unit),
        system=make_person("大西 健", roles=("system-manager",)),
        chief=make_person("森下 和彦", roles=("chief-officer",)),
        ciso=make_person("岡部 誠一", roles=("ciso",)),
        deputy=make_person("水谷 晴美", roles=("deputy-ciso",)),
    )


def wanted(kind: str = TAKEOUT, **fields: Any) -> actions.Wanted:
    """What is asked for: ten days from today, about a thing named in writing."""
    given: dict[str, Any] = {
        "kind": permit_kinds.find(kind),
        "answers": ANSWERS[kind] | fields.pop("answers", {}),
        "starts": DAY,
        "ends": DAY + timedelta(days=9),
        "subject_words": "USBメモリ 2番",
        "reason": "説明会で使うため",
    }
    return actions.Wanted(**(given | fields))


def asked(people: Office, kind: str = TAKEOUT, *, at: datetime = AT, **fields: Any) -> Application:
    """Ask as the member, on the day of `at`."""
    day = at.astimezone().date() if "starts" not in fields else fields["starts"]
    fields.setdefault("starts", day)
    fields.setdefault("ends", day + timedelta(days=9))
    return actions.ask_permit(
        wanted=wanted(kind, **fields), applicant=people.member, by=people.member, at=at
    )


def decided(people: Office, application: Application, *, at: datetime = AT) -> Permit:
    """Take every step of the route by whoever sits there; return the permit."""
    while application.is_waiting:
        by = next(p for p in people.everybody() if p in set(_turn(application, at)))
        application = deciding.approve(application=application, by=by, comment="", at=at)
    return Permit.objects.get(application=application)


def permit(people: Office, kind: str = TAKEOUT, *, at: datetime = AT, **fields: Any) -> Permit:
    """A permit of that kind, asked for and decided at once."""
    return decided(people, asked(people, kind, at=at, **fields), at=at)


def _turn(application: Application, at: datetime) -> list[Person]:
    from sekisho.web.approvals.actions.turning import whose_turn

    return list(whose_turn(application, at))


def tokyo(day: date, hour: int = 10) -> datetime:
    """A moment of that day in Tokyo."""
    return AT + (day - DAY) + timedelta(hours=hour - 10)
