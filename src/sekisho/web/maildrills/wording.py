"""What this room seals, in words for the pages of evidence; handed in by site."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: Mapping[str, str | Promise] = {
    "maildrill.planned": _("標的型メール訓練の計画"),
    "maildrill.cancelled": _("標的型メール訓練の取りやめ"),
    "maildrill.started": _("標的型メール訓練の開始"),
    "maildrill.closed": _("標的型メール訓練の終了"),
}
THINGS: Mapping[str, str | Promise] = {
    "maildrill": _("標的型メール訓練"),
    "maildrill-result": _("標的型メール訓練の結果"),
}
FIGURES: Mapping[str, str | Promise] = {
    "goal": _("報告の目標（%）"),
    "opened": _("リンクを開いた人"),
    "reported": _("報告した人"),
    "unsent": _("送れなかった人"),
    "letter": _("文面"),
    "drill": _("訓練"),
    "last": _("前に行った日"),
    "rate": _("報告した割合（%）"),
}
