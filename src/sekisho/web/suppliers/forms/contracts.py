"""What people type of firms, contracts, chains and endings."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import load_suppliers
from sekisho.web.evidence.actions import File
from sekisho.web.organization.forms import DayField
from sekisho.web.organization.models import Person, Unit
from sekisho.web.suppliers.actions import Entry, Work
from sekisho.web.suppliers.chain import chain_of
from sekisho.web.suppliers.models import Contract, Firm, Selection, Subcontract
from sekisho.web.suppliers.terms import Term
from sekisho.web.ui.words import worded

LARGEST_FILE = 20 * 1024 * 1024


def grades() -> list[tuple[str, str]]:
    """Return the gravities of information to choose from."""
    return [(each.id, worded(each.title)) for each in load_suppliers().grades.values()]


def uploaded(sent: Any) -> File | None:
    """Return a file that was sent as it is kept beside an entry; None for none."""
    if not sent:
        return None
    return File(sent.name, sent.content_type or "application/octet-stream", sent.read())


class SmallFileField(forms.FileField):
    """A paper: a file of at most 20 MB."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse what is larger than a paper."""
        sent = super().clean(data, initial)
        if sent and sent.size > LARGEST_FILE:
            raise forms.ValidationError(_("ファイルが大きすぎます（20MBまで）。"))
        return sent


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """A person present on a day, with their unit: two can have one name."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name and the unit."""
        return f"{obj.name}（{obj.unit.name}）"


def people_on(day: date) -> Any:
    """Return the people there on the day, with their units."""
    return Person.objects.present(day).filter(erased_at=None).select_related("unit")


class FirmNameInput(forms.TextInput):
    """A text that offers the firms already known (`<datalist id="firms">` on the page)."""

    def __init__(self) -> None:
        super().__init__(attrs={"list": "firms", "autocomplete": "off"})


class ContractForm(forms.Form):
    """A contract."""

    number = forms.CharField(label=_("契約番号"), max_length=40)
    title = forms.CharField(label=_("委託する業務"), max_length=100)
    firm = forms.CharField(
        label=_("委託先の名称"), max_length=100, widget=FirmNameInput(),
        help_text=_("登録のない事業者は、一緒に登録されます。"),
    )  # fmt: skip
    unit = forms.ModelChoiceField(label=_("委託する所属"), queryset=Unit.objects.all())
    manager = PersonField(label=_("責任者"), queryset=Person.objects.none())
    grade = forms.ChoiceField(
        label=_("扱わせる情報の重さ"), choices=grades, widget=forms.RadioSelect,
        help_text=_("契約に求める条項は、これで決まります。最も重いものを選びます。"),
    )  # fmt: skip
    starts = DayField(label=_("開始日"))
    ends = DayField(label=_("終了日"))
    report_hours = forms.IntegerField(
        label=_("事故を知らせるまでの時間（時間以内）"), required=False, min_value=1, max_value=720
    )
    report_to = forms.CharField(
        label=_("事故の連絡先（団体側）"), max_length=100, required=False,
        help_text=_("委託先が事故に気付いたときに連絡する部署と電話番号。"),
    )  # fmt: skip

    selection = forms.ModelChoiceField(
        label=_("委託先の選定"), queryset=Selection.objects.none(), required=False,
        help_text=_("決裁された選定があるときは選びます。"),
    )  # fmt: skip
    selected_paper = forms.CharField(
        label=_("以前の選定の記録"), max_length=200, required=False,
        help_text=_("この仕組みを使う前に選んだときは、選定の書類の名称と保管場所。"),
    )  # fmt: skip

    def __init__(
        self, *args: Any, today: date, contract: Contract | None = None, **kwargs: Any
    ) -> None:
        if contract is not None:
            kwargs["initial"] = {name: getattr(contract, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        _people(self, "manager", today)
        free = Q(contract=None) | Q(contract=contract) if contract else Q(contract=None)
        field = self.fields["selection"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Selection.objects.filter(free, decided_at__isnull=False)

    def entry(self) -> dict[str, Any]:
        """Return what the action takes."""
        return {"entry": Entry(**self.cleaned_data)}


def _people(form: forms.Form, name: str, today: date) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = people_on(today)


class FirmForm(forms.Form):
    """How a firm is called and reached."""

    name = forms.CharField(label=_("名称"), max_length=100)
    address = forms.CharField(label=_("所在地"), max_length=200, required=False)
    contact = forms.CharField(label=_("窓口の部署・職"), max_length=100, required=False)
    email = forms.EmailField(label=_("窓口のメールアドレス"), required=False)
    phone = forms.CharField(label=_("窓口の電話番号"), max_length=40, required=False)

    def __init__(self, *args: Any, firm: Firm, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(firm, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)


class ClausesForm(forms.Form):
    """Where in the contract each clause stands; empty: it does not."""

    def __init__(self, *args: Any, terms: tuple[Term, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for term in terms:
            self.fields[term.clause.id] = forms.CharField(
                label=worded(term.clause.title),
                help_text=worded(term.clause.text),
                initial=term.place,
                required=False,
                max_length=60,
            )

    def clauses(self) -> dict[str, dict[str, str]]:
        """Return what the action takes."""
        return {"clauses": dict(self.cleaned_data)}


class SubcontractForm(forms.Form):
    """What a contractor's application for a subcontract says."""

    above = forms.ChoiceField(
        label=_("どこからの再委託か"),
        help_text=_("委託先が直接頼むときは委託先を、再委託先がさらに頼むときはその事業者を選びます。"),
    )  # fmt: skip
    firm = forms.CharField(label=_("事業者の名称"), max_length=100, widget=FirmNameInput())
    task = forms.CharField(label=_("再委託する業務"), max_length=200)
    place = forms.CharField(label=_("作業する場所"), max_length=200)
    grade = forms.ChoiceField(
        label=_("扱わせる情報の重さ"), choices=grades, widget=forms.RadioSelect
    )
    measures = forms.CharField(
        label=_("事業者の情報セキュリティ対策"), max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("申請書に書かれている対策（認証、体制、保管の方法など）。"),
    )  # fmt: skip
    starts = DayField(
        label=_("作業を始める日"),
        help_text=_("既に作業していると分かったときは、その日を入力します。承諾までは不備として示されます。"),
    )  # fmt: skip

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = contract.subcontracts.select_related("firm")
        self._above = {
            str(step.row.pk): step.row for step in chain_of(rows) if step.row.ended_on is None
        }
        choices = [(key, row.firm.name) for key, row in self._above.items()]
        self.fields["above"].choices = [("0", contract.firm.name), *choices]  # type: ignore[attr-defined]  # a choice field

    def work(self) -> dict[str, Work | Subcontract | None]:
        """Return what the action takes."""
        given = dict(self.cleaned_data)
        return {"above": self._above.get(given.pop("above")), "work": Work(**given)}


class LastDayForm(forms.Form):
    """The last day of somebody's work."""

    on = DayField(label=_("作業を終えた日"))


class EndingForm(forms.Form):
    """How the work of a contract ended."""

    ended_on = DayField(label=_("業務を終えた日"))
    returned = forms.CharField(
        label=_("返却されたもの"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("資料、媒体、機器、入館証など。渡したものがないときは「なし」と書きます。"),
    )  # fmt: skip
    accounts_closed = forms.BooleanField(
        label=_("委託先のアカウントと回線を閉じました"), required=False
    )
    certificate = SmallFileField(
        label=_("消去の証明書"), required=False,
        help_text=_("PDFか写真。まだ届いていないときは、後から付けられます。20MBまで。"),
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        given = dict(self.cleaned_data)
        return given | {"certificate": uploaded(given["certificate"])}


class CompletionForm(forms.Form):
    """What was wanting at the end of a contract."""

    accounts_closed = forms.BooleanField(
        label=_("委託先のアカウントと回線を閉じました"), required=False
    )
    certificate = SmallFileField(
        label=_("消去の証明書"), required=False, help_text=_("PDFか写真。20MBまで。")
    )

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        given = dict(self.cleaned_data)
        return given | {"certificate": uploaded(given["certificate"])}
