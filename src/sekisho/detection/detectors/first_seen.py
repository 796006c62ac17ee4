"""A destination nobody inside ever spoke with before, where that is out of the ordinary.

People meet new places every day. Told is only a host of steady habits (a server: few destinations
over the past) with a new one, or a host that at once sends much to a new one.
"""

import ibis.expr.types as ir

from sekisho.detection.detectors.asking import Detector, Question, judged, outward
from sekisho.detection.detectors.setting import Setting
from sekisho.detection.hours import tokyo_day

_KEYS = ("host", "peer")


def _ask(events: ir.Table, setting: Setting) -> Question:
    limits = setting.thresholds
    rows = outward(events, setting)
    old = rows.filter(rows.ts_us < setting.since_us)
    old = old.mutate(day=tokyo_day(old.ts_us))
    known = old.select("peer").distinct()
    habits = old.group_by("host").agg(days=old.day.nunique(), peers=old.peer.nunique())
    habits = habits.filter(habits.days >= limits.first_days)
    new = rows.filter(judged(rows, setting)).anti_join(known, "peer")
    found = new.group_by(list(_KEYS)).agg(
        count=new.count(),
        sent=new.sent.sum(),
        first_us=new.ts_us.min(),
        last_us=new.ts_us.max(),
    )
    found = found.inner_join(habits, "host")
    found = found.filter((found.peers <= limits.first_steady) | (found.sent >= limits.first_bytes))
    found = found.mutate(megabytes=(found.sent // 1_000_000).cast("int64"))
    return Question(found, new, _KEYS)


DETECTOR = Detector("first-seen", "medium", _ask)
