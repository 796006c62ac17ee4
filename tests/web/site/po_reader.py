"""Reads .po files for the tests, sharing nothing with the tools that write them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Message:
    """One entry: what stands in the code, and what stands beside it in English."""

    msgid: str = ""
    plural: str = ""
    context: str = ""
    texts: dict[int, str] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()
    obsolete: bool = False


def read_po(path: Path) -> list[Message]:
    """Return the entries of a .po file; the first, with an empty msgid, is the header."""
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    return [_message(block.splitlines()) for block in blocks if block.strip()]


def _message(lines: list[str]) -> Message:
    message = Message()
    for line in lines:
        if line.startswith("#,"):
            message.flags = frozenset(flag.strip() for flag in line[2:].split(","))
        if line.startswith("#~"):
            message.obsolete = True
    for keyword, text in _fields(lines):
        match keyword:
            case "msgid":
                message.msgid = text
            case "msgid_plural":
                message.plural = text
            case "msgctxt":
                message.context = text
            case "msgstr":
                message.texts[0] = text
            case _:
                message.texts[int(keyword.removeprefix("msgstr[").removesuffix("]"))] = text
    return message


def _fields(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Yield keyword and text; a text goes on over the lines that begin with a quote."""
    keyword, parts = "", []
    for line in (each for each in lines if not each.startswith("#")):
        before, quoted = line.split('"', 1)
        if before:
            if keyword:
                yield keyword, "".join(parts)
            keyword, parts = before.strip(), []
        parts.append(ast.literal_eval(f'"{quoted}'))
    yield keyword, "".join(parts)
