"""Telling people which courses they are asked to complete: one notice each, until it is done.

The notices room reminds before the day, on it, and weekly after it.
"""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.web.notices.actions import Telling, tell_standing
from sekisho.web.training.models import Assignment

TOPIC = "training"


def tell_open(*, at: datetime) -> int:
    """Make the open notices of this room exactly those of assignments still asked."""
    rows = Assignment.objects.counting(timezone.localdate(at)).order_by("due_on", "pk")
    with translation.override(settings.LANGUAGE_CODE):  # stored, and read by others
        told = [
            Telling(
                row.person,
                f"{TOPIC}:{row.pk}",
                _("研修「%(title)s」を修了してください") % {"title": row.campaign.title},
                reverse("training:course", args=[row.pk]),
                row.due_on,
            )
            for row in rows.select_related("person", "campaign")
        ]
    return tell_standing(topic=TOPIC, tellings=told, at=at)
