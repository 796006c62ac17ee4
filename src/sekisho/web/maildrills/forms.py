"""What people type into the pages of this room."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import load_drill_letters
from sekisho.web.maildrills.actions import Audience
from sekisho.web.maildrills.words import HARDNESS
from sekisho.web.organization.forms import DayField
from sekisho.web.organization.models import Unit
from sekisho.web.ui.words import worded

EVERYONE, CHOSEN = "everyone", "chosen"
GOAL = 50


def _letters() -> list[tuple[str, str]]:
    return [
        (each.id, f"{worded(each.title)}（{HARDNESS[each.hardness]}）")
        for each in load_drill_letters().values()
    ]


class DrillForm(forms.Form):
    """A drill to plan."""

    title = forms.CharField(label=_("件名"), max_length=100)
    letter = forms.ChoiceField(label=_("文面"), choices=_letters, widget=forms.RadioSelect)
    who = forms.ChoiceField(
        label=_("対象"),
        choices=[(EVERYONE, _("適用対象者の全員")), (CHOSEN, _("下で選んだ所属の人"))],
        widget=forms.RadioSelect,
        initial=EVERYONE,
    )
    units = forms.ModelMultipleChoiceField(
        label=_("所属（下の所属を含む）"),
        queryset=Unit.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    send_on = DayField(label=_("送る日"), help_text=_("その日の午前9時から順に送ります。"))
    closes_on = DayField(
        label=_("締め切る日"),
        help_text=_("この日までに開いたか報告したかを数えます。31日後までです。"),
    )  # fmt: skip
    goal = forms.IntegerField(
        label=_("報告の目標（%）"), min_value=1, max_value=100, initial=GOAL,
        help_text=_("届いた人のうち、報告してほしい割合です。"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse a choice of nobody."""
        given = super().clean() or {}
        if given.get("who") == CHOSEN and not given.get("units"):
            self.add_error("units", _("所属を選んでください。"))
        return given

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        given = dict(self.cleaned_data)
        units = tuple(given.pop("units"))
        everyone = given.pop("who") == EVERYONE
        audience = Audience(everyone=True) if everyone else Audience(units=units)
        return given | {"audience": audience}


class ReportForm(forms.Form):
    """A mail somebody finds suspicious."""

    subject = forms.CharField(label=_("メールの件名"), max_length=300)
    text = forms.CharField(
        label=_("メールの本文"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea,
        help_text=_("リンクは開かずに、本文を写して貼り付けてください。"),
    )
