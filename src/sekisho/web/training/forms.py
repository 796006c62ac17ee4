"""What people type into the pages of this room."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import Course, load, load_courses
from sekisho.web.organization.forms import DayField
from sekisho.web.organization.kinds import kinds
from sekisho.web.organization.models import Person, PersonQuerySet, Unit
from sekisho.web.training.actions import Audience
from sekisho.web.ui.words import worded

EVERYONE, CHOSEN = "everyone", "chosen"
DAY, JOINERS = "day", "joiners"


def _courses() -> list[tuple[str, str]]:
    return [(each.id, worded(each.title)) for each in load_courses().values()]


def _roles() -> list[tuple[str, str]]:
    return [(each.id, worded(each.title)) for each in load().roles.values()]


def _categories() -> list[tuple[str, str]]:
    return [(each.id, str(each)) for each in kinds().values() if each.in_scope]


if TYPE_CHECKING:
    PeopleChoice = forms.ModelMultipleChoiceField[Person]  # generic in the stubs only
else:
    PeopleChoice = forms.ModelMultipleChoiceField


class PeopleField(PeopleChoice):
    """People to tick, each with their unit: two can have one name."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name and the unit."""
        return f"{obj.name}（{obj.unit.name}）"


class CampaignForm(forms.Form):
    """A campaign to start."""

    title = forms.CharField(label=_("件名"), max_length=100)
    course = forms.ChoiceField(label=_("教材"), choices=_courses)
    until = forms.ChoiceField(
        label=_("いつまでに"),
        choices=[
            (DAY, _("期限の日までに（今いる人と、期間中に対象になった人）")),
            (JOINERS, _("着任から30日以内に（これから着任する人に自動で。終えるまで続きます）")),
        ],
        widget=forms.RadioSelect,
        initial=DAY,
    )
    due_on = DayField(
        label=_("期限"), required=False, help_text=_("期限の日を選んだときに入力します。")
    )
    who = forms.ChoiceField(
        label=_("対象"),
        choices=[
            (EVERYONE, _("適用対象者の全員")),
            (CHOSEN, _("下で選んだ人（どれかに当たる人）")),
        ],
        widget=forms.RadioSelect,
        initial=EVERYONE,
    )
    units = forms.ModelMultipleChoiceField(
        label=_("所属（下の所属を含む）"),
        queryset=Unit.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    categories = forms.MultipleChoiceField(
        label=_("身分"), choices=_categories, required=False, widget=forms.CheckboxSelectMultiple
    )
    roles = forms.MultipleChoiceField(
        label=_("役割"), choices=_roles, required=False, widget=forms.CheckboxSelectMultiple
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a day without a day, and a choice of nobody."""
        given = super().clean() or {}
        if given.get("until") == DAY and not given.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("期限の日を入力してください。"))
        chosen = [given.get(name) for name in ("units", "categories", "roles")]
        if given.get("who") == CHOSEN and not any(chosen):
            self.add_error("who", _("所属、身分、役割のどれかを選んでください。"))
        return given

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        given = self.cleaned_data
        everyone = given["who"] == EVERYONE
        audience = (
            Audience(everyone=True)
            if everyone
            else Audience(
                units=tuple(given["units"]), roles=given["roles"], categories=given["categories"]
            )
        )
        return {
            "title": given["title"],
            "course": given["course"],
            "audience": audience,
            "due_on": given["due_on"] if given["until"] == DAY else None,
        }


class EndForm(forms.Form):
    """Why a campaign is ended before everybody completed it."""

    reason = forms.CharField(
        label=_("終える理由"),
        max_length=200,
        required=False,
        help_text=_("修了していない人がいるときは、必ず書きます。"),
    )


class SessionForm(forms.Form):
    """A group session to plan."""

    held_on = DayField(label=_("開催日"))
    place = forms.CharField(label=_("場所"), max_length=100)


class HandForm(forms.Form):
    """Who signed the list at a session."""

    people = PeopleField(
        label=_("出席した人"),
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("会場の名簿に署名した人を選びます。アカウントのない人は、ここで記録します。"),
    )

    def __init__(self, *args: Any, people: PersonQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["people"]
        if isinstance(field, PeopleField):
            field.queryset = people


class AttendForm(forms.Form):
    """The code shown at a session."""

    code = forms.CharField(
        label=_("会場に表示されている番号"),
        max_length=40,
        help_text=_("英字と数字の6文字。一分ごとに変わります。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


def answers_of(untrusted: Mapping[str, Any], course: Course) -> dict[str, int]:
    """Return the choices sent for the course's questions; what is no choice is left out."""
    found: dict[str, int] = {}
    for each in course.questions:
        sent = str(untrusted.get(f"q-{each.id}", ""))
        if sent.isascii() and sent.isdecimal() and len(sent) == 1 and int(sent) < len(each.choices):
            found[each.id] = int(sent)
    return found
