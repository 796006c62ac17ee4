"""Controlled areas: the list, one area, its list of who may enter."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.catalogue import AreaLevel, load_premises
from sekisho.web.evidence.changes import Told, changes_page, plain_words
from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.models import Person
from sekisho.web.organization.views.form_page import attempt, form_page, given
from sekisho.web.premises import actions
from sekisho.web.premises.access import LOOK, MANAGE, RECORD
from sekisho.web.premises.checks.entries import log_gaps, review_due
from sekisho.web.premises.coverage import Span, days_in
from sekisho.web.premises.forms.areas import AreaForm, LastDayForm, ListedForm
from sekisho.web.premises.models import Area, Listed
from sekisho.web.premises.registered import AREAS, LISTED
from sekisho.web.premises.staying import still_inside
from sekisho.web.ui.access import requires
from sekisho.web.ui.dates import fiscal_year_end
from sekisho.web.ui.words import worded

CHANGED = ("area.recorded", "area.changed", "area.own", "area.closed")


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area as the list shows it."""

    area: Area
    level: AreaLevel
    listed: int
    inside: int
    gaps: tuple[Span, ...]
    review_on: date | None  # None: never looked through
    review_overdue: bool

    @property
    def gap_days(self) -> int:
        """Days of the log nothing covers."""
        return days_in(self.gaps)


@require_safe
@requires(LOOK, MANAGE, RECORD)
def areas(request: MemberRequest) -> HttpResponse:
    """Show the areas and how their logs and lists stand."""
    today = timezone.localdate()
    counting = Count(
        "listed", filter=Q(listed__from_date__lte=today, listed__until_date__gte=today)
    )
    rows = Area.objects.in_use().select_related("unit").prefetch_related("spans")
    inside: dict[int, int] = {}
    for each in still_inside(timezone.now()):
        inside[each.area_id] = inside.get(each.area_id, 0) + 1
    lines = [_row(area, inside.get(area.pk, 0), today) for area in rows.annotate(number=counting)]
    context = {
        "lines": lines,
        "may_manage": MANAGE in request.rights,
        "may_read_lists": bool({MANAGE, RECORD} & request.rights),
        "areas_register": AREAS,
        "lists_register": LISTED,
    }
    return render(request, "premises/areas.html", context)


@require_safe
@requires(MANAGE, RECORD, "evidence.read")
def area(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one area: who may enter, who is inside, how the log stands."""
    row = _area(pk)
    now, today = timezone.now(), timezone.localdate()
    row.number = 0  # type: ignore[attr-defined]  # annotated in lists; counted from `listed` here
    listed = Listed.objects.filter(area=row, until_date__gte=today)
    context = {
        "row": _row(row, 0, today),
        "listed": listed.select_related("person__unit", "post__unit"),
        "inside": still_inside(now, area=row.pk),
        "recent": row.passages.select_related("person", "visit")[:10],
        "today": today,
        "may_manage": MANAGE in request.rights,
        "may_record": RECORD in request.rights,
    }
    return render(request, "premises/area.html", context)


@require_safe
@requires(MANAGE, RECORD, "evidence.read")
def area_changes(request: MemberRequest, pk: int) -> HttpResponse:
    """Show from what to what the row of an area was changed."""
    row, plain = _area(pk), plain_words(Area)

    def word(name: str, text: str) -> str:
        level = load_premises().levels.get(text) if name == "level" else None
        return worded(level.title) if level else plain(name, text)

    up = reverse("premises:area", args=[pk])
    told = Told(f"area:{pk}", row.name, up, CHANGED, Area, word)
    return changes_page(request, told, request.rights)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def area_add(request: MemberRequest) -> HttpResponse:
    """Enter an area."""
    form = AreaForm(given(request))
    if row := attempt(request, form, actions.record_area):
        messages.success(request, _("管理区域を登録しました。次に、入室者名簿を作ってください。"))
        return redirect("premises:area", row.pk)
    back = reverse("premises:areas")
    return form_page(request, form, heading=_("管理区域の登録"), submit=_("登録する"), back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def area_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct an area."""
    row = _area(pk)
    form = AreaForm(given(request), area=row)
    if attempt(request, form, partial(actions.record_area, area=row)):
        messages.success(request, _("管理区域の記載を改めました。"))
        return redirect("premises:area", pk)
    back = reverse("premises:area", args=[pk])
    return form_page(request, form, heading=_("管理区域の変更"), submit=_("変更する"), back=back)


@require_POST
@requires(MANAGE)
def area_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Give an area up."""
    actions.close_area(area=_area(pk), by=request.person, at=timezone.now())
    messages.success(request, _("管理区域を廃止しました。"))
    return redirect("premises:areas")


@require_POST
@requires(MANAGE)
def list_review(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that the list was looked through."""
    actions.review_list(area=_area(pk), by=request.person, at=timezone.now())
    messages.success(request, _("入室者名簿を見直したことを記録しました。"))
    return redirect("premises:area", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def list_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Let somebody enter for a period."""
    row, today = _area(pk), timezone.localdate()
    initial = {"from_date": today, "until_date": fiscal_year_end(today)}
    people = Person.objects.present(today)
    form = ListedForm(given(request), people=people, initial=initial)
    if attempt(request, form, partial(actions.list_entrant, area=row)):
        messages.success(request, _("入室者名簿に登録しました。"))
        return redirect("premises:area", pk)
    heading = _("入室者名簿への登録（%(name)s）") % {"name": row.name}
    back = reverse("premises:area", args=[pk])
    return form_page(request, form, heading=heading, submit=_("登録する"), back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def list_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Let a line of the list end."""
    row = get_object_or_404(Listed.objects.select_related("person", "post", "area"), pk=pk)
    form = LastDayForm(given(request), initial={"on": timezone.localdate()})
    if attempt(request, form, partial(actions.end_listed, listed=row)):
        messages.success(request, _("登録の終了日を改めました。"))
        return redirect("premises:area", row.area_id)
    who = row.person or row.post
    return form_page(
        request,
        form,
        heading=_("入室者名簿の登録を終える（%(who)s）") % {"who": who},
        submit=_("終える"),
        back=reverse("premises:area", args=[row.area_id]),
        danger=True,
    )


def _area(pk: int) -> Area:
    rows = Area.objects.in_use().select_related("unit", "reviewed_by").prefetch_related("spans")
    return get_object_or_404(rows, pk=pk)


def _row(area: Area, inside: int, today: date) -> AreaRow:
    due = review_due(area)
    return AreaRow(
        area=area,
        level=load_premises().levels[area.level],
        listed=area.number,  # type: ignore[attr-defined]  # annotated
        inside=inside,
        gaps=tuple(log_gaps(area, today)),
        review_on=due if area.reviewed_at else None,
        review_overdue=due < today,
    )
