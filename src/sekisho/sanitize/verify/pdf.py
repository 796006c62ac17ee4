"""PDF exactly as our writer writes it: objects in order, each used, each of a known type.

There is one form: objects 1 to n one behind the other, one table, one trailer. Every object is
reached from the catalog, is judged by the type its place asks for (`grammar/pdf.txt`), and holds no
key that type does not have; streams are judged by `pdfstream`.
"""

from typing import Any

from sekisho.sanitize.verify.contract import require
from sekisho.sanitize.verify.pdfgrammar import TYPES, Kind
from sekisho.sanitize.verify.pdfread import Name, Reference, Stream, objects
from sekisho.sanitize.verify.pdfstream import Drawings, judge_stream

FORMATS = ("pdf",)
_ADDRESS = ("http://", "https://", "mailto:")


def verify(data: bytes, children: frozenset[str]) -> None:
    """Refuse a PDF that is not in our one form, or holds anything the grammar does not name."""
    require(not children, "a PDF holds no documents")
    found, trailer = objects(data)
    walk = _Walk(found)
    require(
        set(trailer) <= {"Root", "Info", "Size"} and trailer["Size"] == len(found) + 1, "trailer"
    )
    require(trailer["Root"] == 1 and isinstance(trailer["Root"], Reference), "catalog")
    walk.judge(trailer["Root"], ("dict", "Catalog"))
    if "Info" in trailer:
        walk.judge(trailer["Info"], ("dict", "Info"))
    walk.finish()
    require(len(walk.types) == len(found), "unused object")
    pages = found[found[1]["Pages"]]
    require(
        len(pages["Kids"]) == pages["Count"] == list(walk.types.values()).count("Page"),
        "page count",
    )
    drawings = Drawings(found, walk.types)
    for number, type_name in walk.types.items():
        if isinstance(found[number], Stream):
            judge_stream(found, number, type_name)
    drawings.judge()


class _Walk:
    """Judges objects by type; each object has exactly one."""

    def __init__(self, found: dict[int, Any]) -> None:
        self.found = found
        self.types: dict[int, str] = {}
        self.waiting: list[int] = []

    def finish(self) -> None:
        """Judge every object that was referred to."""
        while self.waiting:
            number = self.waiting.pop()
            self._entries(self.found[number], self.types[number])

    def judge(self, value: Any, kind: Kind) -> None:
        """Refuse a value that is not of its kind."""
        require(
            self._is(value, kind), f"{kind[0]} {kind[1] if kind[0] in {'dict', 'case'} else ''}"
        )

    def _is(self, value: Any, kind: Kind) -> bool:  # noqa: C901
        word = kind[0]
        if word in {"num", "int"}:
            numeric = type(value) is int or (word == "num" and type(value) is float)
            return numeric and kind[1] <= value <= kind[2]
        if word == "name":
            return isinstance(value, Name) and (kind[1] is None or str(value) in kind[1])
        if word == "bool":
            return type(value) is bool
        if word == "null":
            return value is None
        if word == "text":
            return type(value) is bytes and len(value) <= kind[1]
        if word == "uri":
            return type(value) is bytes and _is_address(value)
        if word == "array":
            return (
                type(value) is list
                and kind[1] <= len(value) <= kind[2]
                and all(self._is(item, kind[3]) for item in value)
            )
        if word == "tuple":
            return (
                type(value) is list
                and len(value) == len(kind[1])
                and all(self._is(item, each) for item, each in zip(value, kind[1], strict=True))
            )
        if word == "map":
            return (
                type(value) is dict
                and len(value) <= kind[1]
                and all(self._is(v, kind[2]) for v in value.values())
            )
        if word == "or":
            return any(self._is(value, each) for each in kind[1])
        return self._typed(value, self._chosen(value, kind))

    def _chosen(self, value: Any, kind: Kind) -> str | None:
        """Return the type a dictionary's place asks for."""
        if kind[0] == "dict":
            return str(kind[1])
        target = self.found.get(value) if isinstance(value, Reference) else value
        entries = target.entries if isinstance(target, Stream) else target
        return kind[2].get(str(entries.get(kind[1]))) if isinstance(entries, dict) else None

    def _typed(self, value: Any, type_name: str | None) -> bool:
        if type_name is None:
            return False
        type_ = TYPES[type_name]
        if not type_.form:
            if type(value) is not dict:
                return False
            self._entries(value, type_name)
            return True
        if not isinstance(value, Reference) or value not in self.found:
            return False
        if value not in self.types:
            self.types[value] = type_name
            self.waiting.append(value)
        return self.types[value] == type_name

    def _entries(self, target: Any, type_name: str) -> None:
        type_ = TYPES[type_name]
        require(isinstance(target, Stream) == (type_.form == "stream"), f"{type_name} stream")
        entries = target.entries if isinstance(target, Stream) else target
        require(isinstance(entries, dict), type_name)
        allowed = type_.keys.keys() | ({"Filter", "Length"} if type_.form == "stream" else set())
        require(entries.keys() <= allowed and type_.required <= entries.keys(), f"{type_name} keys")
        for key, value in entries.items():
            if key in type_.keys:
                self.judge(value, type_.keys[key])


def _is_address(value: bytes) -> bool:
    text = value.decode("latin-1")
    return (
        len(text) <= 2100
        and text.startswith(_ADDRESS)
        and all("!" <= letter <= "~" for letter in text)
    )
