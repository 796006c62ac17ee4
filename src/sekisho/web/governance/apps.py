"""Django's description of this room."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """The `governance` room."""

    name = "sekisho.web.governance"
    label = "governance"
    default_auto_field = "django.db.models.BigAutoField"
