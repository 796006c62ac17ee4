"""A Juniper configuration as a tree of words, from its `set` lines or its curly form alike.

`set firewall filter F term T then accept` and `firewall { filter F { term T { then accept; } } }`
are the same path of words. What `inactive:` or `deactivate` switches off is not in the tree.
Every path begins as not understood; a reader marks what it has read (`Mark`), and what nobody
marks stays so: nothing can be forgotten.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"|/\*.*?(?:\*/|\Z)|#[^\n]*|[{};\[\]]|[^\s{};\[\]"]+|"[^\n]*', re.DOTALL
)
_SPECIAL = re.compile(r'["#{};\[\]]|/\*')  # what words end at beside blanks
_LAST_WORDS = 3  # of a `set` line: what the lines of one policy differ in
_OPENING, _CLOSING, _ENDING = "{", "}", ";"
_SET = re.compile(r"^(?:set|deactivate|activate|delete|insert|rename|annotate|protect)\s")


class Mark(Enum):
    """What became of a statement."""

    READ = "read"
    OUTSIDE = "outside"  # cannot bear on forwarded packets
    OPEN = "open"  # not understood; a rule stands in its place that may do anything


class Statement(NamedTuple):
    """One path of words and the line it ends in (from 1); `off`: switched off.

    `plain`: the text is `set` and the words with blanks between them, nothing else.
    """

    words: tuple[str, ...]
    line: int
    text: str
    off: bool = False
    plain: bool = False


@dataclass(slots=True)
class Node:
    """A word with what stands below it; the first line it stands in."""

    word: str
    line: int
    text: str
    below: dict[str, "Node"] = field(default_factory=dict)
    mark: Mark | None = None

    def at(self, *words: str) -> "Node | None":
        """Return the node behind some words."""
        node: Node | None = self
        for word in words:
            node = node.below.get(word) if node else None
        return node

    def nodes(self, *words: str) -> tuple["Node", ...]:
        """Return what stands directly below some words."""
        found = self.at(*words)
        return tuple(found.below.values()) if found else ()

    def value(self, *words: str) -> str | None:
        """Return the first word behind some words, and mark it as read."""
        found = self.nodes(*words)
        if not found:
            return None
        found[0].mark = Mark.READ
        return found[0].word

    def read(self) -> None:
        """Mark as read, with all below that is not marked otherwise."""
        self.mark = Mark.READ

    def open(self) -> None:
        """Mark as not understood, with all below; a rule in its place may do anything."""
        self.mark = Mark.OPEN
        for each in self.below.values():
            each.open()

    @property
    def flat(self) -> bool:
        """Whether nothing stands behind the words directly below."""
        return not any(each.below for each in self.below.values())

    def outside(self, *words: str) -> None:
        """Mark what stands below some words as outside."""
        found = self.at(*words)
        if found:
            found.mark = Mark.OUTSIDE


class Written(NamedTuple):
    """A configuration taken apart: its statements, and the lines that only open or close."""

    statements: tuple[Statement, ...]
    frames: tuple[Statement, ...]  # lines without a statement of their own; the path they stand in


def written(text: str) -> Written:
    """Take a configuration apart; lines no form knows become statements that nobody will mark."""
    lines = text.splitlines()
    if any(_SET.match(line) for line in lines[:2000]):
        return Written(tuple(_set_lines(lines)), ())
    return _curly(text, lines)


def _set_lines(lines: list[str]) -> Iterator[Statement]:
    found = []
    off: list[tuple[str, ...]] = []
    for number, raw in enumerate(lines, start=1):
        line = raw.strip()
        if not line or line.startswith(("#", "/*")):
            continue
        if line.startswith("set ") and not _SPECIAL.search(line):  # as most lines
            found.append(Statement(tuple(line.split()[1:]), number, line, plain=True))
            continue
        verb, *words = map(_bare, _tokens(line)) if '"' in line else _tokens(line)
        if verb == "set" and words:
            found += [Statement(each, number, line) for each in _listed(words)]
        elif verb == "deactivate" and words:
            off.append(tuple(words))
            found.append(Statement((), number, line, off=True))
        else:
            found.append(Statement((verb, *words), number, line))
    if not off:
        yield from found
        return
    for each in found:
        begun = any(each.words[: len(path)] == path for path in off)
        yield each._replace(off=True) if begun else each


def _tokens(text: str) -> list[str]:
    if not _SPECIAL.search(text):  # as most lines
        return text.split()
    return [each for each in _TOKEN.findall(text) if not each.startswith(("/*", "#"))] or [text]


def _bare(token: str) -> str:
    return token.strip('"') if token.startswith('"') else token


def _listed(words: list[str]) -> list[tuple[str, ...]]:
    """Return a path for each member of a list in brackets."""
    if "[" not in words:
        return [tuple(words)]
    begins = words.index("[")
    ends = words.index("]") if "]" in words else len(words)
    before, rest = tuple(words[:begins]), tuple(words[ends + 1 :])
    return [(*before, each, *rest) for each in words[begins + 1 : ends]] or [before]


class _Curly:
    """The curly form being taken apart."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._path: list[tuple[tuple[str, ...], bool]] = []  # words of each block, switched off?
        self._words: list[str] = []
        self._frames: dict[int, Statement] = {}
        self.statements: list[Statement] = []

    def take(self, token: str, number: int) -> None:
        """Take one token."""
        if token == _OPENING:
            off = bool(self._words) and self._words[0] == "inactive:"
            self._path.append((self._plain(), off))
            self._frame(number)
            self._words = []
        elif token == _CLOSING:
            if self._words or not self._path:
                self._end(number)
            self._frame(number)
            if self._path:
                self._path.pop()
        elif token == _ENDING:
            self._end(number)
        else:
            self._frame(number)
            self._words.append(_bare(token))

    def close(self) -> None:
        """Take what was begun and not ended."""
        if self._words:
            self._end(len(self._lines))

    def frames(self) -> Iterator[Statement]:
        """Yield the lines in which no statement ends."""
        ended = {each.line for each in self.statements}
        yield from (each for line, each in self._frames.items() if line not in ended)

    def _plain(self) -> tuple[str, ...]:
        words = self._words[1:] if self._words[:1] == ["inactive:"] else self._words
        return tuple(each for each in words if each not in {"protect:", "replace:"})

    def _frame(self, number: int) -> None:
        self._frames.setdefault(number, self._statement((), number))

    def _statement(self, words: tuple[str, ...], number: int, *, off: bool = False) -> Statement:
        path = tuple(word for block, _ in self._path for word in block)
        switched = off or any(each for _, each in self._path)
        return Statement((*path, *words), number, self._lines[number - 1].strip(), switched)

    def _end(self, number: int) -> None:
        off = self._words[:1] == ["inactive:"]
        for words in _listed(list(self._plain())):
            self.statements.append(self._statement(words, number, off=off))
        self._words = []


def _curly(text: str, lines: list[str]) -> Written:
    found = _Curly(lines)
    number, at = 1, 0
    for match in _TOKEN.finditer(text):
        number += text.count("\n", at, match.start())
        at = match.start()
        if not match[0].startswith(("/*", "#")):
            found.take(match[0], min(number, len(lines)))
    found.close()
    return Written(tuple(found.statements), tuple(found.frames()))


def tree(statements: Iterable[Statement]) -> tuple[Node, dict[int, list[Node]]]:
    """Return the tree, and for each line the nodes that end in it."""
    root = Node("", 0, "")
    ends: dict[int, list[Node]] = {}
    near, shared, depth = root, "", 0  # what lines began with, where it leads and how deep
    for words, line, text, off, plain in statements:
        if off or not words:
            continue
        if not plain:
            node = _below(root, words, line, text)
        else:
            if not depth or not text.startswith(shared):
                begins, *last = text.rsplit(None, _LAST_WORDS)
                depth = len(words) - len(last)
                near, shared = _below(root, words[:depth], line, text), f"{begins} "
            node = _below(near, words[depth:], line, text)
        ends.setdefault(line, []).append(node)
    return root, ends


def _below(node: Node, words: Iterable[str], line: int, text: str) -> Node:
    """Return the node behind some words, made where it is not there yet."""
    for word in words:
        below = node.below.get(word)
        if below is None:
            below = node.below[word] = Node(word, line, text)
        node = below
    return node


def settle(root: Node) -> None:
    """Give each node without a mark that of the nearest word above it that has one."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        for each in node.below.values():
            if each.mark is None:
                each.mark = node.mark
            if each.below:
                waiting.append(each)
