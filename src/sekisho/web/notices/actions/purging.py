"""Forgetting mails that have gone: first what they say, later that there was one."""

from datetime import datetime, timedelta

from django.db import transaction

from sekisho.web.notices.models import Mail

BODIES_KEPT = timedelta(days=30)
ROWS_KEPT = timedelta(days=400)  # more than a year, so that one audit finds the year before whole


@transaction.atomic
def purge_mails(*, at: datetime) -> int:
    """Empty mails that went 30 days ago, delete those that went 400 days ago; return the deleted.

    A mail has gone when it was sent or given up. What still waits is never touched.
    """
    Mail.objects.gone(at - BODIES_KEPT).exclude(body="").update(body="")
    deleted, _rows = Mail.objects.gone(at - ROWS_KEPT).delete()
    return deleted
