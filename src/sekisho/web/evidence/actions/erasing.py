"""Erasing personal data kept beside an entry; the entry and its proofs stand."""

from datetime import datetime

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.web.evidence.actions.sealing import seal
from sekisho.web.evidence.errors import NotErasableError
from sekisho.web.evidence.models import Attachment


class ErasureReason(TextChoices):
    """Why data was erased; a fixed list, because what is sealed can never be erased itself."""

    RETENTION = "retention", gettext_lazy("保存期間の満了")
    REQUEST = "request", gettext_lazy("本人からの求め")
    MISTAKE = "mistake", gettext_lazy("誤って添付したもの")


@transaction.atomic
def erase_attachment(
    *, attachment_id: int, reason: ErasureReason, by: str, at: datetime
) -> Attachment:
    """Empty content, salt and name, and seal that it was done. Raises NotErasableError."""
    row = Attachment.objects.select_for_update().filter(pk=attachment_id, erased_at=None).first()
    if row is None:
        raise NotErasableError(_("このファイルは既に消去されているか、存在しません。"))
    row.salt = None
    row.content = None
    row.name = ""
    row.erased_at = at
    row.save()
    seal(
        kind="attachment.erased",
        subject=f"evidence:{row.record_id}",
        at=at,
        by=by,
        body={"commitment": bytes(row.commitment).hex(), "reason": reason.value},
    )
    return row
