"""One person signed in at two places sooner than anybody can go from one to the other."""

import ibis.expr.types as ir
from ibis import ifelse

from sekisho.detection.detectors.asking import Detector, Question, judged, window
from sekisho.detection.detectors.setting import Setting
from sekisho.detection.detectors.signing_in import OUTSIDE, sign_ins

_KEYS = ("user",)
_ORDER = ("ts_us", "log_delivery", "log_position")


def _ask(events: ir.Table, setting: Setting) -> Question | None:
    if not setting.sites:
        return None
    rows = sign_ins(events, setting)
    rows = rows.filter((rows.outcome == "success") & rows.addressed)
    by_time = window(_KEYS, *_ORDER)
    rows = rows.mutate(
        before=rows.place.lag().over(by_time),
        before_us=rows.ts_us.lag().over(by_time),
        before_origin=rows.origin.lag().over(by_time),
    )
    jumped = rows.filter(
        (rows.before != rows.place)
        & (rows.ts_us - rows.before_us < setting.thresholds.travel_us)
        & judged(rows, setting)
    )
    found = jumped.group_by(list(_KEYS)).agg(
        count=jumped.count(),
        first_us=jumped.before_us.min(),
        last_us=jumped.ts_us.max(),
        origin=jumped.before_origin.min(),
        origin2=jumped.origin.max(),
        place=_named(jumped.before).min(),
        place2=_named(jumped.place).max(),
    )
    return Question(found, rows, _KEYS)


def _named(place: ir.StringValue) -> ir.StringValue:
    return ifelse(place == OUTSIDE, "外部", place)


DETECTOR = Detector("impossible-sign-in", "high", _ask)
