"""Django's description of this room."""

from django.apps import AppConfig


class AssetsConfig(AppConfig):
    """The `assets` room."""

    name = "sekisho.web.assets"
    label = "assets"
    default_auto_field = "django.db.models.BigAutoField"
