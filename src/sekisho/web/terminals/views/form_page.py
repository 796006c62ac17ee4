"""The form page of this room."""

from functools import partial

from sekisho.web.ui.trying import attempt, given
from sekisho.web.ui.trying import form_page as _page

__all__ = ["attempt", "form_page", "given"]


form_page = partial(_page, template="terminals/form.html")
