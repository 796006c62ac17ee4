"""What a decider writes."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DecisionForm(forms.Form):
    """The decider's comment; wanted when giving back, which the action asks for."""

    comment = forms.CharField(
        label=_("意見"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("差し戻すときは、直してほしい点を必ず書いてください。"),
    )
