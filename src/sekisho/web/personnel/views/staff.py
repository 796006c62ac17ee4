"""The list of staff compared with the register: where it is read, what differs, settling that."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.views.form_page import form_page, given
from sekisho.web.personnel import actions
from sekisho.web.personnel.access import MANAGE
from sekisho.web.personnel.comparing import What
from sekisho.web.personnel.forms import AsideForm, DirectoryForm, StaffFileForm, TakeForm
from sekisho.web.personnel.models import Move, Proposal, Reading, StaffDirectory
from sekisho.web.ui.access import requires
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of
from sekisho.web.ui.trying import attempt


@require_safe
@requires(MANAGE)
def staff(request: MemberRequest) -> HttpResponse:
    """Show the last reading and what differs."""
    rows = Proposal.objects.open().select_related("person__unit", "person__post")
    context = {
        "page": page_of(request, rows, size=100),
        "reading": Reading.objects.select_related("by").first(),
        "directory": StaffDirectory.objects.first(),
        "missing": actions.missing_places(),
        "drafting": Move.objects.drafts().first(),
        "form": TakeForm(),
        "What": What,
    }
    return render(request, "personnel/staff.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def staff_directory(request: MemberRequest) -> HttpResponse:
    """Say where the list is read from."""
    form = DirectoryForm(given(request), directory=StaffDirectory.objects.first())
    if attempt(form, lambda: _set(request, form)):
        messages.success(request, _("ディレクトリを設定しました。1日に1回、自動で照合します。"))
        return redirect("personnel:staff")
    back = reverse("personnel:staff")
    heading = _("職員名簿の読取り先（LDAP）")
    return form_page(request, form, heading=heading, submit=_("設定する"), back=back)


@require_POST
@requires(MANAGE)
def staff_read(request: MemberRequest) -> HttpResponse:
    """Read the directory now."""
    try:
        reading = actions.read_directory(by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _told(reading))
    return redirect("personnel:staff")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def staff_file(request: MemberRequest) -> HttpResponse:
    """Compare a table of the personnel section; the register is not changed."""
    post = request.method == "POST"
    form = StaffFileForm(request.POST, request.FILES) if post else StaffFileForm()
    found: list[Reading] = []
    if attempt(form, lambda: found.append(_read(request, form))):
        messages.success(request, _told(found[0]))
        return redirect("personnel:staff")
    return form_page(
        request,
        form,
        heading=_("職員名簿の表との照合"),
        submit=_("照合する"),
        back=reverse("personnel:staff"),
        note=_("照合しても、人の登録は変わりません。食い違いを一覧にします。"),
    )


@require_POST
@requires(MANAGE)
def proposal_take(request: MemberRequest, pk: int) -> HttpResponse:
    """Take what the list says."""
    form = TakeForm(request.POST)
    category = form.cleaned_data["category"] if form.is_valid() else ""
    row = get_object_or_404(Proposal, pk=pk)
    try:
        actions.take_proposal(
            proposal=row, by=request.person, at=timezone.now(), category=category or "regular"
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        changed = row.what == What.CHANGED
        done = _("登録を改めました。") if changed else _("準備中の人事異動に加えました。")
        messages.success(request, done)
    return redirect("personnel:staff")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def proposal_aside(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that the register is right."""
    row = get_object_or_404(Proposal.objects.open().select_related("person"), pk=pk)
    form = AsideForm(given(request))
    if attempt(
        form,
        lambda: actions.set_aside(
            proposal=row, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("登録が正しいものとして記録しました。"))
        return redirect("personnel:staff")
    name = row.person.name if row.person else row.values.get("name", row.number)
    heading = _("登録が正しいとする（%(name)s）") % {"name": name}
    back = reverse("personnel:staff")
    return form_page(request, form, heading=heading, submit=_("記録する"), back=back)


@require_POST
@requires(MANAGE)
def places_add(request: MemberRequest) -> HttpResponse:
    """Enter the units and posts the list names."""
    count = actions.add_places(by=request.person, at=timezone.now())
    messages.success(request, _("所属と職を%(count)d件登録しました。") % {"count": count})
    return redirect("personnel:staff")


def _set(request: MemberRequest, form: DirectoryForm) -> None:
    actions.set_directory(entry=form.entry(), by=request.person, at=timezone.now())


def _read(request: MemberRequest, form: StaffFileForm) -> Reading:
    file = form.cleaned_data["file"]
    return actions.read_file(
        untrusted_data=file.read(), name=file.name, by=request.person, at=timezone.now()
    )


def _told(reading: Reading) -> str:
    words = ngettext(
        "名簿の%(listed)d人と照合しました。食い違いは%(differing)d件です。",
        "名簿の%(listed)d人と照合しました。食い違いは%(differing)d件です。",
        reading.listed,
    )
    return words % {"listed": reading.listed, "differing": reading.differing}
