"""Probes taken in: handed in by a person, or left in the folder by the machine that tries."""

import logging
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sekisho.web.organization.models import Person
from sekisho.web.ui.errors import Refused
from sekisho.web.zones import consequences, fetching, probing, queries
from sekisho.web.zones.actions.configurations import DROP, UPLOAD, Came
from sekisho.web.zones.actions.sealing import seal
from sekisho.web.zones.errors import ProbeRefusedError
from sekisho.web.zones.keeping import as_bytes, closed
from sekisho.web.zones.models import Configuration, Probe

_log = logging.getLogger(__name__)
PROBE_DROP = "separation-probe"  # the name, without ending, of the file in the folder
_FAST = timedelta(minutes=10)  # the other machine's clock may be ahead of ours by


def take_probe(
    *, came: Came, by: Person | None, at: datetime, source: Configuration.Source = UPLOAD
) -> Probe:
    """Take the file of a probe and hold it against the policy that counted when it was tried.

    Raises ProbeRefusedError for a file that cannot be used, one that was taken before, and one
    from the future; NoPolicyError without a policy. Nothing is kept of what is refused.
    """
    found = probing.read(came.data)
    if found.tried_at > at + _FAST:
        raise ProbeRefusedError(
            _("試した日時が未来になっています。試験をした機械の時計を合わせてください。")
        )
    built = queries.policy_at(found.tried_at)
    shown = probing.shown(built.policy, found, found.tried_at)
    detail = as_bytes({"rows": list(shown.rows), "labels": queries.labels_of(built.policy)})
    row = Probe(
        name=came.name[-200:],
        sha256=came.sha256,
        tried_at=found.tried_at,
        source=source,
        taken_by=by,
        taken_at=at,
        policy_sha256=built.sha256,
        figures={**shown.figures, "same_policy": found.policy_sha256 == built.sha256},
        reached=shown.reached,
        untried=shown.untried,
        detail=closed(detail),
        detail_sha256=sha256(detail).hexdigest(),
    )
    _kept(row, by, at)
    consequences.proved(at)
    return row


def _kept(row: Probe, by: Person | None, at: datetime) -> None:
    try:
        with transaction.atomic():
            row.save()
            seal("separation-probe.taken", row, by=by, at=at)
    except IntegrityError as error:  # also when two take it at once
        raise ProbeRefusedError(_("この結果は既に取り込まれています。")) from error


def take_probes(*, at: datetime) -> int:
    """Take the newest file of a probe from the folder, unless it was taken; return how many.

    One that cannot be used is logged: no younger probe comes, which the check tells.
    """
    taken = 0
    for each in fetching.fetched([PROBE_DROP]):
        came = Came(each.name, each.data)
        if Probe.objects.filter(sha256=came.sha256).exists():
            continue
        try:
            take_probe(came=came, by=None, at=at, source=DROP)
        except Refused as refusal:
            _log.warning("the file of a probe is refused: %s", refusal)
        else:
            taken += 1
    return taken
