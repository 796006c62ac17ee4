"""Files for one terminal: its take-out settings as they should be, and the collecting program."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sekisho.web.organization.access import MemberRequest
from sekisho.web.terminals import access
from sekisho.web.terminals.collecting import NAMES
from sekisho.web.terminals.collecting import program as program_text
from sekisho.web.terminals.models import System
from sekisho.web.terminals.queries import expected_of
from sekisho.web.terminals.takeout import Expected, lgpo_text, reg_bytes, udev_text
from sekisho.web.ui.access import requires

_FORMS: dict[str, tuple[System, Callable[[Expected], bytes]]] = {
    "sekisho-takeout.reg": (System.WINDOWS, reg_bytes),
    "sekisho-takeout.lgpo.txt": (System.WINDOWS, lambda found: lgpo_text(found).encode("utf-8")),
    "99-sekisho-takeout.rules": (System.LINUX, lambda found: udev_text(found).encode("utf-8")),
}


@require_safe
@requires(access.MANAGE)
def download(request: MemberRequest, pk: int, form: str) -> HttpResponse:
    """Hand out the settings in one of the forms of the terminal's system."""
    terminal = get_object_or_404(access.visible_to(request.rights).with_names(), pk=pk)
    if form not in _FORMS:
        raise Http404
    system, write = _FORMS[form]
    if system != terminal.system:
        raise Http404
    return _file(write(expected_of(terminal, timezone.now())), form)


@require_safe
@requires(access.MANAGE)
def program(request: MemberRequest, pk: int) -> HttpResponse:
    """Hand out the program that collects, signs and hands in the terminal's state."""
    terminal = get_object_or_404(access.visible_to(request.rights), pk=pk)
    if terminal.system == System.OTHER:
        raise Http404
    system = System(terminal.system)
    url = request.build_absolute_uri(reverse("terminal-machines:report"))
    text = program_text(system, number=terminal.number, url=url)
    # Windows PowerShell 5 reads UTF-8 only behind a byte order mark, and wants CRLF for its eyes.
    windows = system == System.WINDOWS
    content = ("﻿" + text.replace("\n", "\r\n") if windows else text).encode("utf-8")
    return _file(content, NAMES[system])


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
