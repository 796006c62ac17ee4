"""What is sent to a register's pages."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from sekisho.web.registers.layout import Layout, Place
from sekisho.web.registers.limits import TableLimits

if TYPE_CHECKING:
    Uploaded = UploadedFile[bytes]  # generic in the stubs only
else:
    Uploaded = UploadedFile


class TableForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=_("ファイル"),
        allow_empty_file=True,  # the reader itself says what to do about an empty file
        help_text=_("Excelブック（.xlsx）か、UTF-8又はShift_JISのCSV。20 MB、20,000行まで。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> Uploaded:
        """Refuse a file beyond the limit by its size, before it is read into memory."""
        file: Uploaded = self.cleaned_data["file"]
        if (file.size or 0) > TableLimits().bytes:
            raise forms.ValidationError(
                _("ファイルが大きすぎます（上限20 MB）。分けて取り込んでください。")
            )
        return file


class ColumnsForm(forms.Form):
    """The order and the headings of a register's columns, and a few new ones of the body's own.

    An own column of the body can be called otherwise or removed where the register can rewrite its
    rows, which hold their values by the heading; elsewhere it keeps its heading.
    """

    NEW = 3

    def __init__(self, *args: Any, layout: Layout, rewritable: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.layout = layout
        for number, place in enumerate(layout):
            self.fields[f"order-{number}"] = _order((number + 1) * 10)
            self.fields[f"heading-{number}"] = _heading(place, fixed=not rewritable)
            if rewritable and place.column is None:
                self.fields[f"remove-{number}"] = forms.BooleanField(
                    label=_("この列と、全ての行のこの項目の値を削除する"), required=False
                )
        for number in range(len(layout), len(layout) + self.NEW):
            self.fields[f"order-{number}"] = _order((number + 1) * 10)
            self.fields[f"heading-{number}"] = forms.CharField(
                label=_("加える独自の列の見出し"), max_length=_LONGEST_HEADING, required=False
            )

    def lines(
        self,
    ) -> list[tuple[forms.BoundField, forms.BoundField, Place | None, forms.BoundField | None]]:
        """Return order, heading, place and removal of each line; no place: a new column."""
        places = [*self.layout, *([None] * self.NEW)]
        return [
            (
                self[f"order-{number}"],
                self[f"heading-{number}"],
                place,
                self[f"remove-{number}"] if f"remove-{number}" in self.fields else None,
            )
            for number, place in enumerate(places)
        ]

    def renames(self) -> dict[str, str | None]:
        """Return the own columns of the body that are called otherwise, and those removed."""
        found: dict[str, str | None] = {}
        for number, place in enumerate(self.layout):
            heading = self.cleaned_data[f"heading-{number}"]
            if self._removed(number):
                found[place.heading] = None
            elif place.column is None and heading != place.heading:
                found[place.heading] = heading
        return found

    def _removed(self, number: int) -> bool:
        return bool(self.cleaned_data.get(f"remove-{number}"))

    def places(self) -> list[Place]:
        """Return the columns in the order given; lines of one number stay as they stood."""
        given = self.cleaned_data
        numbered = [
            (
                given[f"order-{number}"],
                Place(given[f"heading-{number}"], place.column if place else None),
            )
            for number, (_order, _heading, place, _remove) in enumerate(self.lines())
            if not self._removed(number)
        ]
        numbered.sort(key=lambda each: each[0])
        return [place for _number, place in numbered if place.heading]


_LONGEST_HEADING = 60
_LAST = 9999


def _order(number: int) -> forms.IntegerField:
    return forms.IntegerField(label=_("順"), min_value=1, max_value=_LAST, initial=number)


def _heading(place: Place, *, fixed: bool) -> forms.CharField:
    return forms.CharField(
        label=_("見出し"),
        max_length=max(_LONGEST_HEADING, len(place.heading)),
        initial=place.heading,
        disabled=fixed and place.column is None,
    )
