"""External services nobody permitted, by the names they are reached under.

The law: a name belongs to the service that has it, or the longest name above it, among its domains;
of several with the same domain, to one that is permitted.
"""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
from ibis import coalesce, literal

from sekisho.detection.detectors.asking import Detector, Question, below, fresh, judged
from sekisho.detection.detectors.setting import Service, Setting
from sekisho.detection.sliding import PLACE

_KEYS = ("service",)


def _ask(events: ir.Table, setting: Setting) -> Question | None:
    if all(each.permitted or not each.domains for each in setting.services):
        return None
    found = fresh(events)
    found = found.filter(judged(found, setting) & (coalesce(found.event_type, "") != "denied"))
    rows = found.select(
        host=coalesce(found.source_ip, found.host_name, ""),
        service=_wrong(coalesce(found.destination_domain, "").lower(), setting.services),
        sent=coalesce(found.source_bytes, 0),
        **{each: found[each] for each in PLACE},
    )
    rows = rows.filter(rows.service != "")
    told = rows.group_by(list(_KEYS)).agg(
        host=rows.host.min(),
        hosts=rows.host.nunique(),
        count=rows.count(),
        megabytes=(rows.sent.sum() // 1_000_000).cast("int64"),
        first_us=rows.ts_us.min(),
        last_us=rows.ts_us.max(),
    )
    return Question(told, rows, _KEYS)


def _wrong(name: ir.StringValue, services: Sequence[Service]) -> ir.StringValue:
    """Return the service a name belongs to, empty where it is permitted or there is none.

    One flat CASE: a body has hundreds of domains, and nested ones overflow the stack.
    """
    owners: dict[str, str] = {}
    for each in sorted(services, key=lambda each: (not each.permitted, each.name)):
        for domain in each.domains:
            owners.setdefault(domain.lower().strip("."), "" if each.permitted else each.name)
    longest = sorted(owners, key=lambda each: (-each.count("."), each))
    cases = [(below(name, domain), literal(owners[domain])) for domain in longest]
    return ibis.cases(*cases, else_=literal(""))


DETECTOR = Detector("unpermitted-service", "medium", _ask)
