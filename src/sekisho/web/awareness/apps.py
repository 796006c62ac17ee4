"""Django's description of this room."""

from django.apps import AppConfig


class AwarenessConfig(AppConfig):
    """The `awareness` room."""

    name = "sekisho.web.awareness"
    label = "awareness"
    default_auto_field = "django.db.models.BigAutoField"
