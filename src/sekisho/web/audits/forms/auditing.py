"""What people type into the pages of audits."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import load, load_correction_rules
from sekisho.web.audits.access import AUDIT
from sekisho.web.audits.actions import AuditEntry, Found, Guest, PlanEntry, Wanted
from sekisho.web.audits.models import AuditPlan, Item
from sekisho.web.evidence.actions import File
from sekisho.web.organization.access import holders_of
from sekisho.web.organization.forms import DayField
from sekisho.web.organization.models import Person, Unit
from sekisho.web.ui.words import worded

LARGEST_FILE = 20 * 1024 * 1024
MOST_SAMPLE = 200
_FIRST_YEAR, _LAST_YEAR = 2000, 2199


class _Area(forms.Textarea):
    """A few lines."""

    def __init__(self) -> None:
        super().__init__(attrs={"rows": 4})


def _auditors(on: Any) -> Any:
    return holders_of(AUDIT, on).select_related("unit").order_by("furigana")


def _chapters() -> list[tuple[str, str]]:
    return [(each.id, worded(each.title)) for each in load().chapters.values()]


def _grades() -> list[tuple[str, str]]:
    return [(each.id, worded(each.title)) for each in load_correction_rules().grades.values()]


class PlanForm(forms.Form):
    """A plan."""

    kind = forms.ChoiceField(label=_("種別"), choices=AuditPlan.Kind.choices)
    title = forms.CharField(label=_("件名"), max_length=100)
    year = forms.IntegerField(
        label=_("始まりの年度（西暦）"), min_value=_FIRST_YEAR, max_value=_LAST_YEAR
    )
    until_year = forms.IntegerField(
        label=_("終わりの年度（西暦）"), min_value=_FIRST_YEAR, max_value=_LAST_YEAR,
        help_text=_("中期計画は3年度まで、ほかは同じ年度です。"),
    )  # fmt: skip
    purpose = forms.CharField(label=_("目的と重点"), max_length=4000, widget=_Area())
    units = forms.ModelMultipleChoiceField(
        label=_("対象の所属"), queryset=Unit.objects.all(), widget=forms.CheckboxSelectMultiple
    )

    def entry(self) -> PlanEntry:
        """Return what was typed."""
        return PlanEntry(**{**self.cleaned_data, "units": list(self.cleaned_data["units"])})


class AuditForm(forms.Form):
    """An audit within a plan."""

    unit = forms.ModelChoiceField(label=_("監査を受ける所属"), queryset=Unit.objects.none())
    title = forms.CharField(label=_("件名"), max_length=100)
    purpose = forms.CharField(label=_("目的"), max_length=2000, widget=_Area())
    from_date = DayField(label=_("始まりの日"))
    until_date = DayField(label=_("終わりの日"))
    lead = forms.ModelChoiceField(label=_("主任の監査人"), queryset=Person.objects.none())
    others = forms.ModelMultipleChoiceField(
        label=_("ほかの監査人"), queryset=Person.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    chapters = forms.MultipleChoiceField(
        label=_("監査する章"), choices=_chapters, widget=forms.CheckboxSelectMultiple,
        help_text=_("選んだ章の対策が監査項目になります。必須と推奨を含みます。"),
    )  # fmt: skip

    def __init__(self, *args: Any, plan: AuditPlan, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit, lead, others = (self.fields[name] for name in ("unit", "lead", "others"))
        if isinstance(unit, forms.ModelChoiceField):
            unit.queryset = Unit.objects.filter(pk__in=plan.units)
        for field in (lead, others):
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = _auditors(on)

    def entry(self) -> AuditEntry:
        """Return what was typed."""
        return AuditEntry(**{**self.cleaned_data, "others": list(self.cleaned_data["others"])})


class MemberForm(forms.Form):
    """An auditor more."""

    person = forms.ModelChoiceField(label=_("監査人"), queryset=Person.objects.none())

    def __init__(self, *args: Any, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = _auditors(on)


class JudgeForm(forms.Form):
    """An item judged in the field."""

    result = forms.ChoiceField(
        label=_("判定"), choices=Item.Result.choices, widget=forms.RadioSelect
    )
    seen = forms.CharField(
        label=_("確かめたこと"), max_length=4000, widget=_Area(),
        help_text=_("何を見て、誰に聞き、どう判断したかを書きます。"),
    )  # fmt: skip
    file = forms.FileField(
        label=_("証拠のファイル"), required=False,
        help_text=_("タブレットのカメラで撮ることもできます。20MBまで。"),
    )  # fmt: skip

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
        return {**said, "files": (File(sent.name, kind, sent.read()),) if sent else ()}


class SampleForm(forms.Form):
    """A sample to draw."""

    population = forms.CharField(
        label=_("母集団の名前"), max_length=200, help_text=_("例: 9月の媒体の貸出簿")
    )
    lines = forms.CharField(
        label=_("母集団（1行に1つ）"), widget=forms.Textarea(attrs={"rows": 8}),
        max_length=2_000_000,
    )  # fmt: skip
    size = forms.IntegerField(label=_("抜き取る件数"), min_value=1, max_value=MOST_SAMPLE)
    seed = forms.CharField(
        label=_("乱数の種"), max_length=64,
        help_text=_("同じ母集団と種なら、誰が引いても同じものが選ばれます。"),
    )  # fmt: skip

    def wanted(self) -> Wanted:
        """Return what was typed."""
        said = self.cleaned_data
        return Wanted(said["population"], said["lines"].splitlines(), said["size"], said["seed"])


class FindingForm(forms.Form):
    """A finding."""

    title = forms.CharField(label=_("指摘"), max_length=200)
    detail = forms.CharField(label=_("事実と根拠"), max_length=4000, widget=_Area())
    grade = forms.ChoiceField(label=_("重さ"), choices=_grades)
    advice = forms.CharField(label=_("改善の勧告"), max_length=4000, required=False, widget=_Area())
    action = forms.CharField(
        label=_("合意した是正案"), max_length=4000, required=False, widget=_Area(),
        help_text=_("監査を受けた所属と合意していれば書きます。空欄のときは、報告の後に所属が是正案を出します。"),
    )  # fmt: skip
    owner = forms.ModelChoiceField(
        label=_("直す人"), required=False,
        queryset=Person.objects.filter(erased_at=None, left_on=None).select_related("unit"),
    )  # fmt: skip
    due_on = DayField(label=_("期限"), required=False)

    def found(self) -> Found:
        """Return what was typed."""
        return Found(**self.cleaned_data)


class ReportForm(forms.Form):
    """The report."""

    opinion = forms.CharField(
        label=_("総評"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("監査した範囲で、対策がどう行われているかの全体の判断を書きます。"),
    )  # fmt: skip


class ExternalForm(forms.Form):
    """An auditor from outside."""

    name = forms.CharField(label=_("氏名"), max_length=100)
    furigana = forms.CharField(label=_("フリガナ"), max_length=100)
    email = forms.EmailField(label=_("メールアドレス"))
    username = forms.CharField(label=_("利用者ID"), max_length=60)
    until = DayField(
        label=_("閲覧の期限"), help_text=_("この日の翌日から、自動で入れなくなります。")
    )

    def guest(self) -> Guest:
        """Return who was typed."""
        return Guest(**self.cleaned_data)
