"""What people type into the pages of systems."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import load_system_rules
from sekisho.web.assets import access as assets
from sekisho.web.assets.models import Zone
from sekisho.web.organization.forms import DayField
from sekisho.web.organization.models import Person, Unit
from sekisho.web.systems.actions import DirectoryEntry, Entry
from sekisho.web.systems.actions.backups import Run
from sekisho.web.systems.models import Directory, InformationSystem, SystemAccount
from sekisho.web.systems.reports import MOST_BYTES
from sekisho.web.ui.words import worded

if TYPE_CHECKING:
    Uploaded = UploadedFile[bytes]  # generic in the stubs only
else:
    Uploaded = UploadedFile

_MOST_DAYS = 366


class SystemForm(forms.Form):
    """A row of the register; only zones the person may read can be chosen."""

    name = forms.CharField(label=_("名称"), max_length=100)
    zone = forms.ModelChoiceField(label=_("領域"), queryset=Zone.objects.none())
    unit = forms.ModelChoiceField(label=_("管理する所属"), queryset=Unit.objects.all())
    backup_days = forms.IntegerField(
        label=_("バックアップの間隔（日）"),
        min_value=0,
        max_value=_MOST_DAYS,
        initial=1,
        help_text=_("0にすると、バックアップの要らないシステムになります。"),
    )
    patched_on = DayField(label=_("最後の更新日"), required=False)
    support_until = DayField(label=_("サポートの終了日"), required=False)

    def __init__(
        self,
        *args: Any,
        rights: frozenset[str],
        system: InformationSystem | None = None,
        **kwargs: Any,
    ) -> None:
        if system is not None:
            kwargs["initial"] = {name: getattr(system, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        zones = self.fields["zone"]
        if isinstance(zones, forms.ModelChoiceField):
            zones.queryset = assets.zones_for(rights)

    def entry(self) -> Entry:
        """Return what was typed."""
        return Entry(**self.cleaned_data)


class RetireForm(forms.Form):
    """The last day of a system."""

    on = DayField(label=_("廃止日"))


class ListForm(forms.Form):
    """A list of accounts as a CSV file."""

    file = forms.FileField(
        label=_("アカウントの一覧（CSV）"),
        help_text=_(
            "1行目は列の名前です。「利用者ID」のほか、氏名、メールアドレス、有効、特権、種別、"
            "最終利用日を読みます。UTF-8 か Shift_JIS。"
        ),
    )


class WhoseForm(forms.Form):
    """Whose an account is."""

    kind = forms.ChoiceField(label=_("種別"), choices=SystemAccount.Kind.choices)
    person = forms.ModelChoiceField(
        label=_("使う人"),
        queryset=Person.objects.filter(erased_at=None, left_on=None),
        required=False,
        help_text=_("個人のアカウントのときに選びます。"),
    )
    keeper = forms.ModelChoiceField(
        label=_("管理する人"),
        queryset=Person.objects.filter(erased_at=None, left_on=None),
        required=False,
        help_text=_("共用・業務処理用のアカウントのときに選びます。"),
    )


class WeaknessForm(forms.Form):
    """A weakness."""

    title = forms.CharField(label=_("内容"), max_length=200)
    reference = forms.CharField(label=_("番号（JVN、CVEなど）"), max_length=100, required=False)
    grade = forms.ChoiceField(label=_("重さ"))
    found_on = DayField(label=_("知った日"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grade = self.fields["grade"]
        if isinstance(grade, forms.ChoiceField):
            grade.choices = [
                (
                    each.id,
                    _("%(grade)s（%(days)s日以内）")
                    % {"grade": worded(each.title), "days": each.days},
                )
                for each in load_system_rules().weaknesses.values()
            ]


class CloseForm(forms.Form):
    """How a weakness was closed."""

    remedy = forms.CharField(label=_("対応"), max_length=500)
    on = DayField(label=_("対応した日"))
    patched = forms.BooleanField(label=_("修正プログラムを当てて対応した"), required=False)


class BackupForm(forms.Form):
    """A backup, by hand."""

    finished_at = forms.DateTimeField(
        label=_("終わった日時"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    succeeded = forms.BooleanField(label=_("成功した"), required=False)
    note = forms.CharField(label=_("備考"), max_length=200, required=False)

    def run(self) -> Run:
        """Return what was typed."""
        return Run(**self.cleaned_data)


class ReportForm(forms.Form):
    """The log of a backup program."""

    file = forms.FileField(
        label=_("バックアップの記録（CSV）"),
        help_text=_(
            "1行目は列の名前です。「終わった日時」と「結果」が要り、大きさと備考も読みます。"
            "UTF-8 か Shift_JIS、1 MBまで。"
        ),
    )

    def clean_file(self) -> Uploaded:
        """Refuse a file beyond the limit by its size, before it is read into memory."""
        file: Uploaded = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                _("記録が大きすぎます（上限1 MB、5,000行）。新しい部分だけにしてください。")
            )
        return file


class DrillForm(forms.Form):
    """A restore drill."""

    held_on = DayField(label=_("行った日"))
    succeeded = forms.BooleanField(label=_("成功した"), required=False)
    note = forms.CharField(label=_("戻したもの・確かめたこと"), max_length=500)


class DirectoryForm(forms.Form):
    """Where a system's accounts are read from."""

    kind = forms.ChoiceField(label=_("種類"), choices=Directory.Kind.choices)
    url = forms.CharField(
        label=_("アドレス"), max_length=200, help_text=_("例: ldaps://dc1.example.jp:636")
    )
    authority = forms.CharField(
        label=_("認証局の証明書（PEM）"),
        max_length=20000,
        required=False,
        widget=forms.Textarea,
        help_text=_("空欄のときは、このサーバの認証局の一覧を使います。"),
    )
    base = forms.CharField(label=_("探す位置（DN）"), max_length=300)
    condition = forms.CharField(label=_("条件"), max_length=300, initial="(objectClass=person)")
    user = forms.CharField(label=_("読取り用の利用者（DN）"), max_length=300)
    password = forms.CharField(
        label=_("パスワード"),
        max_length=200,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("空欄のときは、今のものを使います。アドレスを変えるときは入力し直します。"),
    )
    privileged_groups = forms.CharField(
        label=_("特権のグループ（DN、1行に1つ）"),
        max_length=5000,
        required=False,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, directory: Directory | None = None, **kwargs: Any) -> None:
        if directory is not None:
            names = [name for name in self.base_fields if name != "password"]
            kwargs["initial"] = {name: getattr(directory, name) for name in names}
        super().__init__(*args, **kwargs)

    def entry(self) -> DirectoryEntry:
        """Return what was typed."""
        return DirectoryEntry(**self.cleaned_data)
