"""What became of a job: its answer only after an end with status 0 and a whole end mark."""

import os
import signal

from sekisho.sandbox.errors import (
    JobCrashed,
    JobFailed,
    JobOutOfMemory,
    JobOutputTooLarge,
    JobRefused,
    JobTimedOut,
    SandboxError,
)
from sekisho.sandbox.job import UNCONFINED
from sekisho.sandbox.limits import ENVELOPE_BYTES, Answer, JobLimits
from sekisho.sandbox.wire import Ending, Outcome, Report, read_marked

_MOST_NAME, _MOST_WORDS = 100, 500


def judge(report: Report, answer: int, function: str, limits: JobLimits) -> Answer:
    """Return the answer of a job that ended well, or raise how it did not."""
    if report.ending is Ending.UNKNOWN:
        raise ValueError(f"{function} is no public function of a preloaded module")
    if report.ending is Ending.UNFORKED:
        raise SandboxError("the system gives no new process")
    if report.ending is Ending.OVERDUE:
        raise JobTimedOut(f"the job was not done after {limits.wall_seconds} s")
    code = os.waitstatus_to_exitcode(report.status)
    if code < 0:
        raise ended_by(-code, report.used.cpu_seconds, limits)
    if code == UNCONFINED:
        raise SandboxError("the job could not be confined and was not run")
    if os.fstat(answer).st_size > limits.output_bytes + ENVELOPE_BYTES:  # were there no file limit
        raise JobOutputTooLarge("the job wrote more than it may")
    marked = read_marked(answer) if code == 0 else None
    if marked is None:
        raise JobFailed("the job ended without a whole answer")
    return _said(*marked, report)


def ended_by(number: int, cpu_seconds: float, limits: JobLimits) -> JobFailed:
    """Return the error for a job a signal ended."""
    spent = number == signal.SIGKILL and cpu_seconds >= limits.cpu_seconds
    if number == signal.SIGXCPU or spent:
        return JobTimedOut(f"the job used up its {limits.cpu_seconds} s of processor time")
    if number == signal.SIGXFSZ:
        return JobOutputTooLarge("the job wrote more than it may")
    return JobCrashed(number)


def _said(outcome: Outcome, data: bytes, report: Report) -> Answer:
    match outcome:
        case Outcome.DONE:
            return Answer(data, report.used)
        case Outcome.OUT_OF_MEMORY:
            raise JobOutOfMemory("the job wanted more memory than it may have")
        case Outcome.TOO_LARGE:
            raise JobOutputTooLarge("the job's answer is larger than it may be")
        case Outcome.REFUSED:
            raise refusal(data)


def refusal(data: bytes) -> JobRefused:
    """Return a refusal in the job's own words, bounded and without control characters."""
    kind, _, text = data[: _MOST_NAME + 4 * _MOST_WORDS].decode(errors="replace").partition("\n")
    return JobRefused(_plain(kind)[:_MOST_NAME], _plain(text)[:_MOST_WORDS])


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text).strip()
