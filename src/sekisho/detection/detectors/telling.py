"""What detectors found as alerts, each with the first events it rests on."""

from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from sekisho.detection.alerts import Alert, Position, Words
from sekisho.detection.detectors.asking import Detector, Question

_POSITIONS = 20  # events told with an alert
_MOST = 500  # findings of one detector that are told one by one
_TIMES = frozenset({"first_us", "last_us"})
_ENGLISH = "en"


@cache
def words_of(detector: str) -> Words:
    """Return what an alert of a detector says, from `words.yaml`."""
    texts = _texts()[detector]
    return Words(**texts["ja"], english=Words(**texts[_ENGLISH]))


@cache
def _texts() -> dict[str, Any]:
    written = files(__package__).joinpath("words.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(written)
    return found


def told(detector: Detector, question: Question) -> list[Alert]:
    """Return a detector's findings, the most frequent first."""
    asked = question.found.order_by([question.found["count"].desc(), *question.keys]).limit(_MOST)
    found: list[dict[str, Any]] = asked.to_pyarrow().to_pylist()
    if not found:
        return []
    places = _places(question, found)
    words = words_of(detector.id)
    return [_alert(detector, words, question.keys, each, places) for each in found]


def _alert(
    detector: Detector,
    words: Words,
    keys: tuple[str, ...],
    found: dict[str, Any],
    places: dict[tuple[Any, ...], list[Position]],
) -> Alert:
    key = tuple(found[name] for name in keys)
    return Alert(
        detector.id,
        words,
        {name: value for name, value in found.items() if name not in _TIMES},
        found["first_us"],
        found["last_us"],
        found["count"],
        tuple(places[key]),
        detector.level,
        tuple(map(str, key)),
    )


def _places(
    question: Question, found: list[dict[str, Any]]
) -> dict[tuple[Any, ...], list[Position]]:
    """Return the first events of each finding, from its first to its last time."""
    bounds = {
        tuple(each[name] for name in question.keys): (each["first_us"], each["last_us"])
        for each in found
    }
    places: defaultdict[tuple[Any, ...], list[Position]] = defaultdict(list)
    for row in _rows(question, found):
        key = tuple(row[name] for name in question.keys)
        first, last = bounds.get(key, (1, 0))
        if first <= row["ts_us"] <= last and len(places[key]) < _POSITIONS:
            places[key].append((row["log_delivery"], row["log_position"]))
    return places


def _rows(question: Question, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = question.rows.filter(
        question.rows.ts_us.between(
            min(each["first_us"] for each in found), max(each["last_us"] for each in found)
        )
    )
    for name in question.keys:
        rows = rows.filter(rows[name].isin(sorted({each[name] for each in found})))
    rows = rows.select(*question.keys, "ts_us", "log_delivery", "log_position").distinct()
    ordered: list[dict[str, Any]] = (
        rows.order_by(["ts_us", "log_delivery", "log_position"]).to_pyarrow().to_pylist()
    )
    return ordered
