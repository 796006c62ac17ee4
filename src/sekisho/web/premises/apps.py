"""Django's description of this room."""

from django.apps import AppConfig


class PremisesConfig(AppConfig):
    """The `premises` room."""

    name = "sekisho.web.premises"
    label = "premises"
    default_auto_field = "django.db.models.BigAutoField"
