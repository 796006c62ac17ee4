"""What of notices can be found: one's own, open or done."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.web.notices.models import Notice
from sekisho.web.search.columns import ByColumns
from sekisho.web.search.sources import Hit
from sekisho.web.ui.dates import wareki


def _notice(row: Notice) -> Hit:
    """Return a notice; it leads to the list it stands in, where it is answered."""
    list_of = "notices:closed" if row.done_at else "notices:mine"
    day = wareki(timezone.localdate(row.created_at))
    return Hit(url=reverse(list_of), title=row.title, place=day)


SOURCES = (
    ByColumns(
        id="notices",
        label=_("お知らせ"),
        readers=None,
        rows=lambda request: Notice.objects.filter(person=request.person),
        columns=("title",),
        hit=_notice,
    ),
)
