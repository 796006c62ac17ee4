"""Copies values of the source into the new document, each only as the kind its place allows.

A key the type does not know is left behind; a value of another kind is dropped, and what needed
it with it. Types with more to check than their keys (pictures, fonts, drawings) have makers of their own.
"""  # noqa: E501

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sekisho.sanitize.options import Options
from sekisho.sanitize.rebuild.contract import Hold, Log
from sekisho.sanitize.rebuild.pdf.left import note_left
from sekisho.sanitize.rebuild.pdf.lexing import Ref
from sekisho.sanitize.rebuild.pdf.model import Name, Node, Value
from sekisho.sanitize.rebuild.pdf.schema import SCHEMA, Kind
from sekisho.sanitize.rebuild.pdf.source import Source, SourceStream
from sekisho.sanitize.results import Action

_DEPTH = 40
_ICC = {1: "DeviceGray", 3: "DeviceRGB", 4: "DeviceCMYK"}
_LOOKUP = 4096


class Bad(Exception):  # noqa: N818  # a finding, not a fault
    """Raised for a value that is not of the kind its place asks for."""


Maker = Callable[["Copier", Any], Node | dict[str, Value]]


@dataclass(slots=True, eq=False)
class Copier:
    """One document being copied; every object once for each type it is used as."""

    source: Source
    options: Options
    log: Log
    makers: dict[str, Maker]
    hidden_layers: set[Ref] = field(default_factory=set)
    costs: dict[int, int] = field(default_factory=dict)  # id of a drawn node → operators it costs
    operators: int = 0
    resources: list[Any] = field(
        default_factory=list
    )  # of the content being copied, innermost last
    _made: dict[tuple[Ref, str], Any] = field(default_factory=dict)
    _making: set[tuple[Ref, str]] = field(default_factory=set)
    _depth: int = 0

    def value(self, source: Any, kind: Kind) -> Value:
        """Return the copy of `source` as `kind`; raise `Bad` when it is none."""
        return _COPIES[kind[0]](self, source, kind)

    def typed(self, source: Any, type_name: str) -> Any:
        """Return the copy of a dictionary or stream as `type_name`; raise `Bad` when it is none."""
        key = (source, type_name) if isinstance(source, Ref) else None
        if key in self._made:
            return _unless_bad(self._made[key])
        if key in self._making:
            self.log.remove("pdf.cycle")
            raise Bad("cycle")
        if self._depth > _DEPTH:
            self.log.remove("pdf.depth")
            raise Bad("depth")
        if key:
            self._making.add(key)
        self._depth += 1
        try:
            made = self._make(self.source.resolve(source), type_name)
        except Bad:
            made = None
        finally:
            self._depth -= 1
            self._making.discard(key)
        if key:
            self._made[key] = made
        return _unless_bad(made)

    def known_as(self, reference: Ref, type_name: str, node: Node) -> None:
        """Remember the copy of an object before it is made."""
        self._made.setdefault((reference, type_name), node)

    def _make(self, found: Any, type_name: str) -> Any:
        if not isinstance(found, SourceStream) and type_name in _NEEDS_STREAM:
            raise Bad(type_name)
        maker = self.makers.get(type_name)
        if maker is not None:
            return maker(self, found)
        type_ = SCHEMA.types[type_name]
        if not isinstance(found, dict):
            raise Bad(type_name)
        entries = self.entries(found, type_name)
        return Node(entries) if type_.form == "indirect" else entries

    def entries(self, found: Any, type_name: str, *but: str) -> dict[str, Value]:
        """Return the entries `type_name` knows, apart from `but`; note what is left behind."""
        raw = found.entries if isinstance(found, SourceStream) else found
        if not isinstance(raw, dict):
            raise Bad(type_name)
        type_ = SCHEMA.types[type_name]
        note_left(self, raw, type_name)
        made: dict[str, Value] = {}
        for key, kind in type_.keys.items():
            if key in but:
                continue
            copied = self.entry(raw, key, kind)
            if copied is not None:
                made[key] = copied
            elif key in type_.required:
                raise Bad(f"{type_name} {key}")
        return made

    def entry(self, raw: dict[str, Any], key: str, kind: Kind) -> Value:
        """Return one entry's copy, None when it is missing or of another kind."""
        if key == "Type" and len(kind[1] or ()) == 1:
            return Name(next(iter(kind[1])))  # often left out
        if key not in raw or raw[key] is None:
            return None
        try:
            return self.value(raw[key], kind)
        except Bad:
            if self.source.resolve(raw[key]) is not None:
                self.bad_value(key)
            return None

    def bad_value(self, key: str) -> None:
        """Note that a value was not of its kind."""
        self.log.remove("pdf.font-matrix" if key == "FontMatrix" else "pdf.bad-value", key)

    def converted(self, vector: str, place: str = "") -> None:
        """Note that a construct crosses in another form."""
        self.log.remove(vector, place, Action.CONVERTED)


def _unless_bad(made: Any) -> Any:
    if made is None:
        raise Bad("known")
    return made


_NEEDS_STREAM = frozenset(
    {"Form", "Image", "Tiling", "Glyph", "GlyphMap", "ToUnicode", "CMap", "Sampled", "Calculated"}
    | {"AdobeProgram", "OutlineProgram", "CompactProgram", "MeshShading", "LatticeShading"}
)


def _number(copier: Copier, source: Any, kind: Kind) -> Value:
    found = copier.source.resolve(source)
    if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found):
        raise Bad("number")
    if kind[0] == "int":
        found = round(found)
    if not kind[1] <= found <= kind[2]:
        raise Bad("range")
    return found if isinstance(found, int) else round(found, 6)


def _boolean(copier: Copier, source: Any, kind: Kind) -> Value:  # noqa: ARG001
    found = copier.source.resolve(source)
    if not isinstance(found, bool):
        raise Bad("boolean")
    return found


def _nothing(copier: Copier, source: Any, kind: Kind) -> Value:  # noqa: ARG001
    if copier.source.resolve(source) is not None:
        raise Bad("null")
    return None


def _text(copier: Copier, source: Any, kind: Kind) -> Value:
    found = copier.source.resolve(source)
    if isinstance(found, SourceStream):
        found = copier.source.decoded(found, _LOOKUP)
    if not isinstance(found, bytes) or len(found) > kind[1]:
        raise Bad("text")
    return found


def _name(copier: Copier, source: Any, kind: Kind) -> Value:
    found = copier.source.resolve(source)
    if not isinstance(found, Name) or (kind[1] is not None and str(found) not in kind[1]):
        raise Bad("name")
    if len(found) > 127 or not found:  # the format's own bound
        raise Bad("name")
    return found


def _array(copier: Copier, source: Any, kind: Kind) -> Value:
    found = copier.source.resolve(source)
    _, least, most, each = kind
    if not isinstance(found, list) or not least <= len(found) <= most:
        raise Bad("array")
    return [copier.value(item, each) for item in found]


def _tuple(copier: Copier, source: Any, kind: Kind) -> Value:
    found = copier.source.resolve(source)
    if not isinstance(found, list) or len(found) < len(kind[1]):
        raise Bad("array")
    return [copier.value(item, each) for item, each in zip(found, kind[1], strict=False)]


def _map(copier: Copier, source: Any, kind: Kind) -> Value:
    found = copier.source.resolve(source)
    if not isinstance(found, dict) or len(found) > kind[1]:
        raise Bad("map")
    made = {}
    for key, item in found.items():
        try:
            made[key] = copier.value(item, kind[2])
        except Bad:
            copier.bad_value(key)
    return made


def _either(copier: Copier, source: Any, kind: Kind) -> Value:
    found = copier.source.resolve(source)
    if isinstance(found, list) and found:
        head = copier.source.resolve(found[0])
        if head == "ICCBased" and len(found) > 1:
            return _profiled(copier, found[1])
        if len(found) == 1 and isinstance(head, Name) and head.startswith("Device"):
            source = head
        elif head == "I":
            source = [Name("Indexed"), *found[1:]]
    elif isinstance(found, Name):
        source = Name(_COLOURS.get(str(found), found))
    for each in kind[1]:
        try:
            return copier.value(source, each)
        except Bad:
            continue
    raise Bad("no kind fits")


_COLOURS = {"G": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK", "CalRGB": "DeviceRGB"}
_COLOURS |= {"CalGray": "DeviceGray", "CalCMYK": "DeviceCMYK"}


def _profiled(copier: Copier, source: Any) -> Value:
    """Return the plain colours a profile refines; the profile itself does not cross."""
    stream = copier.source.resolve(source)
    count = copier.source.entry(stream, "N") if isinstance(stream, SourceStream) else None
    if count not in _ICC:
        raise Bad("profile")
    if isinstance(source, Ref) and (source, "ICC") not in copier._made:  # noqa: SLF001
        copier._made[source, "ICC"] = True  # noqa: SLF001
        _look_at_profile(copier, stream, count)
    return Name(_ICC[count])


def _look_at_profile(copier: Copier, stream: SourceStream, count: int) -> None:
    """Report a profile that is none; ordinary ones are merely left out."""
    try:
        data = copier.source.decoded(stream, 8 << 20)
    except (ValueError, Hold):
        data = b""
    spaces = {1: b"GRAY", 3: b"RGB ", 4: b"CMYK"}
    sound = data[36:40] == b"acsp" and int.from_bytes(data[:4], "big") in range(
        len(data) - 3, len(data) + 1
    )
    if not sound or (data[16:20] != spaces[count] and not (count == 3 and data[16:20] == b"Lab ")):
        copier.log.remove("pdf.icc")
    else:
        copier.log.change(
            "色のプロファイルを外しました。色の見え方がわずかに変わることがあります。"
        )


def _dictionary(copier: Copier, source: Any, kind: Kind) -> Value:
    return copier.typed(source, kind[1])  # type: ignore[no-any-return]


def _case(copier: Copier, source: Any, kind: Kind) -> Value:
    _, key, types = kind
    found = copier.source.resolve(source)
    raw = found.entries if isinstance(found, SourceStream) else found
    choice = copier.source.entry(raw, key) if isinstance(raw, dict) else None
    if key == "Subtype" and choice is None and isinstance(found, SourceStream):
        choice = "Image" if "Width" in raw else "Form" if "BBox" in raw else None
    type_name = types.get(str(choice))
    if type_name is None and key == "FunctionType" and choice == 4:
        type_name = "Calculated"
    if type_name is None:
        note_left(copier, raw if isinstance(raw, dict) else {}, "")
        raise Bad(f"{key} {choice}")
    return copier.typed(source, type_name)  # type: ignore[no-any-return]


_COPIES: dict[str, Callable[[Copier, Any, Kind], Value]] = {
    "num": _number,
    "int": _number,
    "bool": _boolean,
    "null": _nothing,
    "text": _text,
    "name": _name,
    "array": _array,
    "tuple": _tuple,
    "map": _map,
    "or": _either,
    "dict": _dictionary,
    "case": _case,
}
