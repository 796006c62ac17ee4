"""A small assembler for seccomp filters: a rule per system call, a search tree, one installer."""

import ctypes
import struct
from collections.abc import Mapping
from dataclasses import dataclass

from sekisho.sandbox.kernel import number, syscall

ALLOW = 0x7FFF0000
KILL = 0x80000000  # the whole process
_ERRNO = 0x00050000

AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32_BIT = 0x40000000

_LOAD, _RETURN = 0x20, 0x06
_EQUAL, _AT_LEAST, _ANY_BIT, _JUMP = 0x15, 0x35, 0x45, 0x05
_NUMBER_AT, _ARCH_AT, _ARGUMENTS_AT = 0, 4, 16
_FAR = 255  # conditional jumps reach no further
_SET_MODE_FILTER, _TSYNC = 1, 1

Instruction = tuple[int, int, int, int]  # code, jump if true, jump if false, constant


@dataclass(frozen=True, slots=True)
class Bits:
    """A rule on one argument: `hit` when any of the bits is set in it, else `miss`."""

    argument: int
    bits: int
    hit: int
    miss: int


Rule = int | Bits


def errno(code: int) -> int:
    """Return the action that answers a call with an error, without making it."""
    return _ERRNO | code


def assemble(machine: str, rules: Mapping[int, Rule], default: Rule) -> bytes:
    """Return the filter program: another architecture is killed, an unnamed call gets default."""
    program: list[Instruction] = [
        (_LOAD, 0, 0, _ARCH_AT),
        (_EQUAL, 1, 0, AUDIT_ARCH[machine]),
        (_RETURN, 0, 0, KILL),
        (_LOAD, 0, 0, _NUMBER_AT),
    ]
    if machine == "x86_64":  # the same calls under other numbers
        program += [(_AT_LEAST, 0, 1, X32_BIT), (_RETURN, 0, 0, KILL)]
    program += _tree(_runs(rules, default))
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in program)


def _runs(rules: Mapping[int, Rule], default: Rule) -> list[tuple[int, Rule]]:
    """Return (first number, rule) of each run of neighbours with one rule, from 0 upwards."""
    points = sorted({0, *rules, *(nr + 1 for nr in rules)})
    runs: list[tuple[int, Rule]] = []
    for nr in points:
        rule = rules.get(nr, default)
        if not runs or runs[-1][1] != rule:
            runs.append((nr, rule))
    return runs


def _tree(runs: list[tuple[int, Rule]]) -> list[Instruction]:
    if len(runs) == 1:
        return _leaf(runs[0][1])
    middle = len(runs) // 2
    below, above = _tree(runs[:middle]), _tree(runs[middle:])
    first = runs[middle][0]
    if len(below) <= _FAR:
        return [(_AT_LEAST, len(below), 0, first), *below, *above]
    return [(_AT_LEAST, 0, 1, first), (_JUMP, 0, 0, len(below)), *below, *above]


def _leaf(rule: Rule) -> list[Instruction]:
    if isinstance(rule, int):
        return [(_RETURN, 0, 0, rule)]
    return [
        (_LOAD, 0, 0, _ARGUMENTS_AT + 8 * rule.argument),  # the low half, little-endian
        (_ANY_BIT, 0, 1, rule.bits),
        (_RETURN, 0, 0, rule.hit),
        (_RETURN, 0, 0, rule.miss),
    ]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


class Filter:
    """A program made ready once, so that installing it is one call."""

    def __init__(self, program: bytes) -> None:
        self._bytes = program  # the kernel reads it through the pointer
        self._program = _Program(len(program) // 8, program)
        self._call = number("seccomp")

    def install(self) -> None:
        """Put this process, all its threads, under the filter for good."""
        syscall(self._call, _SET_MODE_FILTER, _TSYNC, ctypes.byref(self._program))
