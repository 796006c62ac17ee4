"""What this room seals, in words for the pages of evidence; handed in by site."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: Mapping[str, str | Promise] = {
    "meeting.called": _("委員会の招集"),
    "meeting.cancelled": _("委員会の取りやめ"),
    "meeting.closed": _("委員会の議事録の確定"),
    "decision.done": _("委員会の決定の実施"),
    "decision.handed": _("委員会の決定の引継ぎ"),
    "contact.entered": _("緊急連絡網への登録"),
    "contact.removed": _("緊急連絡網からの削除"),
}
THINGS: Mapping[str, str | Promise] = {
    "meeting": _("委員会"),
    "meeting-member": _("委員の出欠"),
    "committee-decision": _("委員会の決定"),
    "contact": _("緊急連絡網の連絡先"),
}
FIGURES: Mapping[str, str | Promise] = {
    "decisions": _("決定事項"),
    "members": _("委員"),
    "meetings": _("開催した委員会"),
    "contacts": _("連絡網の人"),
    "unreached": _("連絡の届かない人"),
    "old": _("古いもの"),
    "doubles": _("重複"),
    "units": _("所属"),
}
