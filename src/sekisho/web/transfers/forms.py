"""What people type into the pages of crossings."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.web.approvals.subjects import information_choices
from sekisho.web.organization.forms import DayField
from sekisho.web.organization.models import Person
from sekisho.web.transfers.actions import HandedIn, SendingEntry
from sekisho.web.transfers.models import Crossing, Sending
from sekisho.web.transfers.queries import Sought
from sekisho.web.transfers.ways import INWARD, Way
from sekisho.web.transfers.words import words_of


def word_of(way: Way) -> str:
    """Return what a form calls a way."""
    return f"{way.source}-{way.target}"


_ALL = ("", _("すべて"))


class CrossingFilterForm(forms.Form):
    """What a reader seeks among the crossings."""

    words = forms.CharField(
        label=_("差出人・受取人・件名・受付番号・指紋"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    way = forms.ChoiceField(label=_("種類"), required=False, choices=[_ALL, *Crossing.Way.choices])
    outcome = forms.ChoiceField(
        label=_("結果"), required=False, choices=[_ALL, *Crossing.Outcome.choices]
    )
    state = forms.ChoiceField(
        label=_("状態"), required=False, choices=[_ALL, *Crossing.State.choices]
    )
    first = DayField(label=_("この日から"), required=False)
    last = DayField(label=_("この日まで"), required=False)

    def sought(self) -> Sought:
        """Return what is sought; what cannot be read is left out."""
        self.is_valid()
        found: dict[str, Any] = {
            name: value for name, value in self.cleaned_data.items() if value not in (None, "")
        }
        return Sought(**found)


class ReasonForm(forms.Form):
    """Why something is closed, or why an original is needed."""

    reason = forms.CharField(
        label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class OriginalFilterForm(forms.Form):
    """What a reader seeks among the originals."""

    words = forms.CharField(
        label=_("差出人・受取人・件名・受付番号・指紋"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def sought(self) -> Sought:
        """Return what is sought."""
        self.is_valid()
        return Sought(words=self.cleaned_data.get("words") or "")


class FilesInput(forms.ClearableFileInput):
    """A control that takes many files, chosen or dropped on it."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Many files; the value is a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the files, each judged by itself."""
        one = super().clean
        found = data if isinstance(data, list | tuple) else [data]
        return [one(each, initial) for each in found if each]


class HandInForm(forms.Form):
    """Files to be made safe."""

    sent = FilesField(
        label=_("ファイル"),
        help_text=_(
            "いくつでも選べます。ここに重ねて置く（ドラッグする）と、フォルダーの形のまま送れます。"
            "JavaScriptを使わない設定では、合わせて50MBまでです。"
        ),
    )

    way = forms.ChoiceField(label=_("通路"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, ways: Sequence[Way], **kwargs: Any) -> None:
        """Offer the ways that are open; a single one is not asked about."""
        super().__init__(*args, **kwargs)
        self.fields["sent"].required = not self.uploads()
        field = self.fields["way"]
        field.choices = [(word_of(each), words_of(each)) for each in ways]  # type: ignore[attr-defined]  # of a choice field
        field.required = len(ways) > 1
        if not field.required:
            field.widget = forms.HiddenInput()
        self._usual = ways[0] if ways else INWARD  # with none open the action refuses
        field.initial = word_of(self._usual)
        self.ways_open = bool(ways)

    def handed_in(self) -> list[HandedIn]:
        """Return the files with their bytes."""
        return [HandedIn(each.name, each.read()) for each in self.cleaned_data["sent"]]

    def uploads(self) -> list[str]:
        """Return the keys of uploads finished before the form was sent."""
        return [str(each) for each in self.data.getlist("uploads")] if self.is_bound else []  # type: ignore[attr-defined]  # a QueryDict

    def chosen(self) -> Way:
        """Return the way chosen."""
        source, dash, target = str(self.cleaned_data["way"]).partition("-")
        return Way(source, target) if dash else self._usual


class PasswordForm(forms.Form):
    """The password of a file."""

    password = forms.CharField(
        label=_("パスワード"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class SendingForm(HandInForm):
    """Files that are to leave, how grave they are, for whom and why."""

    purpose = forms.CharField(label=_("目的"), max_length=300)
    receiver = forms.CharField(
        label=_("送り先"), max_length=200, help_text=_("団体と担当者の名前。")
    )
    receiver_email = forms.EmailField(
        label=_("送り先のメールアドレス"),
        help_text=_(
            "決裁のあと、受取りページのアドレスを送ります。開く番号は電話で伝えてください。"
        ),
    )
    grade = forms.ChoiceField(
        label=_("入れる情報の重さ"),
        choices=Sending.Grade.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "迷うときは重いほうを選んでください。個人番号を含むものは、ここからは送れません。"
        ),
    )

    carries = forms.MultipleChoiceField(
        label=_("台帳にある情報のうち送るもの"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "選ぶと、区分の取扱いのルールに沿って、送れるか、誰が決裁するか、いつまで受け取れるかが"
            "決まります。"
        ),
    )

    field_order = ("way", "purpose", "receiver", "receiver_email", "grade", "carries", "sent")

    def __init__(
        self, *args: Any, ways: Sequence[Way], person: Person, rights: frozenset[str], **kwargs: Any
    ) -> None:
        """Offer the information of the register the person may know of."""
        super().__init__(*args, ways=ways, **kwargs)
        self.fields["carries"].choices = information_choices(person, rights)  # type: ignore[attr-defined]  # of a choice field
        if not self.fields["carries"].choices:  # type: ignore[attr-defined]  # of a choice field
            del self.fields["carries"]

    def entry(self) -> SendingEntry:
        """Return what is asked for."""
        words = self.cleaned_data
        return SendingEntry(
            grade=words["grade"],
            purpose=words["purpose"],
            receiver=words["receiver"],
            receiver_email=words["receiver_email"],
            carries=tuple(words.get("carries", ())),
        )


class CodeForm(forms.Form):
    """The code that opens a page once."""

    code = forms.CharField(
        label=_("送った人から聞いた番号（8桁）"),
        max_length=8,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
