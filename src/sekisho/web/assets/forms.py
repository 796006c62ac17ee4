"""What people type into the register of assets."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import load
from sekisho.web.assets import access
from sekisho.web.assets.actions import Entry
from sekisho.web.assets.models import CoveredAsset, CoveredAssetQuerySet, Zone
from sekisho.web.organization.models import Unit
from sekisho.web.ui.words import worded


def _kinds() -> list[tuple[str, str]]:
    return [(kind.id, worded(kind.title)) for kind in load().asset_kinds.values()]


class AssetForm(forms.Form):
    """A row of the register; only zones the person may read can be chosen."""

    kind = forms.ChoiceField(label=_("種別"), choices=_kinds)
    name = forms.CharField(
        label=_("名称"),
        max_length=200,
        help_text=_("ひとまとまりで管理しているものは、1件で登録できます。"),
    )
    zone = forms.ModelChoiceField(
        label=_("領域"),
        queryset=Zone.objects.none(),
        required=False,
        empty_label=_("どの領域にも属さない（紙の文書など）"),
    )
    unit = forms.ModelChoiceField(label=_("管理する所属"), queryset=Unit.objects.all())

    def __init__(
        self, *args: Any, rights: frozenset[str], asset: CoveredAsset | None = None, **kwargs: Any
    ) -> None:
        if asset is not None:
            kwargs["initial"] = {name: getattr(asset, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        zones = self.fields["zone"]
        if isinstance(zones, forms.ModelChoiceField):
            zones.queryset = access.zones_for(rights)

    def entry(self) -> Entry:
        """Return what was typed."""
        return Entry(**self.cleaned_data)


class ExclusionForm(forms.Form):
    """Why an asset stands outside the scope."""

    reason = forms.CharField(label=_("範囲外とする理由"), max_length=300)


class ZoneForm(forms.Form):
    """A zone's name."""

    label = forms.CharField(label=_("名称"), max_length=100)


class FilterForm(forms.Form):
    """Which rows to show; what cannot be understood shows all."""

    kind = forms.ChoiceField(label=_("種別"), required=False)
    zone = forms.ChoiceField(label=_("領域"), required=False)

    def __init__(self, *args: Any, rights: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", _("すべて"))
        zones = access.zones_for(rights).values_list("key", "label")
        for name, choices in (("kind", _kinds()), ("zone", list(zones))):
            choice = self.fields[name]
            if isinstance(choice, forms.ChoiceField):
                choice.choices = [everything, *choices]

    def narrow(self, rows: CoveredAssetQuerySet) -> CoveredAssetQuerySet:
        """Return the rows asked for."""
        self.full_clean()
        if kind := self.cleaned_data.get("kind"):
            rows = rows.filter(kind=kind)
        if zone := self.cleaned_data.get("zone"):
            rows = rows.filter(zone__key=zone)
        return rows
