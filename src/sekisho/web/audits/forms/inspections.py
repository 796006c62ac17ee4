"""What people type at a self-inspection."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import InspectionQuestion
from sekisho.web.audits.asking import LONGEST_REASON
from sekisho.web.organization.forms import DayField


class InspectionForm(forms.Form):
    """A self-inspection to start."""

    title = forms.CharField(label=_("件名"), max_length=100)
    due_on = DayField(label=_("回答の期限"))


class ReturnForm(forms.Form):
    """Why answers are given back."""

    reason = forms.CharField(
        label=_("理由"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )


def answers_of(
    posted: QueryDict, asked: tuple[InspectionQuestion, ...]
) -> dict[str, tuple[str, str]]:
    """Return what was sent for each question: answer and reason; what is no question is dropped."""
    return {
        each.control: (
            posted.get(f"answer-{each.control}", ""),
            posted.get(f"reason-{each.control}", "")[:LONGEST_REASON],
        )
        for each in asked
    }
