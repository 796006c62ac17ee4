"""The accounts of a system: listed, told whose, confirmed; and where they are read from."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.web.organization.access import MemberRequest
from sekisho.web.systems import access, actions, selecting
from sekisho.web.systems.actions import Taken
from sekisho.web.systems.forms import DirectoryForm, ListForm, WhoseForm
from sekisho.web.systems.models import Directory, SystemAccount
from sekisho.web.systems.queries import accounts_of, reconciled
from sekisho.web.systems.registered import ACCOUNTS
from sekisho.web.systems.views.reading import back_to, form_page, system_of
from sekisho.web.systems.views.wording import shown
from sekisho.web.ui.access import requires
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of
from sekisho.web.ui.trying import attempt, given

WRONG_ONLY = "wrong"
SIZE = 100


@require_safe
@requires(access.MANAGE)
def accounts(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the accounts listed now; with `?show=wrong` only those something is wrong with."""
    system = system_of(request, pk)
    at, found = timezone.now(), accounts_of([system]).order_by("login")
    wrong = found.filter(selecting.wrong(at))
    only_wrong = request.GET.get("show") == WRONG_ONLY
    page = page_of(request, wrong if only_wrong else found, size=SIZE)
    context = {
        "system": system,
        "page": page,
        "lines": [shown(each) for each in reconciled(page, at)],
        "only_wrong": only_wrong,
        "wrong": page.paginator.count if only_wrong else wrong.count(),
        "directory": Directory.objects.filter(system=system).first(),
        "register": ACCOUNTS,
    }
    return render(request, "systems/accounts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def take_csv(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a list of accounts as a CSV file."""
    system = system_of(request, pk)
    posted = request.method == "POST"
    form = ListForm(request.POST if posted else None, request.FILES if posted else None)
    taken: list[Taken] = []
    if attempt(
        form,
        lambda: taken.append(
            actions.take_csv(
                system=system,
                data=form.cleaned_data["file"].read(),
                by=request.person,
                at=timezone.now(),
            )
        ),
    ):
        messages.success(request, _told(taken[0]))
        return redirect("systems:accounts", pk)
    return form_page(
        request,
        form=form,
        heading=_("アカウントの一覧の取込み"),
        submit=_("取り込む"),
        back=back_to(system, "accounts"),
        note=_("一覧にないアカウントは、システムから消えたものとして扱います。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def directory(request: MemberRequest, pk: int) -> HttpResponse:
    """Say where the accounts are read from."""
    system = system_of(request, pk)
    found = Directory.objects.filter(system=system).first()
    form = DirectoryForm(given(request), directory=found)
    if attempt(
        form,
        lambda: actions.set_directory(
            system=system, entry=form.entry(), by=request.person, at=timezone.now()
        ),
    ):
        messages.success(request, _("ディレクトリを設定しました。1日に1回、自動で読みます。"))
        return redirect("systems:accounts", pk)
    return form_page(
        request,
        form=form,
        heading=_("ディレクトリ（LDAP）の設定"),
        submit=_("設定する"),
        back=back_to(system, "accounts"),
    )


@require_POST
@requires(access.MANAGE)
def read_directory(request: MemberRequest, pk: int) -> HttpResponse:
    """Read the directory now."""
    system = system_of(request, pk)
    found = get_object_or_404(Directory.objects.select_related("system__zone"), system=system)
    try:
        taken = actions.read_directory(directory=found, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _told(taken))
    return redirect("systems:accounts", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def whose(request: MemberRequest, pk: int) -> HttpResponse:
    """Say whose an account is."""
    account = _account(request, pk)
    names = ("kind", "person", "keeper")
    initial = {name: getattr(account, name) for name in names}
    form = WhoseForm(given(request), initial=initial)
    if attempt(
        form,
        lambda: actions.say_whose(
            account=account, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("アカウントの使い手を記録しました。"))
        account.refresh_from_db(fields=["confirmed_at"])
        if account.confirmed_at is None:
            messages.info(request, _("自分の特権アカウントです。ほかの担当者が確認してください。"))
        return redirect("systems:accounts", account.system_id)
    heading = _("%(login)s の使い手") % {"login": account.login}
    back = back_to(account.system, "accounts")
    return form_page(request, form=form, heading=heading, submit=_("記録する"), back=back)


@require_POST
@requires(access.MANAGE)
def confirm(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that an account is still right."""
    account = _account(request, pk)
    try:
        actions.confirm(account=account, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("アカウントが正しいことを確認しました。"))
    return redirect("systems:accounts", account.system_id)


def _account(request: MemberRequest, pk: int) -> SystemAccount:
    rows = SystemAccount.objects.select_related("system__zone", "person", "keeper")
    return get_object_or_404(rows.filter(system__in=access.visible_to(request.rights)), pk=pk)


def _told(taken: Taken) -> str:
    return _("%(listed)s件を読みました（新しいもの%(new)s件、なくなったもの%(gone)s件）。") % {
        "listed": taken.listed,
        "new": taken.new,
        "gone": taken.gone,
    }
