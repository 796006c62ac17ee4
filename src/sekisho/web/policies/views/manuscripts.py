"""Writing a document here: manuscripts, their passages, remarks, and the edition made of one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.catalogue import load
from sekisho.web.organization.access import MemberRequest
from sekisho.web.policies import actions
from sekisho.web.policies.access import edition_or_404
from sekisho.web.policies.drafting import depths, labels
from sekisho.web.policies.forms.manuscripts import (
    BlankForm,
    DrawForm,
    PassageForm,
    RemarkForm,
)
from sekisho.web.policies.models import Form, Manuscript, Passage, Remark, Style
from sekisho.web.policies.rewriting import line_of
from sekisho.web.ui.access import requires
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of
from sekisho.web.ui.trying import attempt, form_page, given
from sekisho.web.ui.words import worded

DRAFT = "documents.draft"
FORM = "policies/manuscript_form.html"
CONTAINERS = frozenset({Form.CHAPTER, Form.SECTION})


@require_safe
@requires(DRAFT)
def manuscripts(request: MemberRequest) -> HttpResponse:
    """Show what is being written, the newest first."""
    rows = Manuscript.objects.readable(request.rights).select_related("begun_by", "edition")
    context = {"page": page_of(request, rows.defer("edition__source", "edition__tree"))}
    return render(request, "policies/manuscripts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(DRAFT)
def draw(request: MemberRequest) -> HttpResponse:
    """Draw a first 対策基準 from the catalogue."""
    form = DrawForm(given(request), initial={"title": _("情報セキュリティ対策基準")})
    made: list[Manuscript] = []
    if attempt(
        form,
        lambda: made.append(
            actions.begin_standard(
                title=form.cleaned_data["title"], effective_on=form.cleaned_data["effective_on"],
                controls=form.controls(), by=request.person, at=timezone.now(),
            )
        ),
    ):  # fmt: skip
        return redirect("policies:manuscript", made[0].pk)
    return form_page(
        request, form, template=FORM, heading=_("カタログから対策基準を作る"),
        submit=_("原稿を作る"), back=reverse("policies:manuscripts"),
        note=_("選んだ対策を、章ごとの条文にした原稿を作ります。必須の対策を選んであります。"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@requires(DRAFT)
def blank(request: MemberRequest) -> HttpResponse:
    """Begin a document from nothing."""
    form = BlankForm(given(request), rights=request.rights)
    made: list[Manuscript] = []
    if attempt(
        form,
        lambda: made.append(
            actions.begin_blank(by=request.person, at=timezone.now(), **form.cleaned_data)
        ),
    ):
        return redirect("policies:manuscript", made[0].pk)
    back = reverse("policies:manuscripts")
    return form_page(
        request, form, template=FORM, heading=_("新しい原稿"), submit=_("書き始める"), back=back
    )


@require_POST
@requires(DRAFT)
def begin_next(request: MemberRequest, pk: int) -> HttpResponse:
    """Begin the next edition from the words of this one."""
    edition = edition_or_404(request, pk)
    try:
        row = actions.begin_next(edition=edition, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("policies:edition", pk)
    return redirect("policies:manuscript", row.pk)


@require_safe
@requires(DRAFT)
def manuscript(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a manuscript with its numbers and remarks."""
    row = _row(request, pk)
    passages = list(row.passages.prefetch_related("remarks__written_by", "remarks__settled_by"))
    lines = [line_of(each) for each in passages]
    numbered = zip(
        passages,
        labels(lines, Style(row.style).value),  # type: ignore[arg-type]  # its values
        [range(depth) for depth in depths(lines)],
        [_control(each.control) for each in passages],
        strict=True,
    )
    waiting = sum(r.settled_at is None for each in passages for r in each.remarks.all())
    answered = {each.control for each in passages}
    context = {
        "row": row,
        "passages": list(numbered),
        "waiting": waiting,
        "missing": _missing(answered) if row.kind == "standard" else (),
        "open": row.edition_id is None,
    }
    return render(request, "policies/manuscript.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(DRAFT)
def passage(request: MemberRequest, pk: int) -> HttpResponse:
    """Change one passage."""
    row = _passage(request, pk)
    values = {name: getattr(row, name) for name in ("form", "branch", "heading", "text", "control")}
    form = PassageForm(given(request), style=row.manuscript.style, initial=values)
    if attempt(
        form,
        lambda: actions.change_passage(
            passage=row, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        return _to(row)
    return _form(request, form, row, _("条文を直す"), _("保存する"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(DRAFT)
def add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a passage after another."""
    row = _passage(request, pk)
    form = PassageForm(
        given(request), style=row.manuscript.style,
        initial={"form": Form.ARTICLE if row.form in CONTAINERS else row.form},
    )  # fmt: skip
    made: list[Passage] = []
    if attempt(
        form,
        lambda: made.append(
            actions.add_passage(
                manuscript=row.manuscript, after=row, by=request.person, at=timezone.now(),
                **form.cleaned_data,
            )
        ),
    ):  # fmt: skip
        return _to(made[0])
    return _form(request, form, row, _("この後に条文を加える"), _("加える"))


@require_POST
@requires(DRAFT)
def move(request: MemberRequest, pk: int) -> HttpResponse:
    """Move a passage up or down with what is below it, or remove it."""
    row = _passage(request, pk)
    to, by, at = request.POST.get("to"), request.person, timezone.now()
    try:
        if to == "out":
            actions.remove_passage(passage=row, by=by, at=at)
        else:
            actions.move_passage(passage=row, down=to == "down", by=by, at=at)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _to(row)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(DRAFT)
def remark(request: MemberRequest, pk: int) -> HttpResponse:
    """Write a remark on a passage."""
    row = _passage(request, pk)
    form = RemarkForm(given(request))
    if attempt(
        form,
        lambda: actions.remark(
            passage=row, text=form.cleaned_data["text"], by=request.person, at=timezone.now()
        ),
    ):
        return _to(row)
    return _form(request, form, row, _("コメントする"), _("書き込む"))


@require_POST
@requires(DRAFT)
def settle(request: MemberRequest, pk: int) -> HttpResponse:
    """Settle a remark."""
    mine = Manuscript.objects.readable(request.rights)
    rows = Remark.objects.filter(passage__manuscript__in=mine).select_related("passage")
    row = get_object_or_404(rows, pk=pk)
    try:
        actions.settle_remark(remark=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _to(row.passage)


@require_POST
@requires(DRAFT)
def finish(request: MemberRequest, pk: int) -> HttpResponse:
    """Make a draft edition of it."""
    row = _row(request, pk)
    try:
        edition = actions.make_edition(manuscript=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("policies:manuscript", pk)
    messages.success(request, _("案ができました。条文と主題を確かめてください。"))
    return redirect("policies:topics", edition.pk)


@require_POST
@requires(DRAFT)
def drop(request: MemberRequest, pk: int) -> HttpResponse:
    """Throw a manuscript away."""
    row = _row(request, pk)
    try:
        actions.drop_manuscript(manuscript=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("policies:manuscript", pk)
    messages.success(request, _("原稿を捨てました。"))
    return redirect("policies:manuscripts")


def _row(request: MemberRequest, pk: int) -> Manuscript:
    return get_object_or_404(Manuscript.objects.readable(request.rights), pk=pk)


def _passage(request: MemberRequest, pk: int) -> Passage:
    mine = Manuscript.objects.readable(request.rights)
    rows = Passage.objects.filter(manuscript__in=mine).select_related("manuscript")
    return get_object_or_404(rows, pk=pk)


def _to(row: Passage) -> HttpResponse:
    address = reverse("policies:manuscript", args=[row.manuscript_id])
    return redirect(f"{address}#p{row.pk}")


def _control(control: str) -> str:
    found = load().controls.get(control)
    return worded(found.title) if found else ""


def _missing(answered: set[str]) -> list[str]:
    """Return the required controls no passage answers."""
    wanted = (each for each in load().controls.values() if each.level == "required")
    return [worded(each.title) for each in wanted if each.id not in answered]


def _form(
    request: MemberRequest,
    form: "PassageForm | RemarkForm",
    row: Passage,
    heading: str,
    submit: str,
) -> HttpResponse:
    back = reverse("policies:manuscript", args=[row.manuscript_id])
    return form_page(request, form, template=FORM, heading=heading, submit=submit, back=back)
