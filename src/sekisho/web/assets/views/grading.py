"""Choosing schemes, and the helper that proposes a grade by two or three questions."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.catalogue import ACTS, ClassificationLevel, GradeQuestion, HandlingRule, load
from sekisho.web.assets import access, actions
from sekisho.web.assets.forms import QuestionForm, SchemeForm
from sekisho.web.assets.grading import ASPECTS, Schemes, chosen
from sekisho.web.assets.views.form_page import attempt, given
from sekisho.web.assets.views.keeping import asset_or_404
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires
from sekisho.web.ui.words import worded


@dataclass(frozen=True, slots=True)
class Found:
    """What the answers about one aspect lead to so far."""

    title: str
    form: QuestionForm
    level: ClassificationLevel | None
    why: tuple[str, ...]
    handling: tuple[HandlingRule, ...]


@require_safe
@requires(access.LOOK, access.MANAGE)
def classes(request: MemberRequest) -> HttpResponse:
    """Show the grades in use, and what each allows in each act."""
    schemes = chosen()
    levels = [
        (level, schemes.handling(level.id)) for level in schemes.by_aspect["confidentiality"].levels
    ]
    context = {
        "schemes": schemes.by_aspect,
        "levels": levels,
        "acts": ACTS,
        "may_manage": access.MANAGE in request.rights,
    }
    return render(request, "assets/classes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def choose(request: MemberRequest) -> HttpResponse:
    """Choose the scheme of each aspect."""
    schemes = chosen()
    form = SchemeForm(given(request), schemes=schemes)
    if attempt(form, lambda: _choose(request, form, schemes)):
        messages.success(request, _("分類の体系を改めました。"))
        return redirect("assets:classes")
    status = 422 if form.errors else 200
    return render(request, "assets/choose.html", {"form": form}, status=status)


@require_safe
@requires(access.LOOK, access.MANAGE)
def helper(request: MemberRequest) -> HttpResponse:
    """Propose a grade for each aspect from the answers, and say why; changes nothing."""
    schemes = chosen()
    answers = {name: str(value) for name, value in request.GET.items()}
    found = [_found(schemes, aspect, answers) for aspect in ASPECTS]
    grades: dict[str, str] = {
        aspect: each.level.id for aspect, each in zip(ASPECTS, found, strict=True) if each.level
    }
    pk = request.GET.get("asset", "")
    row = asset_or_404(request, int(pk)) if pk.isdecimal() and len(pk) < 18 else None  # noqa: PLR2004  # 64 bits
    goal = reverse("assets:change", args=[row.pk]) if row else reverse("assets:record")
    context = {
        "found": found,
        "asset": row,
        "goal": f"{goal}?{urlencode(grades)}" if grades else "",
        "may_manage": access.MANAGE in request.rights,
    }
    return render(request, "assets/helper.html", context)


def _choose(request: MemberRequest, form: SchemeForm, schemes: Schemes) -> None:
    for aspect in ASPECTS:
        scheme = form.cleaned_data[aspect]
        if scheme != schemes.by_aspect[aspect].id:
            actions.choose_scheme(
                aspect=aspect, scheme=scheme, by=request.person, at=timezone.now()
            )


def _found(schemes: Schemes, aspect: str, answers: dict[str, str]) -> Found:
    aspect = next(each for each in ASPECTS if each == aspect)
    scheme = schemes.by_aspect[aspect]
    proposal = schemes.propose(aspect, answers)
    level = scheme.level(proposal.level) if proposal.level else None
    graded = aspect == "confidentiality" and level is not None
    return Found(
        title=worded(scheme.title),
        form=QuestionForm(answers or None, questions=_asked(scheme.id, proposal.open, answers)),
        level=level,
        why=tuple(worded(each) for each in proposal.why),
        handling=schemes.handling(proposal.level) if graded else (),
    )


def _asked(
    scheme: str, open_now: GradeQuestion | None, answers: dict[str, str]
) -> tuple[GradeQuestion, ...]:
    """Return the questions answered so far, and the one that is open."""
    known = load().questions[scheme]
    found: list[GradeQuestion] = []
    question: GradeQuestion | None = known[0]
    while question is not None:
        found.append(question)
        if question is open_now:
            break
        given_now = answers.get(question.id)
        answer = next((each for each in question.answers if each.id == given_now), None)
        after = answer.next if answer else ""
        question = next((each for each in known if each.id == after), None)
    return tuple(found)
