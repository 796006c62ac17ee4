"""Django's description of this room."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The `search` room."""

    name = "sekisho.web.search"
    label = "search"
