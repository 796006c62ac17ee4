"""Django's description of this room."""

from django.apps import AppConfig


class AuditsConfig(AppConfig):
    """The `audits` room."""

    name = "sekisho.web.audits"
    label = "audits"
    default_auto_field = "django.db.models.BigAutoField"
