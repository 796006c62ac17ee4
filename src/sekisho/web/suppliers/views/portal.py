"""The page of a link: for somebody without an account, opened once with a code."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sekisho.catalogue import load_suppliers
from sekisho.web.suppliers import actions, policy
from sekisho.web.suppliers.forms.portal import AnswersForm, LinkCodeForm
from sekisho.web.suppliers.models import Link
from sekisho.web.ui.access import public
from sekisho.web.ui.clients import address_of
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.rates import within

_PER_HOUR = 30  # codes one address may type
_KEY = "supplier-link"
_STAYS = timedelta(hours=2)  # an opened page, in the browser that opened it


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the code; once given, show what the link is for in this browser alone."""
    at = timezone.now()
    row = actions.find_link(token, at)
    if row is None:
        return render(request, "suppliers/link_over.html", status=404)
    if _is_mine(request, row, at):
        return _confirm(request, row, at) if row.confirmation else _promise(request, row, at)
    return _code(request, row, at)


def _code(request: HttpRequest, row: Link, at: datetime) -> HttpResponse:
    form = LinkCodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and not within(
        _KEY, address_of(request), limit=_PER_HOUR, seconds=3600, at=at
    ):
        messages.error(request, _("試した回数が多すぎます。1時間ほど待ってください。"))
        context = {"form": LinkCodeForm()}
        return render(request, "suppliers/link_code.html", context, status=429)
    if form.is_bound and form.is_valid():
        try:
            actions.open_link(link=row, untrusted_code=form.cleaned_data["code"], at=at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            request.session.cycle_key()
            request.session[_KEY] = [row.pk, (at + _STAYS).timestamp()]
            return redirect(request.path)
    status = 422 if form.is_bound else 200
    return render(request, "suppliers/link_code.html", {"form": form}, status=status)


def _is_mine(request: HttpRequest, row: Link, at: datetime) -> bool:
    """Whether this browser opened the link, with its newest code, not long ago."""
    known = request.session.get(_KEY)
    if not isinstance(known, list) or len(known) != len(("row", "until")):
        return False
    return row.opened_at is not None and known[0] == row.pk and at.timestamp() < float(known[1])


def _confirm(request: HttpRequest, row: Link, at: datetime) -> HttpResponse:
    asked = row.confirmation
    if asked is None:
        raise ValueError("a link of a confirmation has one")
    questions = load_suppliers().yearly_for(asked.contract.grade)
    form = AnswersForm(request.POST if request.method == "POST" else None, questions=questions)
    if form.is_bound and form.is_valid():
        try:
            actions.answer_confirmation(
                link=row,
                answers=form.answers(),
                respondent=form.cleaned_data["respondent"],
                at=at,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _done(request)
    context = {"form": form, "asked": asked}
    status = 422 if form.is_bound else 200
    return render(request, "suppliers/link_questions.html", context, status=status)


def _promise(request: HttpRequest, row: Link, at: datetime) -> HttpResponse:
    refused = ""
    if request.method == "POST":
        try:
            actions.promise(link=row, edition=str(request.POST.get("edition", "")), at=at)
        except Refused as refusal:
            refused = str(refusal)
        else:
            return _done(request)
    context = {"worker": row.worker, "policy": policy.in_force(), "refused": refused}
    status = 422 if refused else 200
    return render(request, "suppliers/link_policy.html", context, status=status)


def _done(request: HttpRequest) -> HttpResponse:
    request.session.flush()
    return render(request, "suppliers/link_done.html")
