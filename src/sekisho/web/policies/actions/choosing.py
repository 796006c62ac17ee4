"""Choosing whether people confirm a 対策基準 as they confirm the basic policy."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.evidence import actions as evidence
from sekisho.web.notices import actions as notices
from sekisho.web.organization.access import rights_of
from sekisho.web.organization.models import Person
from sekisho.web.policies.access import CHOOSE
from sekisho.web.policies.actions.asking import DAYS, ask_pledges, ask_unasked, notice_key
from sekisho.web.policies.errors import NotAllowedError, PolicyRefusedError
from sekisho.web.policies.models import Document, Edition, Pledge


@transaction.atomic
def choose_pledges(
    *, document: Document, asks: bool, by: Person, at: datetime, days: int = DAYS
) -> Document:
    """Have a standard confirmed by the people of the five categories, or no longer.

    Chosen, the edition in force asks at once; given up, what is still open is withdrawn and what
    was confirmed stays. The basic policy always asks and a 実施手順 never does. Choosing what is
    chosen already changes nothing. Raises NotAllowedError, PolicyRefusedError.
    """
    if CHOOSE not in rights_of(by, timezone.localdate(at)):
        raise NotAllowedError(
            _("遵守の確認を求めるかを決める権限がありません。施行を担当する人に依頼してください。")
        )
    row = Document.objects.select_for_update().get(pk=document.pk)
    if row.kind != Document.Kind.STANDARD:
        raise PolicyRefusedError(
            _("選べるのは対策基準だけです。基本方針は必ず確認を求め、実施手順では求めません。")
        )
    if row.pledges_chosen == asks:
        return row
    row.pledges_chosen = asks
    row.save(update_fields=["pledges_chosen"])
    withdrawn = 0 if asks else _withdraw(row, at=at)
    evidence.seal(
        kind="pledge.chosen",
        subject=f"document:{row.pk}",
        at=at,
        by=str(by.opaque_id),
        body={"asks": asks, "withdrawn": withdrawn},
    )
    if asks:
        _ask_in_force(row, by=by, at=at, days=days)
    return row


def _ask_in_force(document: Document, *, by: Person, at: datetime, days: int) -> None:
    """Ask for the edition in force, if there is one; who confirmed it before need not again."""
    edition = Edition.objects.in_force().filter(document=document).first()
    if edition is None:
        return
    if edition.pledges_from is None:
        ask_pledges(edition=edition, by=by, at=at, days=days)
    ask_unasked(edition=edition, at=at, days=days)


def _withdraw(document: Document, *, at: datetime) -> int:
    """Remove what nobody has confirmed yet, and its notices; return how many there were."""
    found = Pledge.objects.open().filter(edition__document=document).select_related("person")
    rows = list(found.select_for_update(of=("self",)))  # nobody confirms one while it goes
    for row in rows:
        notices.done(person=row.person, key=notice_key(row), at=at)
    Pledge.objects.open().filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)
