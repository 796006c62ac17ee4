"""Django's description of this room."""

from django.apps import AppConfig


class SystemsConfig(AppConfig):
    """The `systems` room."""

    name = "sekisho.web.systems"
    label = "systems"
    default_auto_field = "django.db.models.BigAutoField"
