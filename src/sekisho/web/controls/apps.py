"""Django's description of this room."""

from django.apps import AppConfig


class ControlsConfig(AppConfig):
    """The `controls` room."""

    name = "sekisho.web.controls"
    label = "controls"
    default_auto_field = "django.db.models.BigAutoField"
