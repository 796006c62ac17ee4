"""What this room seals, in words for the pages of evidence; handed in by site."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS: Mapping[str, str | Promise] = {
    "browsing.taken": pgettext_lazy("record", "画面転送の記録"),
}
THINGS: Mapping[str, str | Promise] = {
    "browsing": _("画面転送の記録のまとまり"),
    "happening": _("画面転送の記録"),
}
FIGURES: Mapping[str, str | Promise] = {
    "ended": _("終わったセッション"),
    "endless": _("終わりの記録のないもの"),
    "left": _("消え残ったもの"),
    "hosts": _("画面転送のサーバー"),
    "away": _("応答しないサーバー"),
    "unbounded": _("上限をカーネルが守らないサーバー"),
    "sessions": _("セッション"),
    "terminals": _("LGWAN接続系の端末"),
    "refused_hosts": _("断った宛先"),
    "refused_tickets": _("断った券"),
}
