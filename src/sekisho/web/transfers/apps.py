"""Django's description of this room."""

from django.apps import AppConfig


class TransfersConfig(AppConfig):
    """The `transfers` room."""

    name = "sekisho.web.transfers"
    label = "transfers"
    default_auto_field = "django.db.models.BigAutoField"
