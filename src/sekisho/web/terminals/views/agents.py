"""How terminals report: the agents enrolled, the keys of signed reports, reports taken by hand."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.web.organization.access import MemberRequest
from sekisho.web.terminals import access, actions
from sekisho.web.terminals.forms import AssignForm, KeyForm, UploadForm
from sekisho.web.terminals.models import EnrolSecret, Node, RegisterQuerySet, UploadKey
from sekisho.web.terminals.views.form_page import attempt, form_page, given
from sekisho.web.ui.access import requires
from sekisho.web.ui.paging import page_of


@require_safe
@requires(access.MANAGE)
def agents(request: MemberRequest) -> HttpResponse:
    """Show secret, agents and keys."""
    return _page(request, "")


@require_POST
@requires(access.MANAGE)
def make_secret(request: MemberRequest) -> HttpResponse:
    """Make the next enrolment secret and show it, once."""
    return _page(request, actions.make_secret(by=request.person, at=timezone.now()))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def assign(request: MemberRequest, pk: int) -> HttpResponse:
    """Say whose an agent is."""
    node = get_object_or_404(_nodes(request), pk=pk)
    form = AssignForm(given(request), terminals=_terminals(request))
    if attempt(
        form,
        lambda: actions.assign_node(
            node=node, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("エージェントを端末に割り当てました。"))
        return redirect("terminals:agents")
    heading = _("エージェントの割当て: %(host)s") % {"host": node.host or node.identifier}
    return form_page(request, form, heading=heading, submit=_("割り当てる"), back=_back())


@require_POST
@requires(access.MANAGE)
def revoke(request: MemberRequest, pk: int) -> HttpResponse:
    """Hear an agent no more."""
    node = get_object_or_404(_nodes(request), pk=pk)
    actions.revoke_node(node=node, by=request.person, at=timezone.now())
    messages.success(request, _("エージェントの登録を取り消しました。"))
    return redirect("terminals:agents")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def add_key(request: MemberRequest) -> HttpResponse:
    """Take a public key for signed reports."""
    form = KeyForm(given(request), terminals=_terminals(request))
    if attempt(
        form,
        lambda: actions.add_key(by=request.person, at=timezone.now(), **form.cleaned_data),
    ):
        messages.success(request, _("公開鍵を登録しました。"))
        return redirect("terminals:agents")
    return form_page(request, form, heading=_("公開鍵の登録"), submit=_("登録する"), back=_back())


@require_POST
@requires(access.MANAGE)
def revoke_key(request: MemberRequest, pk: int) -> HttpResponse:
    """Take no more reports of a key."""
    key = get_object_or_404(_keys(request), pk=pk)
    actions.revoke_key(key=key, by=request.person, at=timezone.now())
    messages.success(request, _("公開鍵を無効にしました。"))
    return redirect("terminals:agents")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def upload(request: MemberRequest) -> HttpResponse:
    """Take a signed report by hand, from terminals the network does not reach."""
    posted = request.method == "POST"
    form = UploadForm(request.POST if posted else None, request.FILES if posted else None)
    taken: list[int] = []
    if attempt(form, lambda: taken.append(_taken(form, timezone.now()))):
        words = _("%(count)s台の報告を受け取りました。") % {"count": taken[0]}
        messages.success(request, words)
        return redirect("terminals:list")
    note = _("端末で作った報告と署名の二つのファイルを、一緒に選んでください。")
    return form_page(
        request,
        form,
        heading=_("署名した報告の受取り"),
        submit=_("受け取る"),
        back=_back(),
        note=note,
    )


def _taken(form: UploadForm, at: datetime) -> int:
    signature = form.cleaned_data["signature"].read().decode("ascii", "replace")
    return actions.take_upload(
        report=form.cleaned_data["report"].read(), signature=signature, at=at
    )


def _page(request: MemberRequest, secret: str) -> HttpResponse:
    at = timezone.now()
    context = {
        "secret": secret,
        "secrets": EnrolSecret.objects.filter(until__gt=at).select_related("made_by"),
        "strangers": _nodes(request).filter(terminal=None)[:100],
        "page": page_of(request, _nodes(request).exclude(terminal=None), size=50),
        "keys": _keys(request).filter(revoked_at=None),
        "flags": _flags(request),
    }
    return render(request, "terminals/agents.html", context)


def _flags(request: MemberRequest) -> list[str]:
    """Return the lines of an agent's flag file."""
    host = urlsplit(settings.BASE_URL).netloc or request.get_host()

    def address(name: str) -> str:
        return reverse(f"terminal-machines:{name}")

    return [
        f"--tls_hostname={host}",
        "--tls_server_certs=ca.pem",
        "--enroll_secret_path=enroll-secret.txt",
        f"--enroll_tls_endpoint={address('enrol')}",
        "--config_plugin=tls",
        f"--config_tls_endpoint={address('config')}",
        "--config_refresh=3600",
        "--logger_plugin=tls",
        f"--logger_tls_endpoint={address('log')}",
        "--disable_distributed=false",
        "--distributed_plugin=tls",
        "--distributed_interval=300",
        f"--distributed_tls_read_endpoint={address('distributed-read')}",
        f"--distributed_tls_write_endpoint={address('distributed-write')}",
    ]


def _terminals(request: MemberRequest) -> RegisterQuerySet:
    return access.visible_to(request.rights).in_use()


def _nodes(request: MemberRequest) -> QuerySet[Node]:
    """Return the agents on terminals the reader may know of, and those on none."""
    known = access.visible_to(request.rights)
    rows = Node.objects.filter(revoked_at=None).select_related("terminal")
    return rows.filter(terminal=None) | rows.filter(terminal__in=known)


def _keys(request: MemberRequest) -> QuerySet[UploadKey]:
    known = access.visible_to(request.rights)
    rows = UploadKey.objects.select_related("terminal", "added_by")
    return rows.filter(terminal=None) | rows.filter(terminal__in=known)


def _back() -> str:
    return reverse("terminals:agents")
