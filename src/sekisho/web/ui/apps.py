"""Django's description of this room."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The `ui` room."""

    name = "sekisho.web.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"
