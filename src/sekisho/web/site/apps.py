"""Start-up wiring: hands the upper rooms' things to the lower ones."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The `site` room."""

    name = "sekisho.web.site"
    label = "sekisho_site"

    def ready(self) -> None:
        """Hand in checks, names, kinds of applications and what their decisions do."""
        from sekisho.web.site.wiring import wire  # noqa: PLC0415  # needs loaded models

        wire()
