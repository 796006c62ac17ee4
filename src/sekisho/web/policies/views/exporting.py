"""An edition as a paper: marked with the reader's name on every page unless it is public."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from sekisho.web.organization.access import MemberRequest
from sekisho.web.policies import actions
from sekisho.web.policies.access import edition_or_404
from sekisho.web.policies.papers import Reader, edition_paper
from sekisho.web.ui.access import signed_in
from sekisho.web.ui.papers.answer import paper_answer


@require_POST
@never_cache
@signed_in
def export(request: MemberRequest, pk: int) -> HttpResponse:
    """Hand out the paper as PDF or .docx; of a 実施手順 it is sealed who took it, and when.

    A POST: a browser or a program that looks ahead takes nothing.
    """
    row = edition_or_404(request, pk)
    at = timezone.now()
    reader = None if row.is_public else Reader(request.person, at)
    form = request.POST.get("form", "")
    answer = paper_answer(request, edition_paper(row, reader), f"edition-{pk}", form)
    if answer.status_code == HttpResponse.status_code:
        actions.note_export(edition=row, form=form, by=request.person, at=at)
    return answer
