"""What people type into the pages of corrections."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import load_correction_rules
from sekisho.web.corrections.actions import Entry, Finding
from sekisho.web.corrections.models import Correction
from sekisho.web.evidence.actions import File
from sekisho.web.organization.forms import DayField
from sekisho.web.organization.models import Person, Unit
from sekisho.web.ui.words import worded

LARGEST_FILE = 20 * 1024 * 1024


def _grades() -> list[tuple[str, str]]:
    return [
        (
            each.id,
            _("%(title)s（%(days)d日以内）") % {"title": worded(each.title), "days": each.days},
        )
        for each in load_correction_rules().grades.values()
    ]


def _sources() -> list[tuple[str, str]]:
    """Return what is entered by hand; what an audit found comes from the audit itself."""
    return [(word, str(label)) for word, label in Correction.Source.choices if word != "audit"]


def _people() -> Any:
    return Person.objects.filter(erased_at=None, left_on=None).select_related("unit")


class _Area(forms.Textarea):
    """A few lines."""

    def __init__(self) -> None:
        super().__init__(attrs={"rows": 4})


class FindingForm(forms.Form):
    """Something that must be mended."""

    title = forms.CharField(label=_("直すこと"), max_length=200)
    detail = forms.CharField(
        label=_("見つかった事実"), max_length=4000, required=False, widget=_Area(),
        help_text=_("いつ、どこで、何が、どうなっていたかを書きます。"),
    )  # fmt: skip
    source = forms.ChoiceField(label=_("見つけたもの"), choices=_sources)
    grade = forms.ChoiceField(label=_("重さ"), choices=_grades)
    unit = forms.ModelChoiceField(label=_("直す所属"), queryset=Unit.objects.all())
    owner = forms.ModelChoiceField(
        label=_("直す人"), queryset=_people(), required=False,
        help_text=_("決まっていなければ、後で決められます。"),
    )  # fmt: skip
    due_on = DayField(
        label=_("期限"), required=False, help_text=_("空欄のときは、重さから決まります。")
    )

    def finding(self, ref: str = "") -> Finding:
        """Return what was typed; what it was found by comes first among the fields."""
        said = {name: self.cleaned_data[name] for name in self.fields if name != "source"}
        return Finding(ref=ref, **said)


class EntryForm(forms.Form):
    """A row corrected."""

    title = forms.CharField(label=_("直すこと"), max_length=200)
    detail = forms.CharField(
        label=_("見つかった事実"), max_length=4000, required=False, widget=_Area()
    )
    grade = forms.ChoiceField(label=_("重さ"), choices=_grades)
    unit = forms.ModelChoiceField(label=_("直す所属"), queryset=Unit.objects.all())

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        return {"entry": Entry(**self.cleaned_data)}


class PlanForm(forms.Form):
    """How, by whom and until when."""

    action = forms.CharField(
        label=_("是正案"), max_length=4000, widget=_Area(),
        help_text=_("原因と、二度と起きないようにする方法を書きます。"),
    )  # fmt: skip
    owner = forms.ModelChoiceField(label=_("直す人"), queryset=_people())
    due_on = DayField(label=_("期限"), help_text=_("早めることはできます。"))

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        return dict(self.cleaned_data)


class _WithFile(forms.Form):
    file = forms.FileField(
        label=_("証拠のファイル"), required=False, help_text=_("写真、画面、書類など。20MBまで。")
    )

    def clean_file(self) -> Any:
        """Refuse a file too large to keep beside the ledger."""
        sent = self.cleaned_data.get("file")
        if sent and sent.size > LARGEST_FILE:
            raise forms.ValidationError(_("ファイルが大きすぎます（20MBまで）。"))
        return sent

    def values(self) -> dict[str, Any]:
        """Return what the action takes: the words, and the file as it is kept."""
        said = dict(self.cleaned_data)
        sent = said.pop("file", None)
        kind = (sent.content_type if sent else "") or "application/octet-stream"
        files = (File(sent.name, kind, sent.read()),) if sent else ()
        return {**said, "files": files}


class NoteForm(_WithFile):
    """How it goes."""

    text = forms.CharField(label=_("経過"), max_length=4000, widget=_Area())
    field_order = ("text", "file")


class ReportForm(_WithFile):
    """That it is mended."""

    result = forms.CharField(label=_("行ったこと"), max_length=4000, widget=_Area())
    field_order = ("result", "file")


class ConfirmForm(_WithFile):
    """That somebody else saw it."""

    text = forms.CharField(
        label=_("確かめたこと"), max_length=4000, widget=_Area(),
        help_text=_("何を見て、直ったと判断したかを書きます。"),
    )  # fmt: skip
    field_order = ("text", "file")


class TextForm(forms.Form):
    """A reason to send something back."""

    text = forms.CharField(label=_("理由"), max_length=4000, widget=_Area())

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        return dict(self.cleaned_data)


class PutOffForm(forms.Form):
    """Another day."""

    due_on = DayField(label=_("新しい期限"))
    reason = forms.CharField(label=_("理由"), max_length=4000, widget=_Area())

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        return dict(self.cleaned_data)


class HandOverForm(forms.Form):
    """Somebody else who mends."""

    owner = forms.ModelChoiceField(label=_("直す人"), queryset=_people())

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        return dict(self.cleaned_data)


class WithdrawForm(forms.Form):
    """Why nothing needs mending."""

    reason = forms.CharField(label=_("理由"), max_length=4000, widget=_Area())

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        return dict(self.cleaned_data)


class AgreeForm(forms.Form):
    """Nothing to say: the plan is agreed to as it stands."""

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        return {}
