"""Serves one request of a confined job with the rebuilders it was given."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any

from sekisho.sanitize.options import Options
from sekisho.sanitize.rebuild.contract import (
    Answer,
    Child,
    Closing,
    Hold,
    Log,
    Need,
    Onward,
    Rebuilder,
    Rebuilt,
    Request,
    Unpacked,
    as_rebuilder,
)
from sekisho.sanitize.wire import pack, unpack

_OPENINGS = 4
Rebuilders = dict[str, Rebuilder]


def by_format(modules: Iterable[ModuleType]) -> Rebuilders:
    """Return the rebuilders by the formats they read."""
    return {format_: as_rebuilder(module) for module in modules for format_ in module.FORMATS}


def served(payload: bytes, rebuilders: Rebuilders) -> bytes:
    """Rebuild the document of `payload`; every decision to hold is an answer, not an error."""
    head, blobs = unpack(payload)
    try:
        answer = _answer(head, blobs, rebuilders)
    except Hold as hold:
        return pack({"hold": hold.code, "vector": hold.vector, "location": hold.location})
    return _packed(answer)


def _answer(head: dict[str, Any], blobs: list[bytes], rebuilders: Rebuilders) -> Answer:
    request, rest = _request(head, blobs)
    rebuilder = rebuilders[request.format]
    if "children" not in head:
        return _arrived(request, rebuilder.rebuild(request), rebuilders)
    skeleton, *bodies = rest
    return rebuilder.close(request, Closing(skeleton, _children(head["children"], bodies)))


def _arrived(request: Request, answer: Answer, rebuilders: Rebuilders) -> Answer:
    """Follow a document through the formats it is opened as, at most `_OPENINGS` times."""
    for _ in range(_OPENINGS):
        if not isinstance(answer, Onward):
            return answer
        inner = replace(
            request,
            data=answer.data,
            format=answer.format,
            answers=request.answers[answer.used_answers :],
        )
        earlier = answer.log
        answer = rebuilders[answer.format].rebuild(inner)
        if not isinstance(answer, Need):
            answer.log.follow(earlier)
    raise Hold("limit")


def _request(head: dict[str, Any], blobs: list[bytes]) -> tuple[Request, list[bytes]]:
    """Return the request and the blobs that follow its own."""
    data, *rest = blobs
    answers = []
    for names in head["answers"]:
        answers.append(dict(zip(names, rest, strict=False)))
        rest = rest[len(names) :]
    request = Request(
        data=data,
        name=head["name"],
        format=head["format"],
        options=Options.from_json(head["options"]),
        grade=head["grade"],
        passwords=tuple(head["passwords"]),
        answers=tuple(answers),
    )
    return request, rest


def _children(heads: Sequence[dict[str, Any]], bodies: Sequence[bytes]) -> tuple[Child, ...]:
    waiting = iter(bodies)
    return tuple(
        Child(
            name=head["name"],
            outcome=head["outcome"],
            media_type=head["media_type"],
            data=next(waiting) if head["has_data"] else None,
            reasons=tuple(head["reasons"]),
            removals=head["removals"],
        )
        for head in heads
    )


def _packed(answer: Answer) -> bytes:
    if isinstance(answer, Onward):
        raise Hold("limit")
    if isinstance(answer, Need):
        head: dict[str, object] = {"need": answer.program, "parameters": dict(answer.parameters)}
        return pack({**head, "files": list(answer.files)}, list(answer.files.values()))
    if isinstance(answer, Unpacked):
        parts = [[part.name, part.media_type] for part in answer.parts]
        blobs = [answer.skeleton, *(part.data for part in answer.parts)]
        return pack({"parts": parts, **_logged(answer.log)}, blobs)
    return pack(_rebuilt_head(answer), [answer.data])


def _rebuilt_head(answer: Rebuilt) -> dict[str, object]:
    return {"format": answer.format, "text_only": answer.text_only, **_logged(answer.log)}


def _logged(log: Log) -> dict[str, object]:
    return {
        "removals": [[vector, where, str(action)] for vector, where, action in log.removals],
        "changes": list(log.changes),
        "fidelity": dict(log.fidelity),
    }
