"""What people type into the pages of this room."""

from sekisho.web.policies.forms.documents import (
    LIMIT_BYTES,
    MOST_WORDS,
    SHEET_LIMIT_BYTES,
    CodeForm,
    CompareForm,
    DecideForm,
    ImportForm,
    PublishForm,
    SearchForm,
    SheetForm,
    SubmitForm,
    TopicsForm,
    sheet_type,
    topic_titles,
)

__all__ = [
    "LIMIT_BYTES",
    "MOST_WORDS",
    "SHEET_LIMIT_BYTES",
    "CodeForm",
    "CompareForm",
    "DecideForm",
    "ImportForm",
    "PublishForm",
    "SearchForm",
    "SheetForm",
    "SubmitForm",
    "TopicsForm",
    "sheet_type",
    "topic_titles",
]
