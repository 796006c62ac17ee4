"""Stored days judged again when what judges them changed; every verdict is kept with its version.

A judge has a version: the SHA-256 of all that makes its answer (zones and permits, rules' texts,
settings). A day's verdict names the version and the digests of the partitions it was given on. A
day is judged again when either differs from its newest verdict's. Verdicts are files written once,
`root/<judge>/<day>/<number>.json`, and never changed; the newest has the greatest number.
"""

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from sekisho.detection.alerts import Alert, Words
from sekisho.detection.storing import Partition, Store

_Key = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Judge:
    """Something that finds alerts in a day. `past`: how many days before it looks at as well."""

    name: str  # a folder's name
    version: str
    judge: Callable[[Store, date], list[Alert]]
    past: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a judge of a version found in a day, on which partitions (path → SHA-256)."""

    judge: str
    day: date
    number: int
    version: str
    judged_us: int
    partitions: Mapping[str, str]
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
        """The alerts of the verdict before that are none any more."""
        known = _keys(self.now.alerts)
        before = self.before.alerts if self.before else ()
        return tuple(each for each in before if _key(each) not in known)


def _key(alert: Alert) -> _Key:
    return alert.rule, alert.key


def _keys(alerts: Iterable[Alert]) -> set[_Key]:
    return set(map(_key, alerts))


class Verdicts:
    """The verdicts below one folder. One writer at a time."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def of(self, judge: str, day: date) -> tuple[Verdict, ...]:
        """Return every verdict of a judge on a day, the oldest first."""
        return tuple(map(_read, sorted(self._folder(judge, day).glob("*.json"))))

    def newest(self, judge: str, day: date) -> Verdict | None:
        """Return the verdict that counts."""
        paths = sorted(self._folder(judge, day).glob("*.json"))
        return _read(paths[-1]) if paths else None

    def keep(self, verdict: Verdict) -> None:
        """Write a verdict; it is there whole or not at all."""
        folder = self._folder(verdict.judge, verdict.day)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{verdict.number:06d}.json"
        beside = path.with_suffix(".part")
        told = asdict(verdict) | {"day": verdict.day.isoformat()}
        with beside.open("w", encoding="utf-8") as file:
            json.dump(told, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        beside.rename(path)

    def _folder(self, judge: str, day: date) -> Path:
        return self._root / judge / day.isoformat()


def rescore(
    store: Store, partitions: Iterable[Partition], judge: Judge, verdicts: Verdicts, at_us: int
) -> tuple[Change, ...]:
    """Judge every stored day whose newest verdict is of another version or on other partitions."""
    kept = sorted(partitions, key=lambda each: each.path)
    changes = []
    for day in sorted({each.day for each in kept}):
        near = (each for each in kept if 0 <= (day - each.day).days <= judge.past)
        given = {each.path: each.sha256 for each in near}
        before = verdicts.newest(judge.name, day)
        if before and (before.version, before.partitions) == (judge.version, given):
            continue
        number = before.number + 1 if before else 1
        alerts = tuple(judge.judge(store, day))
        now = Verdict(judge.name, day, number, judge.version, at_us, given, alerts)
        verdicts.keep(now)
        changes.append(Change(before, now))
    return tuple(changes)


def _read(path: Path) -> Verdict:
    told = json.loads(path.read_text("utf-8"))
    told["day"] = date.fromisoformat(told["day"])
    told["alerts"] = tuple(map(_alert, told["alerts"]))
    return Verdict(**told)


def _alert(told: dict[str, object]) -> Alert:
    changed = {
        "words": _words(told["words"]),
        "rows": tuple(tuple(row) for row in told["rows"]),  # type: ignore[attr-defined]
        "key": tuple(told["key"]),  # type: ignore[arg-type]
    }
    return Alert(**(told | changed))  # type: ignore[arg-type]


def _words(told: object) -> Words:
    assert isinstance(told, dict)  # noqa: S101  # written by `keep`
    english = told.get("english")
    return Words(**(told | {"english": _words(english) if english else None}))
