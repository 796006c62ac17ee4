"""The scope register (適用対象者): who stands inside the policy, and the list as CSV."""

import csv
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.organization import actions, queries
from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.forms import LastDayForm, ScopeForm
from sekisho.web.organization.kinds import kind_title
from sekisho.web.organization.models import Person, ScopeEntry
from sekisho.web.organization.views.form_page import attempt, form_page, given
from sekisho.web.organization.views.people import LISTS
from sekisho.web.ui.access import requires
from sekisho.web.ui.paging import page_of

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run a cell that begins so


@requires(*LISTS)
def scope(request: MemberRequest) -> HttpResponse:
    """Show the register as it stands today, or with all that ended."""
    everything = "ended" in request.GET
    words = request.GET.get("q", "")
    rows = queries.scope_rows(None if everything else timezone.localdate(), words)
    context = {"page": page_of(request, rows), "ended": everything, "q": words}
    return render(request, "organization/scope.html", context)


@requires("scope.manage", "evidence.read")
def scope_csv(_request: MemberRequest) -> HttpResponse:
    """Hand out the register as it stands today; UTF-8 with a mark, as spreadsheets want it."""
    today = timezone.localdate()
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="scope-{today:%Y-%m-%d}.csv"'
    table = csv.writer(response)
    table.writerow(
        [_("氏名"), _("フリガナ"), _("所属"), _("関係"), _("開始日"), _("終了日"), _("備考")]
    )
    table.writerows(_cells(entry) for entry in queries.scope_rows(today))
    return response


@requires("scope.manage")
def scope_enter(request: MemberRequest, opaque_id: UUID) -> HttpResponse:
    """Enter a person into the register."""
    person = get_object_or_404(Person, opaque_id=opaque_id)
    initial = {"relation": person.category, "from_date": person.joined_on}
    form = ScopeForm(given(request), initial=initial)
    if attempt(request, form, actions.enter_scope, person=person):
        messages.success(request, _("適用対象者として登録しました。"))
        return redirect("organization:person", person.opaque_id)
    return form_page(
        request,
        form,
        heading=_("適用対象者の登録：%(name)s") % {"name": person.name},
        submit=_("登録する"),
        back=reverse("organization:person", args=[person.opaque_id]),
    )


@requires("scope.manage")
def scope_end(request: MemberRequest, pk: int) -> HttpResponse:
    """End an entry."""
    entry = get_object_or_404(ScopeEntry.objects.select_related("person"), pk=pk)
    form = LastDayForm(given(request))
    if attempt(request, form, actions.end_scope, entry=entry):
        messages.success(request, _("適用対象者の登録を終了しました。"))
        return redirect("organization:person", entry.person.opaque_id)
    return form_page(
        request,
        form,
        heading=_("適用対象者の終了：%(name)s") % {"name": entry.person.name},
        submit=_("終了を記録する"),
        back=reverse("organization:person", args=[entry.person.opaque_id]),
        danger=True,
    )


def _cells(entry: ScopeEntry) -> list[str]:
    until = entry.until_date.isoformat() if entry.until_date else ""
    cells = [
        entry.person.name,
        entry.person.furigana,
        entry.person.unit.name,
        kind_title(entry.relation),
        entry.from_date.isoformat(),
        until,
        entry.note,
    ]
    return [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]
