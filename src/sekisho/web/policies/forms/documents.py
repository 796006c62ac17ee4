"""What officials enter about documents, topics and pledges."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import load
from sekisho.policytext import Limits
from sekisho.web.evidence.actions import File
from sekisho.web.organization.forms import DayField
from sekisho.web.policies.models import Clause, Document, Edition, Pledge
from sekisho.web.ui.words import worded

if TYPE_CHECKING:
    Uploaded = UploadedFile[bytes]  # generic in the stubs only
else:
    Uploaded = UploadedFile

LIMIT_BYTES = Limits().bytes
MOST_WORDS = 8  # looked for in one search
SHEET_LIMIT_BYTES = 10 * 1024 * 1024
SHEET_TYPES = {"application/pdf": b"%PDF-", "image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff"}


class ImportForm(forms.Form):
    """The file, what it is, and which document it is the next edition of."""

    kind = forms.ChoiceField(label=_("文書の種類"), choices=(), widget=forms.RadioSelect)
    document = forms.ModelChoiceField(
        label=_("どの文書の版か"),
        queryset=Document.objects.none(),
        required=False,
        empty_label=_("新しい文書"),
        help_text=_("登録済みの文書を改める場合は、その文書を選んでください。"),
    )
    title = forms.CharField(
        label=_("題名"),
        max_length=300,
        required=False,
        help_text=_("ファイルから題名を読み取れないときに使います。ふつうは空欄のままにします。"),
    )
    file = forms.FileField(
        label=_("ファイル"),
        allow_empty_file=True,  # the reader itself says what to do about an empty file
        help_text=_("テキスト、Markdown、HTML、Word（.docx）、文字を含むPDF。50 MBまで。"),
    )

    def __init__(self, *args: Any, rights: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        readable = Document.objects.readable(rights)
        kinds = _field(self, "kind", forms.ChoiceField)
        kinds.choices = [
            choice
            for choice in Document.Kind.choices
            if choice[0] != Document.Kind.PROCEDURE or "procedures.read" in rights
        ]
        _field(self, "document", forms.ModelChoiceField).queryset = readable

    def clean_file(self) -> Uploaded:
        """Refuse a file beyond the limit by its size, before it is read into memory."""
        file: Uploaded = self.cleaned_data["file"]
        if (file.size or 0) > LIMIT_BYTES:
            raise forms.ValidationError(
                _("ファイルが大きすぎます（上限50 MB）。本文だけのファイルを選んでください。"),
                code="too-large",
            )
        return file


class TopicsForm(forms.Form):
    """What a clause demands: the topics it carries, and one to add.

    The `first` topic of a clause in force is decided by another, who is told why.
    """

    demands = forms.BooleanField(label=_("求めがある"), required=False)
    topics = forms.MultipleChoiceField(
        label=_("主題"), required=False, widget=forms.CheckboxSelectMultiple
    )
    add = forms.ChoiceField(label=_("加える主題"), required=False)
    reason = forms.CharField(label=_("主題を付ける理由"), max_length=500, required=False)

    def __init__(self, *args: Any, clause: Clause, first: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", f"c{clause.pk}")
        carried = [each.topic for each in clause.topics.all()]
        kwargs.setdefault("initial", {"demands": clause.demands, "topics": carried})
        super().__init__(*args, **kwargs)
        if not first:
            del self.fields["reason"]
        titles = topic_titles()
        posted = self.data.getlist(self.add_prefix("topics")) if self.is_bound else []  # type: ignore[attr-defined]  # a QueryDict
        shown = dict.fromkeys([*carried, *posted])
        _field(self, "topics", forms.MultipleChoiceField).choices = [
            (topic, titles.get(topic, topic)) for topic in shown
        ]
        others = [(topic, title) for topic, title in titles.items() if topic not in carried]
        _field(self, "add", forms.ChoiceField).choices = [("", _("（加えない）")), *others]

    @property
    def chosen(self) -> tuple[str, ...]:
        """The topic ids the official wants."""
        added = [self.cleaned_data["add"]] if self.cleaned_data["add"] else []
        return tuple(dict.fromkeys([*self.cleaned_data["topics"], *added]))


class SubmitForm(forms.Form):
    """Why the edition is put forward."""

    reason = forms.CharField(
        label=_("起案理由"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DecideForm(forms.Form):
    """The decider's comment; wanted when giving back, which the action asks for."""

    comment = forms.CharField(
        label=_("意見"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("差し戻すときは、直してほしい点を必ず書いてください。"),
    )


class PublishForm(forms.Form):
    """The day the edition takes effect, where the document names none."""

    effective_on = DayField(label=_("施行日"), required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if edition.effective_on:
            del self.fields["effective_on"]
        else:
            self.fields["effective_on"].required = True


class CompareForm(forms.Form):
    """Two editions of one document."""

    old = forms.ModelChoiceField(label=_("旧"), queryset=Edition.objects.none())
    new = forms.ModelChoiceField(label=_("新"), queryset=Edition.objects.none())

    def __init__(
        self, *args: Any, document: Document, rights: frozenset[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        editions = Edition.objects.readable(rights).light().filter(document=document)
        for name in ("old", "new"):
            _field(self, name, forms.ModelChoiceField).queryset = editions


class SheetForm(forms.Form):
    """Who signed on paper, and the sheet itself or words saying where it is kept."""

    pledges = forms.ModelMultipleChoiceField(
        label=_("署名した方"), queryset=Pledge.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    file = forms.FileField(
        label=_("署名した書面"),
        required=False,
        help_text=_("PDF、PNG又はJPEG。10 MBまで。"),
    )
    words = forms.CharField(
        label=_("書面の保管場所"),
        max_length=500,
        required=False,
        help_text=_("ファイルを付けない場合は、書面をどこに保管しているかを書いてください。"),
    )

    def __init__(self, *args: Any, pledges: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = _field(self, "pledges", forms.ModelMultipleChoiceField)
        field.queryset = pledges
        field.label_from_instance = lambda pledge: pledge.person.name

    def clean_file(self) -> Uploaded | None:
        """Refuse what is too large, or neither a PDF nor a picture by its first bytes."""
        file: Uploaded | None = self.cleaned_data["file"]
        if file is None:
            return None
        if (file.size or 0) > SHEET_LIMIT_BYTES:
            raise forms.ValidationError(
                _("ファイルが大きすぎます（上限10 MB）。解像度を下げて読み取り直してください。")
            )
        if sheet_type(file.read(8)) is None:
            raise forms.ValidationError(_("PDF、PNG又はJPEGのファイルを選んでください。"))
        file.seek(0)
        return file

    @property
    def attachment(self) -> File | None:
        """The sheet as the evidence room keeps it; its type is told from its bytes."""
        file: Uploaded | None = self.cleaned_data["file"]
        if file is None:
            return None
        data = file.read()
        return File(file.name or "sheet", sheet_type(data[:8]) or "", data)


class CodeForm(forms.Form):
    """The code of a shared terminal."""

    code = forms.CharField(
        label=_("共用端末の番号"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class SearchForm(forms.Form):
    """Words to find in clauses."""

    words = forms.CharField(label=_("探す言葉"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("文書の種類"), required=False)
    past = forms.BooleanField(label=_("旧版と案も探す"), required=False)

    def clean_words(self) -> str:
        """Bound how many words are looked for: each of them reads every clause once more."""
        words: str = self.cleaned_data["words"]
        if len(words.split()) > MOST_WORDS:
            raise forms.ValidationError(
                _("探す言葉は%(most)s個までにしてください。") % {"most": MOST_WORDS}
            )
        return words

    def __init__(self, *args: Any, rights: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [
            choice
            for choice in Document.Kind.choices
            if choice[0] != Document.Kind.PROCEDURE or "procedures.read" in rights
        ]
        _field(self, "kind", forms.ChoiceField).choices = [("", _("すべて")), *kinds]


def topic_titles() -> Mapping[str, str]:
    """Return every topic's title in the reader's language, in the catalogue's order."""
    return {topic.id: worded(topic.title) for topic in load().topics.values()}


def sheet_type(first_bytes: bytes) -> str | None:
    """Return the media type a signed sheet's first bytes say, or None."""
    for media_type, mark in SHEET_TYPES.items():
        if first_bytes.startswith(mark):
            return media_type
    return None


def _field(form: forms.Form, name: str, kind: type[Any]) -> Any:
    """Return a form's own field, as the kind it was declared with."""
    field = form.fields[name]
    if not isinstance(field, kind):
        raise TypeError(f"{name} is no {kind.__name__}")
    return field
