"""What people type at stock-taking and for disposals."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import load, load_premises
from sekisho.web.assets.models import Asset, AssetQuerySet
from sekisho.web.evidence.actions import File
from sekisho.web.organization.forms import DayField
from sekisho.web.organization.models import Unit
from sekisho.web.premises.actions import Waste
from sekisho.web.ui.words import worded


class TakingForm(forms.Form):
    """A stock-taking to begin."""

    title = forms.CharField(label=_("件名"), max_length=100)
    units = forms.ModelMultipleChoiceField(
        label=_("対象の所属"), queryset=Unit.objects.all(), widget=forms.CheckboxSelectMultiple
    )
    due_on = DayField(label=_("期限"))


class SeeForm(forms.Form):
    """A number seen, scanned or typed; the place stays filled in for the next one."""

    scanned = forms.CharField(
        label=_("番号"), max_length=300,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "autofocus": True}
        ),
    )  # fmt: skip
    place = forms.CharField(
        label=_("今いる場所"), max_length=200, required=False,
        help_text=_("書くと、登録上の場所と違うものを差異として記録します。"),
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )  # fmt: skip


class SettlementForm(forms.Form):
    """What became of a difference."""

    settlement = forms.CharField(
        label=_("差異の始末"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


def _levels() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (
            worded(scheme.title),
            [(f"{scheme.id}/{level.id}", worded(level.title)) for level in scheme.levels],
        )
        for scheme in load().schemes.values()
        if scheme.aspect == "confidentiality"
    ]


def _methods() -> list[tuple[str, str]]:
    return [(each.id, worded(each.title)) for each in load_premises().disposal_methods.values()]


class DisposalForm(forms.Form):
    """A disposal to permit."""

    name = forms.CharField(label=_("廃棄するもの"), max_length=200)
    number = forms.CharField(label=_("製造番号・管理番号"), max_length=100, required=False)
    asset = forms.ModelChoiceField(
        label=_("情報資産"), queryset=Asset.objects.none(), required=False,
        help_text=_("登録簿にあるものは選んでください。"),
    )  # fmt: skip
    unit = forms.ModelChoiceField(label=_("管理する所属"), queryset=Unit.objects.all())
    level = forms.ChoiceField(
        label=_("機密性の区分"), choices=_levels,
        help_text=_("入っている情報のうち、最も重いもの。"),
    )  # fmt: skip
    method = forms.ChoiceField(label=_("廃棄の方法"), choices=_methods)
    contractor = forms.CharField(label=_("委託先"), max_length=100, required=False)

    def __init__(self, *args: Any, assets: AssetQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["asset"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = assets

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        given = dict(self.cleaned_data)
        names = ("name", "number", "asset", "unit", "level")
        return {"waste": Waste(**{name: given.pop(name) for name in names}), **given}


class DoneForm(forms.Form):
    """A disposal done, with its certificate."""

    done_on = DayField(label=_("廃棄した日"))
    certificate = forms.FileField(
        label=_("廃棄の証明書"), help_text=_("PDFか写真。製造番号が読めるもの。20MBまで。")
    )

    def file(self) -> File:
        """Return the certificate as it is kept beside the entry."""
        sent = self.cleaned_data["certificate"]
        return File(sent.name, sent.content_type or "application/octet-stream", sent.read())

    def clean_certificate(self) -> Any:
        """Refuse what is larger than a certificate."""
        sent = self.cleaned_data["certificate"]
        if sent.size > LARGEST_CERTIFICATE:
            raise forms.ValidationError(_("ファイルが大きすぎます（20MBまで）。"))
        return sent


LARGEST_CERTIFICATE = 20 * 1024 * 1024
