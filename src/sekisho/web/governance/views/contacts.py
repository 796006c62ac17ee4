"""The tree of emergency contacts: each reader sees the numbers they need, and no other."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.web.governance import actions, papers, queries
from sekisho.web.governance.access import KEEP
from sekisho.web.governance.forms import ContactForm
from sekisho.web.governance.models import Contact
from sekisho.web.organization.access import MemberRequest, roles_of
from sekisho.web.organization.views.form_page import attempt, form_page, given
from sekisho.web.ui.access import requires, signed_in
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.papers.answer import paper_answer


@require_safe
@signed_in
def contacts(request: MemberRequest) -> HttpResponse:
    """Show who calls whom."""
    context = {"called": _tree(request), "keeps": KEEP in request.rights}
    return render(request, "governance/contacts.html", context)


@require_safe
@signed_in
def tree_file(request: MemberRequest, form: str = "pdf") -> HttpResponse:
    """Hand out the tree on paper, with the numbers this reader may see."""
    paper = papers.contacts_paper(_tree(request), settings.BODY_NAME)
    return paper_answer(request, paper, "emergency-contacts", form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(KEEP)
def contact_add(request: MemberRequest) -> HttpResponse:
    """Enter somebody into the tree."""
    form = ContactForm(given(request))
    if attempt(request, form, actions.enter_contact):
        messages.success(request, _("緊急連絡網に登録しました。"))
        return redirect("governance:contacts")
    back = reverse("governance:contacts")
    heading = _("緊急連絡網への登録")
    return form_page(request, form, heading=heading, submit=_("登録する"), back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(KEEP)
def contact_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct and confirm somebody's place and number."""
    row = get_object_or_404(Contact.objects.select_related("person"), pk=pk)
    form = ContactForm(given(request), contact=row)
    if attempt(request, form, actions.enter_contact, person=row.person):
        messages.success(request, _("変更し、確かめた日を記録しました。"))
        return redirect("governance:contacts")
    back = reverse("governance:contacts")
    return form_page(request, form, heading=row.person.name, submit=_("変更する"), back=back)


@require_POST
@requires(KEEP)
def contact_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take somebody out of the tree."""
    row = get_object_or_404(Contact, pk=pk)
    try:
        actions.remove_contact(contact=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("緊急連絡網から外しました。"))
    return redirect("governance:contacts")


def _tree(request: MemberRequest) -> tuple[queries.Called, ...]:
    roles = frozenset(role.id for role in roles_of(request.person, timezone.localdate()))
    return queries.tree(request.person, roles)
