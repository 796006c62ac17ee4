"""Inviting auditors from outside, and the evidence they take with them."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sekisho.web.audits import access, actions
from sekisho.web.audits.forms.auditing import ExternalForm
from sekisho.web.audits.views.auditing import FORM, audit_of
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires
from sekisho.web.ui.trying import attempt, form_page, given


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.PLAN)
def external_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Invite somebody from outside; the password stands in this one answer only."""
    row = audit_of(request, pk)
    form = ExternalForm(given(request))
    made = []
    if attempt(
        form,
        lambda: made.append(
            actions.invite_external(
                audit=row, guest=form.guest(), by=request.person, at=timezone.now()
            )
        ),
    ):
        member, given_out = made[0]
        context = {"row": member.person, "made": given_out}
        return render(request, "organization/one_time_password.html", context)
    return form_page(
        request, form, template=FORM, heading=_("外部の監査人を招く"), submit=_("招く"),
        back=reverse("audits:audit", args=[pk]),
        note=_("この監査の記録と証拠の一式だけを読めます。二つ目の認証を登録してから入ります。"),
    )  # fmt: skip


@require_POST
@requires(access.PLAN, access.AUDIT, access.VISIT)
def package(request: MemberRequest, pk: int) -> FileResponse:
    """Hand out the evidence of an audit as a package that verifies alone."""
    row = audit_of(request, pk)
    data = actions.hand_out_package(audit=row, by=request.person, at=timezone.now())
    name = f"audit-{pk}-evidence.zip"
    return FileResponse(data, as_attachment=True, filename=name, content_type="application/zip")
