"""Django's description of this room."""

from django.apps import AppConfig


class YearplanConfig(AppConfig):
    """The `yearplan` room."""

    name = "sekisho.web.yearplan"
    label = "yearplan"
    default_auto_field = "django.db.models.BigAutoField"
