"""Flow logs taken in and held against the permits of their time."""

from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sekisho.web.organization.models import Person
from sekisho.web.zones import consequences, flowing, queries
from sekisho.web.zones.actions.configurations import Came
from sekisho.web.zones.actions.sealing import seal
from sekisho.web.zones.errors import FlowLogRefusedError
from sekisho.web.zones.keeping import as_bytes, closed
from sekisho.web.zones.models import FlowLog


def take_flow_log(*, came: Came, by: Person | None, at: datetime) -> FlowLog:
    """Hold a log of flows against the permits; what it showed is kept, the log is not.

    Raises FlowLogRefusedError for a file that cannot be read, that was taken before, or whose
    records lie in the future; NoPolicyError without a policy.
    """
    if FlowLog.objects.filter(sha256=came.sha256).exists():
        raise FlowLogRefusedError(_("この記録は既に取り込まれています。"))
    built, spans = queries.permitted_ever(at)
    seen = flowing.judged_apart(came.data, built.text, spans)
    if seen.last is None or seen.first is None or seen.last > at:
        raise FlowLogRefusedError(
            _("未来の日時の記録があります。記録した機器の時計か、日時の形を確かめてください。")
        )
    labels = queries.labels_of(built.policy)
    detail = as_bytes({**seen.told, "labels": labels})
    row = FlowLog(
        name=came.name[-200:],
        sha256=came.sha256,
        first_at=seen.first,
        last_at=seen.last,
        taken_by=by,
        taken_at=at,
        policy_sha256=built.sha256,
        figures=seen.figures,
        detail=closed(detail),
        detail_sha256=sha256(detail).hexdigest(),
    )
    try:
        with transaction.atomic():
            row.save()
            seal("flow-log.taken", row, by=by, at=at)
    except IntegrityError as error:  # two took it at once
        raise FlowLogRefusedError(_("この記録は既に取り込まれています。")) from error
    consequences.proved(at)
    return row
