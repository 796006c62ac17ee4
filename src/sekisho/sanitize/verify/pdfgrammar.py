"""The grammar of `grammar/pdf.txt` as a verifier reads it: types, keys, kinds, operators."""

from collections.abc import Callable  # noqa: TC003
from importlib import resources
from typing import Any

Kind = tuple[Any, ...]
_BOUND = 1e10


class Type:
    """A dictionary's allowed keys."""

    def __init__(self, form: str) -> None:
        self.form, self.keys, self.required = form, dict[str, Kind](), set[str]()


TYPES: dict[str, Type] = {}
NUMBERS: dict[int, list[str]] = {}  # how many numbers → the operators that take them
CATEGORIES: dict[str, str] = {}  # operator → category of the resource it names
_KINDS: dict[str, Kind] = {}


def _words(text: str) -> list[str]:
    return text.replace("(", " ( ").replace(")", " ) ").split()


def _take(words: list[str]) -> Kind:
    word = words.pop(0)
    if word != "(":
        simple: dict[str, Kind] = {"num": ("num", -_BOUND, _BOUND), "int": ("int", -_BOUND, _BOUND)}
        simple |= {"bool": ("bool",), "null": ("null",), "uri": ("uri",), "name": ("name", None)}
        return simple[word] if word in simple else _KINDS[word]
    head = words.pop(0)
    if head in {"tuple", "or"}:
        inner = []
        while words[0] != ")":
            inner.append(_take(words))
        kind: Kind = (head, tuple(inner))
    elif head == "array":
        kind = (head, int(words.pop(0)), int(words.pop(0)), _take(words))
    elif head == "map":
        kind = (head, int(words.pop(0)), _take(words))
    else:
        rest = words[: words.index(")")]
        del words[: len(rest)]
        readers: dict[str, Callable[[], Kind]] = {
            "name": lambda: (head, frozenset(rest)),
            "num": lambda: (head, float(rest[0]), float(rest[1])),
            "int": lambda: (head, float(rest[0]), float(rest[1])),
            "text": lambda: (head, int(rest[0])),
            "dict": lambda: ("dict", rest[0]),
            "stream": lambda: ("dict", rest[0]),
            "case": lambda: (head, rest[0], dict(zip(rest[1::2], rest[2::2], strict=True))),
        }
        kind = readers[head]()
    if words.pop(0) != ")":
        raise ValueError(head)
    return kind


def _read() -> None:
    grammar = resources.files("sekisho.sanitize.grammar")
    lines = grammar.joinpath("pdf.txt").read_text("utf-8").splitlines()
    type_ = Type("")
    for line in lines:
        head, _, rest = line.strip().partition(" ")
        if line.startswith(" "):
            type_.keys[head.rstrip("!")] = _take(_words(rest))
            type_.required |= {head[:-1]} if head.endswith("!") else set()
        elif head == "kind":
            name, _, expression = rest.partition(" ")
            _KINDS[name] = _take(_words(expression))
        elif head == "dict":
            name, _, form = rest.partition(" ")
            TYPES[name] = type_ = Type(form)
        elif head == "operators":
            count, *names = rest.split()
            NUMBERS[int(count)] = names
        elif head == "resource":
            operator, category = rest.split()
            CATEGORIES[operator] = category


_read()
