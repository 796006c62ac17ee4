"""Django's description of this room."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """The `incidents` room."""

    name = "sekisho.web.incidents"
    label = "incidents"
    default_auto_field = "django.db.models.BigAutoField"
