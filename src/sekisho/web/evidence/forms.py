"""Forms of the ledger pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.web.evidence.actions.erasing import ErasureReason


class HandOverForm(forms.Form):
    """To whom a printed checkpoint was given."""

    to = forms.CharField(
        label=_("渡した先"),
        max_length=200,
        help_text=_("部署や監査法人の名称。氏名は書かないでください。"),
    )


class ErasureForm(forms.Form):
    """Why a file beside an entry is erased."""

    reason = forms.ChoiceField(label=_("消去の理由"), choices=ErasureReason.choices)
