"""Django's description of this room."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """The `approvals` room."""

    name = "sekisho.web.approvals"
    label = "approvals"
    default_auto_field = "django.db.models.BigAutoField"
