"""The words of this room's states."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

HARDNESS: Mapping[str, str | Promise] = {
    "easy": _("見破りやすい"),
    "usual": _("ふつう"),
    "hard": _("見破りにくい"),
}
STATES: Mapping[str, str | Promise] = {
    "planned": _("予定"),
    "running": pgettext_lazy("mail drill", "実施中"),
    "closed": pgettext_lazy("mail drill", "終了"),
    "cancelled": _("取りやめ"),
}
