"""What this room seals, in words for the pages of evidence; handed in by site."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: Mapping[str, str | Promise] = {
    "firm.recorded": _("事業者の登録"),
    "firm.changed": _("事業者の記載の変更"),
    "contract.recorded": _("委託の登録"),
    "contract.changed": _("委託の記載の変更"),
    "contract.own": _("委託の独自の項目の変更"),
    "contract.clauses": _("契約の条項の確認"),
    "contract.ended": _("委託の終了の記録"),
    "contract.certified": _("消去の証明書の受取り"),
    "contract.closed": _("委託の終了の確認"),
    "subcontract.asked": _("再委託の承諾の申請"),
    "subcontract.decided": _("再委託の承諾"),
    "subcontract.refused": _("再委託を承諾しない決定"),
    "subcontract.copy-seen": _("再委託の契約の写しの確認"),
    "subcontract.ended": _("再委託の終了"),
}
THINGS: Mapping[str, str | Promise] = {
    "firm": _("事業者"),
    "contract": _("業務委託"),
    "subcontract": _("再委託"),
    "ending": _("委託の終了"),
}
FIGURES: Mapping[str, str | Promise] = {
    "above": _("上の再委託の番号"),
    "accounts_closed": _("アカウントと回線を閉じたか"),
    "contract": _("委託の番号"),
    "contracts": _("委託"),
    "decision": _("文書番号"),
    "deepest": _("承諾のない最も深い階層"),
    "ended": _("終わった委託"),
    "ended_on": _("終えた日"),
    "ends": _("終了日"),
    "expired": _("終了日を過ぎたもの"),
    "firm": _("事業者の番号"),
    "grade": _("情報の重さ"),
    "incomplete": _("条項の欠けた委託"),
    "manager": _("責任者"),
    "nobody": _("責任者のいない委託"),
    "starts": _("開始日"),
    "subcontract": _("再委託の番号"),
    "subcontracts": _("再委託"),
    "unconsented": _("承諾のない再委託"),
    "unseen": _("契約の写しを見ていない再委託"),
    "unset": _("事故の連絡を決めていない委託"),
    "waiting": _("確認を待つもの"),
}
