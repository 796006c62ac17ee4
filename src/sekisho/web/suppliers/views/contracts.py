"""Contracts: the list, one contract, its clauses, its firm."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.catalogue import load_suppliers
from sekisho.web.evidence.changes import Told, changes_page, plain_words
from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.views.form_page import given
from sekisho.web.suppliers import actions
from sekisho.web.suppliers.access import LOOK, MANAGE
from sekisho.web.suppliers.actions.endings import wants_certificate
from sekisho.web.suppliers.chain import Step, chain_of
from sekisho.web.suppliers.forms.contracts import ClausesForm, ContractForm, FirmForm
from sekisho.web.suppliers.models import Contract, Firm
from sekisho.web.suppliers.registered import CONTRACTS, SUBCONTRACTS
from sekisho.web.suppliers.terms import missing_clauses, terms_of
from sekisho.web.suppliers.views.pages import attempt, form_page, grade_title
from sekisho.web.ui.access import requires
from sekisho.web.ui.dates import fiscal_year_end
from sekisho.web.ui.paging import page_of
from sekisho.web.ui.words import worded

CHANGED = ("contract.recorded", "contract.changed", "contract.own", "contract.clauses")
SHOWN = ("running", "over")


@dataclass(frozen=True, slots=True)
class Line:
    """A contract as the list shows it."""

    row: Contract
    grade: str
    missing: int
    below: int
    unconsented: int
    days_left: int
    over: bool


@require_safe
@requires(LOOK, MANAGE)
def contracts(request: MemberRequest) -> HttpResponse:
    """Show the contracts that go on, or those that are over (`?show=over`)."""
    today = timezone.localdate()
    shown = request.GET.get("show", SHOWN[0])
    rows = Contract.objects.select_related("firm", "unit", "manager", "ending")
    rows = rows.exclude(ending=None) if shown == "over" else rows.filter(ending=None)
    page = page_of(request, rows.prefetch_related("subcontracts"))
    context = {
        "page": page,
        "lines": [_line(row, today) for row in page],
        "shown": shown,
        "may_manage": MANAGE in request.rights,
        "register": CONTRACTS,
        "subcontracts": SUBCONTRACTS,
    }
    return render(request, "suppliers/contracts.html", context)


@require_safe
@requires(LOOK, MANAGE)
def contract(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one contract: its clauses, the chain below it, how it stands."""
    row, today = _contract(pk), timezone.localdate()
    ending = getattr(row, "ending", None)
    steps = chain_of(row.subcontracts.select_related("firm", "above__firm", "decided_by"))
    context = {
        "row": row,
        "grade": grade_title(row.grade),
        "terms": terms_of(row),
        "missing": missing_clauses(row),
        "steps": [(each, _level(each), grade_title(each.row.grade)) for each in steps],
        "wrong": [each for each in steps if _works(each, today) and not each.may_work],
        "ending": ending,
        "wants_certificate": wants_certificate(row),
        "expired": ending is None and row.ends < today,
        "may_manage": MANAGE in request.rights,
        "me": request.person,
        "register": SUBCONTRACTS,
    }
    return render(request, "suppliers/contract.html", context)


@require_safe
@requires(LOOK, MANAGE)
def contract_changes(request: MemberRequest, pk: int) -> HttpResponse:
    """Show from what to what the row of a contract was changed."""
    row, plain = _contract(pk), plain_words(Contract)

    def word(name: str, text: str) -> str:
        return grade_title(text) if name == "grade" and text else plain(name, text)

    up = reverse("suppliers:contract", args=[pk])
    told = Told(f"contract:{pk}", row.title, up, CHANGED, Contract, word)
    return changes_page(request, told, request.rights)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def contract_add(request: MemberRequest) -> HttpResponse:
    """Enter a contract."""
    today = timezone.localdate()
    initial = {"starts": today, "ends": fiscal_year_end(today), "manager": request.person.pk}
    form = ContractForm(given(request), today=today, initial=initial)
    if row := attempt(request, form, actions.record_contract, form.entry):
        messages.success(request, _("委託を登録しました。次に、契約の条項を確かめてください。"))
        return redirect("suppliers:clauses", row.pk)
    back = reverse("suppliers:contracts")
    return form_page(request, form, heading=_("委託の登録"), submit=_("登録する"), back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def contract_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct a contract."""
    row = _contract(pk)
    form = ContractForm(given(request), today=timezone.localdate(), contract=row)
    if attempt(request, form, partial(actions.record_contract, contract=row), form.entry):
        messages.success(request, _("委託の記載を改めました。"))
        return redirect("suppliers:contract", pk)
    back = reverse("suppliers:contract", args=[pk])
    return form_page(request, form, heading=_("委託の変更"), submit=_("変更する"), back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def clauses(request: MemberRequest, pk: int) -> HttpResponse:
    """Say where in the contract each clause stands."""
    row = _contract(pk)
    form = ClausesForm(given(request), terms=terms_of(row))
    if attempt(request, form, partial(actions.tick_clauses, contract=row), form.clauses):
        messages.success(request, _("契約の条項を記録しました。"))
        return redirect("suppliers:contract", pk)
    heading = _("契約の条項（%(title)s）") % {"title": row.title}
    note = _("契約書の条番号（例: 第5条、特記仕様書3）を書きます。ない条項は空欄のままにします。")
    back = reverse("suppliers:contract", args=[pk])
    return form_page(request, form, heading=heading, submit=_("記録する"), back=back, note=note)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def firm_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct how a firm is called and reached."""
    row = get_object_or_404(Firm, pk=pk)
    form = FirmForm(given(request), firm=row)
    back = reverse("suppliers:contracts")
    if attempt(request, form, partial(actions.change_firm, firm=row)):
        messages.success(request, _("事業者の記載を改めました。"))
        return redirect(back)
    heading = _("事業者の変更（%(name)s）") % {"name": row.name}
    return form_page(request, form, heading=heading, submit=_("変更する"), back=back)


def _contract(pk: int) -> Contract:
    rows = Contract.objects.select_related(
        *("firm", "unit", "manager", "selection"),
        *("ending__recorded_by", "ending__confirmed_by"),
    )
    return get_object_or_404(rows, pk=pk)


def _line(row: Contract, today: date) -> Line:
    steps = [step for step in chain_of(row.subcontracts.all()) if _works(step, today)]
    over = hasattr(row, "ending")
    return Line(
        row=row,
        grade=worded(load_suppliers().grades[row.grade].title),
        missing=len(missing_clauses(row)),
        below=len(steps),
        unconsented=sum(not step.may_work for step in steps),
        days_left=(row.ends - today).days,
        over=over,
    )


def _works(step: Step, today: date) -> bool:
    """Whether somebody of a chain is at work on the day."""
    row = step.row
    return row.starts <= today and (row.ended_on is None or row.ended_on >= today)


def _level(step: Step) -> str:
    """Return what a level of the chain is called."""
    words = {1: _("再委託"), 2: _("再々委託")}
    return words.get(step.level) or _("第%(level)d次の再委託") % {"level": step.level}
