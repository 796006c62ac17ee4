"""What people type into the pages of this room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.forms import DayField


class BulletinForm(forms.Form):
    """A bulletin."""

    title = forms.CharField(label=_("件名"), max_length=100)
    text = forms.CharField(
        label=_("本文"),
        max_length=4000,
        widget=forms.Textarea,
        help_text=_("「■」で始まる行は、ポスターで見出しになります。"),
    )
    from_date = DayField(label=_("掲示の初日"))
    until_date = DayField(label=_("掲示の最終日"))
