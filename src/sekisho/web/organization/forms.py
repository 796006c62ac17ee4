"""What people type into the pages of this room."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import load
from sekisho.web.organization.kinds import kinds
from sekisho.web.organization.models import Person, Post, Unit
from sekisho.web.ui.words import worded


def _kind_choices() -> list[tuple[str, str]]:
    return [(kind.id, str(kind)) for kind in kinds().values()]


def _role_choices() -> list[tuple[str, str]]:
    return [(role.id, worded(role.title)) for role in load().roles.values()]


FIRST_DAY, LAST_DAY = date(1989, 1, 1), date(2199, 12, 31)
LAST_POSITION = 9999
_OUT_OF_TIME = _("1989年から2199年までの日を入力してください。")


class DayField(forms.DateField):
    """A day from 1989 to 2199, chosen from the browser's calendar or typed as 2026-04-01."""

    def __init__(self, **kwargs: Any) -> None:
        bounds = {"type": "date", "min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs=bounds))
        super().__init__(
            input_formats=["%Y-%m-%d"],
            validators=[
                MinValueValidator(FIRST_DAY, _OUT_OF_TIME),
                MaxValueValidator(LAST_DAY, _OUT_OF_TIME),
            ],
            **kwargs,
        )


class PersonForm(forms.Form):
    """A person of the register."""

    name = forms.CharField(label=_("氏名"), max_length=100)
    furigana = forms.CharField(
        label=_("フリガナ"), max_length=100, help_text=_("全角カタカナで入力してください。")
    )
    category = forms.ChoiceField(label=_("身分"), choices=_kind_choices)
    unit = forms.ModelChoiceField(label=_("所属"), queryset=Unit.objects.all())
    post = forms.ModelChoiceField(
        label=_("職"), queryset=Post.objects.select_related("unit"), required=False
    )
    email = forms.EmailField(label=_("メールアドレス"), required=False)
    number = forms.CharField(
        label=_("職員番号"),
        max_length=40,
        required=False,
        help_text=_("表の取込みやディレクトリとの照合で、この番号で人を見分けます。"),
    )
    joined_on = DayField(label=_("着任日"))

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        if person is not None:
            kwargs["initial"] = {name: getattr(person, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.fields["post"].label_from_instance = _post_label  # type: ignore[attr-defined]  # Django's own hook


class LastDayForm(forms.Form):
    """The last day of something."""

    on = DayField(label=_("最後の日"))


class UnitForm(forms.Form):
    """A unit."""

    name = forms.CharField(label=_("名称"), max_length=100)
    parent = forms.ModelChoiceField(
        label=_("上位の所属"), queryset=Unit.objects.all(), required=False
    )
    position = forms.IntegerField(
        label=_("並び順"),
        min_value=0,
        max_value=LAST_POSITION,
        initial=0,
        help_text=_("小さい数が先に並びます。"),
    )


class PostForm(forms.Form):
    """A post."""

    title = forms.CharField(label=_("職名"), max_length=100)
    unit = forms.ModelChoiceField(label=_("所属"), queryset=Unit.objects.all())


class RoleForm(forms.Form):
    """A role for a person, for a period."""

    role = forms.ChoiceField(label=_("役割"), choices=_role_choices)
    post = forms.ModelChoiceField(
        label=_("職"), queryset=Post.objects.select_related("unit"), required=False
    )
    unit = forms.ModelChoiceField(
        label=_("担当する所属"),
        queryset=Unit.objects.all(),
        required=False,
        help_text=_("役割を一つの所属に限るときに選びます。"),
    )
    from_date = DayField(label=_("開始日"))
    until_date = DayField(
        label=_("終了日"), required=False, help_text=_("この日まで役割に就きます。")
    )
    joint = forms.BooleanField(label=_("兼務"), required=False)
    order = forms.CharField(label=_("発令の根拠"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].label_from_instance = _post_label  # type: ignore[attr-defined]  # Django's own hook


class ScopeForm(forms.Form):
    """A person's entry in the scope register."""

    relation = forms.ChoiceField(label=_("関係"), choices=_kind_choices)
    from_date = DayField(label=_("開始日"))
    until_date = DayField(label=_("終了日"), required=False)
    note = forms.CharField(label=_("備考"), max_length=200, required=False)


class UsernameForm(forms.Form):
    """The sign-in name of a new account."""

    username = forms.CharField(
        label=_("利用者ID"),
        max_length=60,
        help_text=_("半角の英小文字・数字・「.」「_」「-」で3〜60文字。後から変えられません。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )


class EraseForm(forms.Form):
    """A yes that is given knowingly: it cannot be taken back."""

    sure = forms.BooleanField(label=_("元に戻せないことを確かめました"))

    def clean(self) -> dict[str, Any]:
        """Return nothing: the yes is no value of the change."""
        super().clean()
        return {}


class ConfirmForm(forms.Form):
    """A change that needs nothing but a yes."""


def _post_label(post: Post) -> str:
    return f"{post.unit.name}　{post.title}"
