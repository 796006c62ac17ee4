"""Asking people to confirm that they keep what is in force, and reminding them.

The basic policy asks always (article 5), a 対策基準 when the body chose so, a 実施手順 never.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.policytext import changed_clauses, compare
from sekisho.web.evidence import actions as evidence
from sekisho.web.notices import actions as notices
from sekisho.web.organization.models import Person
from sekisho.web.policies.access import people_asked
from sekisho.web.policies.errors import WrongStateError
from sekisho.web.policies.models import Document, Edition, Pledge
from sekisho.web.policies.queries import editions_asked
from sekisho.web.policies.reading import document_of

DAYS = 30
REMIND_WITHIN_DAYS = 7
TITLE_SHOWN, TOLD = 100, 200  # what a notice has room for


@transaction.atomic
def ask_pledges(*, edition: Edition, by: Person, at: datetime, days: int = DAYS) -> int:
    """Open a pledge for each person of the five categories; return how many were newly asked.

    Who confirmed the edition asked for before is asked for what changed since, and not at all when
    nothing did. Who had not yet is carried over to the new edition with the day already set.
    Raises WrongStateError for a document that asks nobody.
    """
    if not Document.objects.asking().filter(pk=edition.document_id).exists():
        raise WrongStateError(_("この文書は、遵守の確認を求める文書ではありません。"))
    earlier = _asked_before(edition)
    changed = changed_between(earlier, edition) if earlier else ()
    nothing_new = earlier is not None and not changed
    edition.pledges_from = earlier.pledges_from if earlier and nothing_new else edition.number
    edition.save(update_fields=["pledges_from"])
    settled = _settled(earlier)
    carried = _carry_over(earlier, edition, changed, at=at) if earlier else set()
    today = timezone.localdate(at)
    asked = []
    if not nothing_new:
        asked = [
            _asking(edition, person, at=at, days=days, earlier=earlier, changed=changed)
            if person.pk in settled
            else _asking(edition, person, at=at, days=days)
            for person in people_asked(today).exclude(pk__in=carried).order_by("pk")
        ]
    _open(asked, at=at)
    evidence.seal(
        kind="pledge.asked",
        subject=edition.subject,
        at=at,
        by=str(by.opaque_id),
        body={"asked": len(asked), "carried": len(carried), "changed": list(changed)},
    )
    return len(asked)


@transaction.atomic
def ask_joiners(at: datetime, *, days: int = DAYS) -> int:
    """Ask everybody whom an edition in force that asks has not asked yet; run daily.

    Returns how many pledges were opened, over all documents.
    """
    return sum(ask_unasked(edition=each, at=at, days=days) for each in editions_asked())


def ask_unasked(*, edition: Edition, at: datetime, days: int = DAYS) -> int:
    """Ask for the whole of an edition whoever has no pledge that counts for it."""
    known = Pledge.objects.counting_for(edition).values("person")
    joined = people_asked(timezone.localdate(at)).exclude(pk__in=known).order_by("pk")
    asked = [_asking(edition, person, at=at, days=days) for person in joined]
    _open(asked, at=at)
    if asked:
        evidence.seal(
            kind="pledge.asked",
            subject=edition.subject,
            at=at,
            body={"asked": len(asked), "joined": True},
        )
    return len(asked)


@transaction.atomic
def remind_pledges(at: datetime) -> int:
    """Tell again whoever has a pledge due within a week or overdue; return how many.

    The notices room keeps one open notice a pledge and decides how often a mail follows.
    """
    today = timezone.localdate(at)
    near = today + timedelta(days=REMIND_WITHIN_DAYS)
    due = Pledge.objects.open().filter(
        due_on__lte=near, edition__in=editions_asked(), person__in=people_asked(today)
    )
    rows = list(
        due.select_related("person", "edition")
        .defer("edition__source", "edition__tree")
        .order_by("pk")
    )
    _tell(rows, at=at)
    return len(rows)


def changed_between(earlier: Edition, later: Edition) -> tuple[str, ...]:
    """Return the canonical ids, in the later edition, that a person must read again."""
    return changed_clauses(compare(document_of(earlier.tree), document_of(later.tree)))


def notice_key(pledge: Pledge) -> str:
    """Return what the notices room knows a pledge by."""
    return f"pledge:{pledge.pk}"


def _asked_before(edition: Edition) -> Edition | None:
    """Return the newest earlier edition of the document that asked people, if any did."""
    rows = Edition.objects.filter(document=edition.document_id, number__lt=edition.number)
    return rows.filter(pledges_from__isnull=False).order_by("-number").first()


def _settled(earlier: Edition | None) -> set[int]:
    """Return who confirmed what counts for the earlier edition."""
    if earlier is None:
        return set()
    confirmed = Pledge.objects.counting_for(earlier).filter(confirmed_at__isnull=False)
    return set(confirmed.values_list("person", flat=True))


def _carry_over(
    earlier: Edition, later: Edition, changed: tuple[str, ...], *, at: datetime
) -> set[int]:
    """Move what is still open to the later edition; return whose pledges those are.

    Who had been asked for the whole is asked for the whole of the new edition; who had been asked
    for changes gets the changes since the edition they know.
    """
    rows = list(Pledge.objects.counting_for(earlier).open().select_related("known", "person"))
    since: dict[int, list[str]] = {}
    for row in rows:
        row.edition = later
        if row.known is not None:
            if row.known.pk not in since:
                since[row.known.pk] = list(changed_between(row.known, later))
            row.changed = since[row.known.pk] or list(changed)
    Pledge.objects.bulk_update(rows, ["edition", "changed"], batch_size=500)
    _tell(rows, at=at)  # the open notice names the new edition and its clauses
    return {row.person_id for row in rows}


def _asking(  # noqa: PLR0913  # the columns of a pledge
    edition: Edition,
    person: Person,
    *,
    at: datetime,
    days: int,
    earlier: Edition | None = None,
    changed: tuple[str, ...] = (),
) -> Pledge:
    """Return a pledge, not yet saved: of the whole, or of what changed since `earlier`."""
    return Pledge(
        edition=edition,
        person=person,
        asked_at=at,
        due_on=timezone.localdate(at) + timedelta(days=days),
        changed=list(changed),
        known=earlier,
    )


def _open(pledges: list[Pledge], *, at: datetime) -> None:
    Pledge.objects.bulk_create(pledges, batch_size=500)
    _tell(pledges, at=at)


def _tell(pledges: Iterable[Pledge], *, at: datetime) -> None:
    for pledge in pledges:
        notices.tell(
            person=pledge.person,
            key=notice_key(pledge),
            title=notice_title(pledge),
            url=reverse("pledges:pledge", args=[pledge.pk]),
            due_on=pledge.due_on,
            at=at,
        )


def notice_title(pledge: Pledge) -> str:
    """Say which document is to be confirmed, and which clauses when it is not the whole."""
    words = {"title": pledge.edition.title[:TITLE_SHOWN]}
    with translation.override(settings.LANGUAGE_CODE):  # stored, and read by others
        if not pledge.changed:
            return _("「%(title)s」を読み、遵守を確認してください") % words
        words["clauses"] = pledge.changed_named
        told = _("「%(title)s」の変わった条文（%(clauses)s）を読み、遵守を確認してください") % words
        if len(told) <= TOLD:
            return told
        return _("「%(title)s」の変わった条文を読み、遵守を確認してください") % words
