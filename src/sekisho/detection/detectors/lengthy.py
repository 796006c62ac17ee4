"""A connection to a rare place outside that stays open for hours: a way in that is held open."""

import ibis.expr.types as ir

from sekisho.detection.detectors.asking import Detector, Question, judged, outward, rare
from sekisho.detection.detectors.setting import Setting
from sekisho.detection.hours import MINUTE

_KEYS = ("host", "peer")


def _ask(events: ir.Table, setting: Setting) -> Question:
    connections = outward(events, setting)
    few = rare(connections, setting)
    held = connections.filter(
        (connections.length >= setting.thresholds.long_us) & judged(connections, setting)
    ).semi_join(few, "peer")
    found = held.group_by(list(_KEYS)).agg(
        count=held.count(),
        minutes=(held.length.max() // MINUTE).cast("int64"),
        first_us=held.ts_us.min(),
        last_us=held.ts_us.max(),
    )
    return Question(found, held, _KEYS)


DETECTOR = Detector("long-connection", "medium", _ask)
