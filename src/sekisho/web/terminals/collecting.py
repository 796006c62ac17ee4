"""The small programs a body runs on terminals without an agent: collect, sign, hand over (pure).

They ask what the catalogue's queries ask, of the system's own means, and sign with OpenSSH, which
is part of Windows and Linux. Values put in are quoted for the shell that reads them.
"""

import shlex
from importlib.resources import files

from sekisho.web.terminals.models import System

NAMES = {System.WINDOWS: "sekisho-report.ps1", System.LINUX: "sekisho-report.sh"}


def program(system: System, *, number: str, url: str) -> str:
    """Return the program for one terminal; `url` is where it hands its report in."""
    text = (files("sekisho.web.terminals") / "programs" / NAMES[system]).read_text("utf-8")
    quote = _powershell if system == System.WINDOWS else shlex.quote
    return text.replace("@NUMBER@", quote(number)).replace("@URL@", quote(url))


def _powershell(text: str) -> str:
    """Quote as PowerShell reads single quotes: of every kind it takes for one, doubled."""
    for sign in "'‘’‚‛":
        text = text.replace(sign, sign * 2)
    return f"'{text}'"
