"""External services nobody permitted, by the names they are reached under."""

import ibis.expr.types as ir
from ibis import coalesce, literal

from sekisho.detection.detectors.asking import (
    Detector,
    Question,
    below,
    fresh,
    judged,
    labelled,
)
from sekisho.detection.detectors.setting import Service, Setting
from sekisho.detection.joining import either
from sekisho.detection.sliding import PLACE

_KEYS = ("host", "service")


def _ask(events: ir.Table, setting: Setting) -> Question | None:
    wanted = [each for each in setting.services if each.name not in setting.permitted]
    if not wanted:
        return None
    found = fresh(events)
    found = found.filter(judged(found, setting) & (coalesce(found.event_type, "") != "denied"))
    name = coalesce(found.destination_domain, "").lower()
    services = [(_reached(name, each), each.name) for each in wanted]
    rows = found.select(
        host=coalesce(found.source_ip, found.host_name, ""),
        service=labelled(literal(""), services),
        sent=coalesce(found.source_bytes, 0),
        **{each: found[each] for each in PLACE},
    )
    rows = rows.filter(rows.service != "")
    told = rows.group_by(list(_KEYS)).agg(
        count=rows.count(),
        megabytes=(rows.sent.sum() // 1_000_000).cast("int64"),
        first_us=rows.ts_us.min(),
        last_us=rows.ts_us.max(),
    )
    return Question(told, rows, _KEYS)


def _reached(name: ir.StringValue, service: Service) -> ir.BooleanValue:
    return either([below(name, domain.lower().strip(".")) for domain in service.domains])


DETECTOR = Detector("unpermitted-service", "medium", _ask)
