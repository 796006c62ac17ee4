"""What agents and collecting programs ask: osquery's remote API, and signed reports.

No session and no CSRF: an agent proves itself by its node key, a report by its signature. As the
API says, a refused agent is answered with `node_invalid`, which makes it enrol anew.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sekisho.catalogue import load_terminal_rules
from sekisho.web.terminals import actions
from sekisho.web.terminals.errors import NotEnrolledError, UploadRefusedError
from sekisho.web.terminals.messages import (
    Answer,
    MessageError,
    enrolment,
    logged,
    read_message,
    text_of,
    written,
)
from sekisho.web.terminals.models import Node
from sekisho.web.ui.access import machine
from sekisho.web.ui.clients import address_of
from sekisho.web.ui.rates import within

Message = dict[str, object]
SMALL = 64 * 1024
LARGE = 2 * 1024 * 1024
MINUTE = 60
_INVALID = {"node_invalid": True}
_OPTIONS = {
    "disable_distributed": False,
    "distributed_interval": 300,
    "distributed_plugin": "tls",
    "logger_plugin": "tls",
    "logger_tls_period": 60,
    "logger_snapshot_event_type": False,
}


@machine(SMALL)
@require_POST
def enrol(request: HttpRequest) -> HttpResponseBase:
    """Give an agent that knows the body's secret its own key."""
    at = timezone.now()
    if not within("enrol", address_of(request), limit=60, seconds=MINUTE, at=at):
        return _busy()
    try:
        enrolled = actions.enrol(asked=enrolment(read_message(request.body)), at=at)
    except MessageError as error:
        return JsonResponse({"error": str(error), **_INVALID}, status=400)
    except NotEnrolledError:
        return JsonResponse(_INVALID)
    return JsonResponse({"node_key": enrolled.key, "node_invalid": False})


def _of_a_node(
    view: Callable[[Node, Message], Message],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Let only an enrolled agent through, not too often; answer what the view says."""

    @wraps(view)
    def run(request: HttpRequest) -> HttpResponseBase:
        at = timezone.now()
        try:
            message = read_message(request.body)
        except MessageError as error:
            return JsonResponse({"error": str(error)}, status=400)
        key = text_of(message, "node_key")
        if not within("node", key or address_of(request), limit=120, seconds=MINUTE, at=at):
            return _busy()
        node = actions.node_of(key, at=at)
        if node is None:
            return JsonResponse(_INVALID)
        return JsonResponse({**view(node, message), "node_invalid": False})

    return require_POST(run)


@machine(SMALL)
@_of_a_node
def config(node: Node, _message: Message) -> Message:
    """Tell the agent what to ask of its machine, and how often."""
    if node.terminal is None:
        return {"schedule": {}, "options": _OPTIONS}
    schedule = {
        each.id: {
            "query": each.sql,
            "interval": each.seconds,
            "snapshot": True,
            "platform": each.platform,
        }
        for each in load_terminal_rules().questions_for(node.terminal.system)
    }
    return {"schedule": schedule, "options": _OPTIONS}


@machine(SMALL)
@_of_a_node
def distributed_read(node: Node, _message: Message) -> Message:
    """Tell the agent what to answer at once: everything, once, when somebody asked for it."""
    terminal = node.terminal
    if terminal is None or terminal.asked_at is None:
        return {"queries": {}}
    terminal.asked_at = None
    terminal.save(update_fields=["asked_at"])
    asked = load_terminal_rules().questions_for(terminal.system)
    return {"queries": {each.id: each.sql for each in asked}}


@machine(LARGE)
@_of_a_node
def distributed_write(node: Node, message: Message) -> Message:
    """Take what was asked for at once."""
    return _take(node, written(message))


@machine(LARGE)
@_of_a_node
def log(node: Node, message: Message) -> Message:
    """Take the snapshots of the schedule."""
    return _take(node, logged(message))


@machine(LARGE)
@require_POST
def report(request: HttpRequest) -> HttpResponseBase:
    """Take a signed report: the files `report` and `signature` of a multipart form."""
    at = timezone.now()
    if not within("report", address_of(request), limit=60, seconds=MINUTE, at=at):
        return _busy()
    sent, signature = request.FILES.get("report"), request.FILES.get("signature")
    if sent is None or signature is None:
        words = _("報告と署名のファイルを一緒に送ってください。")
        return JsonResponse({"error": words}, status=400)
    try:
        spoken = actions.take_upload(
            report=sent.read(), signature=signature.read().decode("ascii", "replace"), at=at
        )
    except UploadRefusedError as refusal:
        return JsonResponse({"error": str(refusal)}, status=422)
    return JsonResponse({"terminals": spoken})


def _take(node: Node, answers: tuple[Answer, ...]) -> Message:
    if node.terminal is not None:
        actions.take_answers(
            terminal=node.terminal, answers=answers, source="agent", at=timezone.now()
        )
    return {}


def _busy() -> JsonResponse:
    return JsonResponse({"error": "too many requests"}, status=429)
