"""Django's description of this room."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """The `policies` room."""

    name = "sekisho.web.policies"
    label = "policies"
    default_auto_field = "django.db.models.BigAutoField"
