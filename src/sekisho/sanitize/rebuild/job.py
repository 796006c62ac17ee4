"""The function a confined job runs: one document in, the answer out."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sekisho.sanitize.options import Options
from sekisho.sanitize.rebuild import (
    archive,
    csv,
    html,
    image,
    legacy,
    lines,
    locked,
    odf,
    otherarchive,
    pdf,
    svg,
    text,
)
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
from sekisho.sanitize.rebuild.mail import outlook
from sekisho.sanitize.rebuild.mail import rebuilding as mail
from sekisho.sanitize.rebuild.ooxml import excel, powerpoint, word
from sekisho.sanitize.wire import pack, unpack

REBUILDERS = (
    text,
    csv,
    html,
    lines,
    image,
    svg,
    archive,
    otherarchive,
    mail,
    outlook,
    locked,
    legacy,
    odf,
    word,
    excel,
    pdf,
    powerpoint,
)
_OPENINGS = 4
BY_FORMAT: dict[str, Rebuilder] = {
    format_: as_rebuilder(module) for module in REBUILDERS for format_ in module.FORMATS
}


def rebuild(payload: bytes) -> bytes:
    """Rebuild the document of `payload`; every decision to hold is an answer, not an error."""
    head, blobs = unpack(payload)
    try:
        answer = _answer(head, blobs)
    except Hold as hold:
        return pack({"hold": hold.code, "vector": hold.vector, "location": hold.location})
    return _packed(answer)


def _answer(head: dict[str, Any], blobs: list[bytes]) -> Answer:
    request, rest = _request(head, blobs)
    rebuilder = BY_FORMAT[request.format]
    if "children" not in head:
        return _arrived(request, rebuilder.rebuild(request))
    skeleton, *bodies = rest
    return rebuilder.close(request, Closing(skeleton, _children(head["children"], bodies)))


def _arrived(request: Request, answer: Answer) -> Answer:
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
        answer = BY_FORMAT[answer.format].rebuild(inner)
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
