"""The way of one document across: recognise, rebuild (confined), verify (confined), deliver.

Nothing here parses a document. Bytes leave this module only after a verifier has passed them; every
error on the way ends as *held*, with a reason.
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sekisho.sanitize.answers import BadAnswerError, Held, Opened, Wanted, Written, read_answer
from sekisho.sanitize.budget import Budget, Spent
from sekisho.sanitize.confinement import (
    LIGHT_FORMATS,
    LIGHT_OUTPUTS,
    REBUILD,
    REBUILD_LIGHT,
    VERIFY,
    VERIFY_LIGHT,
    Confinement,
    ConfinementError,
)
from sekisho.sanitize.kinds import Kind, sniff
from sekisho.sanitize.names import safe_name, with_extension
from sekisho.sanitize.options import Options
from sekisho.sanitize.outputs import OUTPUTS
from sekisho.sanitize.programs import PROGRAMS, arguments_of
from sekisho.sanitize.reasons import reason
from sekisho.sanitize.results import Action, Outcome, Removal, Result
from sekisho.sanitize.wire import pack

_REBUILD = {
    REBUILD: "sekisho.sanitize.rebuild.job:rebuild",
    REBUILD_LIGHT: "sekisho.sanitize.rebuild.lightjob:rebuild",
}
_VERIFY = {
    VERIFY: "sekisho.sanitize.verify.job:verify",
    VERIFY_LIGHT: "sekisho.sanitize.verify.lightjob:verify",
}
VERIFIED = b"verified"
_ROUNDS = 24  # programs one document may wish for, one after the other: two a password
_WITHOUT = frozenset({"program-missing", "timeout", "memory", "limit"})  # the same as none
_GRADED = "pdf"
_PLACE = 300  # characters of a location
_FINAL = frozenset({"password-needed", "password-wrong", "too-many-passwords", "sandbox-missing"})


def sanitize(
    untrusted_data: bytes,
    name: str,
    options: Options | None = None,
    *,
    sandbox: Confinement,
    passwords: Sequence[str] = (),
) -> Result:
    """Return the document rebuilt and verified, or why it does not cross.

    `name` is the file's own name (its extension counts). `passwords` are tried on encrypted
    documents, also inside. Never raises for anything the document does; same bytes, same options,
    same passwords give the same result byte for byte.
    """
    options = options or Options()
    crossing = _Crossing(options, sandbox, tuple(passwords), Budget(options.limits))
    return crossing.result(untrusted_data, name, depth=0)


@dataclass(frozen=True, slots=True)
class _Crossing:
    options: Options
    sandbox: Confinement
    passwords: tuple[str, ...]
    budget: Budget

    def result(self, untrusted_data: bytes, untrusted_name: str, *, depth: int) -> Result:
        """Return what came of one document, at `depth` containers within the first."""
        safe = safe_name(untrusted_name)
        found = tuple(Removal(v, "ファイル名", Action.REMOVED) for v in safe.vectors)
        start = Result(
            name=safe.name,
            outcome=Outcome.HELD,
            sha256_in=hashlib.sha256(untrusted_data).hexdigest(),
            removals=found,
        )
        if depth > self.options.limits.depth:
            bomb = Removal("archive.depth-bomb", safe.name[:_PLACE], Action.HELD)
            return _held(replace(start, removals=(*found, bomb)), "limit")
        code = self.budget.refusal(len(untrusted_data))
        if code:
            return _held(start, code)
        sniffed = sniff(untrusted_data, safe.name)
        if sniffed.vector:
            found = (*found, Removal(sniffed.vector, safe.name[:_PLACE], Action.HELD))
            start = replace(start, removals=found)
        if sniffed.kind is None:
            return _held(start, sniffed.code, sniffed.vector)
        if sniffed.corrected:
            mismatch = Removal("name.extension-mismatch", "ファイル名", Action.CONVERTED)
            start = replace(start, removals=(*found, mismatch))
        if len(self.passwords) > self.options.limits.passwords:
            return _held(start, "too-many-passwords")
        return _Document(self, sniffed.kind, untrusted_data, start, depth).result()


@dataclass(slots=True)
class _Document:
    """One document on its way; `spent` grows with every job."""

    crossing: _Crossing
    kind: Kind
    data: bytes
    start: Result
    depth: int
    spent: Spent = field(default_factory=Spent)

    def result(self) -> Result:
        """Try each grade the options allow, in their order, until one is verified."""
        grades: tuple[str | None, ...] = (None,)
        if self.kind.format == _GRADED:
            grades = self.crossing.options.pdf_grades
        ended = _held(self.start, "broken")
        for grade in grades:
            ended = self._attempt(grade)
            if ended.data is not None or ended.reasons[0].code in _FINAL or self._spent():
                break
        return replace(
            ended,
            seconds=self.spent.wall_seconds,
            cpu_seconds=self.spent.cpu_seconds,
            peak_bytes=self.spent.peak_bytes,
        )

    def _attempt(self, grade: str | None) -> Result:
        try:
            answer = self._rebuilt(grade)
            children: tuple[Result, ...] = ()
            if isinstance(answer, Opened):
                answer, children = self._closed(answer, grade)
            if isinstance(answer, Held):
                return self._held_by(answer, children)
            return self._verified(answer, grade, children)
        except ConfinementError as error:
            self._charge(error.cpu_seconds)
            return _held(self.start, error.code)
        except BadAnswerError:
            return _held(self.start, "crashed")

    def _rebuilt(self, grade: str | None) -> Written | Opened | Held:
        """Ask the rebuilder, running the programs it wishes for, at most `_ROUNDS` of them."""
        answers: list[Mapping[str, bytes]] = []
        for _ in range(_ROUNDS):
            answer = read_answer(self._job(grade, answers, {}, ()))
            if not isinstance(answer, Wanted):
                return answer
            answers.append(self._program(answer))
        return Held("limit")

    def _closed(
        self, opened: Opened, grade: str | None
    ) -> tuple[Written | Held, tuple[Result, ...]]:
        """Send every part across by itself, then let the container be written from what came."""
        if not self.kind.nested:
            raise BadAnswerError("parts of what is no container")
        children = tuple(
            self.crossing.result(data, name, depth=self.depth + 1)
            for name, data in self.crossing.budget.admitted(opened.parts, len(self.data))
        )
        if len(children) < len(opened.parts):
            return Held("limit"), children
        heads = [
            _child_head(child, media)
            for child, media in zip(children, opened.media_types, strict=True)
        ]
        bodies = [child.data for child in children if child.data is not None]
        answer = read_answer(self._job(grade, (), {"children": heads}, (opened.skeleton, *bodies)))
        if not isinstance(answer, Written | Held):
            raise BadAnswerError("a container must end")
        if isinstance(answer, Written):
            answer = answer.after(opened)
        return answer, children

    def _job(
        self,
        grade: str | None,
        answers: Sequence[Mapping[str, bytes]],
        more: Mapping[str, object],
        blobs: Sequence[bytes],
    ) -> bytes:
        limits = self.crossing.options.limits
        head = {
            "name": self.start.name,
            "format": self.kind.format,
            "options": self.crossing.options.as_json(),
            "grade": grade,
            "passwords": list(self.crossing.passwords),
            "answers": [list(files) for files in answers],
            **more,
        }
        given = [blob for files in answers for blob in files.values()]
        profile = REBUILD_LIGHT if self.kind.format in LIGHT_FORMATS else REBUILD
        work = self.crossing.sandbox.call(
            profile,
            _REBUILD[profile],
            pack(head, [self.data, *given, *blobs]),
            memory_bytes=limits.image_memory_bytes if self.kind.pictures else limits.memory_bytes,
            cpu_seconds=self._seconds_left(),
            wall_seconds=limits.wall_seconds,
            output_bytes=limits.part_bytes * 2,
        )
        self._count(work)
        return work.data

    def _program(self, wanted: Wanted) -> Mapping[str, bytes]:
        limits = self.crossing.options.limits
        program = PROGRAMS.get(wanted.program)
        if program is None:
            raise BadAnswerError("no such program")
        try:
            arguments = arguments_of(program, wanted.parameters)
        except ValueError as error:
            raise BadAnswerError("parameters") from error
        try:
            work = self.crossing.sandbox.run(
                program.executable,
                arguments,
                files=wanted.files,
                collect=program.collect(wanted.parameters),
                memory_bytes=limits.image_memory_bytes,
                cpu_seconds=self._seconds_left(),
                wall_seconds=limits.wall_seconds,
                output_bytes=limits.part_bytes * 2,
                standing=program.standing(wanted.parameters) if program.standing else None,
            )
        except ConfinementError as error:
            excused = program.may_fail and error.code == "crashed"
            if excused or (program.optional and error.code in _WITHOUT):
                self._charge(error.cpu_seconds)
                return {}
            raise
        self._count(work)
        return work.files

    def _verified(
        self, written: Written, grade: str | None, children: tuple[Result, ...]
    ) -> Result:
        """Return the result with bytes if, and only if, the verifier passes exactly these bytes."""
        output = OUTPUTS.get(written.format)
        if output is None:
            raise BadAnswerError("no such output")
        digests = [child.sha256_out for child in children if child.sha256_out]
        payload = verifier_payload(written.format, digests, written.data)
        limits = self.crossing.options.limits
        work = self.crossing.sandbox.call(
            *verifying(written.format),
            payload,
            memory_bytes=limits.memory_bytes,
            cpu_seconds=self._seconds_left(),
            wall_seconds=limits.wall_seconds,
            output_bytes=4096,
        )
        self._count(work)
        if work.data != VERIFIED:
            refused = Removal(
                "verify.refused", work.data[:200].decode("utf-8", "replace"), Action.HELD
            )
            return _held(
                replace(self.start, removals=(*self.start.removals, refused)), "not-verified"
            )
        return replace(
            self.start,
            outcome=Outcome.TEXT_ONLY if written.text_only else Outcome.DELIVERED,
            data=written.data,
            output_name=with_extension(self.start.name, output.extension),
            media_type=output.media_type,
            grade=grade,
            removals=(*self.start.removals, *written.removals, *_within(children)),
            changes=written.changes,
            fidelity=written.fidelity,
            sha256_out=hashlib.sha256(written.data).hexdigest(),
            children=tuple(replace(child, data=None) for child in children),
        )

    def _held_by(self, held: Held, children: tuple[Result, ...]) -> Result:
        start = replace(self.start, removals=(*self.start.removals, *_within(children)))
        if held.vector:
            found = Removal(held.vector, held.location, Action.HELD)
            start = replace(start, removals=(*start.removals, found))
        return _held(start, held.code, held.vector)

    def _count(self, work: Any) -> None:
        self.spent.add(work)
        self.crossing.budget.spend(work.cpu_seconds)

    def _charge(self, cpu_seconds: float) -> None:
        """Count what was spent in vain."""
        self.spent.cpu_seconds += cpu_seconds
        self.crossing.budget.spend(cpu_seconds)

    def _spent(self) -> bool:
        """Whether the document has used up the time it has by itself."""
        return self.spent.cpu_seconds >= self.crossing.options.limits.cpu_seconds

    def _seconds_left(self) -> int:
        """Return the CPU seconds the next job may use; raise when the document has none left."""
        if self._spent():
            raise ConfinementError("timeout")
        most = math.ceil(self.crossing.options.limits.cpu_seconds - self.spent.cpu_seconds)
        return self.crossing.budget.seconds_left(most)


def verifying(written_as: str) -> tuple[str, str]:
    """Return the profile, and the function in it, that judge a document of this format."""
    profile = VERIFY_LIGHT if written_as in LIGHT_OUTPUTS else VERIFY
    return profile, _VERIFY[profile]


def verifier_payload(written_as: str, digests: Sequence[str], data: bytes) -> bytes:
    """Return what the verifier reads: format, digests of verified documents inside, bytes."""
    lines = [f"{written_as} {len(digests)}\n", *(f"{digest}\n" for digest in digests)]
    return b"".join([*(line.encode() for line in lines), data])


def _within(children: Sequence[Result]) -> tuple[Removal, ...]:
    """Return what was taken out of the documents inside, each place under its document's name."""
    return tuple(
        replace(removal, location=f"{child.name}/{removal.location}"[:_PLACE])
        for child in children
        for removal in child.removals
    )


def _held(start: Result, code: str, vector: str | None = None) -> Result:
    outcome = Outcome.REJECTED if code == "forbidden-type" else Outcome.HELD
    return replace(start, outcome=outcome, reasons=(reason(code, vector),))


def _child_head(child: Result, media_type: str) -> dict[str, object]:
    return {
        "name": child.output_name or child.name,
        "outcome": str(child.outcome),
        "media_type": child.media_type or media_type,
        "has_data": child.data is not None,
        "reasons": [reason.message for reason in child.reasons],
        "removals": len(child.removals),
    }
