"""What contractors type without an account, and what asks them to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import YearlyQuestion
from sekisho.web.organization.forms import DayField
from sekisho.web.suppliers.answering import LONGEST, NO, NOT_APPLICABLE, YES, Answer
from sekisho.web.ui.words import worded

ANSWER, WORDS = "answer-", "words-"


class AskForm(forms.Form):
    """Until when a contractor is to answer."""

    due_on = DayField(label=_("回答の期限"))


class LinkCodeForm(forms.Form):
    """The code that opens a link."""

    code = forms.CharField(
        label=_("番号（8桁）"), max_length=20,
        help_text=_("担当者から、リンクとは別に知らされた番号です。一度だけ使えます。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


class AnswersForm(forms.Form):
    """The yearly questions, each with yes, no or does not apply, and words."""

    def __init__(self, *args: Any, questions: tuple[YearlyQuestion, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._questions = questions
        for each in questions:
            self.fields[ANSWER + each.id] = forms.ChoiceField(
                label=worded(each.question),
                choices=[(YES, _("はい")), (NO, _("いいえ")), (NOT_APPLICABLE, _("該当なし"))],
                widget=forms.RadioSelect,
            )
            self.fields[WORDS + each.id] = forms.CharField(
                label=_("説明（「いいえ」「該当なし」のとき）"),
                max_length=LONGEST,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.fields["respondent"] = forms.CharField(
            label=_("回答した人の部署・職と氏名"), max_length=200
        )

    def clean(self) -> dict[str, Any]:
        """Ask for words where something is denied or does not apply."""
        given = super().clean() or {}
        for each in self._questions:
            answer, words = given.get(ANSWER + each.id), given.get(WORDS + each.id, "")
            if answer in {NO, NOT_APPLICABLE} and not words.strip():
                self.add_error(WORDS + each.id, _("説明を書いてください。"))
        return given

    def answers(self) -> dict[str, Answer]:
        """Return what was answered, by question."""
        given = self.cleaned_data
        return {
            each.id: Answer(given[ANSWER + each.id], given[WORDS + each.id].strip())
            for each in self._questions
        }
