"""The words on the arrows of the picture, and the sentence a screen reader says of each."""

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext as _

from sekisho.web.zones.drawing import Arrow

register = template.Library()


@register.simple_tag
def arrow_first(arrow: Arrow) -> str:
    """Return how much may pass: 許可 2件."""
    if arrow.open:
        return _("× 許可なく通る")
    if not arrow.count:
        return _("通さない")
    return _("許可 %(count)s件") % {"count": arrow.count}


@register.simple_tag
def arrow_second(arrow: Arrow) -> str:
    """Return the days left to the next end, and how many are special flows."""
    if not arrow.count:
        return ""
    special = _("特定通信") if arrow.special else ""
    if arrow.days is None:
        return special
    return " ".join(each for each in (special, _("あと%(days)s日") % {"days": arrow.days}) if each)


@register.simple_tag
def arrow_sentence(arrow: Arrow, labels: Mapping[str, str]) -> str:
    """Return the arrow as a sentence."""
    source, to = (labels.get(each, each) for each in arrow.pair)
    words = [arrow_first(arrow), arrow_second(arrow)]
    return _("%(source)s から %(to)s へ: %(words)s。") % {
        "source": source,
        "to": to,
        "words": " ".join(each for each in words if each),
    }
