"""Django's description of this room."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """The `monitoring` room."""

    name = "sekisho.web.monitoring"
    label = "monitoring"
    default_auto_field = "django.db.models.BigAutoField"
