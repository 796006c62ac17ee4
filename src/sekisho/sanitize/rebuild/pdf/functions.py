"""Functions: samples are packed anew; PostScript calculations become samples."""

import itertools
import math
import operator
from collections.abc import Callable
from typing import Any

from sekisho.sanitize.rebuild.contract import Hold
from sekisho.sanitize.rebuild.pdf.copying import Bad, Copier
from sekisho.sanitize.rebuild.pdf.lexing import LexError, Reader, Word
from sekisho.sanitize.rebuild.pdf.model import Node
from sekisho.sanitize.rebuild.pdf.schema import SCHEMA
from sekisho.sanitize.rebuild.pdf.source import SourceStream
from sekisho.sanitize.rebuild.pdf.writing import deflated

_GRID = {1: 256, 2: 33, 3: 13, 4: 7}  # steps for each number of inputs
_MOST, _OPERATORS, _STACK = 1 << 24, 400, 100


def sampled(copier: Copier, stream: SourceStream) -> Node:
    """Return a sampled function with exactly the samples it needs."""
    entries = copier.entries(stream, "Sampled")
    sizes: Any = entries["Size"]
    range_: Any = entries["Range"]
    domain: Any = entries["Domain"]
    bits: Any = entries["BitsPerSample"]
    total = math.prod(sizes) * (len(range_) // 2) * bits
    if len(sizes) * 2 != len(domain) or total > _MOST * 8:
        raise Bad("samples")
    size = (total + 7) // 8
    data = copier.source.decoded(stream, size + 65_536)
    if len(data) < size:
        raise Bad("samples")
    return deflated(data[:size], entries)


def mesh(type_name: str) -> Callable[[Copier, SourceStream], Node]:
    """Return the maker of a mesh: its points are numbers, kept as they are packed."""

    def maker(copier: Copier, stream: SourceStream) -> Node:
        return deflated(copier.source.decoded(stream, _MOST), copier.entries(stream, type_name))

    return maker


def calculated(copier: Copier, stream: SourceStream) -> Node:
    """Return a PostScript calculation as a table of its results."""
    copier.converted("pdf.postscript-function")
    if not isinstance(stream, SourceStream):
        raise Bad("function")
    keys = SCHEMA.types["Sampled"].keys
    domain: Any = copier.value(stream.entries.get("Domain"), keys["Domain"])
    range_: Any = copier.value(stream.entries.get("Range"), keys["Range"])
    inputs = len(domain) // 2
    if inputs not in _GRID:
        raise Hold("broken", "pdf.postscript-function")
    try:
        program = _program(Reader(copier.source.decoded(stream, 65_536)))
    except LexError as error:
        raise Bad("function") from error
    steps = _GRID[inputs]
    axes = [_axis(domain[2 * at], domain[2 * at + 1], steps) for at in range(inputs)]
    rows = [
        _row(program, list(reversed(point)), range_) for point in itertools.product(*reversed(axes))
    ]
    data = b"".join(rows)
    size = [steps] * inputs
    return deflated(
        data,
        {"FunctionType": 0, "Domain": domain, "Range": range_, "Size": size, "BitsPerSample": 16},  # type: ignore[dict-item]
    )


def _axis(low: float, high: float, steps: int) -> list[float]:
    return [low + (high - low) * step / (steps - 1) for step in range(steps)]


def _row(program: list[Any], point: list[float], range_: list[float]) -> bytes:
    stack: list[Any] = list(point)
    try:
        _run(program, stack)
    except (IndexError, ValueError, ZeroDivisionError, OverflowError, TypeError) as error:
        raise Bad("function") from error
    outputs = len(range_) // 2
    if len(stack) < outputs:
        raise Bad("function")
    packed = []
    for at, value in enumerate(stack[len(stack) - outputs :]):
        low, high = range_[2 * at], range_[2 * at + 1]
        share = (min(max(float(value), low), high) - low) / (high - low) if high > low else 0.0
        packed.append(round(share * 65_535).to_bytes(2, "big"))
    return b"".join(packed)


def _program(reader: Reader) -> list[Any]:
    if reader.token() != "{":
        raise LexError("function")
    count = itertools.count()
    return _block(reader, count, 0)


def _block(reader: Reader, count: Any, depth: int) -> list[Any]:
    items: list[Any] = []
    while True:
        token = reader.token()
        if next(count) > _OPERATORS or depth > 20 or token is None:
            raise LexError("function")
        if token == "}":  # noqa: S105
            return items
        if token == "{":  # noqa: S105
            items.append(_block(reader, count, depth + 1))
        elif isinstance(token, Word):
            if token.text not in _WORDS:
                raise LexError("function")
            items.append(token.text)
        elif isinstance(token, int | float):
            items.append(token)
        else:
            raise LexError("function")


def _run(program: list[Any], stack: list[Any]) -> None:
    for item in program:
        if isinstance(item, bytes):
            _WORDS[item](stack)
        else:
            stack.append(item)
        if len(stack) > _STACK:
            raise ValueError("stack")


def _one(function: Callable[[Any], Any]) -> Callable[[list[Any]], None]:
    def word(stack: list[Any]) -> None:
        stack.append(function(stack.pop()))

    return word


def _two(function: Callable[[Any, Any], Any]) -> Callable[[list[Any]], None]:
    def word(stack: list[Any]) -> None:
        right, left = stack.pop(), stack.pop()
        stack.append(function(left, right))

    return word


def _if(stack: list[Any]) -> None:
    then, condition = stack.pop(), stack.pop()
    if condition:
        _run(then, stack)


def _ifelse(stack: list[Any]) -> None:
    otherwise, then, condition = stack.pop(), stack.pop(), stack.pop()
    _run(then if condition else otherwise, stack)


def _copy(stack: list[Any]) -> None:
    count = int(stack.pop())
    if not 0 <= count <= len(stack):
        raise ValueError("copy")
    stack.extend(stack[len(stack) - count :])


def _index(stack: list[Any]) -> None:
    at = int(stack.pop())
    if not 0 <= at < len(stack):
        raise ValueError("index")
    stack.append(stack[-1 - at])


def _roll(stack: list[Any]) -> None:
    by, count = int(stack.pop()), int(stack.pop())
    if not 0 <= count <= len(stack):
        raise ValueError("roll")
    if count:
        top = stack[len(stack) - count :]
        by %= count
        stack[len(stack) - count :] = top[count - by :] + top[: count - by]


def _exch(stack: list[Any]) -> None:
    stack[-1], stack[-2] = stack[-2], stack[-1]


def _shift(value: int, by: int) -> int:
    return (int(value) << min(by, 31) if by >= 0 else int(value) >> min(-by, 31)) & 0xFFFFFFFF


def _atan(left: float, right: float) -> float:
    return math.degrees(math.atan2(left, right)) % 360


def _logical(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda left, right: (
        function(left, right) if isinstance(left, bool) else function(int(left), int(right))
    )


def _power(left: float, right: float) -> float:
    return math.pow(left, right)


_WORDS: dict[bytes, Callable[[list[Any]], None]] = {
    b"abs": _one(abs), b"neg": _one(operator.neg), b"ceiling": _one(math.ceil),
    b"floor": _one(math.floor), b"round": _one(lambda v: math.floor(v + 0.5)), b"truncate": _one(math.trunc),  # noqa: E501
    b"sqrt": _one(math.sqrt), b"sin": _one(lambda v: math.sin(math.radians(v))),
    b"cos": _one(lambda v: math.cos(math.radians(v))), b"ln": _one(math.log), b"log": _one(math.log10),  # noqa: E501
    b"cvi": _one(int), b"cvr": _one(float), b"not": _one(lambda v: not v if isinstance(v, bool) else ~int(v)),  # noqa: E501
    b"add": _two(operator.add), b"sub": _two(operator.sub), b"mul": _two(operator.mul),
    b"div": _two(operator.truediv), b"idiv": _two(lambda a, b: int(int(a) / int(b))),
    b"mod": _two(lambda a, b: math.fmod(int(a), int(b))), b"atan": _two(_atan), b"exp": _two(_power),  # noqa: E501
    b"eq": _two(operator.eq), b"ne": _two(operator.ne), b"gt": _two(operator.gt), b"ge": _two(operator.ge),  # noqa: E501
    b"lt": _two(operator.lt), b"le": _two(operator.le), b"and": _two(_logical(operator.and_)),
    b"or": _two(_logical(operator.or_)), b"xor": _two(_logical(operator.xor)), b"bitshift": _two(_shift),  # noqa: E501
    b"true": lambda stack: stack.append(True), b"false": lambda stack: stack.append(False),
    b"if": _if, b"ifelse": _ifelse, b"pop": lambda stack: stack.pop(), b"exch": _exch,
    b"dup": lambda stack: stack.append(stack[-1]), b"copy": _copy, b"index": _index, b"roll": _roll,
}  # fmt: skip
