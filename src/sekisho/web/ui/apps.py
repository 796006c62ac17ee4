"""Django's description of this room."""

from django.apps import AppConfig
from django.forms import Field
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """The `ui` room."""

    name = "sekisho.web.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let Django warn of what this room lacks, and say what to do in an empty field."""
        from sekisho.web.ui import system_checks  # noqa: F401, PLC0415  # registers on import

        Field.default_error_messages = {
            **Field.default_error_messages,
            "required": _("入力してください。"),
        }
