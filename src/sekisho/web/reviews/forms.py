"""What people type into the pages of this room."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.web.governance.models import Meeting
from sekisho.web.organization.forms import DayField
from sekisho.web.policies.models import Document
from sekisho.web.reviews.actions import Answer
from sekisho.web.reviews.models import Outcome, Point, Review


class PrepareForm(forms.Form):
    """A review to be prepared."""

    title = forms.CharField(label=_("件名"), max_length=100)
    meets_on = DayField(label=_("開催日"))
    place = forms.CharField(label=_("場所"), max_length=100, required=False)


class AgendaForm(PrepareForm):
    """A review being prepared, with its agenda."""

    agenda = forms.CharField(
        label=_("議題"), max_length=10000, widget=forms.Textarea(attrs={"rows": 10})
    )


class PointsForm(forms.Form):
    """What is proposed for each point, three fields a point."""

    def __init__(
        self, *args: Any, points: list[Point], rights: frozenset[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._points = points
        documents = Document.objects.readable(rights)
        choices = [("", _("（選ばない）")), *((each.pk, each.title) for each in documents)]
        self._documents = {str(each.pk): each for each in documents}
        for each in points:
            self._add(each, choices)

    def _add(self, point: Point, documents: list[Any]) -> None:
        words = {"number": point.position}
        self.fields[f"outcome-{point.pk}"] = forms.ChoiceField(
            label=_("審議事項%(number)dの結論") % words,
            choices=[("", _("まだ決めない")), *Outcome.choices],
            required=False,
            initial=point.outcome,
        )
        self.fields[f"reason-{point.pk}"] = forms.CharField(
            label=_("審議事項%(number)dの理由") % words,
            max_length=2000,
            required=False,
            initial=point.reason,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.fields[f"document-{point.pk}"] = forms.ChoiceField(
            label=_("審議事項%(number)dで改める文書") % words,
            choices=documents,
            required=False,
            initial=point.document_id or "",
        )

    def answers(self) -> dict[int, Answer]:
        """Return what is proposed, by point."""
        given = self.cleaned_data
        return {
            each.pk: Answer(
                given[f"outcome-{each.pk}"],
                given[f"reason-{each.pk}"],
                self._documents.get(given[f"document-{each.pk}"]),
            )
            for each in self._points
        }

    def rows(self) -> list[tuple[Point, Any, Any, Any]]:
        """Return each point with its three fields."""
        return [
            (p, self[f"outcome-{p.pk}"], self[f"reason-{p.pk}"], self[f"document-{p.pk}"])
            for p in self._points
        ]


class ConcludeForm(forms.Form):
    """The conclusion, and the committee's minutes that hold it."""

    opinion = forms.CharField(
        label=_("見直しの結論"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
    meeting = forms.ModelChoiceField(
        label=_("議事録に決定のある委員会"),
        queryset=Meeting.objects.none(),
        required=False,
        empty_label=_("（委員会によらない）"),
    )

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["meeting"]
        field.queryset = Meeting.objects.held().filter(  # type: ignore[attr-defined]  # a choice of rows
            at__gte=review.prepared_at
        )
