"""What this room seals, in words for the pages of evidence; handed in by site."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: Mapping[str, str | Promise] = {
    "feed.made": _("カレンダーのアドレスの発行"),
    "feed.withdrawn": _("カレンダーのアドレスの取消し"),
}
THINGS: Mapping[str, str | Promise] = {"feed": _("カレンダーのアドレス")}
FIGURES: Mapping[str, str | Promise] = {}
