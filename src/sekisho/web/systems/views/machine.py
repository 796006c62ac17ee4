"""The address at which backup programs report; a token proves whose backup it is."""

import json
from datetime import datetime

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sekisho.web.systems import actions
from sekisho.web.systems.actions.backups import Run
from sekisho.web.systems.errors import BackupRefusedError
from sekisho.web.ui.access import machine
from sekisho.web.ui.clients import address_of
from sekisho.web.ui.rates import within

LARGEST = 64 * 1024
LARGEST_SIZE = 2**62


@machine(LARGEST)
@require_POST
def backup(request: HttpRequest) -> HttpResponseBase:
    """Take `{"token", "finished_at", "succeeded", "size"?, "note"?}`; the time is ISO 8601."""
    at = timezone.now()
    if not within("backup", address_of(request), limit=60, seconds=60, at=at):
        return JsonResponse({"error": "too many requests"}, status=429)
    try:
        token, run = _read(request.body)
    except ValueError:
        words = _("報告の形式が違います。システムのページの例のとおりに送ってください。")
        return JsonResponse({"error": words}, status=400)
    try:
        row = actions.take_backup(token=token, run=run, at=at)
    except BackupRefusedError as refusal:
        return JsonResponse({"error": str(refusal)}, status=422)
    return JsonResponse({"backup": row.pk})


def _read(untrusted_body: bytes) -> tuple[str, Run]:
    """Read the report. Raises ValueError for anything but the form above."""
    try:
        found = json.loads(untrusted_body)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(found, dict):
        raise ValueError("not an object")  # noqa: TRY004  # one error for everything untrusted
    token, moment, note = (_text(found, name) for name in ("token", "finished_at", "note"))
    succeeded, size = found.get("succeeded"), found.get("size", 0)
    if not isinstance(succeeded, bool) or not isinstance(size, int) or not 0 <= size < LARGEST_SIZE:
        raise ValueError("a field is missing or of another kind")
    finished_at = datetime.fromisoformat(moment)
    if finished_at.tzinfo is None:
        finished_at = timezone.make_aware(finished_at)
    try:
        finished_at = finished_at.astimezone(timezone.get_default_timezone())
    except OverflowError as error:
        raise ValueError("no such time") from error
    return token, Run(finished_at, succeeded, size, note)


def _text(found: dict[str, object], name: str) -> str:
    value = found.get(name, "")
    if not isinstance(value, str):
        raise ValueError("a text is of another kind")  # noqa: TRY004  # as above
    return value.replace("\0", "").encode("utf-8", "ignore").decode()
