"""Content streams: read instruction by instruction, written anew from the operators we know.

Resources are copied when an instruction names them, so nothing unused crosses. Nesting is mended:
what the stream opens it closes. Every form counts its operators each time it is drawn.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NoReturn

from sekisho.sanitize.rebuild.contract import Hold
from sekisho.sanitize.rebuild.pdf.copying import Bad, Copier
from sekisho.sanitize.rebuild.pdf.inline import inline_image
from sekisho.sanitize.rebuild.pdf.layers import is_hidden
from sekisho.sanitize.rebuild.pdf.lexing import Digits, LexError, Reader, instructions, name_of
from sekisho.sanitize.rebuild.pdf.model import Name, Node, Value
from sekisho.sanitize.rebuild.pdf.ordinary import follow
from sekisho.sanitize.rebuild.pdf.schema import SCHEMA
from sekisho.sanitize.rebuild.pdf.source import SourceStream
from sekisho.sanitize.rebuild.pdf.writing import deflated, name

_NUMBERS, _RESOURCES = SCHEMA.numbers, SCHEMA.resources
_PAINT = frozenset({b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"})
_WHOLE = {b"J": (0, 2), b"j": (0, 2), b"Tr": (0, 7)}
_UNSEEN = {3, 7}
_NESTING = 500
_INTENTS = frozenset({"AbsoluteColorimetric", "RelativeColorimetric", "Saturation", "Perceptual"})
_MOST_BYTES = 64 << 20
_PROPERTIES = frozenset(
    "MCID Lang ActualText Alt E Type Subtype BBox Attached Contents Top Bottom Left Right Length Title".split()  # noqa: E501
)
_SILENT = frozenset({b"BX", b"EX", b"MP", b"DP"})


@dataclass(slots=True, eq=False)
class Drawing:
    """One content stream on its way into the new document, with the resources it uses."""

    copier: Copier
    resources: Any  # of the source, resolved
    out: list[bytes] = field(default_factory=list)
    used: dict[str, dict[str, Value]] = field(default_factory=dict)
    cost: int = 0
    saved: list[int] = field(default_factory=list)  # text modes below the present one
    mode: int = 0
    in_text: bool = False
    marks: list[str] = field(default_factory=list)  # "kept", "dropped", "hidden"
    hidden: int = 0
    missing: dict[tuple[str, str], None] = field(default_factory=dict)
    inline: int = 0
    letter: int = 0  # what a letter of the present font costs, when it is a drawing
    most: int = 0  # what drawing it may cost
    fonts: dict[bytes, tuple[bytes, int]] = field(default_factory=dict)  # as read → line, letter
    names: dict[bytes, tuple[bytes, int]] = field(default_factory=dict)  # as read → line, cost

    def draw(self, data: bytes) -> None:
        """Add the instructions of `data`."""
        self.most = self.copier.options.limits.content_operators
        reader = Reader(data, content=True)
        for operands, operator in instructions(reader, partial(follow, self)):
            self.cost += 1
            if self.cost > self.most:
                self.too_much()
            if operator == b"BI":
                self._inline(reader)
                continue
            line = self.line(operands, operator)
            if line is not None:
                self.out.append(line)

    def finish(self) -> bytes:
        """Close what is open and return the stream."""
        while self.marks:
            self._end_mark([])
        if self.in_text:
            self.out.append(b"ET")
        self.out += [b"Q"] * len(self.saved)
        self.saved = []
        return b"".join([line + b"\n" for line in self.out])

    def line(self, operands: list[Any] | bytes, operator: bytes) -> bytes | None:
        """Return an instruction as it is written; `bytes` are plain numbers."""
        if isinstance(operands, bytes):
            if operator in _NUMBERS:
                return self._numbers(operands.split(), operator)
            operands = [Digits(each) for each in operands.split()]
        elif operator in _NUMBERS:
            if not all(isinstance(each, Digits) for each in operands):
                return self._bad("pdf.bad-value")
            return self._numbers([each.text for each in operands], operator)
        handler = _HANDLERS.get(operator)
        if handler is not None:
            return handler(self, operands)
        category = _RESOURCES.get(operator)
        if category is not None:
            return self._resource(operands, operator, category)
        if operator == b"F":
            return self._numbers([], b"f")
        return None if operator in _SILENT else self._bad("pdf.bad-operator")

    def _bad(self, vector: str) -> bytes | None:
        """Note an instruction that stays behind; return nothing in its place."""
        self.copier.log.remove(vector)
        return None

    def _numbers(self, numbers: list[bytes], operator: bytes) -> bytes | None:
        count = _NUMBERS[operator]
        if len(numbers) != count:
            if len(numbers) < count:
                return self._bad("pdf.bad-value")
            numbers = numbers[len(numbers) - count :]
        step = _STEPS.get(operator)
        if step is not None and not step(self, numbers):
            return None
        if self.hidden and operator in _PAINT:
            return b"n"
        return b" ".join((*numbers, operator)) if count else operator

    def _save(self, numbers: list[bytes]) -> bool:  # noqa: ARG002
        if len(self.saved) > _NESTING:
            raise Hold("limit", "pdf.depth")
        if self.in_text:
            self._end_text([])
            self.out.append(b"ET")
        self.saved.append(self.mode)
        return True

    def _restore(self, numbers: list[bytes]) -> bool:  # noqa: ARG002
        if self.in_text:
            self._end_text([])
            self.out.append(b"ET")
        if not self.saved:
            return False
        self.mode = self.saved.pop()
        return True

    def _begin_text(self, numbers: list[bytes]) -> bool:  # noqa: ARG002
        if self.in_text:
            self.out.append(b"ET")
        self.in_text = True
        return True

    def _end_text(self, numbers: list[bytes]) -> bool:  # noqa: ARG002
        was, self.in_text = self.in_text, False
        return was

    def _whole(self, numbers: list[bytes], operator: bytes) -> bool:
        low, high = _WHOLE[operator]
        value = int(float(numbers[0]))
        if not low <= value <= high:
            self._bad("pdf.bad-value")
            return False
        numbers[0] = b"%d" % value
        if operator == b"Tr":
            self.mode = value
        return True

    def too_much(self) -> NoReturn:
        """Hold what takes a reader too long to draw."""
        raise Hold("limit", "pdf.form-bomb")

    # Resources

    def use(self, category: str, key: str) -> Value | None:
        """Return the copy of a resource, None when there is none that may cross."""
        known = self.used.setdefault(category, {})
        if key in known:
            return known[key]
        if (category, key) in self.missing:
            return None
        source = self.copier.source
        raw = source.entry(self.resources, category)
        found = raw.get(key) if isinstance(raw, dict) else None
        made = self._copied(found, category) if found is not None else None
        if made is None:
            self.missing[category, key] = None
            return None
        known[key] = made
        return made

    def _copied(self, found: Any, category: str) -> Value | None:
        kind = SCHEMA.types["Resources"].keys[category][2]
        self.copier.resources.append(self.resources)
        try:
            return self.copier.value(found, kind)
        except Bad:
            return None
        finally:
            self.copier.resources.pop()

    def _resource(self, operands: list[Any], operator: bytes, category: str) -> bytes | None:
        if not operands or not isinstance(operands[-1], Name):
            return self._bad("pdf.bad-value")
        key = operands[-1]
        if category == "ColorSpace" and key in _DEVICES:
            return name(key) + b" " + operator
        if operator == b"Do":
            return self._do(key)
        if operator == b"sh" and self.hidden:
            return None
        made = self.use(category, key)
        if made is None:
            return None
        self._spend(made)
        return name(key) + b" " + operator

    def _do(self, key: Name) -> bytes | None:
        source = self.copier.source
        raw = source.entry(source.entry(self.resources, "XObject"), key)
        if self.hidden or (
            isinstance(raw, SourceStream) and is_hidden(self.copier, raw.entries.get("OC"))
        ):
            if not self.hidden:
                self._bad("pdf.optional-content")
            return None
        made = self.use("XObject", key)
        if made is None:
            return None
        self._spend(made)
        return name(key) + b" Do"

    def _spend(self, made: Value) -> None:
        """Count what drawing with this resource costs each time."""
        if isinstance(made, Node):
            mask = made.entries.get("SMask")
            called = mask["G"] if isinstance(mask, dict) else made
            self.cost += self.copier.costs.get(id(called), 0)
            if self.cost > self.copier.options.limits.content_operators:
                self.too_much()

    def named(self, words: bytes) -> bytes | None:
        """Return an instruction that names a resource and no more; most are met many times."""
        known = self.names.get(words)
        if known is None:
            key, operator = words.split()
            before = self.cost
            line = self._resource([name_of(key)], operator, _RESOURCES[operator])
            if line is not None:
                self.names[words] = (line, self.cost - before)
            return line
        line, cost = known
        self.cost += cost
        return line

    def in_font(self, operands: bytes) -> bytes | None:
        """Return the choice of a font, written as name and size; most are made many times."""
        known = self.fonts.get(operands)
        if known is None:
            key, size = operands.split()
            line = self._font([name_of(key), Digits(size)])
            if line is None:
                return None
            known = self.fonts[operands] = (line, self.letter)
        line, self.letter = known
        return line

    def _font(self, operands: list[Any]) -> bytes | None:
        if (
            len(operands) < 2
            or not isinstance(operands[-2], Name)
            or not isinstance(operands[-1], Digits)
        ):
            return self._bad("pdf.bad-value")
        made = self.use("Font", operands[-2])
        if made is None:
            return None
        self.letter = self.copier.costs.get(id(made), 0)
        return b"%s %s Tf" % (name(operands[-2]), operands[-1].text)

    def _colour(self, operands: list[Any], operator: bytes) -> bytes | None:
        last = b""
        if operands and isinstance(operands[-1], Name) and operator in {b"scn", b"SCN"}:
            pattern = operands.pop()
            made = self.use("Pattern", pattern)
            if made is None:
                return None
            self._spend(made)
            last = name(pattern) + b" "
        if len(operands) > 32 or not all(isinstance(each, Digits) for each in operands):
            return self._bad("pdf.bad-value")
        if not operands and not last:
            return self._bad("pdf.bad-value")
        return b"".join([each.text + b" " for each in operands]) + last + operator

    def _dash(self, operands: list[Any]) -> bytes | None:
        if (
            len(operands) < 2
            or not isinstance(operands[-2], list)
            or not isinstance(operands[-1], Digits)
        ):
            return self._bad("pdf.bad-value")
        if len(operands[-2]) > 32 or not all(isinstance(each, Digits) for each in operands[-2]):
            return self._bad("pdf.bad-value")
        return b"[%s] %s d" % (b" ".join([each.text for each in operands[-2]]), operands[-1].text)

    def _intent(self, operands: list[Any]) -> bytes | None:
        if not operands or not isinstance(operands[-1], Name) or operands[-1] not in _INTENTS:
            return self._bad("pdf.bad-value")
        return name(operands[-1]) + b" ri"

    # Text

    def _unseen(self) -> bool:
        """Whether text drawn now must not cross."""
        if self.hidden:
            return True
        if self.mode not in _UNSEEN:
            return False
        if self.copier.options.hidden_text:
            self.copier.log.change("見えない文字（読み取り用の文字など）も残しました。")
            return False
        self._bad("pdf.hidden-text")
        return True

    def _show(self, operands: list[Any]) -> bytes | None:
        if not operands or not isinstance(operands[-1], bytes):
            return self._bad("pdf.bad-value")
        return self.show(len(operands[-1]), b"<%s> Tj" % operands[-1].hex().encode())

    def show(self, letters: int, line: bytes) -> bytes | None:
        """Return a line that shows so many letters, when they may be seen."""
        self.cost += self.letter * letters
        if self.cost > self.copier.options.limits.content_operators:
            self.too_much()
        return None if (self.hidden or self.mode) and self._unseen() else line

    def _show_line(self, operands: list[Any]) -> bytes | None:
        shown = self._show(operands)
        return b"T*\n" + shown if shown else b"T*"

    def _show_spaced(self, operands: list[Any]) -> bytes | None:
        spaces = operands[-3:-1]
        if len(spaces) < 2 or not all(isinstance(each, Digits) for each in spaces):
            return self._bad("pdf.bad-value")
        self.out.append(b"%s Tw\n%s Tc" % (spaces[0].text, spaces[1].text))
        return self._show_line(operands)

    def _show_array(self, operands: list[Any]) -> bytes | None:
        if not operands or not isinstance(operands[-1], list):
            return self._bad("pdf.bad-value")
        parts, letters = [], 0
        for item in operands[-1]:
            if isinstance(item, bytes):
                letters += len(item)
                parts.append(b"<%s>" % item.hex().encode())
            elif isinstance(item, Digits):
                parts.append(item.text)
            else:
                self._bad("pdf.bad-value")
        return self.show(letters, b"[%s] TJ" % b" ".join(parts))

    # Marks

    def mark(self, operands: list[Any] | None = None) -> None:  # noqa: ARG002
        """Open a mark that does not cross."""
        if len(self.marks) > _NESTING:
            raise Hold("limit", "pdf.depth")
        self.marks.append("dropped")

    def _mark_with(self, operands: list[Any]) -> bytes | None:
        """Keep only the words a mark gives for what is drawn, and honour hidden layers."""
        self.mark()
        if len(operands) < 2 or not isinstance(operands[-2], Name):
            return self._bad("pdf.bad-value")
        tag, properties = operands[-2], operands[-1]
        source = self.copier.source
        if isinstance(properties, Name):
            raw = source.entry(self.resources, "Properties")
            properties = raw.get(properties) if isinstance(raw, dict) else None
        if tag == "OC":
            if is_hidden(self.copier, properties):
                self._bad("pdf.optional-content")
                self.marks[-1] = "hidden"
                self.hidden += 1
            return None
        found = source.resolve(properties)
        if tag == "AF":
            self._bad("pdf.associated-file")
        if not isinstance(found, dict):
            return None
        if set(found) - _PROPERTIES:
            self._bad("pdf.marked-content")
        words = source.resolve(found.get("ActualText"))
        if not isinstance(words, bytes) or len(words) > 4000 or self.hidden:
            return None
        self.marks[-1] = "kept"
        return b"/Span <</ActualText <%s>>> BDC" % words.hex().encode()

    def _end_mark(self, operands: list[Any]) -> bytes | None:  # noqa: ARG002
        mark = self.marks.pop() if self.marks else "dropped"
        if mark == "hidden":
            self.hidden -= 1
        if mark == "kept":
            self.out.append(b"EMC")
        return None

    def _inline(self, reader: Reader) -> None:
        """Give a picture that stands in the stream an object of its own."""
        try:
            picture = inline_image(self.copier, reader, self.resources)
        except (Bad, LexError):
            self._bad("pdf.inline-image")
            return
        if self.hidden:
            return
        raw = self.copier.source.entry(self.resources, "XObject")
        taken = raw if isinstance(raw, dict) else {}
        while f"Inline{self.inline}" in taken:
            self.inline += 1
        key = f"Inline{self.inline}"
        self.inline += 1
        self.used.setdefault("XObject", {})[key] = picture
        self.out.append(b"/%s Do" % key.encode())


_DEVICES = frozenset({"DeviceGray", "DeviceRGB", "DeviceCMYK", "Pattern"})
_STEPS: dict[bytes, Callable[[Drawing, list[bytes]], bool]] = {
    b"q": Drawing._save,  # noqa: SLF001
    b"Q": Drawing._restore,  # noqa: SLF001
    b"BT": Drawing._begin_text,  # noqa: SLF001
    b"ET": Drawing._end_text,  # noqa: SLF001
    b"J": lambda drawing, numbers: drawing._whole(numbers, b"J"),  # noqa: SLF001
    b"j": lambda drawing, numbers: drawing._whole(numbers, b"j"),  # noqa: SLF001
    b"Tr": lambda drawing, numbers: drawing._whole(numbers, b"Tr"),  # noqa: SLF001
}
_HANDLERS: dict[bytes, Callable[[Drawing, list[Any]], bytes | None]] = {
    b"Tf": Drawing._font,  # noqa: SLF001
    b"d": Drawing._dash,  # noqa: SLF001
    b"ri": Drawing._intent,  # noqa: SLF001
    b"Tj": Drawing._show,  # noqa: SLF001
    b"'": Drawing._show_line,  # noqa: SLF001
    b'"': Drawing._show_spaced,  # noqa: SLF001
    b"TJ": Drawing._show_array,  # noqa: SLF001
    b"BMC": Drawing.mark,
    b"BDC": Drawing._mark_with,  # noqa: SLF001
    b"EMC": Drawing._end_mark,  # noqa: SLF001
    **{
        operator: lambda drawing, operands, operator=operator: drawing._colour(operands, operator)  # type: ignore[misc]  # noqa: SLF001
        for operator in (b"sc", b"SC", b"scn", b"SCN")
    },
}


def resources_of(drawing: Drawing) -> Node:
    """Return the resources the stream uses, and no others."""
    return Node({category: dict(known) for category, known in drawing.used.items() if known})


def drawn(copier: Copier, stream: SourceStream, type_name: str) -> Node:
    """Return a form or pattern with its content written anew."""
    entries = copier.entries(stream, type_name, "Resources")
    own = copier.source.entry(stream, "Resources")
    inherited = copier.resources[-1] if copier.resources else None
    drawing = Drawing(copier, own if isinstance(own, dict) else inherited)
    drawing.draw(copier.source.decoded(stream, _MOST_BYTES))
    node = deflated(drawing.finish(), entries)
    node.entries["Resources"] = resources_of(drawing)
    copier.costs[id(node)] = drawing.cost
    return node


def form(copier: Copier, stream: SourceStream) -> Node:
    """Return a form; one that says it is something else is none."""
    if copier.source.entry(stream, "Subtype") not in {None, "Form"}:
        raise Bad("form")
    named = {**stream.entries, "Subtype": Name("Form")}
    return drawn(copier, SourceStream(named, stream.handle), "Form")


def tiling(copier: Copier, stream: SourceStream) -> Node:
    """Return a tile; steps too small to draw are no pattern."""
    node = drawn(copier, stream, "Tiling")
    steps = [abs(node.entries[key]) for key in ("XStep", "YStep")]  # type: ignore[arg-type]  # numbers
    if min(steps) < 0.01:
        raise Bad("tile")
    return node
