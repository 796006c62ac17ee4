"""Security roles: who holds what now, assigning, ending."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue import load
from sekisho.web.organization import actions, queries
from sekisho.web.organization.access import MemberRequest, roles_of
from sekisho.web.organization.checks import conflicting
from sekisho.web.organization.forms import LastDayForm, RoleForm
from sekisho.web.organization.models import Person, RoleHolding
from sekisho.web.organization.views.form_page import attempt, form_page, given
from sekisho.web.organization.views.people import LISTS
from sekisho.web.ui.access import requires
from sekisho.web.ui.paging import page_of


@requires(*LISTS)
def roles(request: MemberRequest) -> HttpResponse:
    """Show every role, who holds it today, and what is vacant; all holders of one by ?role=."""
    today = timezone.localdate()
    role = load().roles.get(request.GET.get("role", ""))
    if role:
        page = page_of(request, queries.holders(today).filter(role=role.id))
        context = {"role": role, "page": page, "today": today}
        return render(request, "organization/role.html", context)
    rows = queries.role_board(today)
    return render(request, "organization/roles.html", {"rows": rows, "today": today})


@requires("roles.assign")
def role_assign(request: MemberRequest, opaque_id: UUID) -> HttpResponse:
    """Give a person a role for a period."""
    person = get_object_or_404(Person, opaque_id=opaque_id)
    form = RoleForm(given(request), initial={"role": request.GET.get("role")})
    holding = attempt(request, form, actions.assign_role, person=person)
    if holding:
        messages.success(request, _("役割を割り当てました。"))
        if _in_conflict(person, holding):
            messages.warning(request, _("兼ねてはならない役割との兼務になります。"))
        return redirect("organization:person", person.opaque_id)
    return form_page(
        request,
        form,
        heading=_("役割の割当て：%(name)s") % {"name": person.name},
        submit=_("割り当てる"),
        back=reverse("organization:person", args=[person.opaque_id]),
    )


@requires("roles.assign")
def role_end(request: MemberRequest, pk: int) -> HttpResponse:
    """End a role on a day."""
    holding = get_object_or_404(RoleHolding.objects.select_related("person"), pk=pk)
    form = LastDayForm(given(request))
    if attempt(request, form, actions.end_role, holding=holding):
        messages.success(request, _("役割の終了日を記録しました。"))
        return redirect("organization:person", holding.person.opaque_id)
    return form_page(
        request,
        form,
        heading=_("役割の終了：%(name)s") % {"name": holding.person.name},
        submit=_("終了を記録する"),
        back=reverse("organization:person", args=[holding.person.opaque_id]),
        danger=True,
    )


def _in_conflict(person: Person, holding: RoleHolding) -> bool:
    """Whether the new role is one the person should not hold beside another, on its first day."""
    held = {role.id for role in roles_of(person, holding.from_date)}
    return any(holding.role in pair for pair in conflicting(held))
