r"""Zeek's own format: values between tabs, named by the `#fields` line before them.

`-` is a value that is not set, `(empty)` one without content, `\x09` a byte that would disturb.
"""

import re
from collections.abc import Sequence

from sekisho.detection.errors import NotUnderstoodError
from sekisho.detection.readers import zeek
from sekisho.detection.readers.interface import Context, Reader, Session
from sekisho.detection.schema import Fields
from sekisho.detection.values import decoded

_ESCAPED = re.compile(r"\\x([0-9a-fA-F]{2})")
_LISTS = ("vector[", "set[")


class _Session:
    def __init__(self, _context: Context) -> None:
        self._path = "unknown"
        self._names: tuple[str, ...] = ()
        self._types: tuple[str, ...] = ()
        self._between, self._within, self._unset, self._empty = "\t", ",", "-", "(empty)"

    def read(self, untrusted_unit: bytes) -> Sequence[Fields]:
        """Return the event of a line; lines that begin with # are about the lines after them."""
        line = decoded(untrusted_unit).rstrip("\r\n")
        if line.startswith("#"):
            self._headed(line[1:])
            return ()
        if not line.strip():
            return ()
        values = line.split(self._between)
        if not self._names or len(values) != len(self._names):
            raise NotUnderstoodError("other-columns" if self._names else "no-header")
        pairs = zip(self._names, values, self._kinds(), strict=True)
        found = {
            name: self._value(value, kind) for name, value, kind in pairs if value != self._unset
        }
        return (zeek.event(self._path, found),)

    def _kinds(self) -> tuple[str, ...]:
        return self._types if len(self._types) == len(self._names) else ("",) * len(self._names)

    def _headed(self, words: str) -> None:
        if words.startswith("separator "):
            self._between = _unescaped(words[10:].strip()) or "\t"
            return
        name, *values = words.split(self._between)
        if name == "fields":
            self._names = tuple(values)
        elif name == "types":
            self._types = tuple(values)
        elif name in {"path", "set_separator", "unset_field", "empty_field"} and values:
            self._set(name, values[0])

    def _set(self, name: str, value: str) -> None:
        if name == "path":
            self._path = value
        elif name == "set_separator":
            self._within = value or ","
        elif name == "unset_field":
            self._unset = value
        else:
            self._empty = value

    def _value(self, value: str, kind: str) -> object:
        if kind.startswith(_LISTS):
            return (
                [] if value == self._empty else [_unescaped(v) for v in value.split(self._within)]
            )
        return "" if value == self._empty else _unescaped(value)


def _unescaped(value: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value) if "\\x" in value else value


def _recognises(untrusted_head: bytes) -> float:
    has = untrusted_head.startswith(b"#separator ") or b"\n#fields\t" in untrusted_head
    return 1.0 if has or untrusted_head.startswith(b"#fields\t") else 0.0


def _open(context: Context) -> Session:
    return _Session(context)


READER = Reader("zeek-tsv", "Zeek のタブ区切り", _recognises, _open)
