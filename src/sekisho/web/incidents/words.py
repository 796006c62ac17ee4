"""How duties are told: what is unsure about them, which other reading there is, how time stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sekisho.breach import Note, ReadingReason
from sekisho.catalogue import load_breach_rules
from sekisho.web.incidents.models import Duty, Incident
from sekisho.web.ui.words import Sign, worded

NOTES = {
    Note.UNSURE: _("事実が分かれば不要になることがあります。それまでは必要なものとして扱います。"),
    Note.UNSURE_EXTENSION: _("不正の目的かどうかが分からないため、短い方の日数で数えています。"),
    Note.YARDSTICK: _("法令に日数の定めはありません（速やかに）。日付は目安です。"),
    Note.UNCONFIRMED: _("規則の原文を確かめていません。担当の弁護士や委員会に確かめてください。"),
    Note.BEFORE_RULES: _("この規則の施行より前です。当時の規則を確かめてください。"),
}
READINGS = {
    ReadingReason.ROLLS: _("期限の日が閉庁日に当たるため、次の開庁日とする読み方もあります"),
    ReadingReason.SHORTER: _("ほかの事態にも当たるため、短い方の日数とする読み方もあります"),
}
SUBJECTS = _("何人分か（人数）")
STATES = {
    "waiting": Sign("！", _("未確認"), "doubtful"),
    "handling": Sign("▽", _("対応中"), "old"),
    "none": Sign("－", _("事故ではない"), "quiet"),
    "closed": Sign("○", _("終結"), "good"),
}
LATE = Sign("×", _("期限を過ぎています"), "bad")
DONE = Sign("○", _("済み"), "good")
DONE_LATE = Sign("△", _("遅れて済み"), "doubtful")
OPEN = Sign("▽", _("これから"), "old")
GONE = Sign("－", _("不要になった"), "quiet")


@dataclass(frozen=True, slots=True)
class Left:
    """How much time there is: whole days and hours; `late` when it is over."""

    days: int
    hours: int
    late: bool


def state_of(row: Incident) -> Sign:
    """Return how an incident stands."""
    if row.closed_at is not None:
        return STATES["none" if row.is_none else "closed"]
    if row.triaged_at is None:
        return STATES["waiting"]
    return STATES["none" if row.is_none else "handling"]


def duty_sign(row: Duty, at: datetime) -> Sign:
    """Return how a duty stands."""
    if row.done_at is not None:
        return DONE_LATE if row.done_at > row.due_at else DONE
    if not row.owed:
        return GONE
    return LATE if row.due_at < at else OPEN


def left_until(due_at: datetime, at: datetime) -> Left:
    """Return how much time there is until a moment, or has passed since."""
    hours = int(abs((due_at - at).total_seconds()) // 3600)
    return Left(hours // 24, hours % 24, late=due_at < at)


def fact_words(names: Iterable[str]) -> list[str | Promise]:
    """Return the questions still open, as the page asks them."""
    facts = load_breach_rules().facts
    return [worded(facts[name].question) if name in facts else SUBJECTS for name in names]


def duty_name(row: Duty) -> str:
    """Return what is owed and to whom; of a rule the catalogue no longer has, its id."""
    if row.law is None:
        return row.rule
    recipient = load_breach_rules().recipients[row.law.recipient]
    return f"{worded(recipient.title)}　{worded(row.law.title)}"
