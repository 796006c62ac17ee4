"""Log sources and terminals that must be heard of and are not: nothing seen is no proof of calm."""

import ibis
import ibis.expr.types as ir
from ibis import coalesce, ifelse

from sekisho.detection.detectors.asking import Detector, Question
from sekisho.detection.detectors.setting import Expected, Setting
from sekisho.detection.hours import MINUTE
from sekisho.detection.sliding import PLACE

_KEYS = ("name", "kind")
_KINDS = {False: "記録元", True: "端末"}


def _ask(events: ir.Table, setting: Setting) -> Question | None:
    if not setting.expected:
        return None
    before = events.filter(events.ts_us < setting.until_us)
    places = {each: before[each] for each in PLACE}
    sources = before.select(name=before.log_source, kind=_kind(terminal=False), **places)
    short = before.host_name.lower().split(".")[0]
    hosts = before.select(name=short, kind=_kind(terminal=True), **places)
    rows = ibis.union(sources, hosts)
    rows = rows.filter(rows.name.notnull())
    last = rows.group_by(list(_KEYS)).agg(heard=rows.ts_us.max())
    wanted = _wanted(setting.expected)
    both = wanted.left_join(last, list(_KEYS))
    both = both.mutate(first_us=coalesce(both.heard, setting.since_us))
    silent = both.filter(setting.until_us - both.first_us >= both.silence)
    found = silent.select(
        *_KEYS,
        count=ifelse(silent.heard.isnull(), 0, 1).cast("int64"),
        minutes=((setting.until_us - silent.first_us) // MINUTE).cast("int64"),
        first_us=silent.first_us,
        last_us=ibis.literal(setting.until_us, "int64"),
    )
    return Question(found, rows, _KEYS)


def _kind(*, terminal: bool) -> ir.StringScalar:
    return ibis.literal(_KINDS[terminal])


def _wanted(expected: tuple[Expected, ...]) -> ir.Table:
    return ibis.memtable(
        {
            "name": [_short(each.name) if each.terminal else each.name for each in expected],
            "kind": [_KINDS[each.terminal] for each in expected],
            "silence": [each.silence_us for each in expected],
        },
        schema={"name": "string", "kind": "string", "silence": "int64"},
    )


def _short(host: str) -> str:
    return host.lower().partition(".")[0]


DETECTOR = Detector("silence", "medium", _ask)
