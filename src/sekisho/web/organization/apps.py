"""Django's description of this room."""

from django.apps import AppConfig


class OrganizationConfig(AppConfig):
    """The `organization` room."""

    name = "sekisho.web.organization"
    label = "organization"
    default_auto_field = "django.db.models.BigAutoField"
