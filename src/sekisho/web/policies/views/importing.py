"""Taking in a file, and confirming what its clauses demand."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.web.organization.access import MemberRequest
from sekisho.web.policies import actions, queries, wording
from sekisho.web.policies.access import clause_or_404, edition_or_404
from sekisho.web.policies.actions.first_topics import waiting_clauses
from sekisho.web.policies.errors import SameFileError
from sekisho.web.policies.forms import ImportForm, TopicsForm
from sekisho.web.policies.models import Clause, Edition
from sekisho.web.ui.access import requires
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of

DRAFT = "documents.draft"
ROWS = 50  # a page of clause forms stays light however long the document


@require_http_methods(["GET", "HEAD", "POST"])
@requires(DRAFT)
def import_file(request: MemberRequest) -> HttpResponse:
    """Take in a file as a draft edition."""
    if request.method != "POST":
        form = ImportForm(rights=request.rights, initial=request.GET.dict())
        return render(request, "policies/import.html", {"form": form})
    form = ImportForm(request.POST, request.FILES, rights=request.rights)
    if not form.is_valid():
        return render(request, "policies/import.html", {"form": form}, status=422)
    asked = form.cleaned_data
    try:
        edition = actions.import_edition(
            kind=asked["kind"],
            document=asked["document"],
            title=asked["title"],
            name=asked["file"].name,
            data=asked["file"].read(),
            by=request.person,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error("file", str(refusal))
        known = refusal.edition if isinstance(refusal, SameFileError) else None
        return render(request, "policies/import.html", {"form": form, "known": known}, status=422)
    messages.success(request, _("取り込みました。読み取った条文と主題を確かめてください。"))
    return redirect("policies:topics", edition.pk)


@require_safe
@requires(DRAFT)
def topics(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the clauses as read, each with what is proposed and a form to change it."""
    edition = edition_or_404(request, pk)
    rows = Clause.objects.filter(edition=edition).order_by("position")
    shown = request.GET.get("show", "")
    if shown == "uncovered":
        rows = rows.uncovered()
    elif shown == "unconfirmed":
        rows = rows.filter(confirmed_at=None)
    page = page_of(request, rows.prefetch_related("topics"), size=ROWS)
    context = {
        "edition": edition,
        "page": page,
        "rows": _rows(edition, page),
        "counts": queries.counts(edition),
        "shown": shown,
        "draft": edition.state == Edition.State.DRAFT,
        **_reading(edition),
    }
    return render(request, "policies/topics.html", context)


@require_POST
@requires(DRAFT)
def set_topics(request: MemberRequest, pk: int, clause_pk: int) -> HttpResponse:
    """Set the topics of one clause; answers with the row alone when only that is asked for."""
    edition = edition_or_404(request, pk)
    clause = clause_or_404(request, edition, clause_pk)
    form = TopicsForm(request.POST, clause=clause, first=_first(edition, clause))
    if not form.is_valid():
        return _answer(request, edition, clause, refusal=_("選んだ主題を確かめてください。"))
    try:
        said = _change(request, clause, form)
    except Refused as error:
        return _answer(request, edition, clause, refusal=str(error))
    return _answer(request, edition, clause, said=said)


@require_POST
@requires(DRAFT)
def confirm_topics(request: MemberRequest, pk: int) -> HttpResponse:
    """Confirm all topics as they stand."""
    edition = edition_or_404(request, pk)
    try:
        actions.confirm_topics(edition=edition, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("policies:topics", edition.pk)
    messages.success(request, _("主題を確認しました。決裁を求めることができます。"))
    return redirect("policies:edition", edition.pk)


def _change(request: MemberRequest, clause: Clause, form: TopicsForm) -> str:
    """Set the topics, or ask another to decide on the first ones; return what was done."""
    by, at, chosen = request.person, timezone.now(), form.chosen
    if chosen and "reason" in form.fields:
        reason = form.cleaned_data["reason"]
        actions.ask_first_topics(clause=clause, topics=chosen, reason=reason, by=by, at=at)
        return _("主題の決裁を求めました。決裁されるまでは「未対応」のままです。")
    demands = form.cleaned_data["demands"]
    actions.set_clause_topics(clause=clause, demands=demands, topics=chosen, by=by, at=at)
    return _("改めました。")


def _answer(
    request: MemberRequest, edition: Edition, clause: Clause, *, said: str = "", refusal: str = ""
) -> HttpResponse:
    if request.htmx:
        row = _rows(edition, [clause_or_404(request, edition, clause.pk)])[0]
        context = {**row, "edition": edition, "refusal": refusal, "said": said}
        status = 422 if refusal else 200
        return render(request, "policies/_topics_row.html", context, status=status)
    if refusal:
        messages.error(request, f"{clause.clause_id}: {refusal}")
    else:
        messages.success(request, f"{clause.clause_id}: {said}")
    place = urlencode({key: request.POST[key] for key in ("page", "show") if key in request.POST})
    url = reverse("policies:topics", args=[edition.pk])
    return redirect(f"{url}?{place}#clause-{clause.pk}")


def _rows(edition: Edition, clauses: Iterable[Clause]) -> list[dict[str, object]]:
    in_force = edition.state == Edition.State.PUBLISHED
    waiting = waiting_clauses(edition) if in_force else frozenset()
    return [
        {**_row(each, first=_first(edition, each)), "waits": each.pk in waiting} for each in clauses
    ]


def _first(edition: Edition, clause: Clause) -> bool:
    """Whether the next topic would be the first of a clause in force."""
    return edition.state == Edition.State.PUBLISHED and not clause.topics.all()


def _row(clause: Clause, *, first: bool) -> dict[str, object]:
    return {
        "clause": clause,
        "form": TopicsForm(clause=clause, first=first),
        "reason": wording.DEMANDS.get(clause.reason, ""),
        "matched": [each for each in clause.topics.all() if each.matched],
        "uncovered": clause.demands and not clause.topics.all(),
    }


def _reading(edition: Edition) -> dict[str, object]:
    """Return what the reader warned of and left out, with the reasons in words."""
    tree = Edition.objects.values_list("tree", flat=True).get(pk=edition.pk)
    left_out = [
        {**each, "why": wording.LEFT_OUT.get(each["reason"], each["reason"])}
        for each in tree["left_out"]
    ]
    warnings = [
        {**each, "message": wording.warning(each["code"], each["message"])}
        for each in tree["warnings"]
    ]
    return {"warnings": warnings, "left_out": left_out}
