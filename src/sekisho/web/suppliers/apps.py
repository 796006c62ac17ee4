"""Django's description of this room."""

from django.apps import AppConfig


class SuppliersConfig(AppConfig):
    """The `suppliers` room."""

    name = "sekisho.web.suppliers"
    label = "suppliers"
    default_auto_field = "django.db.models.BigAutoField"
