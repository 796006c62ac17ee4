"""Finds tables of contents, so that headings are not read twice."""

import re
import unicodedata
from bisect import bisect_right

from sekisho.policytext import labels
from sekisho.policytext.line import Line

_Name = tuple[labels.System, tuple[int, ...]]
_TITLE = re.compile(r"[【〔\[]?\s*目\s*次\s*[】〕\]]?|もくじ|[Cc]ontents|CONTENTS")
_LEADER = re.compile(
    r"\s*(?:[・.．…‥·]{2,}|[\s\t]{2,}|\t)\s*[-－]?\s*[0-9０-９]{1,4}\s*[-－]?$|[・.．…‥·]{4,}$"
)
_RANGE = re.compile(r"[（(][^（）()]*[)）]$")
_SHORTEST = 3  # entries; fewer headings in a row are an ordinary place in a document


def is_title(line: Line) -> bool:
    """Say whether a line is the heading 目次 of a table of contents."""
    return _TITLE.fullmatch(line.text) is not None


def split(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Return (body, table of contents).

    A table is a run of headings under 目次, or one whose lines end in leaders and page numbers,
    or one whose every heading stands again, in the same order, further on.
    """
    headings = _Headings(lines)
    taken: set[int] = set()
    at = 0
    while at < len(lines):
        end = headings.end_of_table(at)
        taken.update(range(at, end))
        at = max(end, at + 1)
    body = [line for i, line in enumerate(lines) if i not in taken]
    return body, [line for i, line in enumerate(lines) if i in taken]


class _Headings:
    """Knows for each line which entry it could be, and where the same entry stands next.

    A question costs no walk over the lines between, so that many false starts stay cheap.
    """

    def __init__(self, lines: list[Line]) -> None:
        self._lines = lines
        self._keys = [_key(line) for line in lines]
        found = [
            labels.parse(_LEADER.sub("", line.text)) if key else None
            for line, key in zip(lines, self._keys, strict=True)
        ]
        self._first = [label is not None and set(label.numbers) == {1} for label in found]
        names = [(label.system, label.numbers) if label else None for label in found]
        self._again = _next_same(names)
        self._run_ends = _next_false(self._keys)
        self._places: dict[str, list[int]] = {}
        for at, key in enumerate(self._keys):
            self._places.setdefault(key, []).append(at)

    def end_of_table(self, at: int) -> int:
        """Return the index after the table that starts at `at`, or `at` where none starts."""
        titled = is_title(self._lines[at])
        start = at + 1 if titled else at
        if titled:
            return self._run(start) if start < len(self._lines) else start
        led = self._leading(start)
        if led - start >= _SHORTEST:
            return led
        end = self._run(start)
        if self._first[start] and end - start >= _SHORTEST and self._stands_again(start, end):
            return end
        return at

    def _run(self, start: int) -> int:
        """Return the end of the run of entries: at a sentence, or where the first returns."""
        return min(self._run_ends[start], self._again[start])

    def _leading(self, start: int) -> int:
        at = start
        while at < len(self._lines) and self._keys[at] and _LEADER.search(self._lines[at].text):
            at += 1
        return at

    def _stands_again(self, start: int, end: int) -> bool:
        """Say whether the first entry returns at `end` and the others after it, in order."""
        if end >= len(self._keys) or self._keys[start] != self._keys[end]:
            return False
        after = end - 1
        for key in self._keys[start:end]:
            places = self._places[key]
            next_at = bisect_right(places, after)
            if next_at == len(places):
                return False
            after = places[next_at]
        return True


def _next_same(names: list[_Name | None]) -> list[int]:
    """Return for each place the next place of the same name, or the end."""
    again = [len(names)] * len(names)
    seen: dict[_Name, int] = {}
    for at in range(len(names) - 1, -1, -1):
        name = names[at]
        if name is not None:
            again[at] = seen.get(name, len(names))
            seen[name] = at
    return again


def _next_false(keys: list[str]) -> list[int]:
    """Return for each place the next place without a key, or the end."""
    ends = [len(keys)] * len(keys)
    for at in range(len(keys) - 1, -1, -1):
        ends[at] = at if not keys[at] else (ends[at + 1] if at + 1 < len(keys) else len(keys))
    return ends


def _key(line: Line) -> str:
    """Return what an entry is compared by, or an empty string for a line that is no entry."""
    text = f"{line.label} {line.text}".strip()
    if "。" in text or len(text) > 120:  # noqa: PLR2004  # a heading with its leader
        return ""
    text = _RANGE.sub("", _LEADER.sub("", text))
    return re.sub(r"[\s.．]", "", unicodedata.normalize("NFKC", text)) or "…"
