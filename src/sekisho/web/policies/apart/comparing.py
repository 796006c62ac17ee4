"""Has the table of two editions written as a Word file by a child process.

A table of 1,200 rows takes 20 MiB and more, which the process that serves pages would keep.
"""

import json
from typing import Literal

from django.utils.translation import gettext as _

from sekisho.web.policies.errors import PolicyRefusedError
from sekisho.web.policies.models import Edition
from sekisho.web.ui.apart import ApartError, ApartLimits, run_apart

_PROGRAM = "sekisho.web.policies.apart.tabling"
LIMITS = ApartLimits(seconds=60.0, cpu_seconds=60, address_bytes=3 * 1024**3)


def order_of(old: Edition, new: Edition, lang: str) -> bytes:
    """Return what `tabling.table_of` makes the table from."""
    order = {
        "old": old.tree,
        "new": new.tree,
        "old_title": old.title,
        "new_title": new.title,
        "lang": lang,
    }
    return json.dumps(order).encode("ascii")


def compared_apart(
    old: Edition, new: Edition, *, lang: Literal["ja", "en"], limits: ApartLimits = LIMITS
) -> bytes:
    """Return the table as .docx. Raises PolicyRefusedError when it cannot be made in time."""
    try:
        return run_apart(_PROGRAM, order_of(old, new, lang), limits)
    except ApartError:
        raise PolicyRefusedError(
            _(
                "新旧対照表のファイルを作成できませんでした。"
                "画面の表を使うか、しばらくしてから、もう一度お試しください。"
            )
        ) from None
