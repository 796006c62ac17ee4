"""How the form pages of this room look."""

from functools import partial

from sekisho.web.ui.trying import form_page as _page

form_page = partial(_page, template="zones/form.html")
