"""Telling the receiver where the files lie: the page by mail, the code never by the same way."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from sekisho.web.notices.actions import queue_words
from sekisho.web.notices.models import Mail
from sekisho.web.transfers.models import Sending
from sekisho.web.ui.dates import wareki


def page_of(token: str) -> str:
    """Return the address of the page a token names."""
    return settings.BASE_URL.rstrip("/") + reverse("transfers:receive", args=[token])


def invite(row: Sending, token: str, *, at: datetime) -> Mail | None:
    """Queue the mail to the receiver; None without an address.

    It says from whom, where and until when, and neither what the files are nor the code.
    """
    if not row.receiver_email:
        return None
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("ファイルの受取りのご案内（%(body)s）") % {"body": _body_name()}
        body = _words(row, token)
    return queue_words(to=row.receiver_email, subject=subject[:200], body=body, at=at)


def _body_name() -> str:
    return settings.BODY_NAME or _("関所")


def _words(row: Sending, token: str) -> str:
    by, until = row.parcel.by, row.until
    lines = [
        _("%(receiver)s 様") % {"receiver": row.receiver},
        "",
        _("%(body)s %(unit)s の %(name)s から、ファイルをお渡しします。")
        % {"body": _body_name(), "unit": by.unit.name, "name": by.name},
        _("次のページを開き、8桁の番号を入力して受け取ってください。"),
        "",
        page_of(token),
        "",
        _("期限: %(day)s まで。受け取れるのは一度だけです。")
        % {"day": wareki(until) if until else ""},
        _("番号はこのメールには書いていません。送り主が電話など別の方法でお知らせします。"),
        _("心当たりのないときは、開かずに、ご存じの電話番号で送り主に確かめてください。"),
        "",
        _("このメールは自動で送っています。返信はできません。"),
    ]
    return "\n".join(lines) + "\n"
