"""What this room seals, in words for the pages of evidence; handed in by site."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: Mapping[str, str | Promise] = {
    "review.prepared": _("見直しの準備"),
    "review.changed": _("見直しの議題の変更"),
    "review.gathered": _("見直しのきっかけの追加"),
    "review.answered": _("見直しの結論の案"),
    "review.concluded": _("見直しの決定"),
    "review.dropped": _("見直しの準備の取りやめ"),
}
THINGS: Mapping[str, str | Promise] = {
    "review": _("見直し"),
    "review-point": _("見直しの審議事項"),
    "review-amendment": _("見直しによる改正"),
}
FIGURES: Mapping[str, str | Promise] = {
    "points": _("審議事項"),
    "kept": _("変更しないもの"),
    "amended": _("改めるもの"),
    "reviews": _("決定した見直し"),
    "days": _("最後の見直しからの日数"),
    "unanswered": _("答えていないきっかけ"),
    "old_triggers": _("90日を過ぎたきっかけ"),
    "unfinished": _("施行されていない改正"),
}
