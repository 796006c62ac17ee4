"""The outside programs a rebuilder may wish for, and exactly how each is called.

They run as separate confined processes. A rebuilder chooses an entry by its name and hands in
files; it cannot choose arguments beyond the values listed here.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sekisho.sanitize.confinement import Standing
from sekisho.sanitize.office import PROFILE, QUIET, standing


@dataclass(frozen=True, slots=True)
class Program:
    """One call: the executable, its arguments for checked parameters, and the files it leaves."""

    executable: str
    arguments: Callable[[Mapping[str, str]], tuple[str, ...]]
    collect: Callable[[Mapping[str, str]], tuple[str, ...]]  # names in the working directory
    parameters: Mapping[str, str]  # name → regular expression of allowed values
    may_fail: bool = False  # its failure is an answer (a wrong password), given as no files
    optional: bool = False  # so is its absence: the rebuilder then does without
    standing: Callable[[Mapping[str, str]], Standing] | None = None  # how it can be kept running


def _redraw(_: Mapping[str, str]) -> tuple[str, ...]:
    return ("-pdf", "input.pdf", "output.pdf")


def _office(parameters: Mapping[str, str]) -> tuple[str, ...]:
    return (
        PROFILE,
        *QUIET,
        f"--infilter={parameters['reader']}",
        "--convert-to",
        parameters["writer"],
        "--outdir",
        "/work",
        parameters["input"],
    )


def _metafiles(parameters: Mapping[str, str]) -> tuple[str, ...]:
    files = parameters["inputs"].split(" ")
    return (PROFILE, *QUIET, "--convert-to", "png", "--outdir", "/work", *files)


def _drawn(_: Mapping[str, str]) -> tuple[str, ...]:
    return ("*.png",)  # one that cannot be drawn leaves none


def _list(parameters: Mapping[str, str]) -> tuple[str, ...]:
    return ("l", "-slt", "-bd", f"-p{parameters['password']}", "--", "input")


def _stream(parameters: Mapping[str, str]) -> tuple[str, ...]:
    return ("x", "-so", "-bd", f"-p{parameters['password']}", "--", "input")


def _decode(_: Mapping[str, str]) -> tuple[str, ...]:
    return ("input.heic", "output.png")


def _draw(parameters: Mapping[str, str]) -> tuple[str, ...]:
    size = ("--width", parameters["width"], "--height", parameters["height"])
    return (*size, "--format", "png", "--output", "output.png", "input.svg")


STDOUT = "<stdout>"  # stands among the files for what the program wrote there


def _on_stdout(_: Mapping[str, str]) -> tuple[str, ...]:
    return (STDOUT,)


_ANY = r"[^\x00]{0,256}"
PROGRAMS: dict[str, Program] = {
    "redraw-pdf": Program("pdftocairo", _redraw, lambda _: ("output.pdf",), {}),
    "convert-office": Program(
        "soffice",
        _office,
        lambda parameters: ("input." + parameters["writer"].partition(":")[0],),
        {
            "reader": r"[A-Za-z0-9 .:]{1,60}",
            "writer": r"(docx|xlsx|pptx|png)(:[A-Za-z0-9 .]{1,60})?",
            "input": r"input\.[a-z]{3,4}",
        },
        standing=standing,
    ),
    "draw-metafiles": Program(
        "soffice",
        _metafiles,
        _drawn,
        {"inputs": r"\d{1,3}\.(emf|wmf)( \d{1,3}\.(emf|wmf)){0,39}"},
        may_fail=True,
        optional=True,
    ),
    "draw-svg": Program(
        "rsvg-convert",
        _draw,
        lambda _: ("output.png",),
        {"width": r"[1-9]\d{0,3}", "height": r"[1-9]\d{0,3}"},
    ),
    "decode-heif": Program("heif-convert", _decode, lambda _: ("output.png",), {}, may_fail=True),
    "list-archive": Program("7z", _list, _on_stdout, {"password": _ANY}, may_fail=True),
    "read-archive": Program("7z", _stream, _on_stdout, {"password": _ANY}, may_fail=True),
}


def arguments_of(program: Program, parameters: Mapping[str, str]) -> tuple[str, ...]:
    """Return the arguments; raise ValueError for a parameter that is missing or not allowed."""
    if set(parameters) != set(program.parameters):
        raise ValueError("parameters")
    for name, allowed in program.parameters.items():
        if not re.fullmatch(allowed, parameters[name], re.DOTALL):
            raise ValueError(name)
    return program.arguments(parameters)
