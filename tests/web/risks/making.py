"""Assets with judged risks, and treatments, for the tests of this room."""

from datetime import timedelta

from tests.web.assets.register import graded, recorded
from tests.web.factories import AT, DAY, make_person

from sekisho.verdicts import Verdict
from sekisho.web.approvals import deciding
from sekisho.web.approvals.models import Application
from sekisho.web.assets.grading import chosen
from sekisho.web.evidence import actions as evidence
from sekisho.web.risks import actions
from sekisho.web.risks.actions import Judgement
from sekisho.web.risks.models import Risk, Treatment
from sekisho.web.risks.proposing import proposals


def keeper():
    """Somebody who keeps assets and judges their risks, My Number included."""
    return make_person("評価 担当", roles=("system-manager",))


def asset(name="給付サーバ", *, by=None, **fields):
    return recorded(name, by=by, **graded(**fields))


def proposed(row, **changed):
    """Return what the catalogue proposes, with other judgements by threat."""
    found = {
        each.threat.id: Judgement(each.likelihood, each.impact) for each in proposals(row, chosen())
    }
    return found | {name.replace("_", "-"): value for name, value in changed.items()}


def judged(row, by=None, at=AT, **changed):
    """Judge an asset as proposed; return its risks by threat."""
    person = by or keeper()
    actions.judge(assets=[row], judgements=proposed(row, **changed), by=person, at=at)
    return {each.threat: each for each in Risk.objects.filter(asset=row)}


def asked(*risks, by=None, way="accept", until=DAY + timedelta(days=100), at=AT, plan="続ける"):
    return actions.ask_treatment(
        risks=risks, way=way, plan=plan, until=until, by=by or keeper(), at=at
    )


def decided(*risks, by=None, decider=None, at=AT, **fields):
    """Have a treatment asked for and decided by another."""
    row = asked(*risks, by=by, at=at, **fields)
    decide(row, decider, at)
    return Treatment.objects.get(pk=row.pk)


def decide(row, decider=None, at=AT):
    application = Application.objects.waiting().get(kind=actions.KIND, subject=row.subject)
    by = decider or make_person(roles=("ciso",))
    deciding.approve(application=application, by=by, comment="", at=at)


def hold(*controls, verdict=Verdict.HOLDS, at=AT):
    """Give every check of some controls of the catalogue evidence of that verdict."""
    for control in controls:
        for check in control.checks:
            evidence.seal(
                kind="attestation", subject=check.id, at=at, verdict=verdict,
                valid_until=at + timedelta(days=30),
            )  # fmt: skip
