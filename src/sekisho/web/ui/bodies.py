"""How much may be sent to us, told before a byte of it is read.

Stands before everything that reads a form. Somebody nobody knows sends a password, a code or a
passkey's answer; somebody signed in sends a file; a machine sends as much as its address takes.
What names no length cannot be bounded so.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from sekisho.web.ui.access import access_of

UNKNOWN_BYTES = 64 * 1024
SIGNED_IN_BYTES = 60 * 1024 * 1024  # a policy file of 50 MB in the form around it


class BodyMiddleware:
    """Answers 413 to what is too long and 411 to what names no length; needs `request.user`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass a request of bounded length on."""
        if request.META.get("HTTP_TRANSFER_ENCODING"):
            return _refused(
                request,
                411,
                _("長さの分からない送信は受け付けません。ブラウザの画面から送り直してください。"),
            )
        sent = _length(request)
        if sent > SIGNED_IN_BYTES:
            return _refused(request, 413, _too_long())
        if sent > UNKNOWN_BYTES and not self._may_be_long(request, sent):
            return _refused(request, 413, _too_long())
        return self.get_response(request)

    def _may_be_long(self, request: HttpRequest, sent: int) -> bool:
        return request.user.is_authenticated or sent <= _machine_bytes(request)


def _machine_bytes(request: HttpRequest) -> int:
    """Return how much the address takes from a machine; 0 when it is none for machines."""
    try:
        rule = access_of(resolve(request.path_info).func)
    except Resolver404:
        return 0
    return rule.machine_bytes if rule else 0


def _length(request: HttpRequest) -> int:
    """Return the length the request names, as Django reads it: no number is no body."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _too_long() -> str:
    return _(
        "送信された内容が大きすぎるため、受け付けませんでした。"
        "ファイルを小さくするか、ログインし直してから送ってください。"
    )


def _refused(request: HttpRequest, status: int, reason: str) -> HttpResponse:
    return render(request, "ui/body_refused.html", {"reason": reason}, status=status)
