"""What this room can prove: mails reach the mail server in time."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.verdicts import Check, Result, Verdict
from sekisho.web.notices.models import Mail
from sekisho.web.organization.models import Person

SLOW = timedelta(hours=1)  # older than this in the queue is weak
STUCK = timedelta(hours=24)  # older than this fails
REMEMBERED = timedelta(days=30)  # how long a mail given up is held against us


def mail_delivered(at: datetime) -> Result:
    """Look at the age of the queue, the mails given up, and whether there is a mail server."""
    queued = Mail.objects.queued().filter(queued_at__lte=at)  # not those that wait for a morning
    oldest = queued.aggregate(oldest=Min("queued_at"))["oldest"]
    age = at - oldest if oldest else timedelta()
    figures = {
        "queued": queued.count(),
        "oldest_minutes": int(age.total_seconds() // 60),
        "given_up": Mail.objects.filter(given_up_at__gt=at - REMEMBERED).count(),
        "addresses": _addresses(at),
    }
    return Result(*_judge(age, figures), figures)


def _addresses(at: datetime) -> int:
    return Person.objects.present(timezone.localdate(at)).exclude(email="").count()


def _judge(age: timedelta, figures: dict[str, int]) -> tuple[Verdict, str]:
    if not settings.MAIL_CONFIGURED and figures["addresses"]:
        return Verdict.WEAK, gettext_noop(
            "メールサーバが設定されていないため、{addresses}人にメールでは知らせていません。"
            "お知らせは画面だけに出ます。待っているメールは{queued}通です。"
        )
    if age > STUCK:
        return Verdict.FAILS, gettext_noop(
            "{queued}通のメールを送れずにいます。最も古いものは{oldest_minutes}分待っています。"
        )
    if figures["given_up"]:
        return Verdict.WEAK, gettext_noop(
            "この30日に、5日試しても送れなかったメールが{given_up}通あります。"
            "宛先を確かめてください。"
        )
    if age > SLOW:
        return Verdict.WEAK, gettext_noop(
            "メールの送信が遅れています。待っているのは{queued}通、最長{oldest_minutes}分です。"
        )
    return Verdict.HOLDS, gettext_noop("送信を待つメールは{queued}通で、遅れはありません。")


CHECKS = (Check("mail-delivered", mail_delivered),)
