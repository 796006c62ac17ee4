"""A shared terminal: opened by a head, used by people without an account."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.web.organization.access import MemberRequest
from sekisho.web.policies import actions, queries
from sekisho.web.policies.actions.confirming import at_terminal, terminal_for_code
from sekisho.web.policies.forms import CodeForm
from sekisho.web.policies.models import Pledge, Terminal
from sekisho.web.policies.papers import promise
from sekisho.web.policies.public import public_branches, public_clauses
from sekisho.web.ui.access import public, requires
from sekisho.web.ui.errors import Refused

SESSION_KEY = "pledge_terminal"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@requires("pledges.record")
def open_terminal(request: MemberRequest) -> HttpResponse:
    """Open a terminal and show its code once."""
    code, row = "", None
    if request.method == "POST":
        row, code = actions.open_terminal(by=request.person, at=timezone.now())
    return render(request, "policies/terminal_open.html", {"code": code, "terminal": row})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
def enter(request: HttpRequest) -> HttpResponse:
    """Take the code on the shared terminal, where nobody may be signed in."""
    if request.user.is_authenticated:
        return render(request, "policies/terminal_signed_in.html", status=403)
    if request.method != "POST":
        return render(request, "policies/terminal_enter.html", {"form": CodeForm()})
    form = CodeForm(request.POST)
    terminal = None
    if form.is_valid():
        terminal = terminal_for_code(form.cleaned_data["code"], timezone.now())
    if terminal is None:
        form.add_error("code", _("番号が違うか、時間が過ぎています。所属の長に確かめてください。"))
        return render(request, "policies/terminal_enter.html", {"form": form}, status=422)
    request.session.flush()
    request.session[SESSION_KEY] = terminal.pk
    return redirect("pledges:terminal-names")


@require_safe
@never_cache
@public
def names(request: HttpRequest) -> HttpResponse:
    """Show the names of those who can confirm here, by document."""
    terminal = _open_or_404(request)
    rows = queries.open_pledges(at_terminal(terminal, timezone.now()))
    context = {"terminal": terminal, "pledges": rows}
    return render(request, "policies/terminal_names.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the document to the person who picked their name, and take their confirmation."""
    terminal = _open_or_404(request)
    rows = queries.open_pledges(at_terminal(terminal, timezone.now()))
    row = get_object_or_404(
        rows.select_related("edition__document", "known", "person__unit"), pk=pk
    )
    if request.method == "POST":
        return _confirmed(request, terminal, row)
    context = {
        "pledge": row,
        "changes": queries.changes_for(row),
        "branches": public_branches(public_clauses(row.edition)),
        "promise": promise(row.edition.document),
    }
    return render(request, "policies/terminal_confirm.html", context)


@require_POST
@never_cache
@public
def close(request: HttpRequest) -> HttpResponse:
    """Close the terminal before its time."""
    terminal = _open_or_404(request)
    actions.close_terminal(terminal=terminal, at=timezone.now())
    request.session.flush()
    messages.success(request, _("共用端末を閉じました。"))
    return redirect("pledges:terminal")


def _confirmed(request: HttpRequest, terminal: Terminal, row: Pledge) -> HttpResponse:
    try:
        actions.confirm_at_terminal(terminal=terminal, pledge=row, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("遵守を確認しました。次の方の氏名を選んでください。"))
    return redirect("pledges:terminal-names")


def _open_or_404(request: HttpRequest) -> Terminal:
    """Return the terminal this session opened with its code, while it is open."""
    key = request.session.get(SESSION_KEY)
    if request.user.is_authenticated or key is None:
        raise Http404
    rows = Terminal.objects.open(timezone.now()).select_related("opened_by")
    return get_object_or_404(rows, pk=key)
