"""The gallery's sample form: one field of each sort."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    """Every sort of field a page uses; sent nowhere."""

    title = forms.CharField(label=_("題名"), help_text=_("公告のとおりに入力してください。"))
    number = forms.IntegerField(label=_("件数"), required=False)
    until = forms.DateField(
        label=_("期限"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("この日までです。入力しなければ年度末（3月31日）になります。"),
    )
    kind = forms.ChoiceField(
        label=_("種類"), choices=[("basic", _("基本方針")), ("standard", _("対策基準"))]
    )
    way = forms.ChoiceField(
        label=_("確認の方法"),
        choices=[("file", _("書類を添付する")), ("words", _("言葉で書く"))],
        widget=forms.RadioSelect,
    )
    zones = forms.MultipleChoiceField(
        label=_("領域"),
        required=False,
        choices=[("mynumber", _("マイナンバー事務系")), ("lgwan", _("LGWAN接続系"))],
        widget=forms.CheckboxSelectMultiple,
    )
    agree = forms.BooleanField(label=_("内容を読みました"), required=False)
    file = forms.FileField(
        label=_("書類"), required=False, help_text=_("PDF・Word・テキスト。20MBまで。")
    )
    reason = forms.CharField(label=_("理由"), required=False, widget=forms.Textarea)
