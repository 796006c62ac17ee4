"""Django's description of this room."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The `ui` room."""

    name = "sekisho.web.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let Django warn of what this room needs and lacks."""
        from sekisho.web.ui import system_checks  # noqa: F401, PLC0415  # registers on import
