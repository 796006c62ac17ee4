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
        if not held and (not raw.strip() or raw.lstrip().startswith("#")):
            continue
        number = index if not held else number
        count += 1
        joined = held + raw.strip()
        if joined.endswith("\\"):
            held = joined[:-1].rstrip() + " "
            continue
        yield _line(number, count, joined, selected)
        held, count = "", 0
    if held:
        yield _line(number, count, held.rstrip(), selected)


def _line(number: int, count: int, text: str, selected: dict[str, str]) -> Line:
    words = tuple(text.split())
    if len(words) == 3 and words[0] in _SELECTING and words[1] == "select":
        name = words[2]
        selected[words[0]] = words[0] if name == "none" else f"{words[0]}{name}"
    return Line(number, count, text, words, dict(selected))
