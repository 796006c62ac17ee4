"""What people choose of their mails."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WishForm(forms.Form):
    """When mails come."""

    way = forms.ChoiceField(
        label=_("お知らせのメール"),
        choices=[
            ("at-once", _("そのつど受け取る")),
            ("daily", _("一日一回、朝8時にまとめて受け取る")),
        ],
        widget=forms.RadioSelect,
    )
    quiet = forms.BooleanField(
        label=_("夜間（22時から7時まで）と土曜日・日曜日には受け取らない"),
        required=False,
        help_text=_("この間のお知らせは、次の平日の朝にまとめて届きます。"),
    )
