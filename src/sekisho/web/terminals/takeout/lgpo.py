"""The settings as LGPO text, which `LGPO.exe /t FILE` writes into the local group policy.

Each setting is four lines: Computer, the key, the value's name, what to do with it.
"""

from collections.abc import Iterator

from sekisho.web.terminals.takeout.expected import Expected
from sekisho.web.terminals.takeout.windows import Key, policy


def lgpo_text(expected: Expected) -> str:
    """Return the text, CRLF; the same settings give the same text."""
    settings = [each for key in policy(expected) for each in _key(key)]
    return "\r\n\r\n".join("\r\n".join(each) for each in settings) + "\r\n"


def _key(key: Key) -> Iterator[tuple[str, str, str, str]]:
    if key.emptied:
        yield "Computer", key.path, "*", "DELETEALLVALUES"
    for name, value in key.values:
        yield "Computer", key.path, name, _deed(value)


def _deed(value: int | str | None) -> str:
    if value is None:
        return "DELETE"
    return f"DWORD:{value}" if isinstance(value, int) else f"SZ:{value}"
