"""The small Markdown of the courses' pages, read into frozen blocks; nothing else is let through.

A page begins with `## ` and its title. A block is a run of lines between empty ones: a paragraph,
a list (`- `), steps (`1. `, counted from one) or a note (`> `). Inside, `**words**` are strong.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sekisho.catalogue.errors import CatalogueError

Kind = Literal["paragraph", "list", "steps", "note"]
_PAGE = "## "
_STEP = re.compile(r"([1-9]\d*)\. ")
_FOREIGN = re.compile(r"[<>`\[\]#|]|__|!\(|https?:")  # HTML, code, links, headings, tables


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one kind."""

    text: str
    strong: bool = False


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a note of one line, a list or steps of one line each."""

    kind: Kind
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a course: its title and what stands under it."""

    title: str
    blocks: tuple[Block, ...]


def read_pages(text: str, file: str) -> tuple[Page, ...]:
    """Read the pages of a file. Raises CatalogueError that names the page and the words."""
    before, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
    if before.strip():
        raise CatalogueError(file, "1", "must begin with a page's title, '## …'")
    return tuple(_page(part, file) for part in parts)


def _page(part: str, file: str) -> Page:
    title, _newline, rest = part.partition("\n")
    title = title.strip()
    if not title or _FOREIGN.search(title) or "**" in title:
        raise CatalogueError(file, title or "?", "a page's title is plain words")
    blocks = tuple(_block(each, file, title) for each in re.split(r"\n\s*\n", rest.strip()))
    return Page(title, blocks)


def _block(raw: str, file: str, page: str) -> Block:
    lines = raw.splitlines()
    if not raw.strip():
        raise CatalogueError(file, page, "the page is empty")
    for kind, stripped in _readings(lines):
        if all(each is not None for each in stripped):
            return Block(kind, tuple(_spans(each or "", file, page) for each in stripped))
        if any(each is not None for each in stripped):
            raise CatalogueError(file, page, f"lines of two kinds in one block: {lines[0]!r}")
    return Block("paragraph", (_spans("".join(lines), file, page),))


def _readings(lines: list[str]) -> Iterator[tuple[Kind, list[str | None]]]:
    """Yield each kind of block with the lines as that kind has them; None: not of that kind."""
    yield "list", [line[2:] if line.startswith("- ") else None for line in lines]
    yield "steps", [_step(line, number) for number, line in enumerate(lines, start=1)]
    yield "note", [line[2:] if line.startswith("> ") else None for line in lines]


def _step(line: str, number: int) -> str | None:
    found = _STEP.match(line)
    return line[found.end() :] if found and int(found[1]) == number else None


def _spans(words: str, file: str, page: str) -> Line:
    if found := _FOREIGN.search(words):
        raise CatalogueError(file, page, f"{found[0]!r} is no part of the pages' Markdown")
    parts = words.split("**")
    if len(parts) % 2 == 0:
        raise CatalogueError(file, page, f"'**' is opened and not closed: {words!r}")
    if not words.strip():
        raise CatalogueError(file, page, "a line is empty")
    return tuple(Span(part, strong=bool(at % 2)) for at, part in enumerate(parts) if part)
