"""Markdown (.md): plain text whose headings, tables and emphasis carry marks."""

import re
from dataclasses import replace

from sekisho.policytext import encoding, line, mending
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
    return _with_title(read)


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


def _with_title(read: list[Line]) -> list[Line]:
    """Let the first heading of the first level be the title, where it is the only one."""
    firsts = [i for i, item in enumerate(read) if item.style is Style.HEADING and item.level == 1]
    if len(firsts) == 1:
        read[firsts[0]] = replace(read[firsts[0]], style=Style.TITLE)
    return read
