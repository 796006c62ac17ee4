"""What this room seals, in words for the pages of evidence; handed in by site."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: Mapping[str, str | Promise] = {
    "incident.reported": _("インシデントの報告"),
    "incident.triaged": _("報告の確認"),
    "incident.assessed": _("事実と期限の確認"),
    "incident.duty-done": _("報告・通知の実施"),
    "incident.noted": _("経過の記録"),
    "incident.evidence-added": _("証拠の保全"),
    "incident.custody": _("証拠の引継ぎ"),
    "incident.task-added": _("対応作業の追加"),
    "incident.task-done": _("対応作業の完了"),
    "incident.linked": _("関係するものの記録"),
    "incident.affected": _("対象となった人の記録"),
    "incident.closed": _("インシデントの終結"),
    "incident.body-rule": _("報告の前提の変更"),
    "plan.begun": _("緊急時対応計画の作成"),
    "plan.written": _("緊急時対応計画の節の変更"),
    "plan.asked": _("緊急時対応計画の起案"),
    "plan.returned": _("緊急時対応計画の差戻し"),
    "plan.decided": _("緊急時対応計画の決裁"),
    "plan.reviewed": _("緊急時対応計画の見直し"),
    "drill.planned": _("訓練の予定"),
    "drill.held": _("訓練の実施"),
}
THINGS: Mapping[str, str | Promise] = {
    "incident": _("インシデント"),
    "incident-duty": _("報告・通知"),
    "incident-entry": _("経過"),
    "incident-evidence": _("証拠"),
    "incident-custody": _("証拠の引継ぎ"),
    "incident-task": _("対応作業"),
    "incident-link": _("関係するもの"),
    "incident-people": _("対象となった人"),
    "incident-body": _("報告の前提"),
    "response-plan": _("緊急時対応計画"),
    "drill": _("訓練"),
}
FIGURES: Mapping[str, str | Promise] = {
    "body": _("団体の種類"),
    "chosen": _("選んだ報告先"),
    "done_late": _("期限の後に済ませたもの"),
    "first": _("初めての確認か"),
    "hours": _("時間"),
    "incident": _("インシデント"),
    "incidents": _("インシデント"),
    "known_at": _("知った日時"),
    "days_since": _("日数"),
    "least": _("少なくとも"),
    "most": _("多くとも"),
    "moved": _("期限の動いたもの"),
    "named": _("名前のある報告か"),
    "reports": _("報告"),
    "rule": _("報告・通知の種類"),
    "severity": _("重さ"),
    "size": _("大きさ"),
    "slow": _("確かめるのが遅れたもの"),
    "source": _("種類"),
    "still": _("動きのないもの"),
    "tasks": _("作業"),
    "told_on": _("知らせた日"),
    "what": _("種別"),
}
