"""Django's description of this room."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The `notices` room."""

    name = "sekisho.web.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"
