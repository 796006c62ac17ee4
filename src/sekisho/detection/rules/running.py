"""Rules asked of the table of events: which events each one finds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
from ibis import coalesce
from sigma.exceptions import SigmaError

from sekisho.detection.alerts import Alert, Position
from sekisho.detection.joining import either
from sekisho.detection.rules.compiling import condition
from sekisho.detection.rules.correlating import LABEL, Together, together
from sekisho.detection.rules.errors import UnsupportedError
from sekisho.detection.rules.figuring import GROUP
from sekisho.detection.rules.model import Correlation, Refused, Rule
from sekisho.detection.rules.wording import words_of
from sekisho.detection.sliding import PLACE

_POSITIONS = 20
_GROUPS = 5  # of a correlation, told by name
_AT_ONCE = 50  # rules asked in one pass whether they find anything


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule as an expression over the events; a correlation as tables as well."""

    rule: Rule | Correlation
    where: ir.BooleanValue
    together: Together | None = None


def compiled(
    events: ir.Table, rules: Iterable[Rule | Correlation]
) -> tuple[tuple[Asked, ...], tuple[Refused, ...]]:
    """Return rules as expressions; those with a part we do not evaluate are refused whole."""
    asked: list[Asked] = []
    refused: list[Refused] = []
    for rule in rules:
        try:
            asked.append(_asked(events, rule))
        except UnsupportedError as error:
            refused.append(Refused(rule.file, rule.title, str(error)))
        except SigmaError as error:
            refused.append(Refused(rule.file, rule.title, str(error)[:300]))
    return tuple(asked), tuple(refused)


def _asked(events: ir.Table, rule: Rule | Correlation) -> Asked:
    if isinstance(rule, Rule):
        return Asked(rule, _where(events, rule))
    anywhere = either([_where(events, each) for each in rule.rules])
    return Asked(rule, anywhere, together(events, rule, _where))


def _where(events: ir.Table, rule: Rule) -> ir.BooleanValue:
    """Return where one of a rule's conditions holds, among the events of its source."""
    trees = [each.parsed for each in rule.sigma.detection.parsed_condition]
    return rule.events.of(events) & either([condition(events, tree) for tree in trees])


def found_by(events: ir.Table, asked: Sequence[Asked]) -> list[Alert]:
    """Return what rules find; most find nothing, and one pass says so of many."""
    speaking = [
        each
        for start in range(0, len(asked), _AT_ONCE)
        for each in _speaking(events, asked[start : start + _AT_ONCE])
    ]
    return [alert for each in speaking if (alert := matched(events, each)) is not None]


def _speaking(events: ir.Table, asked: Sequence[Asked]) -> list[Asked]:
    """Return the rules that hold of some event; of a correlation, one of its rules does."""
    fresh = ~coalesce(events.duplicate, False)
    held = {f"r{number}": (each.where & fresh).any() for number, each in enumerate(asked)}
    (found,) = events.agg(**held).to_pyarrow().to_pylist()
    return [each for each, holds in zip(asked, found.values(), strict=True) if holds]


def matched(events: ir.Table, asked: Asked) -> Alert | None:
    """Return what a rule finds among the events that are no repetition, None for nothing."""
    if asked.together is not None:
        return _matched_together(asked.rule, asked.together)
    found = _ordered(events.filter(asked.where & ~coalesce(events.duplicate, False)), PLACE)
    return _alert(asked.rule, found, _positions(found)) if found.num_rows else None


def _matched_together(rule: Rule | Correlation, tables: Together) -> Alert | None:
    hits = _ordered(tables.hits, (*PLACE, GROUP))
    if not hits.num_rows:
        return None
    groups = list(dict.fromkeys(hits[GROUP].to_pylist()))
    about = tables.rows.filter(tables.rows[GROUP].isin(groups[:_GROUPS]))
    first, last = hits["ts_us"][0].as_py() - tables.span_us, hits["ts_us"][-1].as_py()
    rows = _ordered(about.filter(about.ts_us.between(first, last)), (*PLACE, LABEL))
    labels = [label for label in dict.fromkeys(rows[LABEL].to_pylist()) if label]
    more = f"、ほか {len(groups) - _GROUPS}" if len(groups) > _GROUPS else ""
    return _alert(rule, hits, _positions(rows), "、".join(labels) + more)


def _ordered(rows: ir.Table, columns: tuple[str, ...]) -> pa.Table:
    return rows.select(*columns).order_by([*PLACE]).to_pyarrow()


def _positions(rows: pa.Table) -> tuple[Position, ...]:
    """Return the first events, each once."""
    columns = (rows.slice(0, 5 * _POSITIONS)[name].to_pylist() for name in PLACE[1:])
    return tuple(dict.fromkeys(zip(*columns, strict=True)))[:_POSITIONS]


def _alert(
    rule: Rule | Correlation, found: pa.Table, rows: tuple[Position, ...], about: str = ""
) -> Alert:
    figures: dict[str, Any] = {"title": rule.title, "count": found.num_rows}
    if about:
        figures["about"] = about
    return Alert(
        rule.id,
        words_of(rule, told_about=bool(about)),
        figures,
        found["ts_us"][0].as_py(),
        found["ts_us"][-1].as_py(),
        found.num_rows,
        rows,
        rule.level,
        (rule.id,),
    )
