"""What people type of selections."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import Criterion
from sekisho.web.organization.models import Unit
from sekisho.web.suppliers.forms.contracts import FirmNameInput, grades
from sekisho.web.suppliers.models import Candidate
from sekisho.web.ui.words import worded

PREFIX = "criterion-"


class SelectionForm(forms.Form):
    """A task that is to be given out."""

    title = forms.CharField(label=_("委託する業務"), max_length=100)
    unit = forms.ModelChoiceField(label=_("委託する所属"), queryset=Unit.objects.all())
    information = forms.CharField(
        label=_("渡す情報"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("業務に要るものだけに絞って書きます。"),
    )  # fmt: skip
    grade = forms.ChoiceField(
        label=_("扱わせる情報の重さ"), choices=grades, widget=forms.RadioSelect,
        help_text=_("比べる基準は、これで決まります。"),
    )  # fmt: skip


class CandidateForm(forms.Form):
    """A firm and its answers to the criteria."""

    firm = forms.CharField(label=_("事業者の名称"), max_length=100, widget=FirmNameInput())

    def __init__(
        self,
        *args: Any,
        criteria: tuple[Criterion, ...],
        candidate: Candidate | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        answers = candidate.answers if candidate else {}
        if candidate:
            self.initial.update(firm=candidate.firm.name, note=candidate.note)
        for each in criteria:
            self.fields[PREFIX + each.id] = forms.ChoiceField(
                label=worded(each.title),
                help_text=worded(each.question),
                choices=[(one.id, worded(one.title)) for one in each.answers],
                widget=forms.RadioSelect,
                required=False,
                initial=answers.get(each.id, ""),
            )
        self.fields["note"] = forms.CharField(
            label=_("備考"),
            max_length=500,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        given = self.cleaned_data
        answers = {
            name.removeprefix(PREFIX): value
            for name, value in given.items()
            if name.startswith(PREFIX)
        }
        return {"firm": given["firm"], "note": given["note"], "answers": answers}


class _CandidateField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """A firm compared, by its name."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name of the firm."""
        return str(obj.firm.name)


class ProposalForm(forms.Form):
    """The firm that is proposed, and why."""

    candidate = _CandidateField(
        label=_("選ぶ事業者"), queryset=Candidate.objects.none(), empty_label=None,
        widget=forms.RadioSelect,
    )  # fmt: skip
    reason = forms.CharField(
        label=_("選ぶ理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("点数の最も高い事業者でないときや、一者だけのときは、その理由も書きます。"),
    )  # fmt: skip

    def __init__(self, *args: Any, candidates: list[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["candidate"]
        if isinstance(field, forms.ModelChoiceField):
            keys = [each.pk for each in candidates]
            field.queryset = Candidate.objects.filter(pk__in=keys).select_related("firm")
