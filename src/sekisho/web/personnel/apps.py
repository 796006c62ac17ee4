"""Django's description of this room."""

from django.apps import AppConfig


class PersonnelConfig(AppConfig):
    """The `personnel` room."""

    name = "sekisho.web.personnel"
    label = "personnel"
    default_auto_field = "django.db.models.BigAutoField"
