"""What this room seals, in words for the pages of evidence; handed in by site."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: Mapping[str, str | Promise] = {
    "move.drawn": _("人事異動の作成"),
    "move.changed": _("人事異動の変更"),
    "move.line": _("人事異動の行の記入"),
    "move.line-removed": _("人事異動の行の削除"),
    "move.handed": _("引継ぎ先の記入"),
    "move.settled": _("人事異動の確定"),
    "move.reopened": _("人事異動の確定の取消し"),
    "move.dropped": _("人事異動の取りやめ"),
    "move.applied": _("人事異動の反映"),
    "move.refused": _("人事異動の反映の見送り"),
    "staff-list.directory": _("職員名簿の読取り先の設定"),
    "staff-list.read": _("職員名簿との照合"),
    "staff-list.taken": _("名簿との食い違いの取入れ"),
    "staff-list.aside": _("名簿との食い違いの据置き"),
}
THINGS: Mapping[str, str | Promise] = {
    "move": _("人事異動"),
    "move-line": _("人事異動の行"),
    "handover": _("引継ぎ"),
    "staff-directory": _("職員名簿の読取り先"),
    "staff-list": _("職員名簿"),
    "staff-proposal": _("名簿との食い違い"),
    "staff-reading": _("職員名簿の読取り"),
}
FIGURES: Mapping[str, str | Promise] = {
    "change": _("異動する人"),
    "agreed": _("なくなった食い違い"),
    "compared": _("比べた職員"),
    "differing": _("食い違い"),
    "ended": _("終了したもの"),
    "holder": _("引き継ぐものの種類"),
    "join": _("採用・転入する人"),
    "kept": _("本人が引き続き持つもの"),
    "leave": _("退職・転出する人"),
    "listed": _("名簿の職員"),
    "days": _("照合からの日数"),
    "lines": _("人事異動の行数"),
    "move": _("人事異動の番号"),
    "overdue": _("異動日を過ぎたもの"),
    "ownerless": _("持ち主のいないもの"),
    "handed": _("引き継いだもの"),
    "rooms": _("読んだ台帳の数"),
    "open": _("未処理の食い違い"),
    "old": _("14日を過ぎた食い違い"),
    "what": _("食い違いの種類"),
    "waiting": _("異動日を待つもの"),
}
