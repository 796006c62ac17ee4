"""Start-up wiring: hands the upper rooms' things to the lower ones."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The `site` room."""

    name = "sekisho.web.site"
    label = "sekisho_site"
