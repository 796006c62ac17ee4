"""Handing letters of drills to the mail server; each person's link is made at that moment.

Nothing with a link lies in a queue or a table: a try that failed makes the same letter again.
Handing over is at-least-once, as with notices: a crash right after it sends the letter twice, with
the same link and Message-ID.
"""

import smtplib
from datetime import datetime, timedelta
from email.charset import BASE64, Charset
from email.utils import format_datetime, formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from sekisho.catalogue import DrillLetter
from sekisho.web.maildrills.models import Letter, Waiting
from sekisho.web.maildrills.tokens import digest_of, word_for

AGAIN = timedelta(minutes=10)
A_RUN = 50
HEADER = "X-Sekisho-Drill"  # the desk and a gateway know a drill by it


def send_waiting(*, at: datetime, connection: BaseEmailBackend | None = None) -> int:
    """Hand over letters that are due, at most 50 a run; return how many the server took.

    Without a configured server nothing happens and they wait. A refused one is tried again after
    ten minutes until its drill closes; a server that does not answer ends the run. Raises
    RuntimeError inside a transaction: each mark has to last.
    """
    if connection is None:
        if not settings.MAIL_CONFIGURED:
            return 0
        connection = get_connection()
    due = Waiting.objects.filter(next_try_at__lte=at, drill__closed_at=None)
    taken = 0
    try:
        for row in due.select_related("drill", "person")[:A_RUN]:
            if not _claim(row, at):
                continue
            try:
                connection.open()
            except (OSError, smtplib.SMTPException):
                break
            taken += _hand_over(row, connection, at)
    finally:
        connection.close()
    return taken


def _claim(row: Waiting, at: datetime) -> bool:
    """Put the next try off before trying, so that no other run takes the same letter."""
    mine = Waiting.objects.filter(pk=row.pk, next_try_at__lte=at)
    with transaction.atomic(durable=True):  # inside another transaction the claim would not last
        return mine.update(attempts=row.attempts + 1, next_try_at=at + AGAIN) == 1


def _hand_over(row: Waiting, connection: BaseEmailBackend, at: datetime) -> bool:
    letter = row.drill.wording
    if letter is None:  # an installation without the file sends nothing else in its place
        return False
    word = word_for(row.drill.salt, row.person.opaque_id)
    try:
        connection.send_messages([_message(row, letter, word, at)])
    except (OSError, smtplib.SMTPException, ValueError):
        connection.close()  # a broken conversation is not used for the next letter
        return False
    with transaction.atomic():
        Letter.objects.filter(digest=digest_of(word)).update(sent=True)
        row.delete()
    return True


def _message(row: Waiting, letter: DrillLetter, word: str, at: datetime) -> EmailMessage:
    address = parseaddr(settings.DRILL_FROM)[1]
    link = settings.BASE_URL.rstrip("/") + reverse("mail-drill:link", args=[row.drill_id, word])
    message = EmailMessage(
        subject=letter.subject,
        body=letter.written(link),
        from_email=formataddr((letter.sender, address)),
        to=[row.person.email],
        headers={
            "Date": format_datetime(timezone.localtime(at)),
            "Message-ID": f"<{digest_of(word)[:32]}@{address.rpartition('@')[2] or 'localhost'}>",
            HEADER: str(row.drill_id),
        },
    )
    charset = Charset("utf-8")
    charset.body_encoding = BASE64
    message.encoding = charset
    return message
