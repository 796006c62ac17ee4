"""What is sent to a register's pages."""

from typing import TYPE_CHECKING

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

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
