"""The settings as a registry file (.reg, version 5.00): UTF-16LE with byte order mark, CRLF."""

from collections.abc import Iterator

from sekisho.web.terminals.takeout.expected import Expected
from sekisho.web.terminals.takeout.windows import Key, policy

ROOT = "HKEY_LOCAL_MACHINE"


def reg_bytes(expected: Expected) -> bytes:
    """Return the file; the same settings give the same bytes. `regedit /s FILE` applies it."""
    lines = ["Windows Registry Editor Version 5.00", ""]
    for key in policy(expected):
        lines += [*_key(key), ""]
    return ("﻿" + "\r\n".join(lines) + "\r\n").encode("utf-16-le")


def _key(key: Key) -> Iterator[str]:
    if key.emptied:
        yield f"[-{ROOT}\\{key.path}]"
        yield ""
    yield f"[{ROOT}\\{key.path}]"
    for name, value in key.values:
        yield f'"{name}"={_value(value)}'


def _value(value: int | str | None) -> str:
    if value is None:
        return "-"
    if isinstance(value, int):
        return f"dword:{value:08x}"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
