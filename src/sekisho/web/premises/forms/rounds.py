"""What people type and press on rounds."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import load_premises
from sekisho.web.organization.forms import DayField
from sekisho.web.premises.actions import Seen
from sekisho.web.premises.models import Answer, Area
from sekisho.web.premises.sheets import Asked, sheets
from sekisho.web.ui.words import worded


def _kinds() -> list[tuple[str, str]]:
    return [(each.id, worded(each.title)) for each in load_premises().fixture_kinds.values()]


def _sheets() -> list[tuple[str, str]]:
    return [(each.id, each.title) for each in sheets().values()]


class FixtureForm(forms.Form):
    """A thing with safeguards."""

    area = forms.ModelChoiceField(label=_("管理区域"), queryset=Area.objects.in_use())
    kind = forms.ChoiceField(label=_("種類"), choices=_kinds)
    name = forms.CharField(
        label=_("名称・番号"), max_length=100,
        help_text=_("現物に貼ってあるとおりに。点検のとき、これを見て探します。"),
    )  # fmt: skip


class PlanForm(forms.Form):
    """Regular rounds."""

    area = forms.ModelChoiceField(label=_("管理区域"), queryset=Area.objects.in_use())
    sheet = forms.ChoiceField(label=_("点検表"), choices=_sheets)
    due_on = DayField(label=_("最初の点検の期限"))


class MendForm(forms.Form):
    """How a fault was mended."""

    how = forms.CharField(
        label=_("直した方法"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(forms.Form):
    """What was seen of one thing: three buttons and words a line, one photograph."""

    photo = forms.FileField(
        label=_("写真"), required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*", "capture": "environment"}),
        help_text=_("撮影場所などの情報は取り除き、小さくして保存します。"),
    )  # fmt: skip

    def __init__(
        self, *args: Any, lines: Sequence[Asked], known: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[f"found-{line.id}"] = forms.ChoiceField(
                label=line.question,
                choices=Answer.Found.choices,
                widget=forms.RadioSelect,
                initial=known.get(line.id),
            )
            self.fields[f"note-{line.id}"] = forms.CharField(
                label=_("見たこと（不良のとき）"), max_length=300, required=False
            )
        self.order_fields([name for name in self.fields if name != "photo"])

    def asked(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Return safeguard, choice and words of each line."""
        titles = load_premises().safeguards
        return [
            (
                worded(titles[line.safeguard].title),
                self[f"found-{line.id}"],
                self[f"note-{line.id}"],
            )
            for line in self.lines
        ]

    def seen(self) -> Seen:
        """Return what was pressed and written."""
        given, sent = self.cleaned_data, self.cleaned_data.get("photo")
        return Seen(
            found={line.id: Answer.Found(given[f"found-{line.id}"]) for line in self.lines},
            notes={line.id: given[f"note-{line.id}"] for line in self.lines},
            untrusted_photo=sent.read() if sent else b"",
        )
