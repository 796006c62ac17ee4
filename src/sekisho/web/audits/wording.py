"""What this room seals, in words for the pages of evidence; handed in by site."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: Mapping[str, str | Promise] = {
    "inspection.started": _("自己点検の開始"),
    "inspection.asked": _("自己点検の依頼"),
    "inspection.answered": _("自己点検の回答"),
    "inspection.confirmed": _("自己点検の回答の確認"),
    "inspection.returned": _("自己点検の回答の差戻し"),
}
THINGS: Mapping[str, str | Promise] = {
    "inspection": _("自己点検"),
    "inspection-sheet": _("自己点検の回答"),
}
FIGURES: Mapping[str, str | Promise] = {
    "answered": _("回答のあるもの"),
    "answers": _("答えた問い"),
    "audience": _("問いの種類"),
    "inspection": _("自己点検の番号"),
    "left": _("回答のないもの"),
    "noes": _("「いいえ」の数"),
    "nones": _("「該当なし」の数"),
    "sheet": _("回答の番号"),
}
