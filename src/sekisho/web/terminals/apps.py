"""Django's description of this room."""

from django.apps import AppConfig


class TerminalsConfig(AppConfig):
    """The `terminals` room."""

    name = "sekisho.web.terminals"
    label = "terminals"
    default_auto_field = "django.db.models.BigAutoField"
