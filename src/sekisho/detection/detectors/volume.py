"""A host that sends out far more on a day than on any day of its own past.

A day's bytes are those of the log source that saw most of them: several sources may have recorded
the same connection, and their sum would be no volume. A host without enough past is not judged.
"""

import ibis.expr.types as ir

from sekisho.detection.detectors.asking import Detector, Question, outward
from sekisho.detection.detectors.setting import Setting
from sekisho.detection.hours import tokyo_day

_KEYS = ("host", "day")


def _ask(events: ir.Table, setting: Setting) -> Question:
    limits = setting.thresholds
    rows = outward(events, setting)
    rows = rows.filter((rows.sent > 0) & (rows.ts_us < setting.until_us))
    rows = rows.mutate(day=tokyo_day(rows.ts_us))
    each = rows.group_by([*_KEYS, "source"]).agg(
        sent=rows.sent.sum(),
        count=rows.count(),
        first_us=rows.ts_us.min(),
        last_us=rows.ts_us.max(),
    )
    days = each.group_by(list(_KEYS)).agg(
        sent=each.sent.max(),
        count=each["count"].max(),
        first_us=each.first_us.min(),
        last_us=each.last_us.max(),
    )
    old = days.filter(days.last_us < setting.since_us)
    past = old.group_by("host").agg(usual=old.sent.max(), days=old.count())
    now = days.filter((days.last_us >= setting.since_us) & (days.last_us < setting.until_us))
    now = now.inner_join(past, "host")
    found = now.filter(
        (now.days >= limits.volume_days)
        & (now.sent >= limits.volume_least)
        & (now.sent >= now.usual * limits.volume_times)
    )
    found = found.mutate(
        megabytes=(found.sent // 1_000_000).cast("int64"),
        usual_megabytes=(found.usual // 1_000_000).cast("int64"),
    )
    return Question(found, rows, _KEYS)


DETECTOR = Detector("outbound-volume", "high", _ask)
