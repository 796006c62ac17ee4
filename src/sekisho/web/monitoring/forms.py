"""What people type into the pages of monitoring."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.collect.channels import is_channel
from sekisho.web.approvals.models import Permit
from sekisho.web.approvals.permit_kinds import find
from sekisho.web.monitoring.actions import permits_to_suppress
from sekisho.web.monitoring.actions.keeping import SourceEntry
from sekisho.web.monitoring.consequences import OpenCase
from sekisho.web.monitoring.kinds import KINDS
from sekisho.web.monitoring.models import LogClass, LogSource
from sekisho.web.organization.forms import DayField
from sekisho.web.ui.dates import wareki
from sekisho.web.ui.words import worded


def _kinds() -> list[tuple[str, str]]:
    return [
        ("", str(_("届いた記録から見分ける"))),
        *((kind, str(label)) for kind, label in KINDS.items()),
    ]


def _sources() -> list[tuple[str, str]]:
    names = LogSource.objects.order_by("name").values_list("name", flat=True)
    return [("", str(_("全て"))), *((each, each) for each in dict.fromkeys(names))]


class SourceForm(forms.Form):
    """A log source."""

    name = forms.CharField(label=_("名前"), max_length=100, help_text=_("例: 境界ファイアウォール"))
    channel = forms.CharField(
        label=_("経路"), max_length=80,
        help_text=_(
            "受信の経路です。syslog は tcp-192.0.2.1 や udp-192.0.2.1、ファイルは file-名前、"
            "置かれたファイルは drop-名前。"
        ),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("種類"), choices=_kinds, required=False)
    log_class = forms.ChoiceField(
        label=_("区分"), choices=LogClass.choices,
        help_text=_("保存の期間は区分で決まります。"),
    )  # fmt: skip
    required = forms.BooleanField(label=_("この記録がないと監視したとは言えない"), required=False)
    silent_minutes = forms.IntegerField(
        label=_("途絶とみなす分"), min_value=1, max_value=7 * 24 * 60,
        help_text=_("この時間、何も届かなければ途絶えたとして知らせます。"),
    )  # fmt: skip

    def clean_channel(self) -> str:
        """Refuse what is no channel."""
        word: str = self.cleaned_data["channel"].strip()
        if not is_channel(word):
            raise forms.ValidationError(_("tcp-192.0.2.1 や file-squid のように入力してください。"))
        return word

    def entry(self) -> SourceEntry:
        """Return what was typed."""
        return SourceEntry(**self.cleaned_data)


def initial_of(row: LogSource) -> dict[str, Any]:
    """Return what the form shows of a source."""
    names = ("name", "channel", "kind", "log_class", "required", "silent_minutes")
    return {name: getattr(row, name) for name in names}


class _Words(forms.Textarea):
    def __init__(self) -> None:
        super().__init__(attrs={"rows": 4})


class IncidentForm(forms.Form):
    """An alert becomes an incident, or part of one that is there."""

    case = forms.TypedChoiceField(
        label=_("どのインシデントにするか"), coerce=int, empty_value=None, required=False,
        help_text=_("同じ出来事のインシデントがもうあれば、それに結び付けてください。"),
    )  # fmt: skip
    words = forms.CharField(
        label=_("分かっていること"), max_length=1_000, required=False, widget=_Words(),
        help_text=_("新しく開くときに、警報の内容に続けて載せます。記録は自動で添えられます。"),
    )  # fmt: skip

    def __init__(self, *args: Any, cases: Sequence[OpenCase], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: forms.TypedChoiceField = self.fields["case"]  # type: ignore[assignment]
        field.choices = [
            ("", _("新しいインシデントを開く")),
            *((each.number, each.title) for each in cases),
        ]
        if not cases:
            del self.fields["case"]


class ExplainForm(forms.Form):
    """An alert is explained."""

    words = forms.CharField(
        label=_("確かめたことと、問題がない理由"), max_length=1_000, widget=_Words()
    )


if TYPE_CHECKING:
    _PermitChoice = forms.ModelChoiceField[Permit]  # generic in the stubs only
else:
    _PermitChoice = forms.ModelChoiceField


class _PermitField(_PermitChoice):
    """A permit, by its number, its kind and its last day."""

    def label_from_instance(self, permit: Permit) -> str:
        """Return what is shown of one."""
        kind = worded(find(permit.kind).title)
        return str(_("%(number)s　%(kind)s（%(day)sまで）") % {
            "number": permit.decision, "kind": kind, "day": wareki(permit.ends),
        })  # fmt: skip


class SuppressForm(forms.Form):
    """An alert is suppressed to an end."""

    reason = forms.CharField(label=_("抑制する理由"), max_length=500, widget=_Words())
    permit = _PermitField(
        queryset=Permit.objects.none(), label=_("根拠の許可"), empty_label=_("選んでください"),
        help_text=_(
            "決裁を受け、今日効力がある許可（例外措置、特定通信、画面転送、外部サービス）から選びます。"
            "なければ、先に申請してください。"
        ),
    )  # fmt: skip
    ends_on = DayField(
        label=_("いつまで"),
        help_text=_(
            "この日の終わりに、抑制は自動で終わります。許可が終われば、その時に終わります。"
        ),
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: _PermitField = self.fields["permit"]  # type: ignore[assignment]
        field.queryset = permits_to_suppress(at)


class SearchForm(forms.Form):
    """Events by day, source, address and words."""

    first = DayField(label=_("いつから"))
    last = DayField(label=_("いつまで"))
    source = forms.ChoiceField(label=_("記録元"), choices=_sources, required=False)
    address = forms.CharField(
        label=_("アドレス・ホスト"), max_length=255, required=False,
        help_text=_("送信元・宛先のアドレス、ホストの名前。"),
    )  # fmt: skip
    words = forms.CharField(label=_("ことば"), max_length=200, required=False)


class RulesForm(forms.Form):
    """A file of Sigma rules."""

    file = forms.FileField(
        label=_("規則のファイル（Sigma の YAML）"),
        help_text=_("同じ名前のファイルは、新しいものに置き換わります。1 MBまで。"),
    )
