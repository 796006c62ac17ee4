"""Django's description of this room."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """The `training` room."""

    name = "sekisho.web.training"
    label = "training"
    default_auto_field = "django.db.models.BigAutoField"
