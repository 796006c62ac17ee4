"""The register of systems and how each stands."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.changes import Told, changes_page, plain_words
from sekisho.web.organization.access import MemberRequest
from sekisho.web.systems import access, actions
from sekisho.web.systems.forms import RetireForm, SystemForm
from sekisho.web.systems.models import InformationSystem, RefusedLog
from sekisho.web.systems.queries import standings
from sekisho.web.systems.registered import SYSTEMS, WEAKNESSES
from sekisho.web.systems.views.reading import back_to, form_page, system_of
from sekisho.web.ui.access import requires
from sekisho.web.ui.paging import page_of
from sekisho.web.ui.trying import attempt, given

REFUSED = 50  # refused logs on the page
KINDS = ("system.recorded", "system.changed", "system.own", "system.retired")


@require_safe
@requires(access.LOOK, access.MANAGE)
def board(request: MemberRequest) -> HttpResponse:
    """Show the systems in use and how each stands."""
    page = page_of(request, access.visible_to(request.rights).in_use().with_names(), size=50)
    context = {
        "page": page,
        "standings": standings(page, timezone.now()),
        "register": SYSTEMS,
        "weaknesses": WEAKNESSES,
        "may_manage": access.MANAGE in request.rights,
        "refused": _refused(request),
    }
    return render(request, "systems/list.html", context)


def _refused(request: MemberRequest) -> tuple[RefusedLog, ...]:
    """Return the refused logs nobody has seen to yet, for who keeps systems."""
    if access.MANAGE not in request.rights:
        return ()
    return tuple(RefusedLog.objects.filter(settled_at=None)[:REFUSED])


@require_safe
@requires(access.LOOK, access.MANAGE)
def detail(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one system: how it stands, its weaknesses, backups and drills."""
    return system_page(request, pk, "")


def system_page(request: MemberRequest, pk: int, token: str) -> HttpResponse:
    """Show one system, and a token just made."""
    system = system_of(request, pk)
    (standing,) = standings([system], timezone.now())
    context = {
        "system": system,
        "standing": standing,
        "token": token,
        "report_url": request.build_absolute_uri(reverse("system-machines:backup")),
        "open_weaknesses": system.weaknesses.filter(closed_on=None),
        "closed_weaknesses": system.weaknesses.exclude(closed_on=None).order_by("-closed_on")[:20],
        "backups": system.backups.all()[:20],
        "drills": system.drills.select_related("by")[:10],
        "history": evidence.history(f"system:{system.pk}", 20),
        "today": timezone.localdate(),
        "may_manage": access.MANAGE in request.rights,
        "may_read_evidence": "evidence.read" in request.rights,
    }
    return render(request, "systems/system.html", context)


@require_safe
@requires(access.LOOK, access.MANAGE)
def changes(request: MemberRequest, pk: int) -> HttpResponse:
    """Show from what to what the row of a system was changed."""
    system = system_of(request, pk)
    words = plain_words(InformationSystem)
    told = Told(f"system:{pk}", system.name, back_to(system), KINDS, InformationSystem, words)
    return changes_page(request, told, request.rights)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def record(request: MemberRequest) -> HttpResponse:
    """Enter a system."""
    form = SystemForm(given(request), rights=request.rights)
    if attempt(
        form, lambda: actions.record(entry=form.entry(), by=request.person, at=timezone.now())
    ):
        messages.success(request, _("システムを登録しました。"))
        return redirect("systems:list")
    back = reverse("systems:list")
    return form_page(
        request, form=form, heading=_("システムの登録"), submit=_("登録する"), back=back
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def change(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct a row."""
    system = system_of(request, pk)
    form = SystemForm(given(request), rights=request.rights, system=system)
    if attempt(
        form,
        lambda: actions.change(
            system=system, entry=form.entry(), by=request.person, at=timezone.now()
        ),
    ):
        messages.success(request, _("システムの登録を改めました。"))
        return redirect("systems:detail", pk)
    heading = _("システムの登録の変更")
    return form_page(
        request, form=form, heading=heading, submit=_("変更する"), back=back_to(system)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def retire(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a system out of use."""
    system = system_of(request, pk)
    form = RetireForm(given(request), initial={"on": timezone.localdate()})
    if attempt(
        form,
        lambda: actions.retire(
            system=system, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("システムを廃止しました。"))
        return redirect("systems:list")
    return form_page(
        request,
        form=form,
        heading=_("システムの廃止"),
        submit=_("廃止する"),
        back=back_to(system),
        note=_("廃止したシステムは、アカウントもバックアップも確かめなくなります。"),
    )
