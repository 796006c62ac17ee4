"""What this room seals, in words for the pages of evidence; handed in by site."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS: Mapping[str, str | Promise] = {
    "crossings.taken": pgettext_lazy("record", "領域を越えたものの記録"),
    "crossing.settled": pgettext_lazy("record", "送り直したものの結果"),
    "crossing.resent": pgettext_lazy("record", "保留したものの送り直し"),
    "crossing.closed": pgettext_lazy("record", "保留したものを渡さずに終了"),
    "release.asked": pgettext_lazy("record", "元のファイルの取出しの申請"),
    "release.decided": pgettext_lazy("record", "元のファイルの取出しの決裁"),
    "release.returned": pgettext_lazy("record", "元のファイルの取出しの差戻し"),
    "release.taken": pgettext_lazy("record", "元のファイルの取出し"),
    "sending.asked": pgettext_lazy("record", "ファイルの送り出しの申請"),
    "sending.looked-through": pgettext_lazy("record", "送り出すファイルの調べ"),
    "sending.decided": pgettext_lazy("record", "ファイルの送り出しの決裁"),
    "sending.returned": pgettext_lazy("record", "ファイルの送り出しの差戻し"),
    "sending.taken": pgettext_lazy("record", "送り出したファイルの受取り"),
    "parcel.handed-in-specially": pgettext_lazy("record", "特定通信の許可によるファイルの受渡し"),
    "parcel.fetched-specially": pgettext_lazy("record", "特定通信の許可によるファイルの受取り"),
    "originals.destroyed": pgettext_lazy("record", "保存期間を過ぎた元のファイルの廃棄"),
    "originals.rekeyed": pgettext_lazy("record", "元のファイルの保管の鍵の更新"),
}
THINGS: Mapping[str, str | Promise] = {
    "crossings": _("領域を越えたもののまとまり"),
    "crossing": _("領域を越えたもの"),
    "release": _("元のファイルの取出し"),
    "sending": _("ファイルの送り出し"),
    "parcel": _("画面で出したファイルのまとまり"),
    "destruction": _("元のファイルの廃棄"),
    "quarantine-keys": _("元のファイルの保管の鍵"),
}
FIGURES: Mapping[str, str | Promise] = {
    "rows": _("件数"),
    "rows_sha256": _("行の指紋（SHA-256）"),
    "delivered": _("無害化して渡したもの"),
    "text_only": _("文字だけを渡したもの"),
    "held": _("保留したもの"),
    "rejected": _("受け取らなかったもの"),
    "crossing": _("受渡しの番号"),
    "parcel": _("出したファイルのまとまりの番号"),
    "permit": _("許可の番号"),
    "from_zone": _("通信元の領域"),
    "to_zone": _("通信先の領域"),
    "special": _("特定通信による"),
    "numbers": _("個人番号らしい数字"),
    "marks": _("送信禁止の表示"),
    "blind": _("中を調べられないところ"),
    "originals": _("元のファイル"),
    "taken_at": _("受け取った日時"),
    "returned_at": _("差し戻した日時"),
    "crossed": _("渡したもの"),
    "stayed": _("渡さなかったもの"),
    "bare": _("検査の記録のないもの"),
    "records": _("取り込んでいない記録"),
    "unreadable": _("読み取れないもの"),
    "running": _("動いているか"),
    "gateways": _("動いているゲートウェイ"),
    "machine": _("機器"),
    "machines": _("ゲートウェイのある機器"),
    "stopped": _("止まっている機器"),
    "layers": _("隔離の仕組みの数"),
    "lacking": _("隔離の足りない処理"),
    "profile": _("処理の種類"),
    "layer": _("隔離の仕組み"),
    "closed_by": _("終了した人"),
    "reason_sha256": _("理由の指紋（SHA-256）"),
}
