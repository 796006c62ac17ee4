"""What an alert of a rule says: what its author wrote for people, else what holds of any rule.

Our rules have why it matters as their description, and `sekisho: {first, en: {title, why, first}}`
beside; rules of others are described for experts, in English: theirs is not shown as ours.
"""

from collections.abc import Mapping

from sekisho.detection.alerts import Words
from sekisho.detection.rules.model import Correlation, Rule

_WHY = "規則「{title}」が、注意の要る動きとして定めているものです。"
_FIRST = "記録の行を見て、業務の操作かどうかを本人に確かめてください。"
_ENGLISH_WHY = "The rule “{title}” names this as something to look into."
_ENGLISH_FIRST = "Look at the records and ask the person whether it was done for work."


def words_of(rule: Rule | Correlation, *, told_about: bool) -> Words:
    """Return the words of a rule; `told_about`: its events are those of somebody or something."""
    own = _own(rule)
    english = own.get("en")
    return Words(
        "{title}（{about}、{count} 件）" if told_about else "{title}（{count} 件）",
        (str(rule.sigma.description) if own else _WHY.format(title=rule.title)),
        _said(own, "first") or _FIRST,
        _english(rule, english if isinstance(english, Mapping) else {}, told_about=told_about),
    )


def _english(rule: Rule | Correlation, own: Mapping[str, object], *, told_about: bool) -> Words:
    """Return the English words; of a rule that has none its title stands as its author wrote it."""
    title, why, first = (_said(own, name) for name in ("title", "why", "first"))
    plain = title.replace("{", "{{").replace("}", "}}") if title else "{title}"
    return Words(
        f"{plain} ({'{about}, ' if told_about else ''}{{count}})",
        why or _ENGLISH_WHY.format(title=title or rule.title),
        first or _ENGLISH_FIRST,
    )


def _own(rule: Rule | Correlation) -> Mapping[str, object]:
    own = rule.sigma.custom_attributes.get("sekisho")
    return own if isinstance(own, Mapping) else {}


def _said(own: Mapping[str, object], name: str) -> str:
    words = own.get(name)
    return words if isinstance(words, str) else ""
