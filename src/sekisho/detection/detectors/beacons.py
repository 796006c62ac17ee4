"""A terminal that calls the same rare place outside at a beat: malicious software asks for orders.

Of a pair of host and peer, calls less than a second after the one before are one call. Its score
(thousandths) is the spread of the gaps (quartiles against the median), half the unevenness of the
counts in bins of four medians (variance against mean, empty bins left out: a night is no proof
against a beat), and four times the share of gaps below a fifth of the median. People and chance
score 1,900 and more, a beat with 90 % jitter about 1,150; each alone was not enough. Ordinary
programs keep a beat as well, but their peers are those of many hosts: only rare ones are
told, and only what lasts for hours and fills them: a sitting before one page has a beat of its own,
but its calls at that beat fill little of the hours they lie in.
"""

import ibis
import ibis.expr.types as ir

from sekisho.detection.detectors.asking import Detector, Question, outward, rare, window
from sekisho.detection.detectors.setting import Setting
from sekisho.detection.hours import HOUR
from sekisho.detection.times import SECOND

_PAIR = ("host", "peer")


def _ask(events: ir.Table, setting: Setting) -> Question:
    limits = setting.thresholds
    begin = setting.until_us - limits.beacon_window_us
    connections = outward(events, setting)
    connections = connections.filter(
        (connections.at >= begin) & (connections.at < setting.until_us)
    )
    many = connections.group_by(list(_PAIR)).agg(rows=connections.count())
    many = many.filter(many.rows >= limits.beacon_calls).select(*_PAIR)
    wanted = connections.semi_join(rare(connections, setting), "peer").semi_join(many, _PAIR)
    scores = _scored(_calls(wanted))
    few = scores["count"] < limits.beacon_few
    found = scores.filter(
        (scores["count"] >= limits.beacon_calls)
        & (scores.hours >= limits.beacon_hours)
        & (scores.fill >= limits.beacon_fill)
        & (scores.last_us >= setting.since_us)
        & (
            ((scores.score <= limits.beacon_score) & ~few)
            | (scores.score <= limits.beacon_score_few)
        )
    )
    return Question(found, wanted.mutate(ts_us=wanted.at), _PAIR)


def _calls(connections: ir.Table) -> ir.Table:
    by_time = window(_PAIR, "at", "log_delivery", "log_position")
    gaps = connections.mutate(gap=connections.at - connections.at.lag().over(by_time))
    return gaps.filter(gaps.gap.isnull() | (gaps.gap >= SECOND)).select(*_PAIR, "at")


def _scored(calls: ir.Table) -> ir.Table:
    """Return pairs with their score; every step is one of whole numbers."""
    gaps = calls.mutate(gap=calls.at - calls.at.lag().over(window(_PAIR, "at")))
    whole = gaps.filter(gaps.gap.notnull())
    order = window(_PAIR, "gap")
    ranked = whole.mutate(
        rank=ibis.row_number().over(order), gaps=whole.count().over(window(_PAIR))
    )
    last = ranked.gaps - 1
    beats = ranked.group_by(list(_PAIR)).agg(
        gaps=ranked.gaps.max(),
        low=ranked.gap.max(where=ranked["rank"] == last // 4),
        middle=ranked.gap.max(where=ranked["rank"] == last * 2 // 4),
        high=ranked.gap.max(where=ranked["rank"] == last * 3 // 4),
    )
    return _joined(calls, whole, beats)


def _joined(calls: ir.Table, gaps: ir.Table, beats: ir.Table) -> ir.Table:
    timed = gaps.inner_join(beats.select(*_PAIR, "middle"), _PAIR)
    short = timed.group_by(list(_PAIR)).agg(short=(timed.gap * 5 < timed.middle).sum())
    binned = calls.inner_join(beats.select(*_PAIR, "middle"), _PAIR)
    binned = binned.mutate(bin=binned.at // (binned.middle * 4))
    bins = binned.group_by([*_PAIR, "bin"]).agg(
        calls=binned.count(), first_us=binned["at"].min(), last_us=binned["at"].max()
    )
    even = bins.group_by(list(_PAIR)).agg(
        bins=bins.count(),
        count=bins.calls.sum(),
        squares=(bins.calls * bins.calls).sum(),
        first_us=bins.first_us.min(),
        last_us=bins.last_us.max(),
    )
    hourly = calls.group_by(list(_PAIR)).agg(hours=(calls["at"] // HOUR).nunique())
    whole = beats.inner_join(short, _PAIR).inner_join(even, _PAIR)
    whole = whole.inner_join(hourly, _PAIR)
    spread = (whole.high - whole.low) * 1_000 // whole.middle
    apart = whole.bins * whole.squares - whole["count"] * whole["count"]
    uneven = apart * 1_000 // (whole.bins * whole["count"])
    hasty = whole.short * 1_000 // whole.gaps
    return whole.select(
        *_PAIR,
        "first_us",
        "last_us",
        "hours",
        count=whole["count"],
        fill=(whole["count"] * whole.middle * 1_000 // (whole.hours * HOUR)).cast("int64"),
        seconds=(whole.middle // SECOND).cast("int64"),
        score=(spread + uneven // 2 + hasty * 4).cast("int64"),
    )


DETECTOR = Detector("beacon", "high", _ask)
