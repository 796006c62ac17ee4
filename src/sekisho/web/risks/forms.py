"""What people type of risks: a judgement of every threat to an asset, and a treatment."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import RiskGrade, Threat, load_risk_rules
from sekisho.web.assets.models import Asset
from sekisho.web.risks.actions import Judgement
from sekisho.web.risks.models import Risk
from sekisho.web.risks.proposing import Proposed
from sekisho.web.ui.words import worded


@dataclass(frozen=True, slots=True)
class Line:
    """One threat of the form, with its fields and what the catalogue proposed."""

    threat: Threat
    likelihood: forms.BoundField
    impact: forms.BoundField
    why: forms.BoundField


class JudgementForm(forms.Form):
    """Every threat that can hit an asset, filled with what was judged before or is proposed.

    `also`: other assets of the same sort, zone and grades that get the same judgement.
    """

    def __init__(
        self,
        *args: Any,
        proposed: Sequence[Proposed],
        judged: Mapping[str, Risk],
        alike: Iterable[Asset],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.proposed = proposed
        rules = load_risk_rules()
        for each in proposed:
            before = judged.get(each.threat.id)
            title = worded(each.threat.title)
            self.fields[f"likelihood-{each.threat.id}"] = _scale(
                rules.likelihoods,
                _("%(threat)s の起きやすさ") % {"threat": title},
                before.likelihood if before else each.likelihood,
            )
            self.fields[f"impact-{each.threat.id}"] = _scale(
                rules.impacts,
                _("%(threat)s の影響") % {"threat": title},
                before.impact if before else each.impact,
            )
            self.fields[f"why-{each.threat.id}"] = forms.CharField(
                label=_("%(threat)s をそう評価した理由") % {"threat": title},
                max_length=500,
                required=False,
                initial=before.why if before else "",
            )
        choices = [(str(each.pk), f"{each.number} {each.name}") for each in alike]
        if choices:
            self.fields["also"] = forms.MultipleChoiceField(
                label=_("同じ評価を当てはめる情報資産"),
                help_text=_("種類・領域・区分が同じもの。選んだものは、上と同じ評価になります。"),
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def lines(self) -> Iterator[Line]:
        """Yield the threats with their fields."""
        for each in self.proposed:
            name = each.threat.id
            yield Line(
                each.threat,
                self[f"likelihood-{name}"],
                self[f"impact-{name}"],
                self[f"why-{name}"],
            )

    def judgements(self) -> dict[str, Judgement]:
        """Return what was sent, by threat."""
        given = self.cleaned_data
        return {
            each.threat.id: Judgement(
                int(given[f"likelihood-{each.threat.id}"]),
                int(given[f"impact-{each.threat.id}"]),
                given[f"why-{each.threat.id}"],
            )
            for each in self.proposed
        }

    def others(self) -> frozenset[int]:
        """Return the other assets that get the same judgement."""
        return frozenset(int(each) for each in self.cleaned_data.get("also", ()))


class TreatmentForm(forms.Form):
    """What to do about a risk, and until when."""

    way = forms.ChoiceField(label=_("対応"), widget=forms.RadioSelect)
    plan = forms.CharField(
        label=_("行うこと・受け入れる理由"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("受け入れるときは、なぜ今より減らせないか、何が起きたら考え直すかを書きます。"),
    )
    until = forms.DateField(
        label=_("期限"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("この日を過ぎると、対応は決まっていないものに戻ります。"),
    )

    def __init__(self, *args: Any, others: Sequence[Risk], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if others:
            self.fields["also"] = _also(others)
        field = self.fields["way"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (each.id, f"{worded(each.title)}：{worded(each.meaning)}")
                for each in load_risk_rules().treatments.values()
            ]

    def chosen(self) -> frozenset[int]:
        """Return the other risks the treatment is for as well."""
        return frozenset(int(each) for each in self.cleaned_data.get("also", ()))


def _also(others: Sequence[Risk]) -> forms.MultipleChoiceField:
    choices = [(str(each.pk), f"{each.asset.number} {each.asset.name}") for each in others]
    return forms.MultipleChoiceField(
        label=_("同じ対応にするリスク"),
        help_text=_(
            "同じ脅威・同じ領域で、対応の決まっていない情報資産。選んだものは一つの決裁になります。"
        ),
        choices=choices,
        initial=[value for value, _label in choices],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def _scale(grades: Mapping[int, RiskGrade], label: str, initial: int) -> forms.ChoiceField:
    choices = [(str(each.grade), f"{each.grade} {worded(each.title)}") for each in grades.values()]
    return forms.ChoiceField(label=label, choices=choices, initial=str(initial))
