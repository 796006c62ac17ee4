"""Rules asked of the table of events: which events each one finds."""

from collections.abc import Iterable
from dataclasses import dataclass

import ibis.expr.types as ir
from sigma.exceptions import SigmaError

from sekisho.detection.alerts import Alert, Words
from sekisho.detection.joining import either
from sekisho.detection.rules.compiling import condition
from sekisho.detection.rules.errors import UnsupportedError
from sekisho.detection.rules.reading import Refused, Rule

_POSITIONS = 20
_WHY = "規則「{title}」が、注意の要る動きとして定めているものです。"
_FIRST = "記録の行を見て、業務の操作かどうかを本人に確かめてください。"


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule as an expression over the events."""

    rule: Rule
    where: ir.BooleanValue


def compiled(
    events: ir.Table, rules: Iterable[Rule]
) -> tuple[tuple[Asked, ...], tuple[Refused, ...]]:
    """Return rules as expressions; those with a part we do not evaluate are refused whole."""
    asked: list[Asked] = []
    refused: list[Refused] = []
    for rule in rules:
        try:
            asked.append(Asked(rule, rule.events.of(events) & _where(events, rule)))
        except UnsupportedError as error:
            refused.append(Refused(rule.file, rule.title, str(error)))
        except SigmaError as error:
            refused.append(Refused(rule.file, rule.title, str(error)[:300]))
    return tuple(asked), tuple(refused)


def _where(events: ir.Table, rule: Rule) -> ir.BooleanValue:
    """Return where one of a rule's conditions holds."""
    trees = [each.parsed for each in rule.sigma.detection.parsed_condition]
    return either([condition(events, tree) for tree in trees])


def matched(events: ir.Table, asked: Asked) -> Alert | None:
    """Return what a rule finds among the events that are no repetition, None for nothing."""
    fresh = events.filter(asked.where & ~events.duplicate.fill_null(False))  # noqa: FBT003
    found = fresh.select("ts_us", "log_delivery", "log_position").order_by(
        "ts_us", "log_delivery", "log_position"
    )
    rows = found.to_pyarrow()
    if not rows.num_rows:
        return None
    times = rows["ts_us"]
    first = rows.slice(0, _POSITIONS)
    positions = zip(
        first["log_delivery"].to_pylist(), first["log_position"].to_pylist(), strict=True
    )
    rule = asked.rule
    words = Words("{title}（{count} 件）", _WHY.format(title=rule.title), _FIRST)
    return Alert(
        rule.id,
        words,
        {"title": rule.title, "count": rows.num_rows},
        times[0].as_py(),
        times[-1].as_py(),
        rows.num_rows,
        tuple(positions),
        rule.level,
        (rule.id,),
    )
