"""What people type of external services and social media."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import TermsQuestion
from sekisho.web.organization.forms import DayField
from sekisho.web.organization.models import Person, Unit
from sekisho.web.suppliers.actions import AccountEntry, ServiceEntry
from sekisho.web.suppliers.external import NO, UNKNOWN, YES
from sekisho.web.suppliers.forms.contracts import (
    PersonField,
    SmallFileField,
    grades,
    people_on,
    uploaded,
)
from sekisho.web.suppliers.models import Service, SocialAccount
from sekisho.web.ui.words import worded


class ServiceForm(forms.Form):
    """An external service."""

    name = forms.CharField(label=_("サービスの名称"), max_length=100)
    provider = forms.CharField(label=_("提供者"), max_length=100)
    hosts = forms.CharField(
        label=_("アドレス"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("一行に一つ。例: service.example.jp。その下の名前も含みます。"),
    )  # fmt: skip
    unit = forms.ModelChoiceField(label=_("利用する所属"), queryset=Unit.objects.all())
    administrator = PersonField(label=_("サービス管理者"), queryset=Person.objects.none())
    grade = forms.ChoiceField(
        label=_("扱ってよい情報の重さ"), choices=grades, widget=forms.RadioSelect,
        help_text=_("公表してよい情報だけのときと、それより重いときとで、確かめる条件と決裁が違います。"),
    )  # fmt: skip
    information = forms.CharField(label=_("扱ってよい情報"), max_length=300)
    region = forms.CharField(label=_("情報の置き場所"), max_length=100)
    law = forms.CharField(label=_("適用される法律と裁判所"), max_length=100)

    def __init__(
        self, *args: Any, today: date, service: Service | None = None, **kwargs: Any
    ) -> None:
        if service is not None:
            kwargs["initial"] = {name: getattr(service, name) for name in self.base_fields}
            kwargs["initial"]["hosts"] = "\n".join(service.hosts)
        super().__init__(*args, **kwargs)
        field = self.fields["administrator"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = people_on(today)

    def entry(self) -> dict[str, Any]:
        """Return what the action takes."""
        given = dict(self.cleaned_data)
        return {"entry": ServiceEntry(**given | {"hosts": given["hosts"].splitlines()})}


class TermsForm(forms.Form):
    """What the terms of a service say."""

    def __init__(self, *args: Any, questions: tuple[TermsQuestion, ...], service: Service,
                 **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        for each in questions:
            self.fields[each.id] = forms.ChoiceField(
                label=worded(each.question),
                help_text=_("必須") if each.needed else "",
                choices=[(YES, _("はい")), (NO, _("いいえ")), (UNKNOWN, _("分からない"))],
                widget=forms.RadioSelect,
                initial=service.answers.get(each.id, ""),
            )

    def answers(self) -> dict[str, dict[str, str]]:
        """Return what the action takes."""
        return {"answers": dict(self.cleaned_data)}


class ServiceEndForm(forms.Form):
    """The end of a service's use, with its proof of erasure."""

    ended_on = DayField(label=_("利用を終えた日"))
    proof = SmallFileField(
        label=_("消去の証明"), help_text=_("消去の証明書、又は退会と消去を終えた画面。20MBまで。")
    )

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        given = dict(self.cleaned_data)
        return given | {"proof": uploaded(given["proof"])}


class AccountForm(forms.Form):
    """A social-media account."""

    service = forms.CharField(label=_("サービス"), max_length=60)
    handle = forms.CharField(label=_("アカウント名"), max_length=60)
    url = forms.URLField(label=_("アカウントのURL"), max_length=300, assume_scheme="https")
    unit = forms.ModelChoiceField(label=_("運用する所属"), queryset=Unit.objects.all())
    responsible = PersonField(label=_("責任者"), queryset=Person.objects.none())
    procedure = forms.CharField(
        label=_("運用手順"), max_length=200, help_text=_("手順の文書の名称と、定めた日。")
    )
    publishable = forms.CharField(
        label=_("発信してよい情報"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    official_url = forms.URLField(
        label=_("公式サイトでの表示"), max_length=300, required=False, assume_scheme="https",
        help_text=_("公式のアカウントだと示しているページのURL。"),
    )  # fmt: skip

    def __init__(
        self, *args: Any, today: date, account: SocialAccount | None = None, **kwargs: Any
    ) -> None:
        if account is not None:
            kwargs["initial"] = {name: getattr(account, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        field = self.fields["responsible"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = people_on(today)

    def entry(self) -> dict[str, AccountEntry]:
        """Return what the action takes."""
        return {"entry": AccountEntry(**self.cleaned_data)}


class GuardForm(forms.Form):
    """How signing in is protected."""

    second_factor = forms.BooleanField(label=_("多要素認証が掛かっています"), required=False)
    shared_password = forms.BooleanField(
        label=_("複数の人が同じパスワードを使っています"), required=False
    )


class OperatorForm(forms.Form):
    """Somebody who can post."""

    person = PersonField(label=_("運用担当"), queryset=Person.objects.none())

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = people_on(today)


class PostingForm(forms.Form):
    """Something that was published."""

    posted_at = forms.DateTimeField(
        label=_("発信した日時"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    words = forms.CharField(
        label=_("内容"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    approver = PersonField(label=_("承認した人"), queryset=Person.objects.none())

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["approver"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = people_on(today)


class ArchiveForm(forms.Form):
    """A service's archive."""

    file = SmallFileField(
        label=_("発信の記録のファイル"),
        help_text=_(
            "UTF-8のCSV。見出しは「日時」と「内容」。同じ発信は一度だけ取り込みます。5MBまで。"
        ),
    )

    def values(self) -> dict[str, bytes]:
        """Return what the action takes."""
        return {"data": self.cleaned_data["file"].read()}


class WatchForm(forms.Form):
    """What was found when pretenders were looked for."""

    lookalikes = forms.CharField(
        label=_("見つけたなりすまし"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("団体の名称などで探し、見つけたアカウント名を一行に一つ書きます。なければ空欄です。"),
    )  # fmt: skip


class SettleForm(forms.Form):
    """What became of a pretender."""

    outcome = forms.CharField(
        label=_("対応"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("例: サービスに通報して削除された。公式サイトで注意を知らせた。"),
    )  # fmt: skip


class CloseForm(forms.Form):
    """The end of an account."""

    closed_on = DayField(label=_("閉じた日"))
    how = forms.CharField(label=_("閉じたことの確かめ方"), max_length=200)
