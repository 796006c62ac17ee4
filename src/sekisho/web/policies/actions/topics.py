"""Confirming what each clause demands."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.catalogue import load
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person
from sekisho.web.policies.content_digest import NAME, altered, content_digest
from sekisho.web.policies.errors import TopicsError, WrongStateError
from sekisho.web.policies.models import Clause, ClauseTopic, Edition


@transaction.atomic
def set_clause_topics(
    *, clause: Clause, demands: bool, topics: Iterable[str], by: Person, at: datetime
) -> Clause:
    """Set what the official says a clause demands; topics they did not add keep their words.

    A draft may be changed freely. In an edition in force one may alone only add to topics a clause
    has: that never makes its status better. A first topic would, so another decides on it
    (`ask_first_topics`). Raises WrongStateError, TopicsError.
    """
    wanted = tuple(dict.fromkeys(topics))
    row = locked_clause(clause.pk)
    refuse_unsound(demands=demands, wanted=wanted)
    if row.edition.state == Edition.State.PUBLISHED:
        _refuse_more_than_adding(row, demands=demands, wanted=wanted)
        refuse_altered(row.edition)
    return write_topics(row, demands=demands, wanted=wanted, by=by, at=at)


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
    carried = ClauseTopic.objects.filter(clause__edition=row).order_by("topic")
    evidence.seal(
        kind="edition.topics",
        subject=row.subject,
        at=at,
        by=str(by.opaque_id),
        body={
            "clauses": row.clauses.count(),
            "demanding": row.clauses.filter(demands=True).count(),
            "without_topic": Clause.objects.filter(edition=row).uncovered().count(),
            "topics": list(carried.values_list("topic", flat=True).distinct()),
            NAME: content_digest(row),
        },
    )
    return row


def locked_clause(pk: int) -> Clause:
    """Return a clause as it stands, its edition locked. Raises WrongStateError.

    Only in a draft and in force does a clause's demand change at all.
    """
    rows = Clause.objects.only("edition_id")
    edition = Edition.objects.select_for_update().light().get(pk=rows.get(pk=pk).edition_id)
    if edition.state not in {Edition.State.DRAFT, Edition.State.PUBLISHED}:
        raise WrongStateError(
            _(
                "決裁待ち、決裁済み又は旧版の主題は変えられません。差戻しを受けるか、次の版で変えてください。"
            )
        )
    return edition.clauses.get(pk=pk)


def write_topics(
    row: Clause, *, demands: bool, wanted: tuple[str, ...], by: Person, at: datetime
) -> Clause:
    """Write and seal what a clause demands; of an edition in force the digest as well."""
    edition = row.edition
    had = {each.topic for each in row.topics.all()}
    added = [topic for topic in wanted if topic not in had]
    row.topics.exclude(topic__in=wanted).delete()
    ClauseTopic.objects.bulk_create(ClauseTopic(clause=row, topic=topic) for topic in added)
    row.demands, row.confirmed_at = demands, at
    row.save(update_fields=["demands", "confirmed_at"])
    in_force = edition.state == Edition.State.PUBLISHED
    evidence.seal(
        kind="edition.topics",
        subject=edition.subject,
        at=at,
        by=str(by.opaque_id),
        body={
            "clause": row.pk,
            "demands": demands,
            "topics": list(wanted),
            "added": list(added),
            **({NAME: content_digest(edition)} if in_force else {}),
        },
    )
    return row


def refuse_altered(edition: Edition) -> None:
    """Refuse to seal anew over rows that are not what was sealed. Raises TopicsError."""
    if altered([edition]):
        raise TopicsError(
            _(
                "条文又は主題が、封印した時のものと違います。控えと照合して元に戻してから、やり直してください。"
            )
        )


def refuse_unsound(*, demands: bool, wanted: tuple[str, ...]) -> None:
    """Refuse topics the catalogue does not know, and topics without a demand."""
    known = load().topics
    if any(topic not in known for topic in wanted):
        raise TopicsError(_("選んだ主題はカタログにありません。画面を開き直してください。"))
    if wanted and not demands:
        raise TopicsError(
            _("求めなしとする条文には、主題を付けられません。どちらかを選んでください。")
        )


def _refuse_more_than_adding(row: Clause, *, demands: bool, wanted: tuple[str, ...]) -> None:
    had = {each.topic for each in row.topics.all()}
    if not had <= set(wanted) or (row.demands and not demands):
        raise TopicsError(
            _(
                "施行中の版では、主題を加えることだけができます。外すには、次の版を起案してください。"
            )
        )
    if not had and (wanted or demands != row.demands):
        raise TopicsError(
            _("施行中の版の条文に初めて主題を付けるには、理由を書いて、決裁を求めてください。")
        )
