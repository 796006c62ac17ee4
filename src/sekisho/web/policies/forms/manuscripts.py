"""What people type when they write a document here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import load
from sekisho.web.organization.forms import DayField
from sekisho.web.policies.drafting import forms_of
from sekisho.web.policies.models import READ_PROCEDURES, Clause, Document, Form, Style
from sekisho.web.ui.words import worded


class DrawForm(forms.Form):
    """The controls a first 対策基準 is drawn from."""

    title = forms.CharField(label=_("題名"), max_length=300)
    effective_on = DayField(label=_("施行日"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._chapters = []
        for chapter in load().chapters.values():
            mine = [each for each in load().controls.values() if each.chapter == chapter.id]
            name = f"chapter-{chapter.id}"
            self.fields[name] = forms.MultipleChoiceField(
                label=worded(chapter.title),
                choices=[(each.id, worded(each.title)) for each in mine],
                initial=[each.id for each in mine if each.level == "required"],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
            self._chapters.append(name)

    def controls(self) -> list[str]:
        """Return the ids of the controls chosen."""
        return [each for name in self._chapters for each in self.cleaned_data[name]]


class BlankForm(forms.Form):
    """A document begun from nothing."""

    kind = forms.ChoiceField(label=_("文書の種類"), choices=(), widget=forms.RadioSelect)
    title = forms.CharField(label=_("題名"), max_length=300)
    style = forms.ChoiceField(
        label=_("番号の形"), choices=Style.choices, widget=forms.RadioSelect, initial=Style.NUMBERS
    )
    effective_on = DayField(label=_("施行日"), required=False)

    def __init__(self, *args: Any, rights: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(Document.Kind.STANDARD.value, Document.Kind.STANDARD.label)]
        if READ_PROCEDURES in rights:
            kinds.append((Document.Kind.PROCEDURE.value, Document.Kind.PROCEDURE.label))
        field = self.fields["kind"]
        field.choices = kinds  # type: ignore[attr-defined]  # a choice
        field.initial = kinds[-1][0]


class PassageForm(forms.Form):
    """One passage."""

    form = forms.ChoiceField(label=_("形"), choices=())
    branch = forms.BooleanField(
        label=_("前の番号の枝番号にする"),
        required=False,
        help_text=_("第3条の後に置くと、第3条の2になります。章、節及び条に付けられます。"),
    )
    heading = forms.CharField(label=_("見出し"), max_length=200, required=False)
    text = forms.CharField(
        label=_("本文"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    control = forms.ChoiceField(
        label=_("応える対策"),
        required=False,
        help_text=_("選ぶと、その対策の主題が条文に付きます。"),
    )

    def __init__(self, *args: Any, style: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = forms_of(Style(style).value)  # type: ignore[arg-type]  # its values
        shown = [(each.value, each.label) for each in Form if each.value in known]
        self.fields["form"].choices = shown  # type: ignore[attr-defined]  # a choice
        controls = [(each.id, worded(each.title)) for each in load().controls.values()]
        self.fields["control"].choices = [("", _("（選ばない）")), *controls]  # type: ignore[attr-defined]  # as above


class RemarkForm(forms.Form):
    """A remark on a passage."""

    text = forms.CharField(
        label=_("コメント"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class LinkForm(forms.Form):
    """Which procedures carry out a clause."""

    procedures = forms.ModelMultipleChoiceField(
        label=_("この条文を行う実施手順"),
        queryset=Document.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, clause: Clause, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clause = clause
        rows = Document.objects.filter(kind=Document.Kind.PROCEDURE)
        self.fields["procedures"].queryset = rows  # type: ignore[attr-defined]  # a choice of rows
