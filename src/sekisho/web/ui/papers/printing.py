"""Has a paper set in type by a child process that is given little and ends soon."""

import logging
import os
import subprocess
import sys
from dataclasses import dataclass

from sekisho.web.ui.errors import Refused

_log = logging.getLogger(__name__)
_PROGRAM = "sekisho.web.ui.papers.typesetting"
# Nothing of the serving process's environment: it may hold the database's password.
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2"}


@dataclass(frozen=True, slots=True)
class PrintLimits:
    """What the making of one PDF may cost at most."""

    seconds: float = 60.0  # of waiting; 5,000 names to sign take about 3
    cpu_seconds: int = 60  # of computing: ends a child whose parent is gone
    address_bytes: int = 4 * 1024**3  # of address space, most of it typefaces that are only mapped


class PaperRefusedError(Refused):
    """The PDF could not be made; the message says what to do."""


def printed(order: bytes, limits: PrintLimits) -> bytes:
    """Return the PDF of an order (see `typesetting.typeset`), made in a process of its own.

    The order goes through standard input: nothing of it can be seen in the list of processes.
    Raises PaperRefusedError when the child fails or takes longer than the limits.
    """
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter, program and figures
            _command(limits),
            input=order,
            capture_output=True,
            timeout=limits.seconds,
            env=_ENVIRONMENT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        _log.warning("a PDF was given up after %s seconds", limits.seconds)
        raise _late() from None  # the cause would carry the paper's words into a log
    except OSError as error:
        _log.warning("a PDF could not be started: %s", error.strerror)
        raise _failed() from None
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        _log.warning("the making of a PDF ended with %d: %s", done.returncode, _kind(done.stderr))
        raise _failed()
    return done.stdout


def _command(limits: PrintLimits) -> list[str]:
    figures = (str(limits.cpu_seconds), str(limits.address_bytes))
    return [sys.executable, "-I", "-m", _PROGRAM, *figures]


def _kind(errors: bytes) -> str:
    """Return the error's type only: its words may quote the paper."""
    last = errors.decode("utf-8", "replace").strip().rpartition("\n")[2]
    return last.partition(":")[0][:80]


def _late() -> PaperRefusedError:
    from django.utils.translation import gettext as _  # noqa: PLC0415  # the child has no Django

    return PaperRefusedError(
        _(
            "PDFの作成に時間がかかりすぎたため、中止しました。"
            "しばらくしてから、もう一度お試しください。"
        )
    )


def _failed() -> PaperRefusedError:
    from django.utils.translation import gettext as _  # noqa: PLC0415  # the child has no Django

    return PaperRefusedError(
        _(
            "PDFを作成できませんでした。もう一度試しても作成できない場合は、管理者に連絡してください。"
        )
    )
