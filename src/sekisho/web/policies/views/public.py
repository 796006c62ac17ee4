"""The basic policy for everybody: a page, a file to download, and a PDF."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sekisho.web.policies.papers import policy_paper
from sekisho.web.policies.public import PublicPolicy, public_policy
from sekisho.web.ui.access import public
from sekisho.web.ui.papers.answer import kept_docx_answer, kept_pdf_answer

ABSENT = "policies/public_absent.html"


@require_safe
@public
def page(request: HttpRequest) -> HttpResponse:
    """Show the basic policy in force."""
    policy = public_policy()
    if policy is None:
        return render(request, ABSENT, status=404)
    return render(request, "policies/public.html", {"policy": policy})


@require_safe
@public
def download(request: HttpRequest) -> HttpResponse:
    """Give the basic policy as one HTML file that needs no other."""
    context = {"policy": _in_force()}
    answer = render(request, "policies/public_file.html", context)
    answer["Content-Disposition"] = 'attachment; filename="policy.html"'
    return answer


@require_safe
@public
def pdf(request: HttpRequest) -> HttpResponse:
    """Give the basic policy as a PDF."""
    return kept_pdf_answer(request, policy_paper(_in_force()), "policy.pdf")


@require_safe
@public
def word(request: HttpRequest) -> HttpResponse:
    """Give the basic policy as a Word file."""
    del request
    return kept_docx_answer(policy_paper(_in_force()), "policy.docx")


def _in_force() -> PublicPolicy:
    policy = public_policy()
    if policy is None:
        raise Http404(_("施行中の基本方針はありません。"))
    return policy
