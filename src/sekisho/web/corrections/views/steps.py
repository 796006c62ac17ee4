"""The steps of mending, each a form of its own: who may take which is decided in one place."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from sekisho.web.corrections import access, actions, forms
from sekisho.web.corrections.models import Correction, State
from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.models import Person
from sekisho.web.ui.access import signed_in
from sekisho.web.ui.trying import attempt, form_page, given

May = Callable[[Correction, Person, frozenset[str]], bool]
_OPEN = frozenset({State.OPEN, State.PLANNED, State.AGREED, State.REPORTED})


def _noting(row: Correction, person: Person, rights: frozenset[str]) -> bool:
    return access.may_mend(row, person, rights) or access.may_judge(row, person, rights)


def _agreeing(row: Correction, person: Person, rights: frozenset[str]) -> bool:
    return access.may_judge(row, person, rights) and row.planned_by_id != person.pk


@dataclass(frozen=True)
class Step:
    """One thing somebody can do to a correction: when, who, and with which form."""

    name: str
    label: str | Promise
    told: str | Promise
    form: type[Any]
    act: Callable[..., object]
    may: May
    when: frozenset[State]
    main: bool = False
    note: str | Promise = ""
    begins: tuple[str, ...] = field(default=())  # columns the form begins with

    def open_to(self, row: Correction, person: Person, rights: frozenset[str]) -> bool:
        """Whether the person may take it now."""
        return row.state in self.when and self.may(row, person, rights)


STEPS = (
    Step("plan", _("是正案を出す"), _("是正案を出しました。合意する人に知らせました。"),
         forms.PlanForm, actions.plan, access.may_mend,
         frozenset({State.OPEN, State.PLANNED}), main=True, begins=("action", "owner", "due_on")),
    Step("agree", _("是正案に合意する"), _("是正案に合意しました。直す人に知らせました。"),
         forms.AgreeForm, actions.agree, _agreeing, frozenset({State.PLANNED}), main=True,
         note=_("この是正案どおりに直せば、指摘が解消すると認めます。")),
    Step("report", _("直したことを報告する"), _("報告しました。確かめる人に知らせました。"),
         forms.ReportForm, actions.report, access.may_mend, frozenset({State.AGREED}), main=True),
    Step("confirm", _("直ったことを確かめた"), _("完了を確認しました。"),
         forms.ConfirmForm, actions.confirm, access.may_judge, frozenset({State.REPORTED}),
         main=True),
    Step("return", _("差し戻す"), _("差し戻しました。直す人に知らせました。"),
         forms.TextForm, actions.send_back, access.may_judge,
         frozenset({State.PLANNED, State.REPORTED})),
    Step("note", _("経過を記録する"), _("経過を記録しました。"),
         forms.NoteForm, actions.note, _noting, _OPEN),
    Step("put-off", _("期限を変更する"), _("期限を変更しました。"),
         forms.PutOffForm, actions.put_off, access.may_keep, _OPEN),
    Step("hand-over", _("直す人を変える"), _("直す人を変えました。"),
         forms.HandOverForm, actions.hand_over, access.may_keep, _OPEN, begins=("owner",)),
    Step("change", _("内容を直す"), _("内容を直しました。"),
         forms.EntryForm, actions.change, access.may_keep, _OPEN,
         begins=("title", "detail", "grade", "unit")),
    Step("withdraw", _("取り下げる"), _("取り下げました。"),
         forms.WithdrawForm, actions.withdraw, access.may_keep, _OPEN,
         note=_("直す必要がないと分かったときだけ取り下げます。記録は残ります。")),
)  # fmt: skip
_BY_NAME = {each.name: each for each in STEPS}


def open_steps(row: Correction, person: Person, rights: frozenset[str]) -> tuple[Step, ...]:
    """Return what the person may do now, what matters most first."""
    return tuple(each for each in STEPS if each.open_to(row, person, rights))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def step(request: MemberRequest, pk: int, name: str) -> HttpResponse:
    """Take one step; who may not is refused, whatever the page showed."""
    rows = access.visible_to(request.person, request.rights).with_names()
    row = get_object_or_404(rows, pk=pk)
    taken = _BY_NAME.get(name)
    if taken is None:
        raise Http404
    if not taken.may(row, request.person, request.rights):
        raise PermissionDenied(str(_("この操作をする権限がありません。")))
    form = _form(taken, row, request)
    if attempt(
        form,
        lambda: taken.act(correction=row, by=request.person, at=timezone.now(), **form.values()),
    ):
        messages.success(request, str(taken.told))
        return redirect("corrections:detail", pk)
    return form_page(
        request, form, template="corrections/form.html", heading=f"{taken.label}: {row.title}",
        submit=str(taken.label), back=reverse("corrections:detail", args=[pk]),
        note=str(taken.note),
    )  # fmt: skip


def _form(taken: Step, row: Correction, request: MemberRequest) -> Any:
    posted = request.method == "POST"
    initial = {name: getattr(row, name) for name in taken.begins}
    return taken.form(given(request), request.FILES if posted else None, initial=initial)
