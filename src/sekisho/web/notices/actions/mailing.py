"""Mails: put in the queue with the change that causes them, handed to the mail server later.

Handing over is at-least-once: a mail is marked sent right after the server took it, so a crash
between the two sends it a second time, at worst; both carry the same Message-ID.
"""

import smtplib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.charset import BASE64, Charset
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sekisho.web.notices.models import Mail, Wish
from sekisho.web.notices.moments import next_moment
from sekisho.web.organization.models import Person
from sekisho.web.ui.dates import wareki

FIRST_WAIT = timedelta(minutes=5)  # longer than handing over one mail can take
LONGEST_WAIT = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=5)  # RFC 5321 §4.5.4.1: at least four or five days
MAILS_A_RUN = 50


@dataclass(frozen=True, slots=True)
class Sent:
    """What one run did: mails handed over, failed tries, and mails given up."""

    sent: int = 0
    failed: int = 0
    given_up: int = 0


@transaction.atomic
def queue_mail(
    *, person: Person, count: int, due_on: date | None, at: datetime, urgent: bool = False
) -> Mail | None:
    """Queue a mail that says how many notices wait and until when; None without an address.

    Nothing else: titles can be confidential, and mail is read on its way. Written in the body's
    language, whoever's request caused it. It goes when the person wishes (`moments`); what waits
    for the same moment goes in one mail. What is urgent goes at once, alone, whatever the wish.
    """
    if not person.email:
        return None
    when = at if urgent else _moment(person, at)
    waiting = None
    if when > at:
        waiting = Mail.objects.joinable(person.email, when).select_for_update().first()
    if waiting is not None:
        return _join(waiting, count, due_on)
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("関所: 急ぎのお知らせがあります") if urgent else _("関所: お知らせがあります")
        body = _body(count, due_on)
    return Mail.objects.create(
        to=person.email, subject=subject, body=body, count=count, due_on=due_on, urgent=urgent,
        queued_at=when, next_try_at=when,
    )  # fmt: skip


def _moment(person: Person, at: datetime) -> datetime:
    wish = Wish.objects.filter(person=person).first()
    return next_moment(at, daily=wish.daily, quiet=wish.quiet) if wish else at


def _join(mail: Mail, count: int, due_on: date | None) -> Mail:
    """Let a mail that waits speak of more notices, and of the nearest day of all."""
    days = [each for each in (mail.due_on, due_on) if each]
    mail.count, mail.due_on = mail.count + count, min(days, default=None)
    with translation.override(settings.LANGUAGE_CODE):
        mail.subject = _("関所: お知らせがあります（まとめ）")
        mail.body = _body(mail.count, mail.due_on)
    mail.save(update_fields=["count", "due_on", "subject", "body"])
    return mail


def queue_words(*, to: str, subject: str, body: str, at: datetime) -> Mail:
    """Queue a mail to somebody who is no person of ours; the caller answers for its words."""
    return Mail.objects.create(to=to, subject=subject, body=body, queued_at=at, next_try_at=at)


def send_queued(*, at: datetime, connection: BaseEmailBackend | None = None) -> Sent:
    """Hand the mails that are due to the mail server, one by one, at most 50 a run.

    Without a configured server nothing happens and the mails stay queued. A refused mail is tried
    again after 5, 10, 20, 40, then every 60 minutes, and given up after 5 days. A server that does
    not answer ends the run. Raises RuntimeError inside a transaction: each mark has to last.
    """
    if connection is None:
        if not settings.MAIL_CONFIGURED:
            return Sent()
        connection = get_connection()
    given_up = _give_up(at)
    sent = failed = 0
    try:
        for mail in Mail.objects.due(at)[:MAILS_A_RUN]:
            if not _claim(mail, at):
                continue
            error, alive = _hand_over(mail, connection, at)
            sent, failed = (sent, failed + 1) if error else (sent + 1, failed)
            if not alive:
                break
    finally:
        connection.close()
    return Sent(sent, failed, given_up)


def message_of(mail: Mail, at: datetime) -> EmailMessage:
    """Return the message of a queued mail: 7-bit safe, the same Message-ID at every try."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    message = EmailMessage(
        subject=mail.subject,
        body=mail.body,
        to=[mail.to],
        headers={
            "Date": format_datetime(timezone.localtime(at)),
            "Message-ID": f"<notice.{mail.pk}.{int(mail.queued_at.timestamp())}@{domain}>",
            "Auto-Submitted": "auto-generated",  # RFC 3834: no answering machine answers
        },
    )
    charset = Charset("utf-8")
    charset.body_encoding = BASE64
    message.encoding = charset
    return message


def _body(count: int, due_on: date | None) -> str:
    lines = [
        ngettext(
            "関所に、あなたあてのお知らせが%(count)d件あります。",
            "関所に、あなたあてのお知らせが%(count)d件あります。",
            count,
        )
        % {"count": count}
    ]
    if due_on:
        words = _("最も近い期限: %(day)s") if count > 1 else _("期限: %(day)s")
        lines.append(words % {"day": wareki(due_on)})
    lines += [
        _("内容は、次の画面で確かめてください。"),
        settings.BASE_URL.rstrip("/") + reverse("notices:mine"),
        "",
        _("このメールは自動で送っています。返信はできません。"),
    ]
    return "\n".join(lines) + "\n"


def _give_up(at: datetime) -> int:
    old = Mail.objects.queued().filter(queued_at__lt=at - GIVE_UP_AFTER)
    return old.update(given_up_at=at)


def _claim(mail: Mail, at: datetime) -> bool:
    """Put the next try off before trying, so that no other run takes the same mail meanwhile.

    No row stays locked while the server is spoken to: SQLite has one lock for everybody.
    """
    mail.attempts += 1
    wait = min(FIRST_WAIT * 2 ** min(mail.attempts - 1, 10), LONGEST_WAIT)
    mine = Mail.objects.due(at).filter(pk=mail.pk)
    with transaction.atomic(durable=True):  # inside another transaction the claim would not last
        return mine.update(attempts=mail.attempts, next_try_at=at + wait) == 1


def _hand_over(mail: Mail, connection: BaseEmailBackend, at: datetime) -> tuple[str, bool]:
    """Hand over one mail and mark it. Returns the error, and whether the server still answers."""
    error, alive = "", True
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as failure:
        error, alive = _reason(failure), False
    else:
        error = _try(mail, connection, at)
    marks = {"error": error} if error else {"error": "", "sent_at": at}
    Mail.objects.filter(pk=mail.pk).update(**marks)
    return error, alive


def _try(mail: Mail, connection: BaseEmailBackend, at: datetime) -> str:
    try:
        handed = connection.send_messages([message_of(mail, at)])
    except (OSError, smtplib.SMTPException, ValueError) as failure:
        connection.close()  # a broken conversation is not used for the next mail
        return _reason(failure)
    return "" if handed else "the mail server took nothing"


def _reason(failure: Exception) -> str:
    return f"{type(failure).__name__}: {failure}"[:300]
