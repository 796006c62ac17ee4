"""What narrows an area's entry log."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.forms import DayField
from sekisho.web.search.words import LONGEST, Words, words_of


class LogFilterForm(forms.Form):
    """A day or a period, and words; what cannot be understood narrows nothing, and says so."""

    day = DayField(label=_("日"), required=False)
    until = DayField(label=_("期間の末日"), required=False)
    words = forms.CharField(
        label=_("人・扉・カード・区分"),
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def within(self) -> Q:
        """Return the condition of the day, or of the days until the last one (Asia/Tokyo)."""
        first, last = self._day("day"), self._day("until")
        within = Q(at__gte=_begin(first)) if first else Q()
        if end := last or first:
            within &= Q(at__lt=_begin(end + timedelta(days=1)))
        return within

    def sought(self) -> Words:
        """Return the words."""
        return words_of(str(self._cleaned().get("words") or ""))

    def _day(self, name: str) -> date | None:
        day = self._cleaned().get(name)
        return day if isinstance(day, date) else None

    def _cleaned(self) -> dict[str, object]:
        self.is_valid()
        return self.cleaned_data


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
