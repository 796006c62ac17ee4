"""Django's description of this room."""

from django.apps import AppConfig


class CorrectionsConfig(AppConfig):
    """The `corrections` room."""

    name = "sekisho.web.corrections"
    label = "corrections"
    default_auto_field = "django.db.models.BigAutoField"
