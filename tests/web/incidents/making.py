"""Incidents and those who handle them, for the tests of this room."""

from datetime import timedelta

from tests.web.factories import AT, make_person

from sekisho.catalogue import load_breach_rules
from sekisho.web.evidence.actions import File
from sekisho.web.incidents import actions
from sekisho.web.incidents.models import Duty, Incident, Task

HARMLESS = {
    "personal": "yes",
    "harm": "yes",
    "protected": "no",
    "sensitive": "no",
    "local-sensitive": "no",
    "property": "no",
    "unlawful": "no",
    "number": "none",
    "system": "other",
    "misuse": "no",
    "open": "no",
    "attack": "none",
    "network": "no",
    "entrusted": "no",
}


def handler(**fields):
    """Somebody who handles incidents."""
    return make_person("対応 担当", roles=("csirt-member",), **fields)


def reported(by=None, *, kind="lost", words="USBメモリをなくしました。", at=AT, **fields):
    return actions.report_incident(
        report=actions.Report(kind=kind, words=words, **fields), by=by, at=at
    )


def triaged(by, row=None, *, severity="grave", title="USBメモリの紛失", kind="lost", at=AT):
    row = row or reported(make_person(), at=at)
    return actions.triage(
        incident=row, title=title, kind=kind, severity=severity, handler=by, by=by, at=at
    )


def answered(by, row, *, least=1, most=1, known_at=None, at=AT, **changed):
    return actions.answer_facts(
        incident=row,
        answers={**HARMLESS, **{name.replace("_", "-"): word for name, word in changed.items()}},
        least=least,
        most=most,
        known_at=known_at or row.known_at,
        by=by,
        at=at,
    )


def business(by, at=AT):
    """Say that the body is a business operator that follows every custom."""
    return actions.set_body_rule(
        body="business", chosen=load_breach_rules().default_settings, by=by, at=at
    )


def grave(by, **changed):
    """An incident of a business operator with sensitive data: everything is owed."""
    business(by)
    return answered(by, triaged(by), sensitive="yes", **changed)


def finish_all(row, by, at=AT):
    """Do every task and duty."""
    for task in Task.objects.filter(incident=row, done_at=None):
        actions.finish_task(task=task, result="行った", by=by, at=at)
    for duty in Duty.objects.owed().filter(incident=row):
        actions.finish_duty(duty=duty, done_at=at, reference="", words="行った", by=by, at=at)


def ended(by, row=None, at=AT):
    row = row or grave(by)
    finish_all(row, by, at)
    return actions.close_incident(
        incident=row, cause="置き忘れ", prevention="持出しをやめる", by=by, at=at
    )


def piece(by, row, content=b"log lines", at=AT):
    """A piece of evidence."""
    return actions.add_evidence(
        incident=row,
        file=File("記録.txt", "text/plain", content),
        words="端末の記録の写し",
        taken_at=at - timedelta(hours=1),
        by=by,
        at=at,
    )


def fresh(row):
    return Incident.objects.get(pk=row.pk)
