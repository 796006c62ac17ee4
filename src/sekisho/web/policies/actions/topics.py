"""Confirming what each clause demands."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.catalogue import load
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person
from sekisho.web.policies.errors import TopicsError, WrongStateError
from sekisho.web.policies.models import Clause, ClauseTopic, Edition


@transaction.atomic
def set_clause_topics(
    *, clause: Clause, demands: bool, topics: Iterable[str], by: Person, at: datetime
) -> Clause:
    """Set what the official says a clause demands; topics they did not add keep their words.

    A draft may be changed freely. In an edition in force one may only add: what it was approved
    to demand cannot be taken away to improve a status. Raises WrongStateError, TopicsError.
    """
    wanted = tuple(dict.fromkeys(topics))
    row = (
        Clause.objects.select_related("edition")
        .defer("edition__source", "edition__tree")
        .get(pk=clause.pk)
    )
    edition = _changeable(row.edition)
    _sound(demands=demands, wanted=wanted)
    had = {each.topic for each in row.topics.all()}
    if edition.state == Edition.State.PUBLISHED and (
        not had <= set(wanted) or (row.demands and not demands)
    ):
        raise TopicsError(
            _(
                "施行中の版では、主題を加えることだけができます。外すには、次の版を起案してください。"
            )
        )
    row.topics.exclude(topic__in=wanted).delete()
    added = [ClauseTopic(clause=row, topic=topic) for topic in wanted if topic not in had]
    ClauseTopic.objects.bulk_create(added)
    row.demands, row.confirmed_at = demands, at
    row.save(update_fields=["demands", "confirmed_at"])
    body = {"clause": row.pk, "demands": demands, "topics": len(wanted), "added": len(added)}
    evidence.seal(
        kind="edition.topics", subject=edition.subject, at=at, by=str(by.opaque_id), body=body
    )
    return row


@transaction.atomic
def confirm_topics(*, edition: Edition, by: Person, at: datetime) -> Edition:
    """Confirm the topics of all clauses as they stand; the demanding ones without a topic too.

    Those stay visible as not covered. Raises WrongStateError for anything but a draft.
    """
    row = Edition.objects.select_for_update().light().get(pk=edition.pk)
    if row.state != Edition.State.DRAFT:
        raise WrongStateError(_("主題を確認できるのは案だけです。"))
    row.clauses.filter(confirmed_at=None).update(confirmed_at=at)
    row.topics_confirmed_at, row.topics_confirmed_by = at, by
    row.save(update_fields=["topics_confirmed_at", "topics_confirmed_by"])
    demanding = row.clauses.filter(demands=True).count()
    uncovered = Clause.objects.filter(edition=row).uncovered().count()
    evidence.seal(
        kind="edition.topics",
        subject=row.subject,
        at=at,
        by=str(by.opaque_id),
        body={
            "clauses": row.clauses.count(),
            "demanding": demanding,
            "without_topic": uncovered,
            "topics": ClauseTopic.objects.filter(clause__edition=row).count(),
        },
    )
    return row


def _changeable(edition: Edition) -> Edition:
    row = Edition.objects.select_for_update().light().get(pk=edition.pk)
    if row.state not in {Edition.State.DRAFT, Edition.State.PUBLISHED}:
        raise WrongStateError(
            _(
                "決裁待ち、決裁済み又は旧版の主題は変えられません。差戻しを受けるか、次の版で変えてください。"
            )
        )
    return row


def _sound(*, demands: bool, wanted: tuple[str, ...]) -> None:
    known = load().topics
    if any(topic not in known for topic in wanted):
        raise TopicsError(_("選んだ主題はカタログにありません。画面を開き直してください。"))
    if wanted and not demands:
        raise TopicsError(
            _("求めなしとする条文には、主題を付けられません。どちらかを選んでください。")
        )
