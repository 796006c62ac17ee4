"""What narrows an area's entry log."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.forms import DayField
from sekisho.web.search.words import LONGEST, Words, words_of


class LogFilterForm(forms.Form):
    """A day and words; what cannot be understood narrows nothing, and says so."""

    day = DayField(label=_("日"), required=False)
    words = forms.CharField(
        label=_("人・扉・カード・区分"),
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def within(self) -> Q:
        """Return the condition of the day (Asia/Tokyo)."""
        day = self._cleaned().get("day")
        if not isinstance(day, date):
            return Q()
        start = timezone.make_aware(datetime.combine(day, time.min))
        return Q(at__gte=start, at__lt=start + timedelta(days=1))

    def sought(self) -> Words:
        """Return the words."""
        return words_of(str(self._cleaned().get("words") or ""))

    def _cleaned(self) -> dict[str, object]:
        self.is_valid()
        return self.cleaned_data
