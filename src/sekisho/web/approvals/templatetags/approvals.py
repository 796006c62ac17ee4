"""Words of seats and steps, for templates."""

from django import template

from sekisho.web.approvals import labels
from sekisho.web.approvals.models import Seat, Step

register = template.Library()


@register.filter
def box_act(seat: Seat) -> str:
    """Write what is done in the seat: 回議, 合議, 決裁."""
    return str(labels.act_of(seat.act))


@register.filter
def box_who(seat: Seat) -> str:
    """Write who sits there."""
    return labels.seat_words(seat)


@register.filter
def step_done(step: Step) -> str:
    """Write what was done, and in whose stead."""
    return labels.step_words(step)
