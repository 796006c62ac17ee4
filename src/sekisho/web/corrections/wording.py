"""What this room seals, in words for the pages of evidence; handed in by site."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS: Mapping[str, str | Promise] = {
    "correction.opened": _("是正措置の開始"),
    "correction.changed": _("是正措置の変更"),
    "correction.own": _("是正措置の独自の項目の変更"),
    "correction.planned": _("是正案の提出"),
    "correction.agreed": _("是正案への合意"),
    "correction.put-off": _("是正の期限の変更"),
    "correction.noted": _("是正の経過の記録"),
    "correction.reported": _("是正の完了の報告"),
    "correction.returned": _("是正の差戻し"),
    "correction.confirmed": _("是正の完了の確認"),
    "correction.withdrawn": _("是正措置の取下げ"),
    "correction.handed-over": _("直す人の交代"),
}
THINGS: Mapping[str, str | Promise] = {
    "correction": _("是正措置"),
    "correction-step": _("是正の経過"),
}
FIGURES: Mapping[str, str | Promise] = {
    "correction": _("是正措置の番号"),
    "corrections": _("是正措置"),
    "ownerless": _("直す人のいないもの"),
    "ref": pgettext_lazy("correction", "元になったもの"),
    "source": _("見つけたもの"),
    "unplanned": _("是正案の遅れているもの"),
}
