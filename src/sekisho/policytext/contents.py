"""Finds tables of contents, so that headings are not read twice."""

import re
import unicodedata

from sekisho.policytext import labels
from sekisho.policytext.line import Line

_TITLE = re.compile(r"[【〔\[]?\s*目\s*次\s*[】〕\]]?|もくじ|[Cc]ontents|CONTENTS")
_LEADER = re.compile(
    r"\s*(?:[・.．…‥·]{2,}|[\s\t]{2,}|\t)\s*[-－]?\s*[0-9０-９]{1,4}\s*[-－]?$|[・.．…‥·]{4,}$"
)
_RANGE = re.compile(r"[（(][^（）()]*[)）]$")
_SHORTEST = 3  # entries; fewer headings in a row are an ordinary place in a document


def split(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Return (body, table of contents).

    A table is a run of headings under 目次, or one whose lines end in leaders and page numbers,
    or one whose every heading stands again, in the same order, further on.
    """
    keys = [_key(line) for line in lines]
    taken: set[int] = set()
    at = 0
    while at < len(lines):
        end = _end_of_table(lines, keys, at)
        taken.update(range(at, end))
        at = max(end, at + 1)
    body = [line for i, line in enumerate(lines) if i not in taken]
    return body, [line for i, line in enumerate(lines) if i in taken]


def _end_of_table(lines: list[Line], keys: list[str], at: int) -> int:
    """Return the index after the table that starts at `at`, or `at` where none starts."""
    titled = _TITLE.fullmatch(lines[at].text) is not None
    start = at + 1 if titled else at
    end = _run(lines, keys, start)
    if titled:
        return end
    led = _leading(lines, start)
    if led - start >= _SHORTEST:
        return led
    if end - start >= _SHORTEST and _stands_again(keys, start, end):
        return end
    return at


def _run(lines: list[Line], keys: list[str], start: int) -> int:
    """Return the end of the run of entries: at a sentence, or where the first entry returns."""
    first = _label_key(lines[start].text) if start < len(lines) else ""
    at = start
    while at < len(lines) and keys[at]:
        if at > start and first and _label_key(lines[at].text) == first:
            break
        at += 1
    return at


def _leading(lines: list[Line], start: int) -> int:
    at = start
    while at < len(lines) and _LEADER.search(lines[at].text):
        at += 1
    return at


def _stands_again(keys: list[str], start: int, end: int) -> bool:
    """Say whether all entries return in order; looks no farther than the first that does not."""
    if keys[start] not in keys[end : end + 1]:
        return False
    later = iter(keys[end:])
    return all(key in later for key in keys[start:end])


def _key(line: Line) -> str:
    """Return what an entry is compared by, or an empty string for a line that is no entry."""
    text = f"{line.label} {line.text}".strip()
    if "。" in text or len(text) > 120:  # noqa: PLR2004  # a heading with its leader
        return ""
    text = _RANGE.sub("", _LEADER.sub("", text))
    return re.sub(r"[\s.．]", "", unicodedata.normalize("NFKC", text)) or "…"


def _label_key(text: str) -> str:
    label = labels.parse(_LEADER.sub("", text))
    return f"{label.system}{label.numbers}" if label else ""
