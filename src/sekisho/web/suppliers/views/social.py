"""Social media: the accounts, one account, and what is recorded of it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.views.form_page import given
from sekisho.web.suppliers import actions
from sekisho.web.suppliers.access import LOOK, MANAGE, SOCIAL
from sekisho.web.suppliers.forms import external as forms
from sekisho.web.suppliers.models import Lookalike, SocialAccount, SocialOperator
from sekisho.web.suppliers.registered import SOCIAL_ACCOUNTS
from sekisho.web.suppliers.views.pages import attempt, form_page
from sekisho.web.ui.access import requires
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of


@require_safe
@requires(LOOK, MANAGE, SOCIAL)
def accounts(request: MemberRequest) -> HttpResponse:
    """Show the accounts, those closed last."""
    rows = SocialAccount.objects.select_related("unit", "responsible")
    context = {
        "page": page_of(request, rows.order_by("closed_on", "service", "handle")),
        "may_manage": SOCIAL in request.rights,
        "register": SOCIAL_ACCOUNTS,
    }
    return render(request, "suppliers/accounts.html", context)


@require_safe
@requires(LOOK, MANAGE, SOCIAL)
def account(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one account: who, how guarded, what was posted, who pretends to be it."""
    row = _account(pk)
    context = {
        "row": row,
        "operators": row.operators.current().select_related("person__unit"),
        "lookalikes": row.lookalikes.select_related("found_by"),
        "page": page_of(request, row.postings.select_related("author", "approver"), size=20),
        "may_manage": SOCIAL in request.rights and row.closed_on is None,
    }
    return render(request, "suppliers/account.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(SOCIAL)
def account_add(request: MemberRequest) -> HttpResponse:
    """Enter an account."""
    initial = {"unit": request.person.unit_id, "responsible": request.person.pk}
    form = forms.AccountForm(given(request), today=timezone.localdate(), initial=initial)
    if row := attempt(request, form, actions.record_account, form.entry):
        messages.success(request, _("アカウントを登録しました。"))
        return redirect("suppliers:account", row.pk)
    back = reverse("suppliers:accounts")
    return form_page(request, form, heading=_("アカウントの登録"), submit=_("登録する"), back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(SOCIAL)
def account_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct an account."""
    row = _account(pk)
    form = forms.AccountForm(given(request), today=timezone.localdate(), account=row)
    words = (_("アカウントの変更"), _("変更する"), _("アカウントの記載を改めました。"))
    action = partial(actions.record_account, account=row)
    return _formed(request, row, form, action, words, form.entry)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(SOCIAL)
def guard(request: MemberRequest, pk: int) -> HttpResponse:
    """Record how signing in is protected."""
    row = _account(pk)
    initial = {"second_factor": row.second_factor, "shared_password": row.shared_password}
    form = forms.GuardForm(given(request), initial=initial)
    words = (_("認証の守りの確認"), _("記録する"), _("認証の守りを記録しました。"))
    return _formed(request, row, form, partial(actions.guard_account, account=row), words)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(SOCIAL)
def operator_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Let somebody post."""
    row = _account(pk)
    form = forms.OperatorForm(given(request), today=timezone.localdate())
    words = (_("運用担当の登録"), _("登録する"), _("運用担当を登録しました。"))
    return _formed(request, row, form, partial(actions.name_operator, account=row), words)


@require_POST
@requires(SOCIAL)
def operator_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Let somebody post no more."""
    row = get_object_or_404(SocialOperator, pk=pk)
    try:
        actions.end_operator(operator=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("運用担当から外しました。パスワードも変えてください。"))
    return redirect("suppliers:account", row.account_id)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(SOCIAL)
def posting_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Record a post."""
    row, now = _account(pk), timezone.localtime()
    form = forms.PostingForm(given(request), today=now.date(), initial={"posted_at": now})
    words = (_("発信の記録"), _("記録する"), _("発信を記録しました。"))
    return _formed(request, row, form, partial(actions.record_posting, account=row), words)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(SOCIAL)
def archive(request: MemberRequest, pk: int) -> HttpResponse:
    """Take in a service's archive."""
    row = _account(pk)
    form = forms.ArchiveForm(given(request), request.FILES or None)
    words = (_("発信の記録の取込み"), _("取り込む"), _("発信の記録を取り込みました。"))
    action = partial(actions.take_archive, account=row)
    return _formed(request, row, form, action, words, form.values)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(SOCIAL)
def watch(request: MemberRequest, pk: int) -> HttpResponse:
    """Record that pretenders were looked for."""
    row = _account(pk)
    form = forms.WatchForm(given(request))
    words = (_("なりすましの見張り"), _("記録する"), _("なりすましを見たことを記録しました。"))

    def done(**given: Any) -> bool:
        actions.watch(account=row, **given)
        return True

    return _formed(request, row, form, done, words)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(SOCIAL)
def lookalike_settle(request: MemberRequest, pk: int) -> HttpResponse:
    """Record what became of a pretender."""
    one = get_object_or_404(Lookalike.objects.select_related("account"), pk=pk)
    form = forms.SettleForm(given(request))
    words = (_("なりすましへの対応"), _("記録する"), _("対応を記録しました。"))
    action = partial(actions.settle_lookalike, lookalike=one)
    return _formed(request, one.account, form, action, words)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(SOCIAL)
def account_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Record that an account was closed."""
    row = _account(pk)
    form = forms.CloseForm(given(request), initial={"closed_on": timezone.localdate()})
    words = (
        _("アカウントを閉じた記録"),
        _("記録する"),
        _("アカウントを閉じたことを記録しました。"),
    )
    return _formed(request, row, form, partial(actions.close_account, account=row), words)


def _formed(  # noqa: PLR0913, PLR0917  # a form of an account's page: what it does and says
    request: MemberRequest,
    row: SocialAccount,
    form: Form,
    action: Callable[..., Any],
    words: tuple[str, str, str],
    values: Callable[[], dict[str, Any]] | None = None,
) -> HttpResponse:
    heading, submit, done = words
    attempt(request, form, action, values)
    if form.is_bound and form.is_valid():
        messages.success(request, done)
        return redirect("suppliers:account", row.pk)
    back = reverse("suppliers:account", args=[row.pk])
    return form_page(request, form, heading=heading, submit=submit, back=back, note=str(row))


def _account(pk: int) -> SocialAccount:
    rows = SocialAccount.objects.select_related(
        "unit", "responsible", "guarded_by", "watched_by", "closed_by"
    )
    return get_object_or_404(rows, pk=pk)
