"""What of awareness can be found: bulletins, those over as well for who publishes them."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.web.awareness.access import MANAGE
from sekisho.web.awareness.models import Bulletin, BulletinQuerySet
from sekisho.web.organization.access import MemberRequest
from sekisho.web.search.columns import ByColumns
from sekisho.web.search.sources import Hit
from sekisho.web.ui.dates import wareki


def _rows(request: MemberRequest) -> BulletinQuerySet:
    rows = Bulletin.objects.all()
    return rows if MANAGE in request.rights else rows.shown(timezone.localdate())


def _bulletin(row: Bulletin) -> Hit:
    url = reverse("awareness:bulletin", args=[row.pk])
    return Hit(url=url, title=row.title, text=row.text, place=wareki(row.from_date))


SOURCES = (
    ByColumns(
        id="bulletins",
        label=_("注意喚起"),
        readers=None,
        rows=_rows,
        columns=("title", "text"),
        hit=_bulletin,
    ),
)
