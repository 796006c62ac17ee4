"""What people type into the register of assets."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import GradeQuestion, load
from sekisho.web.assets import access, places
from sekisho.web.assets.actions import Entry
from sekisho.web.assets.grading import ASPECTS, Aspect, Schemes, chosen, schemes_for
from sekisho.web.assets.models import Asset, Relation, Zone
from sekisho.web.assets.table import ASSETS
from sekisho.web.organization.forms import DayField
from sekisho.web.organization.models import Post, Unit
from sekisho.web.registers.queries import own_headings
from sekisho.web.ui.words import worded

Choices = list[tuple[str, Any]]
_ABOUT = {
    "confidentiality": _("機密性"),
    "integrity": _("完全性"),
    "availability": _("可用性"),
}


def kinds() -> Choices:
    """Return the three kinds of the definition."""
    return [(kind.id, worded(kind.title)) for kind in load().asset_kinds.values()]


def sorts() -> Choices:
    """Return the sorts under their kinds."""
    return [
        (
            worded(kind.title),
            [
                (sort.id, worded(sort.title))
                for sort in load().asset_sorts.values()
                if sort.kind == kind.id
            ],
        )
        for kind in load().asset_kinds.values()
    ]


def grades(schemes: Schemes, aspect: Aspect, rights: frozenset[str]) -> Choices:
    """Return the grades of the chosen scheme the reader may set."""
    hidden = access.hidden_grades(rights) if aspect == "confidentiality" else frozenset()
    levels = schemes.by_aspect[aspect].levels
    return [(level.id, worded(level.title)) for level in levels if level.id not in hidden]


class AssetForm(forms.Form):
    """A row of the register; only zones and grades the person may read can be chosen."""

    number = forms.CharField(
        label=_("管理番号"),
        max_length=40,
        required=False,
        help_text=_("空欄のままにすると、次の番号を付けます。"),
    )
    sort = forms.ChoiceField(label=_("種類"), choices=sorts)
    name = forms.CharField(
        label=_("名称"),
        max_length=200,
        help_text=_("ひとまとまりで管理しているものは、1件で登録できます。"),
    )
    unit = forms.ModelChoiceField(label=_("管理する所属"), queryset=Unit.objects.all())
    post = forms.ModelChoiceField(
        label=_("管理者の職"),
        queryset=Post.objects.select_related("unit"),
        required=False,
        empty_label=_("決めていない"),
    )
    zone = forms.ModelChoiceField(
        label=_("領域"),
        queryset=Zone.objects.none(),
        required=False,
        empty_label=_("どの領域にも属さない（紙の文書など）"),
    )
    area = forms.ChoiceField(label=_("置き場所（管理区域）"), required=False)
    place = forms.CharField(label=_("置き場所の詳細"), max_length=200, required=False)
    confidentiality = forms.ChoiceField(label=_("機密性"), required=False)
    integrity = forms.ChoiceField(label=_("完全性"), required=False)
    availability = forms.ChoiceField(label=_("可用性"), required=False)
    personal_number = forms.ChoiceField(
        label=_("個人番号の事務"), choices=Asset.PersonalNumber.choices
    )
    subjects = forms.IntegerField(
        label=_("本人の数"),
        min_value=0,
        max_value=999_999_999,
        required=False,
        help_text=_("個人の情報が何人分あるか。おおよその数でかまいません。"),
    )
    retention = forms.CharField(
        label=_("保存期間"), max_length=60, required=False, help_text=_("例: 5年、常用")
    )
    retained_until = DayField(label=_("保存期間の満了日"), required=False)
    copies = forms.CharField(label=_("複製のある場所"), max_length=300, required=False)
    note = forms.CharField(label=_("備考"), max_length=500, required=False, widget=forms.Textarea)

    def __init__(
        self,
        *args: Any,
        rights: frozenset[str],
        asset: Asset | None = None,
        proposed: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        own = dict(asset.own) if asset else {}
        initial = {name: getattr(asset, name) for name in self.base_fields} if asset else {}
        kwargs["initial"] = {"personal_number": "none", **initial, **(proposed or {})}
        super().__init__(*args, **kwargs)
        self._own = own
        zones = self.fields["zone"]
        if isinstance(zones, forms.ModelChoiceField):
            zones.queryset = access.zones_for(rights)
        self._choose(rights, asset)
        self.headings = tuple(dict.fromkeys((*own_headings(ASSETS), *own)))
        for place, heading in enumerate(self.headings):
            self.fields[f"own_{place}"] = forms.CharField(
                label=heading, max_length=500, required=False, initial=own.get(heading, "")
            )

    def _choose(self, rights: frozenset[str], asset: Asset | None) -> None:
        schemes = chosen()
        for aspect in ASPECTS:
            found = [("", _("決めていない")), *grades(schemes, aspect, rights)]
            self._set(aspect, found, getattr(asset, aspect, ""))
        there = [
            ("", _("決めていない")),
            *((each.reference, each.label) for each in places.areas()),
        ]
        self._set("area", there, asset.area if asset else "")

    def _set(self, name: str, choices: Choices, now: str) -> None:
        """Offer the choices, and what the row says now even if it can no longer be chosen."""
        field = self.fields[name]
        if now and now not in {value for value, _label in choices}:
            choices = [*choices, (now, now)]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def entry(self) -> Entry:
        """Return what was typed."""
        plain = {name: self.cleaned_data[name] for name in self.base_fields}
        return Entry(**plain, own=self._typed())

    def _typed(self) -> dict[str, str | int | float]:
        """Return the own fields; one that was not touched keeps its type."""
        found: dict[str, str | int | float] = {}
        for place, heading in enumerate(self.headings):
            text = self.cleaned_data[f"own_{place}"]
            stood = self._own.get(heading, "")
            if str(stood) == text:
                text = stood
            if text != "":
                found[heading] = text
        return found


class ExclusionForm(forms.Form):
    """Why an asset stands outside the scope."""

    reason = forms.CharField(label=_("範囲外とする理由"), max_length=300)


class ZoneForm(forms.Form):
    """A zone's name."""

    label = forms.CharField(label=_("名称"), max_length=100)


class SchemeForm(forms.Form):
    """Which scheme grades each aspect."""

    def __init__(self, *args: Any, schemes: Schemes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for aspect in ASPECTS:
            self.fields[aspect] = forms.ChoiceField(
                label=_ABOUT[aspect],
                choices=[(each.id, worded(each.title)) for each in schemes_for(aspect)],
                initial=schemes.by_aspect[aspect].id,
                widget=forms.RadioSelect,
            )


class RelationForm(forms.Form):
    """Another asset, by its number, and how it stands to this one."""

    number = forms.CharField(label=_("相手の管理番号"), max_length=40)
    way = forms.ChoiceField(
        label=_("向き"),
        choices=[("lower", _("この資産が相手を")), ("upper", _("相手がこの資産を"))],
    )
    kind = forms.ChoiceField(label=_("関係"), choices=Relation.Kind.choices)


class QuestionForm(forms.Form):
    """The questions of one aspect, as far as they are asked."""

    def __init__(self, *args: Any, questions: tuple[GradeQuestion, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            self.fields[question.id] = forms.ChoiceField(
                label=worded(question.text),
                choices=[(each.id, worded(each.text)) for each in question.answers],
                widget=forms.RadioSelect,
                required=False,
            )


class FilterForm(forms.Form):
    """Which rows to show; see `filtering`."""

    q = forms.CharField(label=_("言葉"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("種別"), required=False)
    zone = forms.ChoiceField(label=_("領域"), required=False)
    confidentiality = forms.ChoiceField(label=_("機密性"), required=False)
    unit = forms.ChoiceField(label=_("管理する所属"), required=False)

    def __init__(self, *args: Any, rights: frozenset[str], schemes: Schemes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nowhere = ("-", _("領域なし"))
        ungraded = ("-", _("分類なし"))
        zones = access.zones_for(rights).values_list("key", "label")
        units = Unit.objects.values_list("pk", "name")
        for name, choices in (
            ("kind", kinds()),
            ("zone", [*zones, nowhere]),
            ("confidentiality", [*grades(schemes, "confidentiality", rights), ungraded]),
            ("unit", [(str(pk), label) for pk, label in units]),
        ):
            choice = self.fields[name]
            if isinstance(choice, forms.ChoiceField):
                choice.choices = [("", _("すべて")), *choices]
