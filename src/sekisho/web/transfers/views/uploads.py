"""Resumable uploads by the tus protocol 1.0.0: core, creation, expiration, termination.

The protocol: https://tus.io/protocols/resumable-upload (1.0.0). What differs: an upload is its
owner's alone, who is signed in, so that a request that changes something carries the CSRF token;
every request names its length; one piece is at most what `ui.bodies` lets through.
"""

import base64
import binascii
import errno
from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sekisho.web.organization.access import MemberRequest
from sekisho.web.transfers import actions
from sekisho.web.transfers.errors import NoSpaceError, TooLargeError
from sekisho.web.transfers.models import Upload
from sekisho.web.transfers.pieces import BusyError
from sekisho.web.ui.access import signed_in
from sekisho.web.ui.errors import Refused

VERSION = "1.0.0"
PIECE = "application/offset+octet-stream"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NAMES = ("relativePath", "filename", "name")  # of the metadata, the first there is counts
_DIGITS = 15
Answerer = Callable[[MemberRequest, Upload, datetime], HttpResponse]


@require_http_methods(["OPTIONS", "POST"])
@signed_in
@never_cache
def uploads(request: MemberRequest) -> HttpResponse:
    """Say what is understood, or begin an upload."""
    if _method(request) == "OPTIONS":
        return _answer(204)
    return _wrong_version(request) or _begun(request, timezone.now())


@require_http_methods(["OPTIONS", "HEAD", "PATCH", "DELETE", "POST"])
@signed_in
@never_cache
def upload(request: MemberRequest, key: str) -> HttpResponse:
    """Say how much is there, take what comes, or give the upload up."""
    method, at = _method(request), timezone.now()
    if method == "OPTIONS":
        return _answer(204)
    answer = _ANSWERS.get(method)
    if answer is None:
        return _answer(405, _("この操作はできません。"))
    return _wrong_version(request) or _answered(request, answer, key, at)


def _answered(request: MemberRequest, answer: Answerer, key: str, at: datetime) -> HttpResponse:
    row = actions.find_upload(key=key, by=request.person, at=at)
    try:
        return answer(request, row, at) if row else _gone()
    except FileNotFoundError:
        return _gone()
    except BusyError:
        return _answer(423, _("同じファイルを別の画面から送っています。"))
    except TooLargeError as refusal:
        return _answer(413, str(refusal))
    except Refused as refusal:
        return _answer(400, str(refusal))
    except OSError as error:  # the connection was cut, or the disk is full
        return _full(error)


def _gone() -> HttpResponse:
    return _answer(404, _("送りかけのファイルが見つかりません。初めから送ってください。"))


def _begun(request: MemberRequest, at: datetime) -> HttpResponse:
    size, path = _number(request, "Upload-Length"), _path(request)
    if size is None or path is None:
        return _answer(400, _("ファイルの大きさと名前を知らせてください。"))
    try:
        row = actions.begin_upload(path=path, size=size, by=request.person, at=at)
    except TooLargeError as refusal:
        return _answer(413, str(refusal))
    except NoSpaceError as refusal:
        return _answer(507, str(refusal))
    except Refused as refusal:
        return _answer(400, str(refusal))
    except OSError as error:
        return _full(error)
    answer = _answer(201, expires=row.expires_at)
    answer["Location"] = reverse("transfers:upload", args=[row.key])
    return answer


def _head(request: MemberRequest, row: Upload, at: datetime) -> HttpResponse:
    del request, at
    answer = _answer(200, expires=row.expires_at)
    answer["Upload-Offset"] = str(actions.arrived(row))
    answer["Upload-Length"] = str(row.size)
    answer["Cache-Control"] = "no-store"
    return answer


def _patch(request: MemberRequest, row: Upload, at: datetime) -> HttpResponse:
    if request.headers.get("Content-Type", "") != PIECE:
        return _answer(415, _("送り方が違います。"))
    offset, length = _number(request, "Upload-Offset"), _number(request, "Content-Length")
    if offset is None or length is None:
        return _answer(400, _("送り方が違います。"))
    try:
        there = actions.go_on(upload=row, source=request, offset=offset, length=length, at=at)
    except ValueError:
        return _answer(409, _("届いている長さと合いません。"))
    answer = _answer(204, expires=row.expires_at)
    answer["Upload-Offset"] = str(there)
    return answer


def _delete(request: MemberRequest, row: Upload, at: datetime) -> HttpResponse:
    del request, at
    actions.give_up(upload=row)
    return _answer(204)


_ANSWERS: dict[str, Answerer] = {"HEAD": _head, "PATCH": _patch, "DELETE": _delete}


def _method(request: HttpRequest) -> str:
    """Return what is asked for: some networks let POST through only (tus, core protocol)."""
    told = str(request.headers.get("X-HTTP-Method-Override", "")).upper()
    return told if told and request.method == "POST" else str(request.method)


def _wrong_version(request: HttpRequest) -> HttpResponse | None:
    if request.headers.get("Tus-Resumable") == VERSION:
        return None
    return _answer(412, _("この送り方の版は使えません。"))


def _answer(status: int, words: str = "", *, expires: datetime | None = None) -> HttpResponse:
    answer = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    answer["Tus-Resumable"] = answer["Tus-Version"] = VERSION
    answer["Tus-Extension"] = "creation,expiration,termination"
    answer["Tus-Max-Size"] = str(actions.LARGEST)
    if expires is not None:
        answer["Upload-Expires"] = http_date(expires.timestamp())
    return answer


def _full(error: OSError) -> HttpResponse:
    if error.errno in _FULL:
        return _answer(
            507, _("いま保管場所に空きがないため、受け取れません。情報担当に知らせてください。")
        )
    return _answer(500, _("途中で切れました。続きから送り直してください。"))


def _number(request: HttpRequest, name: str) -> int | None:
    told = str(request.headers.get(name, ""))
    good = told.isascii() and told.isdecimal() and len(told) <= _DIGITS
    return int(told) if good else None


def _path(request: HttpRequest) -> str | None:
    """Return the path of the metadata ("key base64, key base64"); None for another form."""
    found: dict[str, str] = {}
    for pair in str(request.headers.get("Upload-Metadata", "")).split(","):
        name, _blank, value = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError, ValueError):
            return None
    return next((found[name] for name in _NAMES if found.get(name)), None)
