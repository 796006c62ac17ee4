"""The first topics of a clause in force: asked for by one, decided by another.

A first topic takes a demand from not covered to whatever its controls say. So it goes the way an
edition goes, through the approvals room; what was asked for stands in the ledger alone.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from sekisho.catalogue import load
from sekisho.web.approvals import actions as approvals
from sekisho.web.approvals.models import Application
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence import queries as sealed
from sekisho.web.organization.models import Person
from sekisho.web.policies.actions.editions import application_title
from sekisho.web.policies.actions.topics import (
    locked_clause,
    refuse_altered,
    refuse_unsound,
    write_topics,
)
from sekisho.web.policies.errors import TopicsError, WrongStateError
from sekisho.web.policies.models import Clause, Edition

KIND, RESTRICTED_KIND = "topics", "procedure-topics"  # application kinds of the approvals room
_ASKED = "clause.topics-asked"


@transaction.atomic
def ask_first_topics(
    *, clause: Clause, topics: Iterable[str], reason: str, by: Person, at: datetime
) -> Application:
    """Ask for a decision on the first topics of a clause in force.

    Raises WrongStateError for an edition that is not in force, TopicsError without topics or a
    reason, for unknown topics and a clause that has some, AlreadyWaitingError when it was asked.
    """
    row, wanted = locked_clause(clause.pk), tuple(dict.fromkeys(topics))
    _refuse_unfit(row)
    refuse_unsound(demands=True, wanted=wanted)
    if not wanted:
        raise TopicsError(_("加える主題を選んでください。"))
    if not reason.strip():
        raise TopicsError(_("主題を付ける理由を書いてください。決裁権者はそれを読んで決めます。"))
    evidence.seal(
        kind=_ASKED,
        subject=subject_of(row),
        at=at,
        by=str(by.opaque_id),
        body={"edition": row.edition_id, "topics": list(wanted)},
    )
    return approvals.submit(
        kind=RESTRICTED_KIND if row.edition.document.restricted else KIND,
        subject=subject_of(row),
        title=_title(row),
        url=reverse("policies:edition", args=[row.edition_id]) + f"#clause-{row.position}",
        applicant=by,
        reason=_reason(row, wanted, reason.strip()),
        at=at,
    )


def first_topics_decided(application: Application) -> None:
    """Do to the clause what its application says; handed to the approvals room by site.

    Runs inside the transaction of the decision. Raises TopicsError, WrongStateError.
    """
    decider, at = application.decider, application.decided_at
    if application.state != Application.State.APPROVED or decider is None or at is None:
        return
    row = locked_clause(int(application.subject.removeprefix("clause:")))
    _refuse_unfit(row)
    refuse_altered(row.edition)
    wanted = _asked(application)
    refuse_unsound(demands=True, wanted=wanted)
    write_topics(row, demands=True, wanted=wanted, by=decider, at=at)


def waiting_clauses(edition: Edition) -> frozenset[int]:
    """Return the clauses of an edition whose first topics wait for a decision; one query."""
    rows = Application.objects.waiting().filter(kind__in=[KIND, RESTRICTED_KIND])
    asked = {int(each.removeprefix("clause:")) for each in rows.values_list("subject", flat=True)}
    return frozenset(edition.clauses.filter(pk__in=asked).values_list("pk", flat=True))


def subject_of(clause: Clause) -> str:
    """Return what evidence and applications call a clause."""
    return f"clause:{clause.pk}"


def _refuse_unfit(row: Clause) -> None:
    if row.edition.state != Edition.State.PUBLISHED:
        raise WrongStateError(_("この版は施行中ではありません。画面を開き直してください。"))
    if row.topics.exists():
        raise TopicsError(_("この条文には既に主題があります。画面を開き直して確かめてください。"))


def _asked(application: Application) -> tuple[str, ...]:
    """Return the topics sealed when it was asked for, whatever the application's row says."""
    for entry in sealed.sealed([_ASKED], [application.subject]):
        asked = (str(application.applicant.opaque_id), application.submitted_at)
        topics = entry.facts.get("topics")
        if (entry.actor, entry.at) == asked and isinstance(topics, list):
            return tuple(str(each) for each in topics)
    raise TopicsError(
        _("申請した時の記録が台帳にありません。差し戻して、申請し直してもらってください。")
    )


def _title(row: Clause) -> str:
    with translation.override(settings.LANGUAGE_CODE):  # stored, and read by others
        words = {"edition": application_title(row.edition), "clause": row.clause_id}
        return (_("主題の追加: %(clause)s %(edition)s") % words)[:200]


def _reason(row: Clause, wanted: tuple[str, ...], reason: str) -> str:
    """Say the clause and the topics in full before the official's own words."""
    topics = load().topics
    with translation.override(settings.LANGUAGE_CODE):
        words = {
            "clause": row.clause_id,
            "topics": "、".join(topics[each].title.ja for each in wanted),
            "reason": reason,
        }
        return _("条文 %(clause)s に加える主題: %(topics)s\n%(reason)s") % words
