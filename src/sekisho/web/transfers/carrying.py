"""What the class of information of the register says of sending it out."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils.translation import gettext as _

from sekisho.web.approvals.restrictions import Restriction, restrictions_on
from sekisho.web.transfers.errors import TransfersRefusedError


def leave_to_send(carries: Iterable[str]) -> tuple[Restriction, ...]:
    """Return what bounds sending these things out. Raises TransfersRefusedError for one forbidden.

    Whatever is bounded needs leave, so it is decided like personal information.
    """
    found = restrictions_on("send", carries)
    for each in found:
        if each.forbidden:
            raise TransfersRefusedError(
                _(
                    "「%(label)s」は、区分の取扱いのルールで送れません（%(rule)s）。"
                    "区分が違うときは、台帳の区分を先に直してください。"
                )
                % {"label": each.label, "rule": each.words}
            )
    return found


def longest(usual: timedelta, found: Iterable[Restriction]) -> timedelta:
    """Return how long after its decision it may be taken; the first day is one of those allowed."""
    allowed = [timedelta(days=each.longest_days - 1) for each in found if each.longest_days]
    return min([usual, *allowed])
