"""What this room seals, in words for the pages of evidence; handed in by site."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: Mapping[str, str | Promise] = {
    "alert.explained": _("警報の説明"),
    "alert.incident": _("警報をインシデントにしたこと"),
    "alert.suppressed": _("警報の抑制"),
    "log-gap.noted": _("記録の途絶え"),
    "log-source.closed": _("記録元の終了"),
    "log-source.found": _("登録のない記録元"),
    "log-source.registered": _("記録元の登録"),
    "logs.compacted": _("記録のファイルの取りまとめ"),
    "logs.destroyed": _("記録の廃棄"),
    "logs.judged": _("保管した記録の判定"),
    "logs.read": _("記録の読み取りと保管"),
    "rules.imported": _("検知の規則の取込み"),
    "rules.withdrawn": _("検知の規則の取外し"),
    "suppression.lifted": _("抑制の解除"),
}
THINGS: Mapping[str, str | Promise] = {
    "alert": _("警報"),
    "log-class": _("記録の区分"),
    "log-day": _("記録の日"),
    "log-gap": _("記録の途絶え"),
    "log-partition": _("保管した記録のファイル"),
    "log-partitions": _("保管した記録"),
    "log-reading": _("記録の読み取り"),
    "log-source": _("記録元"),
    "log-verdict": _("保管した記録の判定"),
    "log_partition": _("保管した記録のファイル"),
    "log_source": _("記録元"),
    "rule-file": _("検知の規則"),
    "suppression": _("抑制"),
}
FIGURES: Mapping[str, str | Promise] = {
    "added": _("新しい警報"),
    "alerts": _("警報"),
    "altered": _("封印した時と違うもの"),
    "answered": _("対応した警報"),
    "certificates": _("切れる証明書"),
    "dropped": _("受け取れなかったもの"),
    "events": _("調べた記録"),
    "free_percent": _("ディスクの空き（%）"),
    "from": _("始まり"),
    "gaps": _("途絶え"),
    "gone": _("なくなった警報"),
    "hours": _("時間"),
    "into": _("まとめた先のファイル"),
    "judge": _("判定したもの"),
    "late": _("期限を過ぎたもの"),
    "looked_at": _("読み直したもの"),
    "minutes": _("対応までの分（中央）"),
    "missing": _("ないファイル"),
    "not_understood": _("読めなかった記録"),
    "partitions": _("保管した記録のファイル"),
    "queue_minutes": _("処理の待ち（分）"),
    "since": _("いつから"),
    "source": _("記録元"),
    "sources": _("記録元"),
    "unlawful": _("許可していない通信"),
    "until": _("いつまで"),
    "waiting": _("対応を待つもの"),
    "version": _("判定の版"),
}
