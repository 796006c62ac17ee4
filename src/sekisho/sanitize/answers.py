"""Reads what a rebuilder's job answered: every field checked, for the job has met hostile bytes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sekisho.sanitize.reasons import REASONS
from sekisho.sanitize.results import Action, Removal
from sekisho.sanitize.vectors import VECTORS
from sekisho.sanitize.wire import WireError, unpack

_PLACE, _SENTENCE, _NAME = 300, 500, 1_000  # characters
_MANY = 4_000


class BadAnswerError(ValueError):
    """Raised when an answer is not one a sound rebuilder gives."""


@dataclass(frozen=True, slots=True)
class Held:
    """The rebuilder will not let the document cross."""

    code: str
    vector: str | None = None
    location: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The rebuilder wishes for a program."""

    program: str
    files: Mapping[str, bytes]
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Logged:
    removals: tuple[Removal, ...] = ()
    changes: tuple[str, ...] = ()
    fidelity: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Opened(_Logged):
    """A container's parts."""

    parts: tuple[tuple[str, bytes], ...] = ()
    media_types: tuple[str, ...] = ()
    skeleton: bytes = b""


@dataclass(frozen=True, slots=True)
class Written(_Logged):
    """New bytes, not verified yet."""

    data: bytes = b""
    format: str = ""
    text_only: bool = False

    def after(self, opened: Opened) -> "Written":
        """Return this with what was taken out when the container was opened."""
        return replace(
            self,
            removals=(*opened.removals, *self.removals),
            changes=tuple(dict.fromkeys((*opened.changes, *self.changes))),
            fidelity={**opened.fidelity, **self.fidelity},
        )


def read_answer(untrusted: bytes) -> Written | Opened | Held | Wanted:
    """Return the answer; raise `BadAnswerError` for anything a sound rebuilder does not say."""
    try:
        head, blobs = unpack(untrusted)
        if "hold" in head:
            return _held(head)
        if "need" in head:
            return _wanted(head, blobs)
        if "parts" in head:
            return _opened(head, blobs)
        return _written(head, blobs)
    except (WireError, KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise BadAnswerError(str(error)) from error


def _held(head: Mapping[str, Any]) -> Held:
    code, vector = head["hold"], head["vector"]
    if code not in REASONS or not (vector is None or vector in VECTORS):
        raise BadAnswerError("hold")
    return Held(code, vector, _text(head["location"], _PLACE))


def _wanted(head: Mapping[str, Any], blobs: list[bytes]) -> Wanted:
    names = [_text(name, 60) for name in head["files"]]
    parameters = {_text(k, 30): _text(v, 300) for k, v in head["parameters"].items()}
    files = dict(zip(names, blobs, strict=True))
    return Wanted(_text(head["need"], 30), files, parameters)


def _opened(head: Mapping[str, Any], blobs: list[bytes]) -> Opened:
    skeleton, *bodies = blobs
    names = [_text(name, _NAME) for name, _ in head["parts"]]
    return Opened(
        parts=tuple(zip(names, bodies, strict=True)),
        media_types=tuple(_text(media, 200) for _, media in head["parts"]),
        skeleton=skeleton,
        **_logged(head),
    )


def _written(head: Mapping[str, Any], blobs: list[bytes]) -> Written:
    (data,) = blobs
    if type(head["text_only"]) is not bool:
        raise BadAnswerError("text_only")
    return Written(
        data=data, format=_text(head["format"], 10), text_only=head["text_only"], **_logged(head)
    )


def _logged(head: Mapping[str, Any]) -> dict[str, Any]:
    removals, changes, fidelity = head["removals"], head["changes"], head["fidelity"]
    if len(removals) > _MANY or len(changes) > _MANY or len(fidelity) > _MANY:
        raise BadAnswerError("too long")
    return {
        "removals": tuple(_removal(*removal) for removal in removals),
        "changes": tuple(_text(change, _SENTENCE) for change in changes),
        "fidelity": {_text(key, 60): int(value) for key, value in fidelity.items()},
    }


def _removal(vector: str, location: str, action: str) -> Removal:
    if vector not in VECTORS:
        raise BadAnswerError(f"vector {vector}")
    return Removal(vector, _text(location, _PLACE), Action(action))


def _text(value: object, most: int) -> str:
    if not isinstance(value, str) or len(value) > most:
        raise BadAnswerError("text")
    value.encode("utf-8")  # half a surrogate pair could be shown and stored nowhere
    return value
