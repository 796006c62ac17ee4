"""An object of the running instance for each parameter of an address.

Run inside the instance, it prints as JSON: with a username the beginning of each address pattern →
the same with an object's id in it (the longest beginning counts), with `procedure` where the
procedure is and what speaks of it.
"""

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import django
from tests.journeys.register_objects import (
    corrections,
    last,
    machines,
    personnel,
    premises,
    registers,
    suppliers,
    zones,
)

if TYPE_CHECKING:
    from tests.journeys.conftest import Product


def objects_of(product: "Product", what: str) -> dict[str, Any]:
    """Ask the running product's instance, from a process of its own."""
    env = os.environ | {
        "SEKISHO_INSTANCE": str(product.instance),
        "DJANGO_SETTINGS_MODULE": "sekisho.web.site.settings",
    }
    asked = [sys.executable, "-m", "tests.journeys.objects", what]
    done = subprocess.run(asked, env=env, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def procedure() -> dict[str, Any]:
    """Return where the procedure is, and its addresses by their patterns."""
    from sekisho.web.approvals.models import Application
    from sekisho.web.evidence.models import Attachment, Record
    from sekisho.web.organization.models import Account
    from sekisho.web.policies.models import Edition

    editions = Edition.objects.filter(document__kind="procedure").order_by("pk")
    force, draft = editions.get(state="published"), editions.get(state="draft")
    subjects = {f"edition:{each.pk}" for each in editions}
    applications = Application.objects.filter(subject__in=subjects)
    subjects |= {f"application:{each.pk}" for each in applications}
    records = Record.objects.filter(subject__in=subjects)
    clause = next(each for each in force.clauses.all() if "三営業日前" in each.text)
    member = Account.objects.get(username="hamada").person
    named = {
        "/approvals/<int:pk>/": f"/approvals/{applications.first().pk}/",
        "/clauses/<int:edition>/<path:clause_id>/": f"/clauses/{force.pk}/{clause.clause_id}/",
        "/documents/<int:pk>/": f"/documents/{force.document_id}/",
        "/documents/<int:pk>/comparison": (
            f"/documents/{force.document_id}/comparison?old={force.pk}&new={draft.pk}"
        ),
        "/documents/api/editions/<int:pk>": f"/documents/api/editions/{force.pk}",
        "/documents/editions/<int:pk>/": f"/documents/editions/{force.pk}/",
        "/evidence/<int:index>/": f"/evidence/{records.last().pk}/",
    }
    return {
        "document": force.document_id,
        "edition": force.pk,
        "draft": draft.pk,
        "clause": clause.clause_id,
        "records": [each.pk for each in records],
        "attachments": [
            f"/evidence/{each.record_id}/files/{each.pk}/"
            for each in Attachment.objects.filter(record__in=records)
        ],
        "addresses": {**found(member.account.username), **named},
    }


def found(username: str) -> dict[str, str]:
    """Return the beginnings of addresses, filled with objects there are."""
    from sekisho.web.organization.models import Account

    me = Account.objects.get(username=username).person
    return {
        **_documents(me),
        **_proof(),
        **_organization(me),
        **_governance(),
        **personnel(),
        **registers(),
        **premises(),
        **suppliers(),
        **_training(me),
        **_browsing(me),
        **_mail_drills(),
        **_monitoring(),
        **corrections(),
        **_audits(me),
        **_reviews(),
        **_manuscripts(),
        **machines(),
        **zones(),
        **_incidents(),
        **_risks(),
        **_transfers(),
        **_sign_in(),
    }


def _transfers() -> dict[str, str]:
    from sekisho.web.transfers.models import Crossing, ParcelFile, Release, Sending

    row = Crossing.objects.filter(report__flags__0__isnull=False).first()
    waiting = Crossing.objects.waiting().first()
    sent = Sending.objects.filter(parcel__by__account__username="morishita").last()
    handed = ParcelFile.objects.filter(parcel__by__account__username="morishita").first()
    return {
        "/transfers/<int:pk>/": f"/transfers/{row.pk}/",
        "/transfers/<int:pk>/close/": f"/transfers/{waiting.pk}/close/",
        "/transfers/out/<int:pk>/": f"/transfers/out/{sent.pk}/",
        "/transfers/out/<int:pk>/files/<int:file>/<int:place>/": (
            f"/transfers/out/{sent.pk}/files/{sent.parcel.files.first().pk}/0/"
        ),
        "/transfers/files/outputs/<int:pk>/<int:place>/": (
            f"/transfers/files/outputs/{handed.pk}/0/"
        ),
        "/transfers/files/<int:pk>/all/": f"/transfers/files/{handed.parcel_id}/all/",
        "/transfers/files/<int:pk>/compare/": f"/transfers/files/{handed.pk}/compare/",
        "/transfers/files/<int:pk>/pictures/<str:side>/<int:place>/": (
            f"/transfers/files/{handed.pk}/pictures/before/0/"
        ),
        "/transfers/uploads/<str:key>/": "/transfers/uploads/nobody-has-this/",
        "/transfers/files/<int:pk>/": f"/transfers/files/{handed.parcel_id}/",
        "/transfers/files/passwords/<int:pk>/": f"/transfers/files/passwords/{handed.pk}/",
        "/transfers/receive/<str:token>/": "/transfers/receive/nobody-has-this/",
        "/transfers/releases/<int:pk>/": f"/transfers/releases/{last(Release)}/",
    }


def _mail_drills() -> dict[str, str]:
    from sekisho.web.maildrills.models import Drill

    closed = Drill.objects.closed().first()
    return {
        "/mail-drill/<int:pk>/<str:token>/": f"/mail-drill/{closed.pk}/{'a' * 26}/",
        "/maildrills/<int:pk>/": f"/maildrills/{closed.pk}/",
    }


def _incidents() -> dict[str, str]:
    from sekisho.web.incidents.models import (
        Affected,
        Drill,
        Duty,
        Evidence,
        Incident,
        PlanEdition,
        Task,
    )

    evidence = Evidence.objects.order_by("pk").last()
    row = Incident.objects.get(pk=evidence.incident_id)
    duty = Duty.objects.owed().filter(incident=row).first()
    room = "/incidents"
    return {
        f"{room}/<int:pk>/": f"{room}/{row.pk}/",
        f"{room}/<int:pk>/form.csv": f"{room}/{row.pk}/form.csv",
        f"{room}/duties/<int:pk>/": f"{room}/duties/{duty.pk}/",
        f"{room}/evidence/<int:pk>/": f"{room}/evidence/{evidence.pk}/",
        f"{room}/drills/<int:pk>/": f"{room}/drills/{last(Drill)}/",
        f"{room}/plan/<int:pk>/": f"{room}/plan/{last(PlanEdition)}/",
        f"{room}/plan/<int:pk>/sections/<slug:section>/": (
            f"{room}/plan/{last(PlanEdition)}/sections/purpose/"
        ),
        f"{room}/people/<int:pk>/": f"{room}/people/{last(Affected)}/",
        f"{room}/report/<str:receipt>/": f"{room}/report/{row.receipt}/",
        f"{room}/tasks/<int:pk>/": f"{room}/tasks/{Task.objects.filter(incident=row).last().pk}/",
    }


def _risks() -> dict[str, str]:
    from sekisho.web.risks.models import Risk

    row = Risk.objects.filter(asset__zone__key="lgwan", treatments=None).first()
    room = "/risks"
    return {
        f"{room}/<int:pk>/": f"{room}/{row.pk}/",
        f"{room}/assets/<int:pk>/": f"{room}/assets/{row.asset_id}/",
    }


def _sign_in() -> dict[str, str]:
    from allauth.mfa.models import Authenticator

    passkey = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).first()
    number = passkey.pk if passkey else 1
    return {"/accounts/2fa/passkeys/<int:pk>/": f"/accounts/2fa/passkeys/{number}/"}


def _documents(me) -> dict[str, str]:
    from sekisho.web.policies.models import Clause, Edition, Pledge

    editions = Edition.objects.filter(document__kind="basic").order_by("pk")
    force = editions.get(state=Edition.State.PUBLISHED)
    draft = editions.filter(state=Edition.State.DRAFT).last() or force
    clauses = Clause.objects.filter(edition=force, demands=True).order_by("position")
    pledge = Pledge.objects.get(person=me, edition=force)
    clause = clauses.exclude(topics=None).first()
    return {
        "/clauses/<int:edition>/<path:clause_id>/": f"/clauses/{force.pk}/{clause.clause_id}/",
        "/documents/<int:pk>/": f"/documents/{force.document_id}/",
        "/documents/<int:pk>/comparison": (
            f"/documents/{force.document_id}/comparison?old={force.pk}&new={draft.pk}"
        ),
        "/documents/api/editions/<int:pk>": f"/documents/api/editions/{force.pk}",
        "/documents/editions/<int:pk>/": f"/documents/editions/{draft.pk}/",
        "/documents/editions/<int:pk>/topics/<int:clause_pk>/": (
            f"/documents/editions/{draft.pk}/topics/{draft.clauses.first().pk}/"
        ),
        "/pledges/<int:pk>/": f"/pledges/{pledge.pk}/",
        "/pledges/terminal/<int:pk>/": f"/pledges/terminal/{pledge.pk}/",
        "/pledges/sheets/<int:unit>": f"/pledges/sheets/{me.unit_id}",
    }


def _proof() -> dict[str, str]:
    from sekisho.web.evidence.models import Attachment, Checkpoint, Record

    sealed = Record.objects.filter(kind="attestation").order_by("pk").first()
    kept = Attachment.objects.order_by("pk").first()
    checkpoint = Checkpoint.objects.order_by("pk").last()
    return {
        "/evidence/<int:index>/": f"/evidence/{sealed.pk}/",
        "/evidence/<int:index>/files/<int:pk>/": f"/evidence/{kept.record_id}/files/{kept.pk}/",
        "/evidence/ledger/checkpoints/<int:size>/": (
            f"/evidence/ledger/checkpoints/{checkpoint.size}/"
        ),
        "/evidence/ledger/checkpoints/<int:size>/since/<int:old>/": (
            f"/evidence/ledger/checkpoints/{checkpoint.size}/since/{_earlier(checkpoint)}/"
        ),
        "/evidence/ledger/checkpoints/<int:size>/<slug:way>/": (
            f"/evidence/ledger/checkpoints/{checkpoint.size}/print/"
        ),
        "/evidence/ledger/timestamps/<int:pk>": "/evidence/ledger/timestamps/1",
    }


def _earlier(checkpoint) -> int:
    """Return the size of a checkpoint before this one; the sample signs more than one."""
    from sekisho.web.evidence.models import Checkpoint

    return Checkpoint.objects.filter(size__lt=checkpoint.size).order_by("size").last().size


def _organization(me) -> dict[str, str]:
    from sekisho.web.organization.models import Person, Post, RoleHolding, ScopeEntry, Unit

    people = Person.objects.exclude(pk=me.pk).order_by("pk")
    other, bare = people.filter(account__isnull=False).last(), people.filter(account=None).first()
    person = "/organization/people/<uuid:opaque_id>/"
    with_account = person.replace("<uuid:opaque_id>", str(other.opaque_id))
    return {
        person: with_account,
        f"{person}account/open/": person.replace("<uuid:opaque_id>", str(bare.opaque_id))
        + "account/open/",
        "/organization/posts/<int:pk>/": f"/organization/posts/{last(Post)}/",
        "/organization/roles/<int:pk>/": f"/organization/roles/{last(RoleHolding)}/",
        "/organization/scope/<int:pk>/": f"/organization/scope/{last(ScopeEntry)}/",
        "/organization/units/<int:pk>/": f"/organization/units/{last(Unit)}/",
    }


def _governance() -> dict[str, str]:
    from sekisho.web.awareness.models import Bulletin
    from sekisho.web.governance.models import Contact, Decision, Meeting

    held, called = Meeting.objects.held().first(), Meeting.objects.coming().first()
    base = "/governance/meetings/<int:pk>/"
    return {
        "/awareness/bulletins/<int:pk>/": f"/awareness/bulletins/{last(Bulletin)}/",
        base: f"/governance/meetings/{held.pk}/",
        f"{base}minutes/": f"/governance/meetings/{called.pk}/minutes/",
        f"{base}minutes.<slug:form>": f"/governance/meetings/{held.pk}/minutes.pdf",
        f"{base}notice.<slug:form>": f"/governance/meetings/{held.pk}/notice.pdf",
        "/governance/contacts/<int:pk>/": f"/governance/contacts/{last(Contact)}/",
        "/governance/decisions/<int:pk>/": f"/governance/decisions/{last(Decision)}/",
        "/yearplan/feed/<str:token>": "/yearplan/feed/nobody-has-this",
    }


def _audits(me) -> dict[str, str]:
    from sekisho.web.audits.models import Audit, AuditPlan, Inspection, Item, Member, Sheet

    own = Sheet.objects.filter(person=me).last()
    waiting = Sheet.objects.filter(confirmed_at=None).exclude(answered_at=None)
    mine = next((row for row in waiting if heads_of(row) == me), waiting.last())
    running = Audit.objects.get(reported_at=None)
    plan = AuditPlan.objects.filter(kind="yearly").exclude(approved_at=None).first()
    return {
        "/audits/<int:pk>/": f"/audits/{running.pk}/",
        "/audits/<int:pk>/report": f"/audits/{running.pk}/report",
        "/audits/items/<int:pk>/": f"/audits/items/{Item.objects.filter(audit=running).last().pk}/",
        "/audits/members/<int:pk>/": f"/audits/members/{last(Member)}/",
        "/audits/plans/<int:pk>/": f"/audits/plans/{plan.pk}/",
        "/inspections/sheets/<int:pk>/": f"/inspections/sheets/{own.pk}/",
        "/inspections/sheets/<int:pk>/return/": f"/inspections/sheets/{mine.pk}/return/",
        "/inspections/results/<int:pk>/": f"/inspections/results/{last(Inspection)}/",
        "/inspections/table/import/<uuid:pk>/": f"/inspections/table/import/{uuid4()}/",
    }


def _manuscripts() -> dict[str, str]:
    from sekisho.web.policies.models import Clause, Manuscript, Passage, Remark

    clause = Clause.objects.filter(
        edition__document__kind="standard", edition__state="published", demands=True
    ).first()
    passages = "/documents/manuscripts/passages/<int:pk>/"
    return {
        "/documents/gaps/<int:pk>/": f"/documents/gaps/{clause.pk}/",
        "/documents/manuscripts/<int:pk>/": f"/documents/manuscripts/{last(Manuscript)}/",
        passages: f"/documents/manuscripts/passages/{last(Passage)}/",
        "/documents/manuscripts/remarks/<int:pk>/": (
            f"/documents/manuscripts/remarks/{last(Remark)}/"
        ),
    }


def _reviews() -> dict[str, str]:
    from sekisho.web.reviews.models import Review

    base = "/reviews/<int:pk>/"
    prepared, held = Review.objects.prepared().get(), Review.objects.concluded().first()
    return {
        base: f"/reviews/{prepared.pk}/",
        f"{base}agenda.<slug:form>": f"/reviews/{prepared.pk}/agenda.pdf",
        f"{base}result.<slug:form>": f"/reviews/{held.pk}/result.pdf",
    }


def heads_of(row):
    from django.utils import timezone

    from sekisho.web.audits.access import confirmers

    return confirmers(timezone.localdate()).of(row)


def _browsing(me) -> dict[str, str]:
    from sekisho.web.browsing.models import Happening

    rows = Happening.objects.opened()
    one = rows.filter(person=me).first() or rows.first()
    base = "/browsing/sessions/"
    return {
        f"{base}<int:pk>/": f"{base}{one.pk}/",
        f"{base}<uuid:session>/": f"{base}00000000-0000-4000-8000-000000000000/",
    }


def _monitoring() -> dict[str, str]:
    from sekisho.web.monitoring.models import Alert, LogSource, RuleFile

    base = "/monitoring/"
    alert = Alert.objects.open().first() or Alert.objects.first()
    return {
        f"{base}alerts/<int:pk>/": f"{base}alerts/{alert.pk}/",
        f"{base}rules/<int:pk>/": f"{base}rules/{RuleFile.objects.first().pk}/",
        f"{base}sources/<int:pk>/": f"{base}sources/{LogSource.objects.first().pk}/",
        f"{base}suppressions/<int:pk>/": f"{base}suppressions/1/",
    }


def _training(me) -> dict[str, str]:
    from sekisho.web.training.models import Assignment, Session

    own = Assignment.objects.filter(person=me)
    done = own.completed().first()
    open_ = own.filter(completed_at=None).first() or done  # another journey may have finished it
    base = "/training/"
    return {
        f"{base}<int:pk>/": f"{base}{open_.pk}/",
        f"{base}<int:pk>/pages/<int:number>/": f"{base}{open_.pk}/pages/3/",
        f"{base}<int:pk>/result/": f"{base}{done.pk}/result/",
        f"{base}<int:pk>/certificate": f"{base}{done.pk}/certificate",
        f"{base}campaigns/<int:pk>/": f"{base}campaigns/{open_.campaign_id}/",
        f"{base}sessions/<int:pk>/": f"{base}sessions/{last(Session)}/",
        f"{base}courses/<slug:key>/": f"{base}courses/media/",
    }


if __name__ == "__main__":
    django.setup()
    asked = sys.argv[1]
    print(json.dumps(procedure() if asked == "procedure" else found(asked)))  # noqa: T201  # handed to the journey
