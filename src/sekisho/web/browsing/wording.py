"""What this room seals, in words for the pages of evidence; handed in by site."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS: Mapping[str, str | Promise] = {
    "browsing.taken": pgettext_lazy("record", "画面転送の記録"),
    "browsing.destroyed": pgettext_lazy("record", "保存期間を過ぎた画面転送の記録の廃棄"),
}
THINGS: Mapping[str, str | Promise] = {
    "browsing": _("画面転送の記録のまとまり"),
    "browsing-opened": _("画面転送の開始の記録"),
    "browsing-ended": _("画面転送の終了の記録"),
    "browsing-visit": _("画面転送の閲覧先の記録"),
    "browsing-file": _("画面転送で保存したファイルの記録"),
    "browsing-text": _("画面転送の文字の受渡しの記録"),
    "browsing-lent": _("画面転送に渡したファイルの記録"),
    "browsing-refused": _("画面転送の券の拒否の記録"),
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
