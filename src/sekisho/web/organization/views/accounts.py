"""Accounts: the list, and what the desk does for somebody."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from sekisho.web.organization import actions, queries
from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.actions import OneTimePassword
from sekisho.web.organization.forms import ConfirmForm, UsernameForm
from sekisho.web.organization.models import Person
from sekisho.web.organization.views.form_page import attempt, form_page, given
from sekisho.web.ui.access import requires
from sekisho.web.ui.paging import page_of


@requires("people.manage", "evidence.read")
def accounts(request: MemberRequest) -> HttpResponse:
    """Show every account: open or closed, second factor, last sign-in."""
    words = request.GET.get("q", "")
    rows = queries.account_rows(words)
    context = {"page": page_of(request, rows), "q": words}
    return render(request, "organization/accounts.html", context)


@requires("people.manage")
@never_cache
def account_open(request: MemberRequest, opaque_id: UUID) -> HttpResponse:
    """Open an account and show its one-time password, this once."""
    person = _person(opaque_id)
    form = UsernameForm(given(request))
    made = attempt(request, form, actions.open_account, person=person)
    if made:
        return _hand_over(request, person, made)
    note = _("一度だけ使えるパスワードを発行します。印刷して本人に手渡してください。")
    return _page(
        request, form, person, heading=_("アカウントの開設"), submit=_("開設する"), note=note
    )


@requires("people.manage")
@never_cache
def account_reopen(request: MemberRequest, opaque_id: UUID) -> HttpResponse:
    """Open a closed account again."""
    person = _person(opaque_id)
    form = ConfirmForm(given(request))
    made = attempt(request, form, actions.reopen_account, person=person)
    if made:
        return _hand_over(request, person, made)
    return _page(request, form, person, heading=_("アカウントの再開"), submit=_("再開する"))


@requires("people.manage")
@never_cache
def password_reset(request: MemberRequest, opaque_id: UUID) -> HttpResponse:
    """Give somebody a new one-time password."""
    person = _person(opaque_id)
    form = ConfirmForm(given(request))
    made = attempt(request, form, actions.reset_password, person=person)
    if made:
        return _hand_over(request, person, made)
    note = _("今のパスワードは使えなくなります。必ず本人であることを確かめてください。")
    return _page(
        request, form, person, heading=_("パスワードの再発行"), submit=_("再発行する"), note=note
    )


@requires("people.manage")
def account_close(request: MemberRequest, opaque_id: UUID) -> HttpResponse:
    """Close an account."""
    person = _person(opaque_id)
    form = ConfirmForm(given(request))
    if attempt(request, form, actions.close_account, person=person):
        messages.success(request, _("アカウントを閉じました。"))
        return redirect("organization:person", person.opaque_id)
    note = _("すぐにログインできなくなり、第二の認証の登録も消えます。")
    return _page(
        request,
        form,
        person,
        heading=_("アカウントの閉鎖"),
        submit=_("閉じる"),
        note=note,
        danger=True,
    )


@requires("people.manage")
def second_factor_reset(request: MemberRequest, opaque_id: UUID) -> HttpResponse:
    """Remove the second factors of somebody who lost theirs."""
    person = _person(opaque_id)
    form = ConfirmForm(given(request))
    if attempt(request, form, actions.reset_second_factor, person=person):
        messages.success(request, _("第二の認証の登録を消しました。本人が改めて登録します。"))
        return redirect("organization:person", person.opaque_id)
    note = _("端末を失くした場合などに使います。必ず本人であることを確かめてください。")
    return _page(
        request,
        form,
        person,
        heading=_("第二の認証の取消し"),
        submit=_("取り消す"),
        note=note,
        danger=True,
    )


def _person(opaque_id: UUID) -> Person:
    return get_object_or_404(Person.objects.select_related("account"), opaque_id=opaque_id)


def _page(
    request: MemberRequest, form: ConfirmForm | UsernameForm, person: Person, **shown: Any
) -> HttpResponse:
    shown["heading"] = f"{shown['heading']}：{person.name}"
    back = reverse("organization:person", args=[person.opaque_id])
    return form_page(request, form, back=back, **shown)


def _hand_over(request: MemberRequest, person: Person, made: OneTimePassword) -> HttpResponse:
    """Show the password in the answer itself: it is kept in no session and no other page."""
    return render(request, "organization/one_time_password.html", {"row": person, "made": made})
