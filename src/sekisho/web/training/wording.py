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
    "training.session-planned": _("集合研修の予定"),
    "training.session-opened": _("出席の受付の開始"),
    "training.session-closed": _("出席の受付の終了"),
    "training.session-reopened": _("出席の受付の再開"),
    "training.attended": _("集合研修への出席"),
}
THINGS: Mapping[str, str | Promise] = {
    "attempt": _("小テストの採点"),
    "attendance": _("集合研修への出席"),
    "session": _("集合研修"),
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
    "session": _("集合研修の番号"),
    "held_on": _("開催日"),
    "attended": _("出席した人"),
    "passed": _("合格か"),
    "people": _("対象の人"),
}
