"""A sign-in at night or on a day off by somebody who does not usually work then.

Usual is what the user did on several days of the past, or does by duty (`night_users`).
"""

import ibis.expr.types as ir

from sekisho.detection.detectors.asking import Detector, Question, judged, off_hours
from sekisho.detection.detectors.setting import Setting
from sekisho.detection.detectors.signing_in import sign_ins
from sekisho.detection.hours import tokyo_day

_KEYS = ("user", "origin")


def _ask(events: ir.Table, setting: Setting) -> Question:
    rows = sign_ins(events, setting)
    rows = rows.filter((rows.outcome == "success") & off_hours(rows.ts_us, setting))
    old = rows.filter(rows.ts_us < setting.since_us)
    usual = old.group_by("user").agg(days=tokyo_day(old.ts_us).nunique())
    usual = usual.filter(usual.days >= setting.thresholds.night_days)
    odd = rows.filter(judged(rows, setting) & ~rows.user.isin(("", *setting.night_users)))
    odd = odd.anti_join(usual, "user")
    found = odd.group_by(list(_KEYS)).agg(
        count=odd.count(), first_us=odd.ts_us.min(), last_us=odd.ts_us.max()
    )
    return Question(found, odd, _KEYS)


DETECTOR = Detector("off-hours-sign-in", "medium", _ask)
