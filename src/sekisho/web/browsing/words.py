"""How codes of session hosts read on pages."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ENDINGS: Mapping[str, str | Promise] = {
    "asked": _("本人又は担当が終えた"),
    "idle": _("操作がないため終わった"),
    "longest": _("時間の上限で終わった"),
    "memory": _("メモリの上限で終わった"),
    "lapsed": _("許可が終わった"),
    "broken": _("途中で止まった"),
    "stopped": _("サーバーが止まった"),
}
KEPT: Mapping[str, str | Promise] = {
    "memory": _("メモリ"),
    "pids": _("プロセスの数"),
    "cpu": _("CPU"),
}
TEXTS: Mapping[str, str | Promise] = {
    "read": _("ページを文字で読んだ"),
    "copy": _("選んだ文字を端末に受け取った"),
    "paste": _("端末の文字をセッションに入れた"),
}
REFUSALS: Mapping[str, str | Promise] = {
    "name": _("許していないホスト"),
    "port": _("許していないポート"),
    "inner": _("内部のアドレス"),
    "unknown": _("名前が引けない"),
    "unreachable": _("つながらない"),
    "busy": _("接続が多すぎる"),
    "too-large": _("大きすぎる"),
    "too-many": _("数が多すぎる"),
}
TICKETS: Mapping[str, str | Promise] = {
    "unreadable": _("券として読めない"),
    "forged": _("封が合わない（作り変えたおそれ）"),
    "expired": _("期限が切れている"),
    "too-early": _("発行の時刻が合わない"),
    "other-host": _("別のサーバーの券"),
    "other-address": _("別の端末から使われた"),
    "other-zone": _("端末の領域が違う"),
    "used": _("二度目に使われた"),
    "other-person": _("別の人のセッション"),
    "other-profile": _("別の許可のセッション"),
    "no-profile": _("このサーバーにない種類の閲覧"),
    "no-permit": _("効力のある許可がない"),
    "protocol": _("画素と入力のほかの通信"),
    "not-allowed": _("設定で許していない"),
    "many": _("一分に20回を超えた（残りは記録しない）"),
}
