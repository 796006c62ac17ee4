"""What people type into the pages of this room."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.web.governance.actions import Decided
from sekisho.web.governance.models import Contact, Meeting
from sekisho.web.organization.forms import DayField
from sekisho.web.organization.models import Person

DECISIONS = 6  # rows for decisions on the page of minutes


def _present() -> Any:
    return Person.objects.present(timezone.localdate()).filter(erased_at=None)


class MeetingForm(forms.Form):
    """A meeting to be called."""

    title = forms.CharField(label=_("会議名"), max_length=100)
    day = DayField(label=_("開催日"))
    time = forms.TimeField(
        label=_("開始時刻"),
        input_formats=["%H:%M"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    place = forms.CharField(label=_("場所"), max_length=100)
    agenda = forms.CharField(label=_("議題"), max_length=4000, widget=forms.Textarea)

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        given = dict(self.cleaned_data)
        moment = datetime.combine(given.pop("day"), given.pop("time"))
        return given | {"when": timezone.make_aware(moment)}


class MinutesForm(forms.Form):
    """Minutes: who was there, what was said, what was decided."""

    minutes = forms.CharField(label=_("議事の要旨"), max_length=20000, widget=forms.Textarea)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._members = [each.person for each in meeting.attendances.select_related("person")]
        people = _present()
        for person in self._members:
            self.fields[f"member-{person.pk}"] = forms.ChoiceField(
                label=person.name,
                choices=[("present", _("出席")), ("absent", _("欠席")), ("deputy", _("代理出席"))],
                initial="present",
            )
            self.fields[f"deputy-{person.pk}"] = forms.ModelChoiceField(
                label=_("%(name)sの代理") % {"name": person.name}, queryset=people, required=False
            )
        for number in range(1, DECISIONS + 1):
            words = {"number": number}
            self.fields[f"text-{number}"] = forms.CharField(
                label=_("決定事項 %(number)d") % words, max_length=500, required=False
            )
            self.fields[f"owner-{number}"] = forms.ModelChoiceField(
                label=_("担当者 %(number)d") % words, queryset=people, required=False
            )
            self.fields[f"due-{number}"] = DayField(
                label=_("期限 %(number)d") % words, required=False
            )

    def attended(self) -> tuple[list[Person], dict[Person, Person]]:
        """Return who was there, and who in whose stead."""
        given = self.cleaned_data
        present = [p for p in self._members if given[f"member-{p.pk}"] == "present"]
        deputies = {
            person: given[f"deputy-{person.pk}"]
            for person in self._members
            if given[f"member-{person.pk}"] == "deputy" and given[f"deputy-{person.pk}"]
        }
        return present, deputies

    def decided(self) -> list[Decided]:
        """Return what was decided; empty rows are left out."""
        given = self.cleaned_data
        return [
            Decided(given[f"text-{n}"], given[f"owner-{n}"], given[f"due-{n}"])
            for n in range(1, DECISIONS + 1)
            if given[f"text-{n}"] or given[f"owner-{n}"] or given[f"due-{n}"]
        ]


class ContactForm(forms.Form):
    """Somebody in the tree of contacts."""

    person = forms.ModelChoiceField(label=_("氏名"), queryset=Person.objects.none())
    number = forms.CharField(
        label=_("電話番号"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text=_("空欄のときは、今の番号のまま確かめたものとします。"),
    )
    above = forms.ModelChoiceField(
        label=_("誰から連絡を受けるか"),
        queryset=Contact.objects.select_related("person"),
        required=False,
        help_text=_("最初に連絡する人だけ、空欄にします。"),
    )
    position = forms.IntegerField(label=_("並び順"), min_value=0, max_value=999, initial=0)

    def __init__(self, *args: Any, contact: Contact | None = None, **kwargs: Any) -> None:
        if contact is not None:
            kwargs["initial"] = {"above": contact.above_id, "position": contact.position}
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = _present()  # type: ignore[attr-defined]  # a choice
        self.fields["above"].label_from_instance = _name  # type: ignore[attr-defined]  # Django's own hook
        if contact is not None:
            del self.fields["person"]


def _name(contact: Contact) -> str:
    return contact.person.name
