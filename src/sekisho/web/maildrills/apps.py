"""Django's description of this room."""

from django.apps import AppConfig


class MailDrillsConfig(AppConfig):
    """The `maildrills` room."""

    name = "sekisho.web.maildrills"
    label = "maildrills"
    default_auto_field = "django.db.models.BigAutoField"
