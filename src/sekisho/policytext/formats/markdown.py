"""Markdown (.md): plain text whose headings, tables and emphasis carry marks."""

import re
from collections.abc import Iterator
from dataclasses import replace

from sekisho.policytext import encoding, line, mending
from sekisho.policytext.formats import nested
from sekisho.policytext.limits import Limits
from sekisho.policytext.line import Line, Style
from sekisho.policytext.tally import Tally

NAME = "md"

_LOOK = 65_536  # bytes looked at to tell the format
_SIGNS = re.compile(rb"(?m)^(?:#{1,6}[ \t]+\S|\|[ \t:]*-{3,}[-| :\t]*\|[ \t]*$|```)")
_HEADING = re.compile(r"(#{1,6})[ 　\t]+(.*?)[ 　\t]*(#*)")
_QUOTE = re.compile(r"(?:>[ \t]?)+")
_MARKS = re.compile(
    r"!?\[(?P<shown>[^\[\]\n]*)\]\((?P<target>[^()\n]*)\)"  # link, image
    r"|(?P<strong>\*\*|__)(?=\S)(?P<words>[^*_\n]+?)(?P=strong)"
    r"|(?P<slash>\\)(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<tag><br\s?/?>|<!--[^\n]{0,500}?-->)"
)
_ENTRY = re.compile(r"(?:(?P<figures>[0-9]{1,4})[.)]|[-*+])[ \t]+(?=\S)")
_SET_IN = 2  # columns an entry stands farther right than the one it belongs to
_FENCE = re.compile(r"```.*|~~~.*")


def recognises(untrusted_data: bytes, name: str) -> bool:
    """Say whether the name or the first lines are those of Markdown."""
    named = name.lower().endswith((".md", ".markdown"))
    return named or _SIGNS.search(untrusted_data[:_LOOK]) is not None


def lines(untrusted_data: bytes, limits: Limits) -> list[Line]:
    """Return the lines without their marks; the marks are reported as taken off."""
    text = encoding.decode(untrusted_data)
    Tally(limits).text(text)
    plain = mending.mark_full(list(line.from_text(text)))
    read = [_read(item) for item in plain]
    return _with_title(list(_nested(read)))


def _read(item: Line) -> Line:
    if _FENCE.fullmatch(item.text):
        return replace(item, drop="markdown-mark")
    if (quote := _QUOTE.match(item.text)) and quote.end() < len(item.text):
        item = item.without(
            quote.group().strip(), "markdown-mark", item.text[quote.end() :].strip()
        )
    match = _HEADING.fullmatch(item.text)
    if match is not None:
        marks, words, closing = match.groups()
        item = item.without(marks + closing, "markdown-mark", words.strip())
        item = replace(item, style=Style.HEADING, level=len(marks), full=False, gap=True)
    return _without_marks(item)


def _without_marks(item: Line) -> Line:
    taken: list[str] = []

    def shown(match: re.Match[str]) -> str:
        kept = match["shown"] or match["words"] or match["escaped"] or ""
        whole = match.group()
        at = whole.find(kept) if kept else 0
        taken.append(whole[:at] + whole[at + len(kept) :])
        return kept

    text = _MARKS.sub(shown, item.text)
    if not taken:
        return item
    return item.without("".join(taken), "markdown-mark", text.strip())


def _nested(read: list[Line]) -> Iterator[Line]:
    """Yield the lines with the lists around each entry, told by how far the entries are set in.

    A figure that repeats the kind of a list above it is Markdown's own mark; it is taken off, and
    the entry labelled as a list within a list is.
    """
    open_lists: list[tuple[int, bool]] = []  # indent, with figures
    for item in read:
        entry = _ENTRY.match(item.text) if item.style is Style.PLAIN else None
        while open_lists and open_lists[-1][0] > item.indent - (_SET_IN if entry else 1):
            open_lists.pop()
        if entry is None:
            yield item
            continue
        figures = int(entry["figures"] or 0)
        above = sum(1 for _, ordered in open_lists if ordered) if figures else 0
        open_lists.append((item.indent, figures > 0))
        yield _entry(replace(item, nest=len(open_lists)), entry, figures, above)


def _entry(item: Line, entry: re.Match[str], figures: int, above: int) -> Line:
    """Return an entry that stands in `above` lists of figures, labelled apart from those."""
    if not above:
        return item
    rest = item.text[entry.end() :].strip()
    labelled = replace(item, label=nested.label("1", above, figures), full=False)
    return labelled.without(entry.group().strip(), "markdown-mark", rest)


def _with_title(read: list[Line]) -> list[Line]:
    """Let the first heading of the first level be the title, where it is the only one."""
    firsts = [i for i, item in enumerate(read) if item.style is Style.HEADING and item.level == 1]
    if len(firsts) == 1:
        read[firsts[0]] = replace(read[firsts[0]], style=Style.TITLE)
    return read
