"""What people type into a round sheet."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import load_premises
from sekisho.web.premises.actions import Question
from sekisho.web.premises.sheets import RoundSheet
from sekisho.web.ui.words import worded

_LONGEST = 200


class SheetForm(forms.Form):
    """A sheet: its title, how often, and a line a question; a line without words is left out."""

    NEW = 5

    title = forms.CharField(label=_("点検表の名称"), max_length=100)
    every_days = forms.IntegerField(
        label=_("間隔（日）"), min_value=1, max_value=366,
        help_text=_("点検を終えると、この日数の後に次の点検の期限が来ます。"),
    )  # fmt: skip

    def __init__(self, *args: Any, sheet: RoundSheet | None = None, **kwargs: Any) -> None:
        if sheet:
            kwargs["initial"] = {"title": sheet.title, "every_days": sheet.every_days}
        super().__init__(*args, **kwargs)
        lines = sheet.lines if sheet else ()
        self.count = len(lines) + self.NEW
        for number in range(self.count):
            line = lines[number] if number < len(lines) else None
            kinds = _titled("fixture_kinds")
            about = _titled("safeguards")
            self.fields[f"words-{number}"] = forms.CharField(
                label=format_lazy("{} {}", _("聞くこと"), number + 1),
                max_length=_LONGEST,
                required=False,
                initial=line.question if line else "",
            )
            self.fields[f"subject-{number}"] = forms.ChoiceField(
                label=format_lazy("{} {}", _("見るもの"), number + 1),
                choices=kinds,
                initial=line.subject if line else kinds[0][0],
            )
            self.fields[f"safeguard-{number}"] = forms.ChoiceField(
                label=format_lazy("{} {}", _("対策"), number + 1),
                choices=about,
                initial=line.safeguard if line else about[0][0],
            )

    def lines(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Return words, thing and safeguard of each line."""
        return [
            (self[f"words-{number}"], self[f"subject-{number}"], self[f"safeguard-{number}"])
            for number in range(self.count)
        ]

    def questions(self) -> list[Question]:
        """Return what is asked, in order."""
        given = self.cleaned_data
        return [
            Question(
                given[f"subject-{number}"], given[f"safeguard-{number}"], given[f"words-{number}"]
            )
            for number in range(self.count)
        ]


def _titled(which: str) -> list[tuple[str, str]]:
    things = getattr(load_premises(), which).values()
    return [(each.id, worded(each.title)) for each in things]
