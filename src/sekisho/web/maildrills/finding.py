"""What of mail drills can be found: the drills, for who runs them; never a name."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sekisho.web.maildrills.access import MANAGE
from sekisho.web.maildrills.models import Drill
from sekisho.web.search.columns import ByColumns
from sekisho.web.search.sources import Hit
from sekisho.web.ui.dates import wareki


def _drill(row: Drill) -> Hit:
    url = reverse("maildrills:drill", args=[row.pk])
    return Hit(url=url, title=row.title, place=wareki(row.send_on))


SOURCES = (
    ByColumns(
        id="maildrills",
        label=_("標的型メール訓練"),
        readers=frozenset({MANAGE}),
        rows=lambda _request: Drill.objects.all(),
        columns=("title",),
        hit=_drill,
    ),
)
