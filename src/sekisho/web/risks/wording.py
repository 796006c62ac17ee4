"""What this room seals, in words for the pages of evidence; handed in by site."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: Mapping[str, str | Promise] = {
    "risk.judged": _("リスクの評価"),
    "risk.treatment-asked": _("リスクへの対応の起案"),
    "risk.treatment-decided": _("リスクへの対応の決裁"),
    "risk.treatment-returned": _("リスクへの対応の差戻し"),
}
THINGS: Mapping[str, str | Promise] = {
    "risk": _("リスク"),
    "risk-treatment": _("リスクへの対応"),
}
FIGURES: Mapping[str, str | Promise] = {
    "judged": _("評価したもの"),
    "must": _("評価しなければならないもの"),
    "over": _("基準以上のリスク"),
    "risks": _("リスク"),
    "score": _("残るリスクの点数"),
    "unanswered": _("対応の決まっていないもの"),
    "unjudged": _("評価のないもの"),
    "way": _("対応"),
    "line": _("基準の点数"),
}
