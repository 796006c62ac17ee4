"""What people type into the pages of the zones."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import load_separation_rules
from sekisho.separation import READERS
from sekisho.web.approvals.subjects import information_choices
from sekisho.web.assets.access import MYNUMBER_ZONE
from sekisho.web.assets.models import Zone
from sekisho.web.organization.forms import DayField
from sekisho.web.organization.models import Person
from sekisho.web.ui.words import worded
from sekisho.web.zones.actions import Came, DeviceEntry, FlowEntry, GatewayEntry
from sekisho.web.zones.building import words_of
from sekisho.web.zones.models import Gateway, NetworkDevice, PermittedFlow, ZoneNetwork
from sekisho.web.zones.words import vendor_label

_PREFIX_HELP = _("1行に1つ（例: 10.10.0.0/16、fd00:10::/32）。")
_READ_AHEAD = 1  # byte beyond the limit, so that a larger file is known as such


class WordsField(forms.CharField):
    """A list typed into lines or apart by blanks; the value is a tuple of words."""

    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})

    def to_python(self, value: Any) -> tuple[str, ...]:  # type: ignore[override]  # words for text
        """Return the words typed."""
        return words_of(super().to_python(value) or "")

    def prepare_value(self, value: Any) -> Any:
        """Show a list one a line."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def run_validators(self, value: Any) -> None:
        """Hold the length of the whole against its limit."""
        super().run_validators("\n".join(value))


class ModelForm(forms.Form):
    """Which model of network separation is followed."""

    model = forms.ChoiceField(label=_("モデル"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["model"].choices = [  # type: ignore[attr-defined]  # a choice field
            (each.id, f"{worded(each.title)} — {worded(each.about)}")
            for each in load_separation_rules().models.values()
        ]


class ZoneForm(forms.Form):
    """Where a zone lies."""

    networks = WordsField(
        label=_("アドレスの範囲"),
        required=False,
        max_length=20_000,
        help_text=_("%(each)s IPv4とIPv6の両方を書いてください。") % {"each": _PREFIX_HELP},
    )
    interfaces = WordsField(
        label=_("機器のインターフェースの名前"),
        required=False,
        max_length=5000,
        help_text=_("この領域につながる、機器の側の名前（例: lan1、eth2）。1行に1つ。"),
    )

    def __init__(self, *args: Any, network: ZoneNetwork | None = None, **kwargs: Any) -> None:
        if network is not None:
            initial = {"networks": network.prefixes, "interfaces": network.interfaces}
            kwargs.setdefault("initial", initial)
        super().__init__(*args, **kwargs)


class GatewayForm(forms.Form):
    """A gateway's row."""

    label = forms.CharField(label=_("名称"), max_length=100)
    kind = forms.ChoiceField(
        label=_("種類"), choices=Gateway.Kind.choices, widget=forms.RadioSelect
    )
    zone = forms.ModelChoiceField(label=_("置いている領域"), queryset=Zone.objects.all())
    addresses = WordsField(label=_("アドレス"), max_length=2000, help_text=_PREFIX_HELP)

    def __init__(self, *args: Any, gateway: Gateway | None = None, **kwargs: Any) -> None:
        if gateway is not None:
            names = ("label", "kind", "zone", "addresses")
            kwargs.setdefault("initial", {name: getattr(gateway, name) for name in names})
        super().__init__(*args, **kwargs)

    def entry(self) -> GatewayEntry:
        """Return what was typed."""
        return GatewayEntry(**self.cleaned_data)


class FlowForm(forms.Form):
    """A flow asked for; those of the My Number zone are asked for as permits."""

    source = forms.ModelChoiceField(label=_("通信元の領域"), queryset=Zone.objects.none())
    destination = forms.ModelChoiceField(label=_("通信先の領域"), queryset=Zone.objects.none())
    through = forms.ModelChoiceField(
        label=_("経由するゲートウェイ"),
        queryset=Gateway.objects.none(),
        required=False,
        empty_label=_("経由しない"),
        help_text=_("選ぶと、その領域の側の相手はゲートウェイのアドレスに限られます。"),
    )
    sources = WordsField(
        label=_("送信元のアドレス"),
        required=False,
        max_length=5000,
        help_text=_("空にすると、領域の全体になります。"),
    )
    destinations = WordsField(
        label=_("宛先のアドレス"),
        required=False,
        max_length=5000,
        help_text=_("空にすると、領域の全体か、ゲートウェイのアドレスになります。"),
    )
    protocol = forms.ChoiceField(
        label=_("プロトコル"), choices=PermittedFlow.Protocol.choices, widget=forms.RadioSelect
    )
    ports = WordsField(
        label=_("宛先のポート"),
        required=False,
        max_length=1000,
        help_text=_("例: 443 8000-8010。TCPとUDPでは必ず書いてください。"),
    )
    purpose = forms.CharField(label=_("目的"), max_length=300)
    starts = DayField(label=_("開始日"))
    until = DayField(
        label=_("終了日"),
        required=False,
        help_text=_("この日までです。構成の一部として続けるときだけ、空にしてください。"),
    )

    carries = forms.MultipleChoiceField(
        label=_("台帳にある情報のうち送るもの"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("選ぶと、区分の取扱いのルールが期間と可否に反映されます。"),
    )

    def __init__(self, *args: Any, person: Person, rights: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["carries"].choices = information_choices(person, rights)  # type: ignore[attr-defined]  # a choice field
        if not self.fields["carries"].choices:  # type: ignore[attr-defined]  # a choice field
            del self.fields["carries"]
        zones = Zone.objects.exclude(key=MYNUMBER_ZONE)
        self.fields["source"].queryset = zones  # type: ignore[attr-defined]  # a model field
        self.fields["destination"].queryset = zones  # type: ignore[attr-defined]  # a model field
        self.fields["through"].queryset = Gateway.objects.in_use()  # type: ignore[attr-defined]  # a model field

    def entry(self) -> FlowEntry:
        """Return what was typed."""
        return FlowEntry(
            **{**self.cleaned_data, "carries": tuple(self.cleaned_data.get("carries", ()))}
        )


class DeviceForm(forms.Form):
    """A device's row."""

    name = forms.CharField(label=_("名称"), max_length=100)
    vendor = forms.ChoiceField(
        label=_("機種"), required=False, help_text=_("選ばなければ、設定の内容から見分けます。")
    )
    compiled = forms.BooleanField(
        label=_("関所が方針から作った規則で動かしている"),
        required=False,
        help_text=_("動いている規則が方針と同じかを、取り込むたびに確かめます。"),
    )
    drop = forms.SlugField(
        label=_("自動で取り込むファイルの名前"),
        required=False,
        max_length=60,
        help_text=_(
            "取込み用のフォルダーに置かれるファイルの、点より前の名前。半角の英数字と - と _。"
        ),
    )
    connects = forms.CharField(
        label=_("ほかの機器とのつながり"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_(
            "複数の機器を続けて通る構成のときだけ、1行に「インターフェース=領域かつなぎの名前」で書きます"
            "（例: ge0=internet、ge1=transit）。"
        ),
    )
    host = forms.CharField(label=_("設定の中のホスト名"), required=False, max_length=100)

    def __init__(self, *args: Any, device: NetworkDevice | None = None, **kwargs: Any) -> None:
        if device is not None:
            names = ("name", "vendor", "compiled", "drop", "host")
            initial = {name: getattr(device, name) for name in names}
            initial["connects"] = "\n".join(f"{a}={b}" for a, b in device.connects.items())
            kwargs.setdefault("initial", initial)
        super().__init__(*args, **kwargs)
        self.fields["vendor"].choices = vendor_choices()  # type: ignore[attr-defined]  # a choice field

    def clean_connects(self) -> Mapping[str, str]:
        """Return what each interface leads to."""
        found: dict[str, str] = {}
        for line in self.cleaned_data["connects"].splitlines():
            if not line.strip():
                continue
            name, equals, place = (part.strip() for part in line.partition("="))
            if not (equals and name and place) or name in found:
                words = gettext("「%(line)s」は「インターフェース=つながる先」の形ではありません。")
                raise forms.ValidationError(words % {"line": line.strip()})
            found[name] = place
        return found

    def entry(self) -> DeviceEntry:
        """Return what was typed."""
        return DeviceEntry(**self.cleaned_data)


class UploadForm(forms.Form):
    """A configuration as it was taken from the device."""

    file = forms.FileField(
        label=_("設定のファイル"),
        allow_empty_file=True,  # the action says what an empty file is
        help_text=_("機器から文字で書き出した設定。16MBまで。書き換えずにそのまま選んでください。"),
    )

    def came(self, largest: int) -> Came:
        """Return what was sent, never more than one byte beyond what will be refused."""
        file = self.cleaned_data["file"]
        return Came(file.name, file.read(largest + _READ_AHEAD))


class ProbeForm(UploadForm):
    """The file a probe left."""

    file = forms.FileField(
        label=_("試験の結果のファイル"),
        allow_empty_file=True,  # the action says what is no result
        help_text=_("「sekisho separation probe」の --out が書いたJSONのファイル。2MBまで。"),
    )


class FlowLogForm(UploadForm):
    """A log of flows."""

    file = forms.FileField(
        label=_("通信の記録のファイル"),
        allow_empty_file=True,  # the action says what an empty file is
        help_text=_(
            "1行目が見出しのCSV。日時、送信元、宛先、プロトコル、宛先ポートの列が要ります"
            "（送信元ポートもあると、応答を見分けられます）。64MBまで。"
        ),
    )


def vendor_choices() -> list[tuple[str, str | Promise]]:
    """Return the kinds of devices whose configurations can be read."""
    known: list[tuple[str, str | Promise]] = [
        (each.vendor, vendor_label(each.vendor)) for each in READERS
    ]
    return [("", _("自動で見分ける")), *known]
