"""The register of terminals and how each stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Page
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.catalogue import Measure, load_terminal_rules
from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.changes import Told, changes_page, plain_words
from sekisho.web.organization.access import MemberRequest
from sekisho.web.terminals import access, actions
from sekisho.web.terminals.forms import AttestForm, FilterForm, RetireForm, TerminalForm
from sekisho.web.terminals.models import System, Terminal
from sekisho.web.terminals.posture import Judged, State
from sekisho.web.terminals.queries import Posture, last_report, postures
from sekisho.web.terminals.registered import TERMINALS
from sekisho.web.terminals.selecting import standing_so
from sekisho.web.terminals.views.form_page import attempt, form_page, given
from sekisho.web.terminals.views.wording import sign_of, told
from sekisho.web.ui.access import requires
from sekisho.web.ui.paging import page_of
from sekisho.web.ui.words import Sign, worded

SIZE = 50
KINDS = ("terminal.recorded", "terminal.changed", "terminal.own", "terminal.retired")


@dataclass(frozen=True, slots=True)
class Cell:
    """How one measure of a terminal is shown."""

    measure: Measure
    judged: Judged
    sign: Sign
    words: str
    required: bool
    wanted: bool

    @property
    def mend(self) -> str:
        """What to do when the measure is not met and the zone asks for it."""
        asked = self.required or self.wanted
        return "" if self.judged.state.counts or not asked else worded(self.measure.mend)

    @property
    def may_be_attested(self) -> bool:
        """Whether a person's word can count in the place of a report."""
        return self.judged.state is not State.GOOD


@dataclass(frozen=True, slots=True)
class Line:
    """One terminal of the list."""

    posture: Posture
    cells: tuple[Cell, ...]

    @property
    def unmet(self) -> tuple[Cell, ...]:
        """What the zone asks for and is not met."""
        asked = (cell for cell in self.cells if cell.required or cell.wanted)
        return tuple(cell for cell in asked if not cell.judged.state.counts)


@require_safe
@requires(access.LOOK, access.MANAGE)
def board(request: MemberRequest) -> HttpResponse:
    """Show the terminals in use and how each stands; only the table for htmx."""
    form = FilterForm(request.GET, rights=request.rights)
    page, shown = _page(request, form)
    context = {
        "page": page,
        "lines": [_line(each) for each in shown],
        "form": form,
        "register": TERMINALS,
        "may_manage": access.MANAGE in request.rights,
    }
    partial = request.htmx and not request.htmx.boosted
    name = "terminals/_table.html" if partial else "terminals/list.html"
    response = render(request, name, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@requires(access.LOOK, access.MANAGE)
def detail(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one terminal: every measure, its settings, its permits, its history."""
    terminal = _terminal(request, pk)
    (found,) = postures([terminal], timezone.now())
    context = {
        "terminal": terminal,
        "users": terminal.users.all(),
        "posture": found,
        "line": _line(found),
        "last_report": last_report(found),
        "node": terminal.nodes.filter(revoked_at=None).first(),
        "forms": _forms_of(terminal),
        "history": evidence.history(f"terminal:{terminal.pk}", 20),
        "may_manage": access.MANAGE in request.rights,
        "may_attest": access.ATTEST in request.rights,
        "may_read_evidence": "evidence.read" in request.rights,
        "has_program": terminal.system != System.OTHER,
    }
    return render(request, "terminals/terminal.html", context)


@require_safe
@requires(access.LOOK, access.MANAGE)
def changes(request: MemberRequest, pk: int) -> HttpResponse:
    """Show from what to what the row of a terminal was changed."""
    terminal = _terminal(request, pk)
    words = plain_words(Terminal)
    told = Told(f"terminal:{pk}", terminal.number, _back(pk), KINDS, Terminal, words)
    return changes_page(request, told, request.rights)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def record(request: MemberRequest) -> HttpResponse:
    """Enter a terminal."""
    form = TerminalForm(given(request), rights=request.rights)
    if attempt(
        form, lambda: actions.record(entry=form.entry(), by=request.person, at=timezone.now())
    ):
        messages.success(request, _("端末を登録しました。"))
        return redirect("terminals:list")
    back = reverse("terminals:list")
    return form_page(request, form, heading=_("端末の登録"), submit=_("登録する"), back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def change(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct a row."""
    terminal = _terminal(request, pk)
    form = TerminalForm(given(request), rights=request.rights, terminal=terminal)
    if attempt(
        form,
        lambda: actions.change(
            terminal=terminal, entry=form.entry(), by=request.person, at=timezone.now()
        ),
    ):
        messages.success(request, _("端末の登録を改めました。"))
        return redirect("terminals:detail", pk)
    return form_page(
        request, form, heading=_("端末の登録の変更"), submit=_("変更する"), back=_back(pk)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def retire(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a terminal out of use."""
    terminal = _terminal(request, pk)
    form = RetireForm(given(request), initial={"on": timezone.localdate()})
    if attempt(
        form,
        lambda: actions.retire(
            terminal=terminal, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("端末を廃止しました。"))
        return redirect("terminals:list")
    note = _("廃止した端末は確認の対象から外れ、エージェントの報告も受け付けなくなります。")
    return form_page(
        request, form, heading=_("端末の廃止"), submit=_("廃止する"), back=_back(pk), note=note
    )


@require_POST
@requires(access.MANAGE)
def ask_again(request: MemberRequest, pk: int) -> HttpResponse:
    """Have the agent answer everything at once."""
    actions.ask_again(terminal=_terminal(request, pk), by=request.person, at=timezone.now())
    messages.success(
        request, _("エージェントが次に接続したとき（通常5分以内）に、全て報告させます。")
    )
    return redirect("terminals:detail", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.ATTEST)
def attest(request: MemberRequest, pk: int, measure: str) -> HttpResponse:
    """Say, for a time, that a terminal has what its reports cannot show."""
    terminal, found = _terminal(request, pk), load_terminal_rules().measures.get(measure)
    if found is None:
        raise Http404
    form = AttestForm(given(request))
    if attempt(
        form,
        lambda: actions.attest(
            terminal=terminal,
            measure=measure,
            by=request.person,
            at=timezone.now(),
            **form.cleaned_data,
        ),
    ):
        messages.success(request, _("確認を記録しました。"))
        return redirect("terminals:detail", pk)
    heading = _("%(number)s の確認: %(measure)s") % {
        "number": terminal.number,
        "measure": worded(found.title),
    }
    return form_page(request, form, heading=heading, submit=_("記録する"), back=_back(pk))


def _page(request: MemberRequest, form: FilterForm) -> tuple[Page[Any], Iterable[Posture]]:
    """Return a page and how the terminals on it stand; the database narrows them by state."""
    rows = form.narrow(access.visible_to(request.rights).in_use().with_names())
    at = timezone.now()
    if state := form.chosen("state"):
        rows = standing_so(rows, state, at)
    page = page_of(request, rows, size=SIZE)
    return page, postures(page, at)


def _line(posture: Posture) -> Line:
    measures = load_terminal_rules().measures.values()
    return Line(posture, tuple(_cell(posture, measure) for measure in measures))


def _cell(posture: Posture, measure: Measure) -> Cell:
    judged = posture.judged[measure.id]
    required, wanted = measure.id in posture.rule.required, measure.id in posture.rule.wanted
    return Cell(measure, judged, sign_of(judged, required=required), told(judged), required, wanted)


def _forms_of(terminal: Terminal) -> tuple[str, ...]:
    names = {
        System.WINDOWS: ("sekisho-takeout.reg", "sekisho-takeout.lgpo.txt"),
        System.LINUX: ("99-sekisho-takeout.rules",),
    }
    return names.get(System(terminal.system), ())


def _terminal(request: MemberRequest, pk: int) -> Terminal:
    return get_object_or_404(access.visible_to(request.rights).with_names(), pk=pk)


def _back(pk: int) -> str:
    return reverse("terminals:detail", args=[pk])
