"""What applicants, deciders and holders write; the form of a permit is built from its kind."""

from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import PermitKind, Text, load
from sekisho.catalogue.permits import Field as Question
from sekisho.catalogue.permits import SubjectField
from sekisho.catalogue.routes import ACTS, NEEDS
from sekisho.web.approvals import subjects
from sekisho.web.approvals.actions.permits import Wanted, last_day
from sekisho.web.approvals.models import Application, Permit
from sekisho.web.approvals.restrictions import restrictions_of
from sekisho.web.organization.forms import DayField
from sekisho.web.organization.models import Person, Post
from sekisho.web.ui.words import worded

PREFIX = "answer_"
MAX_STAGES = 4


class DecisionForm(forms.Form):
    """The decider's comment; wanted when giving back, which the action asks for."""

    comment = forms.CharField(
        label=_("意見"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("差し戻すときは、直してほしい点を必ず書いてください。"),
    )


class PermitForm(forms.Form):
    """The application for a permit of one kind, asked as the kind's data says."""

    def __init__(
        self,
        *args: Any,
        kind: PermitKind,
        person: Person,
        rights: frozenset[str],
        today: date,
        **kwargs: Any,
    ) -> None:
        self.kind = kind
        self._choices = _subject_choices(kind.subject, person, rights)
        if kind.subject is not None and kind.subject.in_words:
            self._choices = self._choices or None  # an empty register is asked in writing
        self._carried = _subject_choices(kind.carries, person, rights)
        super().__init__(*args, **kwargs)
        self.fields["applicant"] = _applicant(person, today)
        if kind.subject is not None:
            self.fields["about"] = self._about(kind)
            if self._choices is not None and kind.subject.in_words:
                self.fields["about_words"] = forms.CharField(
                    label=_("一覧にないもの"), max_length=300, required=False
                )
        if kind.carries is not None and self._carried:
            self.fields["carried"] = forms.MultipleChoiceField(
                label=worded(kind.carries.title),
                help_text=_words(kind.carries.help),
                choices=self._carried,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        for question in kind.fields:
            self.fields[PREFIX + question.name] = _field(question)
        self.fields["starts"] = DayField(label=_("開始日"), initial=today)
        self.fields["ends"] = DayField(
            label=_("終了日"), required=False, help_text=_ends_help(kind)
        )

    def _about(self, kind: PermitKind) -> forms.Field:
        subject = kind.subject
        if subject is None:
            raise ValueError("the kind is about nothing")
        words = worded(subject.help) if subject.help else ""
        label = worded(subject.title)
        if self._choices is None:
            self.initial["about"] = self.initial.get("about_words", "")
            return forms.CharField(label=label, help_text=words, max_length=300)
        given: dict[str, Any] = {"label": label, "help_text": words, "choices": self._choices}
        given["required"] = not subject.in_words
        if subject.many:
            return forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, **given)
        given["choices"] = [("", _("選んでください")), *self._choices]
        before = self.initial.get("about", "")
        self.initial["about"] = before[0] if isinstance(before, list) and before else before
        return forms.ChoiceField(**given)

    def answers(self) -> dict[str, object]:
        """Return the answers by field name, dates as ISO text, unanswered ones left out."""
        given = {each.name: self.cleaned_data[PREFIX + each.name] for each in self.kind.fields}
        found = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in given.items()
        }
        return {name: value for name, value in found.items() if value not in (None, "", False)}

    def _said(self) -> tuple[tuple[str, ...], str]:
        """Return the things of registers that were chosen, and those named in writing."""
        about = self.cleaned_data.get("about", "")
        if self._choices is None:
            return tuple(self.cleaned_data.get("carried", ())), str(about)
        chosen = [*(about if isinstance(about, list) else [about])]
        chosen += self.cleaned_data.get("carried", [])
        return tuple(each for each in chosen if each), self.cleaned_data.get("about_words", "")

    def wanted(self, revises: Application | None, extends: Permit | None) -> Wanted:
        """Return what was asked for; without an end, until the last day the kind allows."""
        answers, starts = self.answers(), self.cleaned_data["starts"]
        about, words = self._said()
        limits = restrictions_of(self.kind, about)
        return Wanted(
            kind=self.kind,
            answers=answers,
            starts=starts,
            ends=self.cleaned_data["ends"] or last_day(self.kind, answers, starts, limits),
            subjects=about,
            subject_words=words,
            reason=str(answers.get("purpose", "")),
            extends=extends,
            revises=revises,
        )


def _subject_choices(
    subject: SubjectField | None, person: Person, rights: frozenset[str]
) -> list[tuple[str, str]] | None:
    """Return what the permit can be about; None where no register was handed in."""
    source = subjects.source_of(subject.room) if subject else None
    if source is None:
        return None
    return [(each.subject, each.label) for each in source.choices(person, rights)]


def _applicant(person: Person, today: date) -> forms.Field:
    """Return the question for whom: oneself, or somebody of the same unit."""
    rows = Person.objects.present(today).filter(unit=person.unit_id, erased_at=None)
    return forms.ModelChoiceField(
        label=_("許可を受ける人"),
        queryset=rows,
        initial=person.pk,
        empty_label=None,
        help_text=_("自分の分のほか、同じ所属の人の分を代わりに入力できます。"),
    )


def _field(question: Question) -> forms.Field:
    """Return the form field of a question."""
    given: dict[str, Any] = {
        "label": worded(question.title),
        "help_text": _words(question.help),
        "required": question.required,
    }
    match question.type:
        case "long":
            return forms.CharField(
                max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), **given
            )
        case "number":
            return forms.IntegerField(min_value=0, max_value=10**9, **given)
        case "date":
            return DayField(**given)
        case "choice":
            choices = [(each.id, worded(each.title)) for each in question.options]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **given)
        case "yes":
            return forms.BooleanField(**given)
        case _:
            return forms.CharField(max_length=300, **given)


def _words(text: Text | None) -> str:
    return worded(text) if text else ""


def _ends_help(kind: PermitKind) -> str | Promise:
    longest = gettext(
        "入力しなければ、許される最も長い日（最長%(days)d日、年度末まで）になります。"
    )
    return longest % {"days": kind.longest_days}


class EndPermitForm(forms.Form):
    """Why a permit ends before its last day."""

    reason = forms.CharField(label=_("終える理由"), max_length=300)


class AbsenceForm(forms.Form):
    """Who is away, and from when to when."""

    from_date = DayField(label=_("不在の初日"))
    until_date = DayField(label=_("不在の最終日"))

    def __init__(
        self, *args: Any, person: Person, others: bool, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.present(today).filter(erased_at=None)
        self.fields["person"] = forms.ModelChoiceField(
            label=_("不在になる人"),
            queryset=people if others else people.filter(pk=person.pk),
            initial=person.pk,
            empty_label=None,
        )
        self.order_fields(["person", "from_date", "until_date"])


class StageForm(forms.Form):
    """One stage of a route; left empty, it does not count."""

    act = forms.ChoiceField(label=_("すること"), required=False)
    need = forms.ChoiceField(label=_("必要な人"), required=False)
    seats = forms.MultipleChoiceField(
        label=_("担当"), required=False, widget=forms.CheckboxSelectMultiple
    )

    when = forms.ChoiceField(label=_("使う場合"), required=False)

    def __init__(
        self,
        *args: Any,
        conditions: list[tuple[str, str]],
        posts: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        always = [] if any(value == "" for value, _words in conditions) else [("", _("いつも"))]
        self.fields["when"].choices = [*always, *conditions]  # type: ignore[attr-defined]  # a choice field
        self.fields["act"].choices = [("", _("（この段階を使わない）")), *act_choices()]  # type: ignore[attr-defined]  # a choice field
        self.fields["need"].choices = need_choices()  # type: ignore[attr-defined]  # a choice field
        self.fields["seats"].choices = [*seat_choices(), *posts]  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        """Refuse a stage in use that names nobody."""
        given = super().clean() or {}
        if given.get("act") and not given.get("seats"):
            self.add_error("seats", gettext("この段階の担当を選んでください。"))
        return given

    def stage(self) -> dict[str, Any] | None:
        """Return the stage as the catalogue writes it; None when it is not used."""
        if not self.cleaned_data["act"]:
            return None
        given = self.cleaned_data
        stage = {"act": given["act"], "need": given["need"] or "any", "seats": list(given["seats"])}
        if given["when"]:
            field, way, values = given["when"].split(":")
            stage["when"] = {"field": field, way: values.split(",")}
        return stage


class ReasonForm(forms.Form):
    """Why a route is changed."""

    reason = forms.CharField(
        label=_("変える理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


ACT_WORDS = {"review": _("回議"), "consult": _("合議"), "decide": _("決裁")}
NEED_WORDS = {"any": _("いずれか一人"), "all": _("全員")}


def act_choices() -> list[tuple[str, str | Promise]]:
    """Return what is done at a stage, with its word."""
    return [(act, ACT_WORDS[act]) for act in ACTS]


def need_choices() -> list[tuple[str, str | Promise]]:
    """Return how many of a stage's seats are needed, with their word."""
    return [(need, NEED_WORDS[need]) for need in NEEDS]


def seat_choices() -> list[tuple[str, str | Promise]]:
    """Return who can sit in a seat of a route: the head of the applicant's unit, then roles."""
    roles = [(f"role:{role.id}", worded(role.title)) for role in load().roles.values()]
    return [("unit-head", _("申請者の所属長")), *roles]


def post_choices() -> list[tuple[str, str]]:
    """Return the titles of posts that can sit in a seat, each once; one query."""
    titles = Post.objects.order_by("title").values_list("title", flat=True).distinct()
    return [(f"post:{title}", title) for title in titles]
