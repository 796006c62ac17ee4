"""Self-inspections and people for these tests, made by the actions alone."""

from datetime import timedelta

from tests.web.factories import AT, DAY, make_person, make_unit

from sekisho.catalogue import load_inspection
from sekisho.web.audits import actions
from sekisho.web.audits.models import Inspection, Sheet

LAST = DAY + timedelta(days=30)


def runner(**fields):
    return make_person(roles=("secretariat",), unit=make_unit("総務課"), **fields)


def head(unit="給付課", **fields):
    return make_person(roles=("manager",), unit=make_unit(unit), **fields)


def member(unit="給付課", **fields):
    return make_person(unit=make_unit(unit), **fields)


def started(by=None, *, at=AT, title="自己点検") -> Inspection:
    due = LAST + (at - AT)
    return actions.start_inspection(title=title, due_on=due, by=by or runner(), at=at)


def sheet_of(person, audience="staff") -> Sheet:
    return Sheet.objects.filter(person=person, audience=audience).latest("pk")


def said(audience="staff", **others):
    """Yes to everything but the `others`: by control, with `_` for `-`."""
    answers = {each.control: ("yes", "") for each in load_inspection().asked(audience)}
    return answers | {key.replace("_", "-"): value for key, value in others.items()}


def answered(person, *, by=None, at=AT, audience="staff", **others) -> Sheet:
    return actions.answer_sheet(
        sheet=sheet_of(person, audience), answers=said(audience, **others), by=by or person, at=at
    )


def chief_auditor(**fields):
    return make_person(roles=("audit-head",), unit=make_unit("監査室"), **fields)


def auditor(unit="監査室", **fields):
    return make_person(roles=("auditor",), unit=make_unit(unit), **fields)


def ciso(**fields):
    return make_person(roles=("ciso",), unit=make_unit("役員"), **fields)


def planned(by=None, *, kind="yearly", units=("給付課", "年金課"), at=AT, year=2026, until=None):
    entry = actions.PlanEntry(
        kind=kind,
        title="監査計画",
        year=year,
        until_year=until or year,
        purpose="遵守を確かめる",
        units=[make_unit(name) for name in units],
    )
    return actions.make_plan(entry=entry, by=by or chief_auditor(), at=at)


def approved(by=None, *, at=AT, **more):
    return actions.approve_plan(plan=planned(by, at=at, **more), by=ciso(), at=at)


def audit_entry(lead, *others, unit="給付課", **fields):
    values = {
        "unit": make_unit(unit),
        "title": f"{unit}の監査",
        "purpose": "確かめる",
        "from_date": DAY,
        "until_date": DAY + timedelta(days=14),
        "lead": lead,
        "others": list(others),
        "chapters": ["review"],
    }
    return actions.AuditEntry(**(values | fields))


def ordered(lead, *others, at=AT, **fields):
    entry = audit_entry(lead, *others, **fields)
    return actions.order_audit(plan=approved(lead, at=at), entry=entry, by=lead, at=at)


def found(**fields):
    return actions.Found(
        **({"title": "台帳の漏れ", "detail": "三件の漏れ", "grade": "middle"} | fields)
    )


def judged(audit, by, *, at=AT, **others):
    """Judge every item as conforming but the `others`, by place from 1: `_3="fails"`."""
    for item in audit.items.all():
        result = others.get(f"_{item.position}", "conforms")
        actions.judge_item(item=item, result=result, seen="見た", by=by, at=at)
    return audit


def reported(lead, *, at=AT, findings=1, **fields):
    row = judged(ordered(lead, at=at, **fields), lead, at=at)
    for number in range(findings):
        actions.note_finding(
            audit=row, item=None, found=found(title=f"指摘{number}"), by=lead, at=at
        )
    return actions.report_audit(audit=row, opinion="おおむね良い", by=lead, at=at)
