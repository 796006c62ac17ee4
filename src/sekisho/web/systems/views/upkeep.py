"""Weaknesses, backups and restore drills of a system."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sekisho.web.organization.access import MemberRequest
from sekisho.web.systems import access, actions
from sekisho.web.systems.forms import BackupForm, CloseForm, DrillForm, ReportForm, WeaknessForm
from sekisho.web.systems.models import RefusedLog, Weakness
from sekisho.web.systems.views.reading import back_to, form_page, system_of
from sekisho.web.systems.views.register import system_page
from sekisho.web.ui.access import requires
from sekisho.web.ui.trying import attempt, given


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def note_weakness(request: MemberRequest, pk: int) -> HttpResponse:
    """Note a weakness."""
    system = system_of(request, pk)
    form = WeaknessForm(given(request), initial={"found_on": timezone.localdate()})
    if attempt(
        form,
        lambda: actions.note_weakness(
            system=system, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("脆弱性を記録しました。"))
        return redirect("systems:detail", pk)
    return form_page(
        request, form=form, heading=_("脆弱性の記録"), submit=_("記録する"), back=back_to(system)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def close_weakness(request: MemberRequest, pk: int) -> HttpResponse:
    """Record how a weakness was closed."""
    rows = Weakness.objects.select_related("system__zone")
    known = rows.filter(system__in=access.visible_to(request.rights), closed_on=None)
    weakness = get_object_or_404(known, pk=pk)
    form = CloseForm(given(request), initial={"on": timezone.localdate()})
    if attempt(
        form,
        lambda: actions.close_weakness(
            weakness=weakness, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("脆弱性への対応を記録しました。"))
        return redirect("systems:detail", weakness.system_id)
    heading = _("対応の記録: %(title)s") % {"title": weakness.title}
    back = back_to(weakness.system)
    return form_page(request, form=form, heading=heading, submit=_("記録する"), back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def record_backup(request: MemberRequest, pk: int) -> HttpResponse:
    """Record a backup by hand."""
    system = system_of(request, pk)
    form = BackupForm(given(request), initial={"succeeded": True})
    if attempt(
        form,
        lambda: actions.record_backup(
            system=system, run=form.run(), by=request.person, at=timezone.now()
        ),
    ):
        messages.success(request, _("バックアップを記録しました。"))
        return redirect("systems:detail", pk)
    heading = _("バックアップの記録")
    return form_page(
        request, form=form, heading=heading, submit=_("記録する"), back=back_to(system)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def take_report(request: MemberRequest, pk: int) -> HttpResponse:
    """Take the log of a backup program as a file."""
    system = system_of(request, pk)
    posted = request.method == "POST"
    form = ReportForm(request.POST if posted else None, request.FILES if posted else None)
    taken: list[actions.TakenReport] = []
    if attempt(
        form,
        lambda: taken.append(
            actions.take_report(
                untrusted_data=form.cleaned_data["file"].read(),
                system=system,
                by=request.person,
                at=timezone.now(),
            )
        ),
    ):
        told = _(
            "新しいバックアップを%(new)s件記録しました。既にある行と古い行（%(passed)s件）は読み飛ばしました。"
        )
        messages.success(request, told % {"new": taken[0].new, "passed": taken[0].passed_over})
        return redirect("systems:detail", pk)
    heading = _("バックアップの記録の取込み")
    return form_page(
        request, form=form, heading=heading, submit=_("取り込む"), back=back_to(system)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def record_drill(request: MemberRequest, pk: int) -> HttpResponse:
    """Record a trial of restoring."""
    system = system_of(request, pk)
    initial = {"held_on": timezone.localdate(), "succeeded": True}
    form = DrillForm(given(request), initial=initial)
    if attempt(
        form,
        lambda: actions.record_drill(
            system=system, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("復元の試しを記録しました。"))
        return redirect("systems:detail", pk)
    heading = _("復元の試しの記録")
    return form_page(
        request, form=form, heading=heading, submit=_("記録する"), back=back_to(system)
    )


@require_POST
@requires(access.MANAGE)
def make_token(request: MemberRequest, pk: int) -> HttpResponse:
    """Make the token of the system's backup program and show it, once."""
    system = system_of(request, pk)
    token = actions.make_token(system=system, by=request.person, at=timezone.now())
    return system_page(request, pk, token)


@require_POST
@requires(access.MANAGE)
def settle_refused(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that a refused log was seen to."""
    row = get_object_or_404(RefusedLog, pk=pk, settled_at=None)
    actions.settle_refused(log=row, by=request.person, at=timezone.now())
    messages.success(request, _("読み取れなかったファイルを確かめたことを記録しました。"))
    return redirect("systems:list")
