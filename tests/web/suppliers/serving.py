"""Services, permits and accounts for the tests of this room."""

from datetime import date
from itertools import count

from tests.web.factories import AT, make_person, make_unit

from sekisho.catalogue import load_suppliers
from sekisho.web.approvals import actions as approvals
from sekisho.web.approvals import deciding, permit_kinds
from sekisho.web.evidence.actions import File
from sekisho.web.suppliers import actions

_numbers = count(1)
PROOF = File("消去.pdf", "application/pdf", b"%PDF-erased")


def keeper(**fields):
    """Somebody who keeps services and accounts."""
    return make_person(roles=("chief-officer",), **fields)


def service_entry(by, **fields):
    given = {
        "name": f"予約サービス {next(_numbers)}", "provider": "見本社", "hosts": ["yoyaku.example"],
        "unit": make_unit(), "administrator": by, "grade": "internal", "information": "予約の枠",
        "region": "国内", "law": "日本法 東京地裁",
    } | fields  # fmt: skip
    return actions.ServiceEntry(**given)


def served(by=None, *, assessed=True, at=AT, **fields):
    by = by or keeper()
    row = actions.record_service(entry=service_entry(by, **fields), by=by, at=at)
    return well(row, by, at=at) if assessed else row


def well(row, by, at=AT, **others):
    """Answer every question of the terms with yes but some."""
    answers = {each.id: "yes" for each in load_suppliers().terms_for(row.grade)} | others
    return actions.assess_service(service=row, answers=answers, by=by, at=at)


def permitted(about, grade="internal", words="", at=AT):
    """Have a permit for a service asked for and decided."""
    kind = permit_kinds.find("external-service")
    asker, head = make_person(), make_person(roles=("manager",))
    system, chief = make_person(roles=("system-manager",)), make_person(roles=("chief-officer",))
    wanted = approvals.Wanted(
        kind=kind, answers={"purpose": "予約", "grade": grade}, starts=date(2026, 6, 1),
        ends=date(2026, 12, 31), subjects=(f"service:{about.pk}",) if about else (),
        subject_words=words, reason="予約",
    )  # fmt: skip
    row = approvals.ask_permit(wanted=wanted, applicant=asker, by=asker, at=at)
    for by in (head, system, chief):
        row.refresh_from_db()
        if row.is_waiting:
            deciding.approve(application=row, by=by, comment="", at=at)
    row.refresh_from_db()
    return row


def account_entry(by, **fields):
    given = {
        "service": "見本SNS", "handle": f"@asagiri_{next(_numbers)}",
        "url": "https://sns.example/asagiri", "unit": make_unit(), "responsible": by,
        "procedure": "SNS運用手順 令和8年4月", "publishable": "催しの案内",
        "official_url": "https://asagiri.example/sns",
    } | fields  # fmt: skip
    return actions.AccountEntry(**given)


def tweeting(by=None, *, guarded=True, at=AT, **fields):
    """An account, guarded and watched unless told otherwise."""
    by = by or keeper()
    row = actions.record_account(entry=account_entry(by, **fields), by=by, at=at)
    if guarded:
        actions.guard_account(account=row, second_factor=True, shared_password=False, by=by, at=at)
        actions.watch(account=row, lookalikes="", by=by, at=at)
        row.refresh_from_db()
    return row
