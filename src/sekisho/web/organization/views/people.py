"""People: the list, one person, adding, changing, leaving."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.vary import vary_on_headers

from sekisho.catalogue import load
from sekisho.web.organization import actions, queries
from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.forms import EraseForm, LastDayForm, PersonForm
from sekisho.web.organization.models import Person, RoleHolding, ScopeEntry
from sekisho.web.organization.registered import PEOPLE
from sekisho.web.organization.views.form_page import attempt, form_page, given
from sekisho.web.ui.access import requires
from sekisho.web.ui.paging import page_of
from sekisho.web.ui.words import worded

LISTS = ("status.read", "people.manage", "roles.assign", "scope.manage")


@requires(*LISTS)
@vary_on_headers("HX-Request")
def people(request: MemberRequest) -> HttpResponse:
    """Show the register, searched by name, furigana or unit."""
    words = request.GET.get("q", "")
    found = queries.find_people(words)
    if "left" not in request.GET:
        found = found.present(timezone.localdate())
    role = load().roles.get(request.GET.get("role", ""))
    context = {
        "page": page_of(request, found),
        "q": words,
        "left": "left" in request.GET,
        "role": role,
        "role_title": worded(role.title) if role else "",
        "register": PEOPLE,
    }
    part = request.htmx and not request.htmx.boosted
    template = "organization/_people.html" if part else "organization/people.html"
    return render(request, template, context)


@requires(*LISTS)
def person(request: MemberRequest, opaque_id: UUID) -> HttpResponse:
    """Show one person: unit, roles, scope, account."""
    row = get_object_or_404(
        Person.objects.select_related("unit", "post", "account"), opaque_id=opaque_id
    )
    context = {
        "row": row,
        "holdings": RoleHolding.objects.filter(person=row).select_related("post", "unit"),
        "entries": ScopeEntry.objects.filter(person=row),
        "account": queries.account_rows().filter(pk=row.pk).first(),
        "today": timezone.localdate(),
    }
    return render(request, "organization/person.html", context)


@requires("people.manage")
def person_add(request: MemberRequest) -> HttpResponse:
    """Enter a person into the register."""
    form = PersonForm(given(request))
    row = attempt(request, form, actions.add_person)
    if row:
        messages.success(request, _("登録しました。役割と適用対象者の登録も確かめてください。"))
        return redirect("organization:person", row.opaque_id)
    return form_page(
        request,
        form,
        heading=_("職員等の登録"),
        submit=_("登録する"),
        back=reverse("organization:people"),
    )


@requires("people.manage")
def person_change(request: MemberRequest, opaque_id: UUID) -> HttpResponse:
    """Change a person's entry."""
    row = get_object_or_404(Person, opaque_id=opaque_id)
    form = PersonForm(given(request), person=row)
    if attempt(request, form, actions.change_person, person=row):
        messages.success(request, _("変更しました。"))
        return redirect("organization:person", row.opaque_id)
    return form_page(
        request,
        form,
        heading=_("職員等の変更"),
        submit=_("変更する"),
        back=reverse("organization:person", args=[row.opaque_id]),
    )


@requires("people.manage")
def person_leave(request: MemberRequest, opaque_id: UUID) -> HttpResponse:
    """Record a person's last day."""
    row = get_object_or_404(Person.objects.select_related("account"), opaque_id=opaque_id)
    form = LastDayForm(given(request))
    if attempt(request, form, actions.leave_person, person=row):
        messages.success(request, _("離任を記録しました。"))
        return redirect("organization:person", row.opaque_id)
    return form_page(
        request,
        form,
        heading=_("離任の記録"),
        submit=_("記録する"),
        back=reverse("organization:person", args=[row.opaque_id]),
        note=_("役割と適用対象者の登録はこの日で終わります。過ぎた日ならアカウントも閉じます。"),
        danger=True,
    )


@requires("people.manage")
def person_erase(request: MemberRequest, opaque_id: UUID) -> HttpResponse:
    """Erase the personal data of somebody who has left."""
    row = get_object_or_404(Person.objects.select_related("account"), opaque_id=opaque_id)
    form = EraseForm(given(request))
    if attempt(request, form, actions.erase_person, person=row):
        messages.success(request, _("個人情報を消去しました。"))
        return redirect("organization:person", row.opaque_id)
    return form_page(
        request,
        form,
        heading=_("個人情報の消去：%(name)s") % {"name": row.name},
        submit=_("消去する（元に戻せません）"),
        back=reverse("organization:person", args=[row.opaque_id]),
        note=_(
            "氏名・フリガナ・メールアドレス・備考・アカウントを消します。"
            "証跡は番号だけで残り、誰のものか分からなくなります。"
            "監査や調査で氏名が必要な間は、消去しないでください。"
        ),
        danger=True,
    )
