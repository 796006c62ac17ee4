"""One origin that tries the accounts of many people and fails: the same few passwords on everyone.

At any failure, the different users who failed from the same origin within the span before are
counted; a span of half an hour finds the hasty, one of a day the patient.
"""

import ibis
import ibis.expr.types as ir

from sekisho.detection.detectors.asking import Detector, Question, judged
from sekisho.detection.detectors.setting import Setting
from sekisho.detection.detectors.signing_in import sign_ins
from sekisho.detection.sliding import different

_KEYS = ("origin",)


def _ask(events: ir.Table, setting: Setting) -> Question:
    limits = setting.thresholds
    rows = sign_ins(events, setting)
    failed = rows.filter((rows.outcome == "failure") & (rows.origin != ""))
    found = ibis.union(
        _within(failed, setting, limits.spray_us, limits.spray_users),
        _within(failed, setting, limits.spray_us_slow, limits.spray_users_slow),
    )
    found = found.group_by(list(_KEYS)).agg(
        count=found["count"].max(),
        users=found.users.max(),
        first_us=found.first_us.min(),
        last_us=found.last_us.max(),
    )
    return Question(found, failed, _KEYS)


def _within(failed: ir.Table, setting: Setting, span: int, least: int) -> ir.Table:
    counted = different(failed, _KEYS, "user", span)
    many = counted.filter((counted.different >= least) & judged(counted, setting))
    return many.group_by(list(_KEYS)).agg(
        count=many.count(),
        users=many.different.max(),
        first_us=many.ts_us.min() - span,
        last_us=many.ts_us.max(),
    )


DETECTOR = Detector("password-spraying", "high", _ask)
