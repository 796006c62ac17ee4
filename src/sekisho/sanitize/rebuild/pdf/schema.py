"""Loads what a PDF may hold (`grammar/pdf.txt`): types, their keys, kinds of values, operators."""

from dataclasses import dataclass, field
from importlib import resources
from typing import Any

Kind = tuple[Any, ...]  # ("num", low, high), ("array", least, most, kind), ("dict", type) …
_ATOMS = {"bool", "null", "uri"}
_MOST = 1e10


@dataclass(slots=True)
class Type:
    """One type of dictionary: its keys with the kind of each value."""

    name: str
    form: str = ""  # "", "indirect" or "stream"
    keys: dict[str, Kind] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Schema:
    """Every type, and what the operators of a content stream take."""

    types: dict[str, Type]
    numbers: dict[bytes, int]  # operator → how many numbers
    resources: dict[bytes, str]  # operator → category of the name it takes


def load() -> Schema:
    """Return the schema of the grammar file."""
    kinds: dict[str, list[Any]] = {}
    schema = Schema({}, {}, {})
    raw: list[tuple[Type, str, list[Any]]] = []
    for line in _lines():
        word, _, rest = line.strip().partition(" ")
        if line.startswith(" "):
            raw.append((list(schema.types.values())[-1], word, _parsed(rest)))
        elif word == "kind":
            title, _, expression = rest.partition(" ")
            kinds[title] = _parsed(expression)
        elif word == "dict":
            title, _, form = rest.partition(" ")
            schema.types[title] = Type(title, form)
        elif word == "operators":
            count, *names = rest.split()
            schema.numbers |= {each.encode(): int(count) for each in names}
        else:
            operator, category = rest.split()
            schema.resources[operator.encode()] = category
    for type_, key, words in raw:
        bare = key.rstrip("!")
        type_.keys[bare] = _kind(words[0], kinds)
        if bare != key:
            type_.required.add(bare)
    return schema


def _lines() -> list[str]:
    text = resources.files("sekisho.sanitize.grammar").joinpath("pdf.txt").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _parsed(text: str) -> list[Any]:
    """Return the words of `text`, each bracket a list of its own."""
    levels: list[list[Any]] = [[]]
    for word in text.replace("(", " ( ").replace(")", " ) ").split():
        if word == "(":
            levels.append([])
        elif word == ")":
            done = levels.pop()
            levels[-1].append(done)
        else:
            levels[-1].append(word)
    return levels[0]


def _kind(expression: Any, kinds: dict[str, list[Any]]) -> Kind:
    if isinstance(expression, str):
        return _atom(expression, kinds)
    word, *rest = expression
    if word in {"num", "int"}:
        return (word, float(rest[0]), float(rest[1]))
    if word == "text":
        return ("text", int(rest[0]))
    if word == "name":
        return ("name", frozenset(rest))
    if word == "array":
        return ("array", int(rest[0]), int(rest[1]), _kind(rest[2], kinds))
    if word == "map":
        return ("map", int(rest[0]), _kind(rest[1], kinds))
    if word in {"tuple", "or"}:
        return (word, tuple(_kind(each, kinds) for each in rest))
    if word in {"dict", "stream"}:
        return ("dict", rest[0])
    if word == "case":
        return ("case", rest[0], dict(zip(rest[1::2], rest[2::2], strict=True)))
    raise ValueError(word)


def _atom(word: str, kinds: dict[str, list[Any]]) -> Kind:
    if word in _ATOMS:
        return (word,)
    if word in {"num", "int"}:
        return (word, -_MOST, _MOST)
    if word == "name":
        return ("name", None)
    return _kind(kinds[word][0], kinds)


SCHEMA = load()
