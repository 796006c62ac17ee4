"""What every page's frame shows."""

from django.http import HttpRequest


def frame(_request: HttpRequest) -> dict[str, object]:
    """Return the values of the page frame."""
    return {}
