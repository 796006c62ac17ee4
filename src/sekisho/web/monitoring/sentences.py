"""An alert in words: the engine's sentences with their figures, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext_lazy as _

from sekisho.detection import shown
from sekisho.detection.alerts import LEVELS
from sekisho.detection.rules.model import Correlation, Rule
from sekisho.web.monitoring.judging import shipped
from sekisho.web.monitoring.models import Alert

DETECTORS: Mapping[str, str | Promise] = {
    "zone-unpermitted": _("領域の間の許可との照合"),
    "zone-expired": _("領域の間の許可との照合"),
    "zone-nowhere": _("領域の間の許可との照合"),
    "beacon": _("規則正しい通信（ビーコン）"),
    "dns-tunnel": _("DNS に隠した通信"),
    "long-connection": _("長い接続"),
    "outbound-volume": _("外部への送信の量"),
    "first-seen": _("初めての通信の相手"),
    "off-hours-sign-in": _("勤務時間の外のサインイン"),
    "impossible-sign-in": _("あり得ない場所のサインイン"),
    "password-spraying": _("パスワードの試し打ち"),
    "unpermitted-service": _("許可していない外部サービス"),
    "silence": _("記録の途絶え"),
}
_OUTSIDE, _TERMINAL = gettext_noop("外部"), gettext_noop("端末")
_SOURCE, _NOWHERE = gettext_noop("記録元"), gettext_noop("領域の外")
_INSIDE = gettext_noop("庁内")
_WORDS: Mapping[object, str | Promise] = {  # which the engine puts in the place of a figure
    _OUTSIDE: _("外部"),
    _TERMINAL: _("端末"),
    _SOURCE: _("記録元"),
    _NOWHERE: _("領域の外"),
    _INSIDE: _("庁内"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What happened, why it matters, what to do first; and what found it."""

    what: str
    why: str
    first: str
    by: str


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A rule that comes with the software, as the page lists it."""

    title: str
    level: str


def own_rules() -> tuple[OwnRule, ...]:
    """Return the rules that come with the software, the gravest first."""
    rules = sorted(shipped(), key=lambda each: (-LEVELS.index(each.level), each.title))
    return tuple(OwnRule(_titled(each), each.level) for each in rules)


def _titled(rule: Rule | Correlation) -> str:
    english = rule.sigma.custom_attributes["sekisho"]["en"]["title"]
    return str(english) if _in_english() else rule.title


def _in_english() -> bool:
    return (get_language() or "").startswith("en")


class _Figures(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def told(alert: Alert) -> Told:
    """Return an alert's words; figures come from logs, so that what controls a display is shown."""
    said = {"what": alert.what, "why": alert.why, "first": alert.first}
    if _in_english() and alert.english:
        said = alert.english
    figures = _Figures({name: _figure(value) for name, value in alert.figures.items()})
    return Told(said["what"].format_map(figures), said["why"], said["first"], _found_by(alert))


def _figure(value: object) -> str:
    return shown(str(_WORDS.get(value, value)))


def _found_by(alert: Alert) -> str:
    """Return what found it: a detector, else a rule, whose title stands in `what`."""
    return str(DETECTORS.get(alert.rule, _("検知の規則")))
