"""What of what crosses can be found: mail and files, parcels, sendings, within one's reach."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.access import MemberRequest
from sekisho.web.search.columns import ByColumns
from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words, standing_in
from sekisho.web.transfers.access import MANAGE, READ, sendings_of
from sekisho.web.transfers.models import Crossing, CrossingQuerySet, ParcelFile, Sending
from sekisho.web.ui.access import RightsRequest
from sekisho.web.ui.templatetags.ui import wareki_time


class Crossings:
    """The crossings."""

    id = "crossings"
    label = _("領域を越えたもの")

    def found(self, request: RightsRequest, words: Words) -> CrossingQuerySet:
        """Return one's own, or all of them for who may read all; subjects only where allowed."""
        rows = Crossing.objects.all()
        if MANAGE in request.rights:
            return rows.filter(standing_in(words, "number", "sender", "subject"))
        if READ in request.rights:
            return rows.filter(standing_in(words, "number", "sender"))
        person = getattr(request, "person", None)
        if person is None:
            return rows.none()
        return rows.of(person).filter(standing_in(words, "number", "sender", "subject"))

    def hit(self, row: Crossing) -> Hit:
        """Return a crossing by its receipt number: its subject is read on its page."""
        return Hit(
            url=reverse("transfers:crossing", args=[row.pk]),
            title=row.number,
            text=row.sender,
            place=wareki_time(row.at),
        )


def _handed_in(request: MemberRequest) -> QuerySet[ParcelFile]:
    """Return the files one handed in oneself; nobody else has a page of them."""
    rows = ParcelFile.objects.filter(parcel__by=request.person, parcel__sending=None)
    return rows.filter(replaced=False).select_related("parcel")


def _file(row: ParcelFile) -> Hit:
    url = reverse("transfers:parcel", args=[row.parcel_id])
    return Hit(url=url, title=row.name, text=row.folder, place=wareki_time(row.parcel.at))


def _sending(row: Sending) -> Hit:
    url = reverse("transfers:sending", args=[row.pk])
    return Hit(url=url, title=row.purpose, text=row.receiver, place=row.parcel.by.name)


SOURCES = (
    Crossings(),
    ByColumns(
        id="handed-in",
        label=_("取り込んだファイル"),
        readers=None,
        rows=_handed_in,
        columns=("name", "folder", "number"),
        hit=_file,
    ),
    ByColumns(
        id="sendings",
        label=_("ファイルの送り出し"),
        readers=None,
        rows=lambda request: sendings_of(request.person, request.rights).select_related(
            "parcel__by"
        ),
        columns=("purpose", "receiver", "decision", "parcel__by__name"),
        hit=_sending,
    ),
)
