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
}
THINGS: Mapping[str, str | Promise] = {
    "crossings": _("領域を越えたもののまとまり"),
    "crossing": _("領域を越えたもの"),
}
FIGURES: Mapping[str, str | Promise] = {
    "rows": _("件数"),
    "rows_sha256": _("行の指紋（SHA-256）"),
    "delivered": _("無害化して渡したもの"),
    "text_only": _("文字だけを渡したもの"),
    "held": _("保留したもの"),
    "rejected": _("受け取らなかったもの"),
    "closed_by": _("終了した人"),
    "reason_sha256": _("理由の指紋（SHA-256）"),
}
