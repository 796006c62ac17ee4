"""Django's description of this room."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """The `evidence` room."""

    name = "sekisho.web.evidence"
    label = "evidence"
    default_auto_field = "django.db.models.BigAutoField"
