"""Django's description of this room."""

from django.apps import AppConfig


class OrganizationConfig(AppConfig):
    """The `organization` room."""

    name = "sekisho.web.organization"
    label = "organization"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for second factors that people add and remove themselves."""
        from sekisho.web.organization import second_factor  # noqa: PLC0415  # needs loaded models

        second_factor.listen()
