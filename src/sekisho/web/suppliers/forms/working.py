"""What people type of workers, media handed over and findings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.web.assets import places
from sekisho.web.assets.models import Asset, AssetQuerySet
from sekisho.web.organization.forms import DayField
from sekisho.web.organization.models import Person, PersonQuerySet
from sekisho.web.suppliers.actions import Handed
from sekisho.web.suppliers.forms.contracts import PersonField, grades
from sekisho.web.suppliers.models import Contract, Finding, Subcontract


def _areas() -> list[tuple[str, str]]:
    return [(each.reference, each.label) for each in places.areas()]


class _FirmField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """A subcontractor, by the name of its firm."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name of the firm."""
        return str(obj.firm.name)


class WorkerForm(forms.Form):
    """Somebody on a contractor's list of workers."""

    person = PersonField(
        label=_("常駐要員"), queryset=Person.objects.none(), required=False,
        empty_label=_("常駐していない（下に氏名を書く）"),
        help_text=_("組織と人に常駐要員として登録されている人です。"),
    )  # fmt: skip
    name = forms.CharField(label=_("氏名"), max_length=100, required=False)
    subcontract = _FirmField(
        label=_("再委託先の人のとき"), queryset=Subcontract.objects.none(), required=False,
        empty_label=_("委託先の人"),
    )  # fmt: skip
    duty = forms.CharField(label=_("担当"), max_length=100)
    areas = forms.MultipleChoiceField(
        label=_("入ってよい管理区域"), choices=_areas, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    from_date = DayField(label=_("開始日"))

    def __init__(
        self, *args: Any, contract: Contract, residents: PersonQuerySet, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        below = contract.subcontracts.filter(ended_on=None).select_related("firm")
        for name, rows in (("person", residents.select_related("unit")), ("subcontract", below)):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = rows


class HandoverForm(forms.Form):
    """What is handed over to a contractor."""

    what = forms.CharField(
        label=_("渡したもの"),
        max_length=200,
        help_text=_("例: 健診データを入れたUSBメモリ。"),
    )
    number = forms.CharField(
        label=_("媒体の番号"), max_length=100, required=False,
        help_text=_("電子の媒体のときは、管理番号か製造番号を必ず書きます。紙のときは空欄です。"),
    )  # fmt: skip
    asset = forms.ModelChoiceField(
        label=_("情報資産"), queryset=Asset.objects.none(), required=False,
        help_text=_("登録簿にある媒体のときは選んでください。"),
    )  # fmt: skip
    grade = forms.ChoiceField(
        label=_("入っている情報の重さ"), choices=grades, widget=forms.RadioSelect
    )
    encrypted = forms.BooleanField(label=_("暗号化しました"), required=False)
    way = forms.CharField(
        label=_("運び方"), max_length=100, help_text=_("例: 施錠したケースで職員が手渡し。")
    )
    handed_on = DayField(label=_("渡した日"))
    due_on = DayField(label=_("返す期限"))

    def __init__(self, *args: Any, media: AssetQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["asset"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = media

    def handed(self) -> dict[str, Handed]:
        """Return what the action takes."""
        return {"handed": Handed(**self.cleaned_data)}


class ReturnForm(forms.Form):
    """The day something came back."""

    on = DayField(label=_("返った日"))


class WipedForm(forms.Form):
    """How it was seen that nothing is left at the contractor."""

    on = DayField(label=_("消去を確かめた日"))
    how = forms.CharField(
        label=_("消去の確かめ方"), max_length=200,
        help_text=_("例: 媒体を初期化して中身を見た。委託先の複製の消去報告を受け取った。"),
    )  # fmt: skip


class FindingForm(forms.Form):
    """What falls short at a contractor, and what is demanded."""

    source = forms.ChoiceField(label=_("分かった方法"), choices=Finding.Source.choices)
    found_on = DayField(label=_("分かった日"))
    what = forms.CharField(
        label=_("足りないこと"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    measure = forms.CharField(
        label=_("求めた改善"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    due_on = DayField(label=_("改善の期限"))


class MendForm(forms.Form):
    """How it was mended, and how that was seen."""

    on = DayField(label=_("改善を確かめた日"))
    how = forms.CharField(
        label=_("改善の内容と確かめ方"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
