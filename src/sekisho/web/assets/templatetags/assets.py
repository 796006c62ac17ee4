"""The words of grading and handling on pages."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.catalogue import HandlingRule

register = template.Library()
_ACTS: dict[str, Promise] = {
    "copy": gettext_lazy("複製"),
    "take-out": gettext_lazy("持出し"),
    "send": gettext_lazy("送信"),
    "store": gettext_lazy("保管"),
    "dispose": gettext_lazy("廃棄"),
}
_ALLOWED: dict[str, Promise] = {
    "yes": gettext_lazy("できる"),
    "with-leave": gettext_lazy("許可が要る"),
    "no": gettext_lazy("できない"),
}
_ASPECTS: dict[str, Promise] = {
    "confidentiality": gettext_lazy("機密性"),
    "integrity": gettext_lazy("完全性"),
    "availability": gettext_lazy("可用性"),
}


@register.filter
def act_words(act: str) -> str:
    """Write an act."""
    return str(_ACTS[act])


@register.filter
def allowed_words(rule: HandlingRule) -> str:
    """Write whether the act is allowed, and how long leave runs."""
    words = str(_ALLOWED[rule.allowed])
    if rule.allowed == "with-leave" and rule.longest_days:
        return _("{words}（{days}日まで）").format(words=words, days=rule.longest_days)
    return words


@register.filter
def aspect_words(aspect: str) -> str:
    """Write an aspect."""
    return str(_ASPECTS[aspect])
