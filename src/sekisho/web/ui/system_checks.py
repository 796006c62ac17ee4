"""What Django warns of at start."""

from typing import Any

from django.core.checks import CheckMessage, register
from django.core.checks import Warning as CheckWarning

from sekisho.web.ui.papers import NoJapaneseFontError, find_typefaces


@register()
def japanese_font(**_options: Any) -> list[CheckMessage]:
    """ui.W001: without a Japanese typeface no PDF can be written."""
    try:
        find_typefaces()
    except NoJapaneseFontError as error:
        return [CheckWarning(str(error), id="ui.W001")]
    return []
