"""Words of this room in its templates."""

from django import template
from django.utils.functional import Promise

from sekisho.web.browsing import words

register = template.Library()


@register.filter
def ending(code: str | None) -> str | Promise:
    """Return how a session ended."""
    return words.ENDINGS.get(code or "", "")


@register.filter
def limits(kinds: tuple[str, ...]) -> str:
    """Return which limits a host's kernel keeps."""
    return "・".join(str(words.KEPT[each]) for each in kinds if each in words.KEPT)


@register.filter
def why_refused(code: str) -> str | Promise:
    """Return why a host was not reached, or a file did not come out."""
    return words.REFUSALS.get(code, code)


@register.filter
def which_text(code: str) -> str | Promise:
    """Return which way a text went."""
    return words.TEXTS.get(code, code)


@register.filter
def why_no_ticket(code: str) -> str | Promise:
    """Return why a ticket opened nothing."""
    return words.TICKETS.get(code, code)
