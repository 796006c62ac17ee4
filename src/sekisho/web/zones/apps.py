"""Django's description of this room."""

from django.apps import AppConfig


class ZonesConfig(AppConfig):
    """The `zones` room."""

    name = "sekisho.web.zones"
    label = "zones"
    default_auto_field = "django.db.models.BigAutoField"
