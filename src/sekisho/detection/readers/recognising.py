"""How sure a reader is of its kind: the share of the first lines that have its form."""

import json
import re
from collections.abc import Callable, Collection

from sekisho.detection.values import decoded

_LINES = 40


def lines_of(untrusted_head: bytes) -> list[str]:
    """Return the first whole lines that say something (one cut line when there is no other)."""
    cut, _, rest = untrusted_head.rpartition(b"\n")
    words = decoded(cut or rest)
    return [line for line in words.split("\n") if line.strip()][:_LINES]


def by_pattern(pattern: str, weight: float = 1.0) -> Callable[[bytes], float]:
    """Return a recogniser: the share of lines in which the pattern is found, times `weight`."""
    form = re.compile(pattern)

    def recognises(untrusted_head: bytes) -> float:
        lines = lines_of(untrusted_head)
        return weight * sum(bool(form.search(line)) for line in lines) / len(lines) if lines else 0

    return recognises


def by_keys(*wanted: Collection[str], weight: float = 1.0) -> Callable[[bytes], float]:
    """Return a recogniser of lines of JSON: the share of objects with all keys of one set."""

    def recognises(untrusted_head: bytes) -> float:
        lines = lines_of(untrusted_head)
        has = sum(any(set(keys) <= each.keys() for keys in wanted) for each in map(_object, lines))
        return weight * has / len(lines) if lines else 0

    return recognises


def _object(line: str) -> dict[str, object]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
