"""Forms of the controls room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.verdicts import Verdict
from sekisho.web.organization.forms import DayField

_LARGEST_FILE = 10 * 1024 * 1024


class AttestationForm(forms.Form):
    """What a named person says about a check."""

    verdict = forms.ChoiceField(
        label=_("確認の結果"),
        choices=[
            (Verdict.HOLDS.value, _("適合している")),
            (Verdict.WEAK.value, _("おおむね適合しているが、直す点がある")),
            (Verdict.FAILS.value, _("適合していない")),
        ],
        widget=forms.RadioSelect,
    )
    statement = forms.CharField(
        label=_("確認した内容"),
        help_text=_("いつ、何を見て、そう判断したかを書きます。"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        required=False,
    )
    file = forms.FileField(
        label=_("証拠のファイル"),
        help_text=_("10 MB まで。写し、設定画面、点検表など。"),
        required=False,
    )

    def clean_file(self) -> object:
        """Refuse a file too large to keep beside the ledger."""
        file = self.cleaned_data.get("file")
        if file and file.size > _LARGEST_FILE:
            raise forms.ValidationError(
                _("ファイルが 10 MB を超えています。必要な部分だけにしてください。")
            )
        return file


class SetAsideForm(forms.Form):
    """A request not to apply a control for a time."""

    reason = forms.CharField(
        label=_("適用しない理由"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500
    )
    until = DayField(
        label=_("期限"),
        help_text=_("この日を過ぎると自動的に適用に戻ります。通常は年度末（3月31日）です。"),
    )
