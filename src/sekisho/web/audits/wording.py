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
    "audit.planned": _("監査計画の作成"),
    "audit.plan-approved": _("監査計画の承認"),
    "audit.ordered": _("監査の実施の決定"),
    "audit.member-added": _("監査人の指名"),
    "audit.member-removed": _("監査人の解任"),
    "audit.judged": _("監査項目の判定"),
    "audit.sampled": _("監査の抜取り"),
    "audit.found": _("監査の指摘"),
    "audit.reported": _("監査の報告"),
}
THINGS: Mapping[str, str | Promise] = {
    "inspection": _("自己点検"),
    "inspection-sheet": _("自己点検の回答"),
    "audit": _("監査"),
    "audit-plan": _("監査計画"),
    "audit-member": _("監査人"),
    "audit-item": _("監査項目"),
    "audit-sample": _("監査の抜取り"),
    "audit-finding": _("監査の指摘"),
}
FIGURES: Mapping[str, str | Promise] = {
    "answered": _("回答のあるもの"),
    "answers": _("答えた問い"),
    "audience": _("問いの種類"),
    "audit": _("監査の番号"),
    "control": _("対策"),
    "findings": _("指摘"),
    "item": _("監査項目の番号"),
    "items": _("監査項目"),
    "lead": _("主任"),
    "picks": _("抜き取った行"),
    "result": _("判定"),
    "seed": _("乱数の種"),
    "inspection": _("自己点検の番号"),
    "left": _("回答のないもの"),
    "noes": _("「いいえ」の数"),
    "nones": _("「該当なし」の数"),
    "sheet": _("回答の番号"),
}
