"""What this room seals, in words for the pages of evidence; handed in by site."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: Mapping[str, str | Promise] = {
    "training.started": _("研修の開始"),
    "training.ended": _("研修の終了"),
    "training.assigned": _("研修の割当て"),
    "training.attempted": _("小テストの採点"),
    "training.completed": _("研修の修了"),
}
THINGS: Mapping[str, str | Promise] = {
    "attempt": _("小テストの採点"),
    "campaign": _("研修"),
    "training": _("研修の割当て"),
}
FIGURES: Mapping[str, str | Promise] = {
    "campaign": _("研修の番号"),
    "campaigns": _("研修"),
    "completed": _("修了した人"),
    "course": _("教材"),
    "in_time": _("30日以内に修了した人"),
    "joined": _("着任した人"),
    "later": _("遅れて修了した人"),
    "left_out": _("求めていない人"),
    "missed": _("30日を過ぎた人"),
    "new": _("着任から30日以内の人"),
    "questions": _("問いの数"),
    "recent": _("前年度の修了から一年以内の人"),
    "score": _("正答の数"),
    "passed": _("合格か"),
    "people": _("対象の人"),
}
