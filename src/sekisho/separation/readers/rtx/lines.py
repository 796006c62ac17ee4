"""Lines of a Yamaha RTX configuration, and the interface each of them speaks of.

`pp select` and `tunnel select` change what the following lines `ip pp …` and `ip tunnel …` are
about. A backslash at the end of a line joins the next one to it.
"""

from collections.abc import Iterator
from typing import NamedTuple

_SELECTING = ("pp", "tunnel")


class Line(NamedTuple):
    """A line that is neither empty nor a comment: where it stands, its words, what is selected."""

    number: int  # from 1; of several joined ones the first
    joined: int  # how many lines make it
    text: str
    words: tuple[str, ...]
    selected: dict[str, str]  # "pp" → "pp1", "tunnel" → "tunnel1"

    def interface(self, word: str) -> str:
        """Return the interface a word names: `pp` and `tunnel` are the selected ones."""
        return self.selected.get(word, word)


def lines(text: str) -> Iterator[Line]:
    """Yield the lines of a configuration in order."""
    selected = {each: each for each in _SELECTING}
    number, count, held = 0, 0, ""
    for index, raw in enumerate(text.splitlines(), start=1):
        stripped = raw.strip()
        if not held and (not stripped or stripped[0] == "#"):
            continue
        if not held and stripped[-1] != "\\":  # as nearly all
            words = tuple(stripped.split())
            selected = _selected(words, selected)
            yield Line(index, 1, stripped, words, selected)
            continue
        number = index if not held else number
        count += 1
        joined = held + stripped
        if joined.endswith("\\"):
            held = joined[:-1].rstrip() + " "
            continue
        words = tuple(joined.split())
        selected = _selected(words, selected)
        yield Line(number, count, joined, words, selected)
        held, count = "", 0
    if held:
        words = tuple(held.split())
        yield Line(number, count, held.rstrip(), words, _selected(words, selected))


def _selected(words: tuple[str, ...], before: dict[str, str]) -> dict[str, str]:
    """Return what is selected behind a line; the same `dict` while nothing changes it."""
    if len(words) != 3 or words[0] not in _SELECTING or words[1] != "select":
        return before
    kind, _select, name = words
    return before | {kind: kind if name == "none" else f"{kind}{name}"}
