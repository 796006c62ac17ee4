"""The tablet at an area's door: nobody is signed in there, and it can only record."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.models import Person
from sekisho.web.premises import actions
from sekisho.web.premises.access import RECORD
from sekisho.web.premises.entering import may_enter
from sekisho.web.premises.forms.areas import VisitForm
from sekisho.web.premises.models import Area, Tablet, Visit
from sekisho.web.premises.staying import still_inside
from sekisho.web.ui.access import public, requires
from sekisho.web.ui.errors import Refused

SESSION_KEY = "premises_tablet"


@require_POST
@requires(RECORD)
def open_tablet(request: MemberRequest, pk: int) -> HttpResponse:
    """Make this device the area's tablet; whoever opened it is signed out of it."""
    area = get_object_or_404(Area.objects.in_use(), pk=pk)
    row = actions.open_tablet(area=area, by=request.person, at=timezone.now())
    logout(request)
    request.session[SESSION_KEY] = row.pk
    request.session.set_expiry(row.until_at)  # longer than a person's own session may last
    return redirect("premises:tablet")


@require_safe
@never_cache
@public
def tablet(request: HttpRequest) -> HttpResponse:
    """Show who may go in and who is inside, as big buttons."""
    row = _open_or_404(request)
    now = timezone.now()
    inside = still_inside(now, area=row.area_id)
    within = {each.person_id for each in inside if each.person_id is not None}
    people = may_enter(row.area, timezone.localdate(now)).select_related("unit")
    context = {
        "tablet": row,
        "inside": [each for each in inside if each.person_id is not None],
        "outside": [each for each in people if each.pk not in within],
        "visits": Visit.objects.filter(area=row.area).inside(),
    }
    return render(request, "premises/tablet.html", context)


@require_POST
@never_cache
@public
def tablet_pass(request: HttpRequest, pk: int, way: str) -> HttpResponse:
    """Record somebody going in or out."""
    row = _open_or_404(request)
    person = get_object_or_404(Person.objects.present(timezone.localdate()), pk=pk)
    action = actions.pass_in if way == "in" else actions.pass_out
    said = (
        _("%(name)sさんの入室を記録しました。")
        if way == "in"
        else _("%(name)sさんの退室を記録しました。")
    )
    try:
        action(area=row.area, person=person, by=row.opened_by, at=timezone.now(), tablet=row)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said % {"name": person.name})
    return redirect("premises:tablet")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
def tablet_visit(request: HttpRequest) -> HttpResponse:
    """Receive a visitor."""
    row = _open_or_404(request)
    people = Person.objects.present(timezone.localdate())
    form = VisitForm(request.POST if request.method == "POST" else None, people=people)
    if form.is_valid():
        try:
            actions.receive(
                area=row.area, by=row.opened_by, at=timezone.now(), tablet=row, **form.values()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("来訪者を受け付けました。"))
            return redirect("premises:tablet")
    context = {"tablet": row, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "premises/tablet_visit.html", context, status=status)


@require_POST
@never_cache
@public
def tablet_visit_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a visitor out."""
    row = _open_or_404(request)
    visit = get_object_or_404(Visit, pk=pk, area=row.area)
    try:
        actions.let_out(visit=visit, by=row.opened_by, at=timezone.now(), tablet=row)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("来訪者の退室を記録しました。"))
    return redirect("premises:tablet")


@require_POST
@never_cache
@public
def tablet_close(request: HttpRequest) -> HttpResponse:
    """End the tablet's recording."""
    row = _open_or_404(request)
    actions.close_tablet(tablet=row, at=timezone.now())
    request.session.flush()
    return redirect("account_login")


def _open_or_404(request: HttpRequest) -> Tablet:
    """Return the tablet this session was made, while it may record and nobody is signed in."""
    key = request.session.get(SESSION_KEY)
    if request.user.is_authenticated or key is None:
        raise Http404
    rows = Tablet.objects.open(timezone.now()).select_related("area", "opened_by")
    return get_object_or_404(rows, pk=key, area__closed_at=None)
