"""Django's description of this room."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """The `registers` room."""

    name = "sekisho.web.registers"
    label = "registers"
    default_auto_field = "django.db.models.BigAutoField"
