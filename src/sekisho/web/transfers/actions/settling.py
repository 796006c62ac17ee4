"""What a person decides about something held: to close it, or to have it sent again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person
from sekisho.web.transfers.errors import TransfersRefusedError
from sekisho.web.transfers.models import Crossing, Recipient
from sekisho.web.transfers.sealed import event_facts, subject_of

_UNCLEAR = (Recipient.Fate.DOUBT, Recipient.Fate.REFUSED, Recipient.Fate.OFFERED)


@transaction.atomic
def close(*, crossing: Crossing, reason: str, by: Person, at: datetime) -> Crossing:
    """End the wait for an answer: it is not delivered, and its original goes when its time is over.

    The spool is cleared by the next run of `take_in`, which sees that the row is closed. Raises
    TransfersRefusedError.
    """
    row = _held(crossing)
    if not reason.strip():
        raise TransfersRefusedError(_("渡さずに終了する理由を入力してください。"))
    row.state, row.held_at = Crossing.State.CLOSED, None
    row.closed_at, row.closed_by, row.close_reason = at, by, reason.strip()[:300]
    row.save()
    return _sealed(row, "crossing.closed", by, at)


@transaction.atomic
def send_again(*, crossing: Crossing, by: Person, at: datetime) -> Crossing:
    """Have what was made safe offered again to those who may not have it.

    The order is handed to the gateway by the next run of `take_in`. Raises TransfersRefusedError
    for what was never made safe: it never crosses this way.
    """
    row = _held(crossing)
    if not may_be_sent(row):
        raise TransfersRefusedError(
            _("これは無害化できなかったものなので、送り直せません。理由を書いて終了してください。")
        )
    row.state, row.held_at = Crossing.State.SENDING, None
    row.save(update_fields=["state", "held_at"])
    return _sealed(row, "crossing.resent", by, at)


def may_be_sent(row: Crossing) -> bool:
    """Whether there is something made safe, and a recipient who may not have it."""
    mail = row.way == Crossing.Way.MAIL
    return mail and row.crosses and row.recipients.filter(fate__in=_UNCLEAR).exists()


def _held(crossing: Crossing) -> Crossing:
    row = Crossing.objects.select_for_update().get(pk=crossing.pk)
    if row.state != Crossing.State.HELD:
        raise TransfersRefusedError(_("これは、もう判断を待っていません。"))
    return row


def _sealed(row: Crossing, kind: str, by: Person, at: datetime) -> Crossing:
    evidence.seal(
        kind=kind, subject=subject_of(row), at=at, by=str(by.opaque_id), body=event_facts(row)
    )
    return row
