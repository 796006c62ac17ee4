"""What people type into the pages of areas, doors and the entry log."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import DOOR_COLUMNS, load_premises
from sekisho.web.evidence.actions.erasing import ErasureReason
from sekisho.web.organization.forms import DayField
from sekisho.web.organization.models import Person, PersonQuerySet, Post, Unit
from sekisho.web.premises.actions import DoorFile, LogLayout, Visitor
from sekisho.web.premises.models import Area, DoorSystem
from sekisho.web.ui.words import worded


def _levels() -> list[tuple[str, str]]:
    return [(level.id, worded(level.title)) for level in load_premises().levels.values()]


class AreaForm(forms.Form):
    """A controlled area."""

    name = forms.CharField(label=_("名称"), max_length=100)
    level = forms.ChoiceField(label=_("区分"), choices=_levels)
    unit = forms.ModelChoiceField(label=_("管理する所属"), queryset=Unit.objects.all())
    place = forms.CharField(label=_("場所"), max_length=200, required=False)
    logs_exit = forms.BooleanField(
        label=_("退室も記録する（入ったままの人を確かめられます）"), required=False, initial=True
    )

    def __init__(self, *args: Any, area: Area | None = None, **kwargs: Any) -> None:
        if area is not None:
            kwargs["initial"] = {name: getattr(area, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)


class ListedForm(forms.Form):
    """A line of the list of who may enter: a person or a post."""

    person = forms.ModelChoiceField(
        label=_("氏名"), queryset=Person.objects.none(), required=False,
        help_text=_("人を指定するとき。職を指定するときは空けてください。"),
    )  # fmt: skip
    post = forms.ModelChoiceField(
        label=_("職"), queryset=Post.objects.select_related("unit"), required=False,
        help_text=_("その職にある人が代わっても、後任の人が入れます。"),
    )  # fmt: skip
    from_date = DayField(label=_("開始日"))
    until_date = DayField(label=_("終了日"), help_text=_("期限のない登録はできません。"))
    reason = forms.CharField(label=_("入室の理由"), max_length=200)

    def __init__(self, *args: Any, people: PersonQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_from(self, people, "person")


class LastDayForm(forms.Form):
    """The last day of something."""

    on = DayField(label=_("最後の日"))


class PeriodForm(forms.Form):
    """Days whose log is complete."""

    from_date = DayField(label=_("記録の初日"))
    until_date = DayField(label=_("記録の末日"))


class ExplanationForm(forms.Form):
    """What was found about an entry."""

    explanation = forms.CharField(
        label=_("調べた結果"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class SystemForm(forms.Form):
    """A door system and how its file is laid out; words of ways are separated by 、 or commas."""

    name = forms.CharField(label=_("装置の名称"), max_length=100)
    at = forms.CharField(
        label=_("日時の列の見出し"), max_length=60, required=False,
        help_text=_("日付と時刻が別の列なら、空けてください。"),
    )  # fmt: skip
    date = forms.CharField(label=_("日付の列の見出し"), max_length=60, required=False)
    clock = forms.CharField(label=_("時刻の列の見出し"), max_length=60, required=False)
    card = forms.CharField(label=_("カード番号の列の見出し"), max_length=60)
    holder = forms.CharField(label=_("氏名の列の見出し"), max_length=60, required=False)
    door = forms.CharField(label=_("扉の列の見出し"), max_length=60, required=False)
    direction = forms.CharField(label=_("入退の区分の列の見出し"), max_length=60)
    entering = forms.CharField(label=_("入室を表す語"), max_length=200)
    leaving = forms.CharField(label=_("退室を表す語"), max_length=200, required=False)
    denied = forms.CharField(label=_("拒否を表す語"), max_length=200, required=False)

    def __init__(self, *args: Any, system: DoorSystem | None = None, **kwargs: Any) -> None:
        if system is not None:
            kwargs["initial"] = _initial_of(system)
        else:
            shipped = next(iter(load_premises().door_formats.values()))
            kwargs["initial"] = dict(shipped.columns) | {
                "entering": "、".join(shipped.entering),
                "leaving": "、".join(shipped.leaving),
                "denied": "、".join(shipped.denied),
            }
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        given = self.cleaned_data
        layout = LogLayout(
            columns={key: given[key] for key in DOOR_COLUMNS},
            entering=_split(given["entering"]),
            leaving=_split(given["leaving"]),
            denied=_split(given["denied"]),
        )
        return {"name": given["name"], "layout": layout}


class DoorForm(forms.Form):
    """A door and the area behind it."""

    label = forms.CharField(
        label=_("扉の名称"), max_length=100, required=False,
        help_text=_("装置のファイルに書かれるとおりに。扉の列がない装置では空けます。"),
    )  # fmt: skip
    area = forms.ModelChoiceField(label=_("管理区域"), queryset=Area.objects.in_use())


class CardForm(forms.Form):
    """Whose a card is."""

    number = forms.CharField(label=_("カード番号"), max_length=60)
    person = forms.ModelChoiceField(label=_("氏名"), queryset=Person.objects.none())
    from_date = DayField(label=_("渡した日"))

    def __init__(self, *args: Any, people: PersonQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_from(self, people, "person")


class ImportForm(forms.Form):
    """A file of a door system."""

    file = forms.FileField(label=_("入退室記録のファイル（CSV）"), help_text=_("10MBまで。"))
    covers_from = DayField(
        label=_("記録の初日"), required=False,
        help_text=_("空けると、ファイルの最初の記録の日とします。"),
    )  # fmt: skip
    covers_until = DayField(
        label=_("記録の末日"), required=False,
        help_text=_("入退室のなかった日まで含むときに指定します。"),
    )  # fmt: skip

    def door_file(self) -> DoorFile:
        """Return what was sent."""
        sent, given = self.cleaned_data["file"], self.cleaned_data
        return DoorFile(sent.name, sent.read(), given["covers_from"], given["covers_until"])


class VisitForm(forms.Form):
    """A visitor at the door."""

    name = forms.CharField(label=_("氏名"), max_length=100)
    company = forms.CharField(label=_("会社・団体"), max_length=100, required=False)
    purpose = forms.CharField(label=_("用件"), max_length=200)
    brought = forms.CharField(label=_("持ち込む機器"), max_length=200, required=False)
    host = forms.ModelChoiceField(label=_("応対者"), queryset=Person.objects.none())
    escort = forms.ModelChoiceField(
        label=_("付添者"), queryset=Person.objects.none(), required=False
    )
    identified = forms.BooleanField(label=_("身分証を確かめた"), required=False)
    badge = forms.CharField(label=_("入館証の番号"), max_length=40, required=False)

    def __init__(self, *args: Any, people: PersonQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_from(self, people, "host", "escort")

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        given = dict(self.cleaned_data)
        names = ("name", "company", "purpose", "brought")
        return {"visitor": Visitor(**{name: given.pop(name) for name in names}), **given}


class ErasureForm(forms.Form):
    """Why a visitor's data are erased."""

    reason = forms.ChoiceField(label=_("消去の理由"), choices=ErasureReason.choices)

    def clean_reason(self) -> ErasureReason:
        """Return the reason as a word of the fixed list."""
        return ErasureReason(self.cleaned_data["reason"])


def _choose_from(form: forms.Form, people: PersonQuerySet, *names: str) -> None:
    for name in names:
        field = form.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = people


def _split(text: str) -> tuple[str, ...]:
    words = text.replace(",", "、").replace("，", "、").split("、")
    return tuple(word.strip() for word in words if word.strip())


def _initial_of(system: DoorSystem) -> dict[str, str]:
    return dict(system.columns) | {
        "name": system.name,
        "entering": "、".join(system.entering),
        "leaving": "、".join(system.leaving),
        "denied": "、".join(system.denied),
    }
