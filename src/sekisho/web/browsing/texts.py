"""Texts of a session for its person: asked of its host, made safe as a plain text, shown as lines.

The host writes down that a text crossed, and no word of it.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from sekisho.cli.confinement import Confined
from sekisho.sanitize import (
    REBUILD_LIGHT,
    VERIFY_LIGHT,
    Confinement,
    Options,
    Outcome,
    sanitize,
)
from sekisho.screen.texts import COPY, MOST_IN, PASTE, READ, plain
from sekisho.web.browsing import hosts
from sekisho.web.browsing.errors import BrowsingRefusedError
from sekisho.web.browsing.hosts import Running

OUTWARD = (READ, COPY)
MOST = MOST_IN
_FIRST = "=====\n"  # so that no page begins like another kind of file
_HEADING, _LEVELS = "#", 6
Door = Callable[[], AbstractContextManager[Confinement]]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page; `level` of a heading, 0 for any other."""

    text: str
    level: int = 0


def _door() -> AbstractContextManager[Confinement]:
    return Confined(parallel=1, only=(REBUILD_LIGHT, VERIFY_LIGHT))


def text_of(session: Running, kind: str, *, at: datetime, door: Door = _door) -> list[Line]:
    """Return a session's page, or what is selected in it, as safe lines; the first is its title.

    Raises BrowsingRefusedError.
    """
    if kind not in session.texts or kind not in OUTWARD:
        raise BrowsingRefusedError(_("このセッションでは、できない設定になっています。"))
    untrusted = str(hosts.asked_of(session, "text", at=at, kind=kind).get("text", ""))
    with door() as sandbox:
        data = (_FIRST + untrusted).encode("utf-8", "replace")
        result = sanitize(data, "page.txt", Options(), sandbox=sandbox)
    if result.outcome != Outcome.DELIVERED or result.data is None:
        raise BrowsingRefusedError(
            _("このページの文字は、安全を確かめられませんでした。画面で見てください。")
        )
    lines = result.data.decode("utf-8-sig").splitlines()[1:]
    return [_line(each) for each in lines if each.strip()]


def put_in(session: Running, text: str, *, at: datetime) -> int:
    """Type a text into the session; return how many characters. Raises BrowsingRefusedError."""
    safe = plain(text)
    if PASTE not in session.texts:
        raise BrowsingRefusedError(_("このセッションでは、できない設定になっています。"))
    if not safe or len(text) > MOST:
        raise BrowsingRefusedError(_("文字を入れてください（%(most)s字まで）。") % {"most": MOST})
    return int(hosts.asked_of(session, "put", at=at, text=safe).get("characters", 0))


def _line(text: str) -> Line:
    marks, space, rest = text.partition(" ")
    if space and 0 < len(marks) <= _LEVELS and not marks.strip(_HEADING):
        return Line(rest, len(marks))
    return Line(text)
