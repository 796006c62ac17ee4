"""A FortiGate configuration as a tree: `config` holds entries, `edit` names one, `set` a value.

A value in quotes may run over many lines (certificates, messages); its lines belong to the line
that opened it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

_SIMPLE = re.compile(r'(?:[^\s"]+|"[^"\\]*")(?:\s+(?:[^\s"]+|"[^"\\]*"))*')
_WORD = re.compile(r'"([^"]*)"|(\S+)')


class Command(NamedTuple):
    """One command: where it begins, how many lines it takes, its words without quotes."""

    number: int
    lines: int
    text: str  # its first line
    words: tuple[str, ...]


@dataclass(slots=True)
class Entry:
    """One `edit` of a table, or the table's own values; `below` are the tables inside it."""

    name: str
    command: Command
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    commands: list[Command] = field(default_factory=list)  # set, unset, append
    below: list["Table"] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """One `config` with its entries; `closing` are its lines without a meaning of their own."""

    path: str  # "firewall policy"
    command: Command
    own: Entry
    entries: list[Entry] = field(default_factory=list)
    closing: list[Command] = field(default_factory=list)  # next, end

    def commands(self) -> Iterator[Command]:
        """Yield every command of the table and of all below it."""
        yield self.command
        yield from self.closing
        for entry in (self.own, *self.entries):
            if entry is not self.own:
                yield entry.command
            yield from entry.commands
            for table in entry.below:
                yield from table.commands()


def commands(text: str) -> Iterator[Command]:
    """Yield the commands of a configuration; lines that begin with # are comments."""
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        if not line or line[0] == "#":
            at += 1
            continue
        simple = _simple(line)
        if simple is not None:
            yield Command(at + 1, 1, line, simple)
            at += 1
            continue
        words, used = _words(lines, at)
        filled = sum(1 for each in lines[at : at + used] if each.strip())
        yield Command(at + 1, max(filled, 1), line, words)
        at += used


def _simple(line: str) -> tuple[str, ...] | None:
    """Return the words of a line as `_words` does; None unless its quotes hold whole words."""
    if '"' not in line:
        return tuple(line.split())
    if not _SIMPLE.fullmatch(line):
        return None
    return tuple([quoted or word for quoted, word in _WORD.findall(line)])


def _words(lines: list[str], at: int) -> tuple[tuple[str, ...], int]:
    """Return the words of the command that begins on a line, and how many lines it takes."""
    words: list[str] = []
    word: list[str] | None = None
    quoted, used = False, 1
    rest = lines[at].rstrip("\r")
    while True:
        index = 0
        while index < len(rest):
            sign = rest[index]
            if sign == "\\" and quoted and index + 1 < len(rest):
                word = [*(word or []), rest[index + 1]]
                index += 1
            elif sign == '"':
                quoted, word = not quoted, word or []
            elif sign.isspace() and not quoted:
                if word is not None:
                    words.append("".join(word))
                word = None
            else:
                word = word or []
                word.append(sign)
            index += 1
        if not quoted or at + used >= len(lines):
            break
        word = word or []
        word.append("\n")
        rest = lines[at + used].rstrip("\r")
        used += 1
    if word is not None:
        words.append("".join(word))
    return tuple(words) or ("",), used


def tables(text: str) -> tuple[list[Table], list[Command]]:
    """Return the tables at the margin, and the commands that belong to none."""
    top: list[Table] = []
    loose: list[Command] = []
    open_: list[tuple[Table, Entry]] = []
    for command in commands(text):
        word, rest = command.words[0], command.words[1:]
        if word == "config":
            table = Table(" ".join(rest), command, Entry("", command))
            (open_[-1][1].below if open_ else top).append(table)
            open_.append((table, table.own))
        elif not open_:
            loose.append(command)
        else:
            _inside(open_, command, word, rest)
    return top, loose


def _inside(
    open_: list[tuple[Table, Entry]], command: Command, word: str, rest: tuple[str, ...]
) -> None:
    table, entry = open_[-1]
    if word == "edit":
        made = Entry(rest[0] if rest else "", command)
        table.entries.append(made)
        open_[-1] = (table, made)
    elif word == "next":
        table.closing.append(command)
        open_[-1] = (table, table.own)
    elif word == "end":
        table.closing.append(command)
        open_.pop()
    else:
        entry.commands.append(command)
        if word == "set" and rest:
            entry.values[rest[0]] = rest[1:]
        elif word == "append" and rest:
            entry.values[rest[0]] = entry.values.get(rest[0], ()) + rest[1:]
        elif word == "unset" and rest:
            entry.values.pop(rest[0], None)
