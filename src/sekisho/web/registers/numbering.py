"""Numbers of rows in registers whose numbers Sekisho gives."""

import re

from django.utils.translation import gettext as _

from sekisho.web.registers.register import Change

_GIVEN = re.compile(r"[0-9]{1,18}")


def refused_number(change: Change) -> str:
    """Return why a new row may not bear its number, "" where it may."""
    if change.before is None and _GIVEN.fullmatch(change.number):
        return _(
            "数字だけの番号は、自動で付ける番号です。新しい行には「新1」のように書いてください。"
        )
    return ""
