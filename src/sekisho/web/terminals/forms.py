"""What people type into the pages of terminals."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.web.assets import access as assets
from sekisho.web.assets.models import Zone
from sekisho.web.organization.forms import DayField
from sekisho.web.organization.models import Person, Unit
from sekisho.web.terminals.actions import Entry
from sekisho.web.terminals.models import RegisterQuerySet, System, Terminal

MOST_BYTES = 2 * 1024 * 1024  # of a report


class TerminalForm(forms.Form):
    """A row of the register; only zones the person may read can be chosen."""

    number = forms.CharField(label=_("管理番号"), max_length=40)
    host = forms.CharField(
        label=_("ホスト名"),
        max_length=100,
        required=False,
        help_text=_("エージェントが名乗る名前です。空欄でも登録できます。"),
    )
    zone = forms.ModelChoiceField(label=_("領域"), queryset=Zone.objects.none())
    unit = forms.ModelChoiceField(label=_("管理する所属"), queryset=Unit.objects.all())
    place = forms.CharField(label=_("設置場所"), max_length=100, required=False)
    system = forms.ChoiceField(label=_("基本ソフト"), choices=System.choices)
    serial = forms.CharField(
        label=_("製造番号"),
        max_length=100,
        required=False,
        help_text=_("端末が名乗る番号と比べ、入替えに気付くために使います。"),
    )
    users = forms.ModelMultipleChoiceField(
        label=_("使う人"),
        queryset=Person.objects.filter(erased_at=None, left_on=None),
        required=False,
        help_text=_("複数を選ぶには、Ctrlキーを押しながら選びます。"),
    )

    def __init__(
        self, *args: Any, rights: frozenset[str], terminal: Terminal | None = None, **kwargs: Any
    ) -> None:
        if terminal is not None:
            kwargs["initial"] = {
                name: getattr(terminal, name) for name in self.base_fields if name != "users"
            } | {"users": list(terminal.users.all())}
        super().__init__(*args, **kwargs)
        zones = self.fields["zone"]
        if isinstance(zones, forms.ModelChoiceField):
            zones.queryset = assets.zones_for(rights)

    def entry(self) -> Entry:
        """Return what was typed."""
        words = {**self.cleaned_data, "users": tuple(self.cleaned_data["users"])}
        return Entry(**words)


class RetireForm(forms.Form):
    """The last day of a terminal."""

    on = DayField(label=_("廃止日"))


class AttestForm(forms.Form):
    """What somebody saw on a terminal, and until when it counts."""

    statement = forms.CharField(
        label=_("確かめたこと"),
        max_length=500,
        help_text=_("例: 認証製品の管理画面で、この端末に顔認証とパスワードが必須と確認した。"),
    )
    until = DayField(label=_("有効期限"), help_text=_("この日まで有効です。長くても184日です。"))


class KeyForm(forms.Form):
    """A public key for signed reports."""

    label = forms.CharField(label=_("名称"), max_length=100)
    public = forms.CharField(
        label=_("公開鍵"),
        max_length=500,
        help_text=_("「ssh-ed25519」で始まる1行（拡張子 .pub のファイルの中身）。"),
    )
    terminal = forms.ModelChoiceField(
        label=_("端末"),
        queryset=Terminal.objects.none(),
        required=False,
        empty_label=_("限らない（まとめて集める人の鍵）"),
    )

    def __init__(self, *args: Any, terminals: RegisterQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["terminal"], terminals)


class AssignForm(forms.Form):
    """Whose an agent is."""

    terminal = forms.ModelChoiceField(label=_("端末"), queryset=Terminal.objects.none())

    def __init__(self, *args: Any, terminals: RegisterQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["terminal"], terminals)


class UploadForm(forms.Form):
    """A signed report, taken by hand."""

    report = forms.FileField(label=_("報告のファイル（.json）"))
    signature = forms.FileField(label=_("署名のファイル（.json.sig）"))

    def clean(self) -> dict[str, Any]:
        """Refuse files longer than a report can be."""
        found = super().clean() or {}
        for name in ("report", "signature"):
            if found.get(name) is not None and found[name].size > MOST_BYTES:
                self.add_error(name, _("ファイルが大きすぎます。2MBまでにしてください。"))
        return found


class SoftwareForm(forms.Form):
    """Names to permit, one a line."""

    names = forms.CharField(
        label=_("許可する名称"),
        max_length=20000,
        widget=forms.Textarea,
        help_text=_(
            "1行に1件。「*」は任意の文字です（例: Microsoft Visual C++ *）。"
            "備考は、名称の後にタブで区切って書きます。"
        ),
    )

    def patterns(self) -> list[tuple[str, str]]:
        """Return each name with its note."""
        lines = [line.partition("\t") for line in self.cleaned_data["names"].splitlines()]
        return [
            (name.strip()[:200], note.strip()[:200]) for name, _tab, note in lines if name.strip()
        ]


class FilterForm(forms.Form):
    """Which terminals to show; what cannot be understood shows all."""

    zone = forms.ChoiceField(label=_("領域"), required=False)
    state = forms.ChoiceField(
        label=_("状態"),
        required=False,
        choices=[
            ("", _("すべて")),
            ("fails", _("不適合")),
            ("weak", _("弱い")),
            ("holds", _("適合")),
        ],
    )
    words = forms.CharField(label=_("番号・ホスト名"), required=False, max_length=100)

    def __init__(self, *args: Any, rights: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = self.fields["zone"]
        if isinstance(zones, forms.ChoiceField):
            zones.choices = [
                ("", _("すべて")),
                *((zone.key, zone.label) for zone in assets.zones_for(rights)),
            ]
        self.fields["words"].widget.input_type = "search"

    def chosen(self, name: str) -> str:
        """Return the choice, or nothing when it is not understood."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")

    def narrow(self, rows: RegisterQuerySet) -> RegisterQuerySet:
        """Return the rows of the zone and words chosen."""
        if zone := self.chosen("zone"):
            rows = rows.filter(zone__key=zone)
        for word in self.chosen("words").split():
            rows = rows.filter(number__icontains=word) | rows.filter(host__icontains=word)
        return rows


def _offer(field: forms.Field, terminals: RegisterQuerySet) -> None:
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = terminals
