"""Django's description of this room."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """The `reviews` room."""

    name = "sekisho.web.reviews"
    label = "reviews"
    default_auto_field = "django.db.models.BigAutoField"
