"""In which line of a ruleset's text each rule stands.

nft's JSON has no line numbers. Rules keep their order within a chain, so the statements of each
chain's block are counted; a chain whose count differs gives its rules the line it begins in.
"""

import re
from collections.abc import Iterator

_TABLE = re.compile(r"^\s*(?:add\s+)?table\s+(?:(\w+)\s+)?(\S+)\s*\{")
_CHAIN = re.compile(r"^\s*chain\s+(\S+)\s*\{(.*)$")
_ADDED = re.compile(r"^\s*add\s+rule\s+(?:(ip6?|inet|bridge|netdev|arp)\s+)?(\S+)\s+(\S+)\s+\S")
_SETUP = re.compile(r"^(type\s+\S+\s+hook\b|policy\b|comment\b|devices?\b|flags\b)")
Key = tuple[str, str, str]  # family, table, chain


class Lines:
    """Where the rules of a text stand."""

    def __init__(self, text: str) -> None:
        """Read the text once."""
        self.begins: dict[Key, int] = {}
        self._rules: dict[Key, list[int]] = {}
        for key, line, is_rule in _statements(text):
            self.begins.setdefault(key, line)
            if is_rule:
                self._rules.setdefault(key, []).append(line)

    def of(self, key: Key, count: int) -> list[int]:
        """Return the lines of a chain's rules, of which there are `count`."""
        found = self._rules.get(key, [])
        if len(found) == count:
            return found
        return [self.begins.get(key, 1)] * count

    def text_of(self, number: int, lines: list[str]) -> str:
        """Return a line's text without its margins."""
        return lines[number - 1].strip() if 0 < number <= len(lines) else ""


def _statements(text: str) -> Iterator[tuple[Key, int, bool]]:
    table: tuple[str, str] = ("ip", "")
    chain: str | None = None
    depth = 0  # of braces inside the chain
    continued = False
    for number, raw in enumerate(text.splitlines(), 1):
        line = _without_comment(raw)
        added = _ADDED.match(line)
        if added and chain is None:
            yield (added[1] or "ip", added[2], added[3]), number, True
            continue
        if chain is None:
            table = _table(line, table)
            found = _CHAIN.match(line)
            if found:
                chain, depth, continued = found[1], 1, False
                yield (*table, chain), number, False
                line = found[2]
            else:
                continue
        for statement in _split(line):
            closes = depth + statement.count("{") - statement.count("}")
            body = statement.strip().rstrip("}").strip() if closes <= 0 else statement.strip()
            if body and not continued and not _SETUP.match(body):
                yield (*table, chain), number, True
            depth = closes
            continued = depth > 1 or statement.rstrip().endswith("\\")
            if depth <= 0:
                chain = None
                break


def _table(line: str, before: tuple[str, str]) -> tuple[str, str]:
    found = _TABLE.match(line)
    return (found[1] or "ip", found[2]) if found else before


def _without_comment(line: str) -> str:
    if "#" not in line:
        return line
    quoted = False
    for at, letter in enumerate(line):
        if letter == '"':
            quoted = not quoted
        elif letter == "#" and not quoted:
            return line[:at]
    return line


def _split(line: str) -> list[str]:
    """Split a line at semicolons outside braces and quotes."""
    parts, depth, quoted, start = [], 0, False, 0
    for at, letter in enumerate(line):
        if letter == '"':
            quoted = not quoted
        elif not quoted:
            depth += (letter == "{") - (letter == "}")
            if letter == ";" and depth <= 0:
                parts.append(line[start:at])
                start = at + 1
    parts.append(line[start:])
    return parts
