"""Django's description of this room."""

from django.apps import AppConfig


class RisksConfig(AppConfig):
    """The `risks` room."""

    name = "sekisho.web.risks"
    label = "risks"
    default_auto_field = "django.db.models.BigAutoField"
