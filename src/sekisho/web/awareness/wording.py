"""What this room seals, in words for the pages of evidence; handed in by site."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: Mapping[str, str | Promise] = {
    "bulletin.published": _("注意喚起の掲示"),
    "bulletin.ended": _("注意喚起の掲示の終了"),
}
THINGS: Mapping[str, str | Promise] = {"bulletin": _("注意喚起")}
FIGURES: Mapping[str, str | Promise] = {
    "bulletin": _("注意喚起の番号"),
    "bulletins": _("注意喚起"),
    "reached": _("開いた人"),
    "asked": _("届けたい人"),
    "percent": _("届いた割合（%）"),
}
