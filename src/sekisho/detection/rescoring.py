"""Stored days judged again when what judges them changed; every verdict names its version.

A judge has a version: the SHA-256 of all that makes its answer (zones and permits, rules' texts,
settings). The law: a day is judged again when the version differs from its newest verdict's, or
when it has more records than that verdict was given on. A day of which files were put together, or
destroyed when their time was over, is no reason. Who keeps verdicts keeps every one.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sekisho.detection.alerts import Alert, Words
from sekisho.detection.storing import Kept, Partition

_Key = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Judge:
    """Something that finds alerts in a day. `past`: how many days before it looks at as well."""

    name: str
    version: str
    judge: Callable[[Kept, date], list[Alert]]
    past: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a judge of a version found in a day.

    `rows` and `logs` (a digest of the files' digests) say what it was given, the past it looks at
    among it.
    """

    version: str
    rows: int
    logs: str
    alerts: tuple[Alert, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A day whose verdict is new; `before` is the verdict it follows."""

    before: Verdict | None
    now: Verdict

    @property
    def added(self) -> tuple[Alert, ...]:
        """The alerts the verdict before did not have."""
        known = _keys(self.before.alerts if self.before else ())
        return tuple(each for each in self.now.alerts if _key(each) not in known)

    @property
    def gone(self) -> tuple[Alert, ...]:
        """The alerts of the verdict before that are none any more.

        None where fewer records lie there now: what they showed cannot be seen again.
        """
        if self.before is None or self.now.rows < self.before.rows:
            return ()
        known = _keys(self.now.alerts)
        return tuple(each for each in self.before.alerts if _key(each) not in known)


def _key(alert: Alert) -> _Key:
    return alert.rule, alert.key


def _keys(alerts: Iterable[Alert]) -> set[_Key]:
    return set(map(_key, alerts))


def due(version: str, rows: int, judge: Judge, now: int) -> bool:
    """Say whether a day whose newest verdict is of a version and on so many rows is judged now."""
    return version != judge.version or now > rows


def judged(
    events: Kept, partitions: Iterable[Partition], judge: Judge, day: date, before: Verdict | None
) -> Change:
    """Judge a day; `partitions` are the files there now, of any day."""
    given = near(partitions, judge, day)
    told = "\n".join(f"{each.path} {each.sha256}" for each in given)
    now = Verdict(
        judge.version,
        sum(each.rows for each in given),
        hashlib.sha256(told.encode()).hexdigest(),
        tuple(judge.judge(events, day)),
    )
    return Change(before, now)


def near(partitions: Iterable[Partition], judge: Judge, day: date) -> list[Partition]:
    """Return the files a judge looks at for a day, in the order of their names."""
    found = [each for each in partitions if 0 <= (day - each.day).days <= judge.past]
    return sorted(found, key=lambda each: each.path)


def told(alerts: Iterable[Alert]) -> list[dict[str, Any]]:
    """Return alerts as JSON keeps them."""
    return [asdict(each) for each in alerts]


def read(told: Sequence[dict[str, Any]]) -> tuple[Alert, ...]:
    """Return alerts as `told` wrote them."""
    return tuple(map(_alert, told))


def _alert(told: dict[str, Any]) -> Alert:
    changed = {
        "words": _words(told["words"]),
        "rows": tuple((name, number) for name, number in told["rows"]),
        "key": tuple(told["key"]),
    }
    return Alert(**(told | changed))


def _words(told: dict[str, Any]) -> Words:
    english = told.get("english")
    return Words(**(told | {"english": _words(english) if english else None}))
