"""What a terminal's reports mean on a day: each measure good, bad, too old or never told (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.catalogue import ZoneRule
from sekisho.web.terminals.identity import NOTHING, Registered, mismatches
from sekisho.web.terminals.takeout import Expected, agrees, reported

ATTESTED_OVER_BAD = frozenset({"second-factor"})  # a product the system knows nothing of may do it


class State(StrEnum):
    """How a measure stands."""

    GOOD = "good"
    ATTESTED = "attested"
    BAD = "bad"
    OLD = "old"
    SILENT = "silent"

    @property
    def counts(self) -> bool:
        """Whether the measure is met."""
        return self in {State.GOOD, State.ATTESTED}


class Told(Protocol):
    """A stored reading."""

    @property
    def value(self) -> Mapping[str, object]:
        """What was read."""
        ...

    @property
    def observed_at(self) -> datetime:
        """When the terminal saw it."""
        ...


@dataclass(frozen=True, slots=True)
class Judged:
    """One measure of one terminal; `message` is a message id, its places filled from `facts`."""

    measure: str
    state: State
    message: str
    facts: Mapping[str, object] = field(default_factory=dict)
    observed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What is known of one terminal on a day."""

    rule: ZoneRule
    expected: Expected
    told: Mapping[str, Told]
    attested: Mapping[str, date]  # last day, by measure
    registered: Registered = NOTHING


def judge_all(subject: Subject, measures: Mapping[str, object], at: datetime) -> dict[str, Judged]:
    """Judge every measure."""
    return {measure: judge(subject, measure, at) for measure in measures}


def judge(subject: Subject, measure: str, at: datetime) -> Judged:
    """Judge one measure: by its report, else by what a person says of it for a time."""
    found = _by_report(subject, measure, at)
    until = subject.attested.get(measure)
    overridable = found.state is not State.BAD or measure in ATTESTED_OVER_BAD
    if found.state.counts or until is None or until < timezone.localdate(at) or not overridable:
        return found
    message = gettext_noop("{until}まで有効な人の確認があります。")
    return Judged(measure, State.ATTESTED, message, {"until": until.isoformat()}, found.observed_at)


def _by_report(subject: Subject, measure: str, at: datetime) -> Judged:
    told = subject.told.get(measure)
    if told is None:
        return Judged(measure, State.SILENT, gettext_noop("報告がまだありません。"))
    good, message, facts = _JUDGES[measure](subject, told, at)
    days = (at - told.observed_at).days
    if good and days > subject.rule.report_days:
        message = gettext_noop("最後の報告から{days}日たっています。")
        return Judged(measure, State.OLD, message, {"days": days}, told.observed_at)
    return Judged(measure, State.GOOD if good else State.BAD, message, facts, told.observed_at)


Answer = tuple[bool, str, Mapping[str, object]]


def _takeout(subject: Subject, told: Told, _at: datetime) -> Answer:
    found = reported(told.value, subject.expected)
    if agrees(found, subject.expected):
        return True, _STATES[found.state], {}
    if subject.expected.state == "closed":
        return False, gettext_noop("許可がないのに、USB記憶装置が使えます。"), {}
    return False, gettext_noop("USB記憶装置が、許可された範囲より広く使えます。"), {}


_STATES = {
    "closed": gettext_noop("USB記憶装置は使えません。"),
    "read": gettext_noop("USB記憶装置は読込みだけできます。"),
    "write": gettext_noop("許可により、USB記憶装置に書き込めます。"),
}


def _second_factor(_subject: Subject, told: Told, _at: datetime) -> Answer:
    if told.value.get("card") is True:
        return True, gettext_noop("サインインにICカードを求めます。"), {}
    return False, gettext_noop("サインインに第二の要素を求める設定がありません。"), {}


def _encryption(_subject: Subject, told: Told, _at: datetime) -> Answer:
    bare = told.value.get("bare")
    if told.value.get("drives") and bare == []:
        return True, gettext_noop("固定ディスクは全て暗号化されています。"), {}
    names = "、".join(map(str, bare)) if isinstance(bare, list) and bare else "－"
    return False, gettext_noop("暗号化されていないディスク: {names}"), {"names": names}


def _malware(subject: Subject, told: Told, at: datetime) -> Answer:
    if not told.value.get("running"):
        return False, gettext_noop("不正プログラム対策ソフトが動いていません。"), {}
    if "fresh" in told.value:
        # What called itself fresh then is fresh no longer than the rule allows.
        fresh = told.value["fresh"] is True
        fresh = fresh and at - told.observed_at <= timedelta(days=subject.rule.malware_days)
        if fresh:
            return True, gettext_noop("不正プログラム対策の定義は新しいものです。"), {}
        return False, gettext_noop("不正プログラム対策の定義が古くなっています。"), {}
    return _aged(
        told,
        at,
        subject.rule.malware_days,
        gettext_noop("不正プログラム対策の定義は{day}のものです。"),
    )


def _software(_subject: Subject, told: Told, _at: datetime) -> Answer:
    names = told.value.get("unpermitted")
    if names == []:
        return True, gettext_noop("許可のないソフトウェアはありません。"), {}
    if not isinstance(names, list):
        return False, gettext_noop("許可するソフトウェアの一覧がまだありません。"), {}
    facts = {"count": told.value.get("count", len(names)), "names": "、".join(map(str, names))}
    return False, gettext_noop("許可のないソフトウェア{count}件: {names}"), facts


def _patches(subject: Subject, told: Told, at: datetime) -> Answer:
    message = gettext_noop("最後に修正プログラムを当てたのは{day}です。")
    return _aged(told, at, subject.rule.patch_days, message)


def _aged(told: Told, at: datetime, limit: int, message: str) -> Answer:
    try:
        day = date.fromisoformat(str(told.value.get("updated", "")))
    except ValueError:
        return False, gettext_noop("更新した日が分かりません。"), {}
    return (timezone.localdate(at) - day).days <= limit, message, {"day": day.isoformat()}


def _identity(subject: Subject, told: Told, _at: datetime) -> Answer:
    if not told.value:
        return False, gettext_noop("端末は、ホスト名も製造番号も名乗りませんでした。"), {}
    found = mismatches(subject.registered, told.value)
    if not found:
        return True, gettext_noop("端末の名乗りは、登録簿の記載と合っています。"), {}
    words = "、".join(f"{each.told}（{each.registered}）" for each in found)
    message = gettext_noop("端末の名乗りが登録簿と違います（かっこ内は登録簿）: {words}")
    return False, message, {"words": words}


@dataclass(frozen=True, slots=True)
class Stored:
    """What of a value stands in columns of its own, for judging many terminals in the database.

    `word`: of the take-out block the state or the fingerprint told; `fresh` for what called itself
    so when it was observed; `sound` for what is good in itself, counted from `as_of` where that is
    told; empty: the value says nothing good.
    """

    word: str = ""
    as_of: date | None = None


SOUND, FRESH = "sound", "fresh"


def stored(measure: str, value: Mapping[str, object]) -> Stored:
    """Return what a reading's value says by itself, without any rule, permit or clock."""
    if measure == "takeout":
        return Stored(str(value.get("sha256" if "sha256" in value else "state") or "")[:64])
    if measure == "malware" and value.get("running") and "fresh" in value:
        return Stored(FRESH if value["fresh"] is True else "")
    if measure == "patches" or (measure == "malware" and value.get("running")):
        return _dated(value)
    good = {
        "second-factor": value.get("card") is True,
        "encryption": bool(value.get("drives")) and value.get("bare") == [],
        "software": value.get("unpermitted") == [],
    }.get(measure, False)
    return Stored(SOUND if good else "")


def _dated(value: Mapping[str, object]) -> Stored:
    try:
        return Stored(SOUND, date.fromisoformat(str(value.get("updated", ""))))
    except ValueError:
        return Stored()


_JUDGES = {
    "identity": _identity,
    "takeout": _takeout,
    "second-factor": _second_factor,
    "encryption": _encryption,
    "malware": _malware,
    "software": _software,
    "patches": _patches,
}
