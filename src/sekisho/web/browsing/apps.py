"""Django's description of this room."""

from django.apps import AppConfig


class BrowsingConfig(AppConfig):
    """The `browsing` room."""

    name = "sekisho.web.browsing"
    label = "browsing"
    default_auto_field = "django.db.models.BigAutoField"
