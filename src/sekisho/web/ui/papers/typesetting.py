"""Sets one paper in type: the program of the short-lived child process.

Run as `python -I -m sekisho.web.ui.papers.typesetting CPU_SECONDS ADDRESS_BYTES`, with the paper
as JSON on standard input and the PDF on standard output. It knows typst and the standard library
only: typst and the typefaces (100 MiB and more) go when the process ends.
"""

import json
import resource
import sys
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst


def typeset(order: bytes) -> bytes:
    """Return the PDF of an order: JSON of `paper` (see paper.typ) and `fonts` (directories).

    Equal orders give equal bytes. Raises ValueError (JSONDecodeError) or KeyError for what is no
    order, typst.TypstError for a paper typst does not set.
    """
    import typst  # noqa: PLC0415  # heavy, and not for the process that serves pages

    given = json.loads(order)
    compiler = typst.Compiler(
        _template(),
        font_paths=_fonts(tuple(given["fonts"])),
        sys_inputs={"paper": json.dumps(given["paper"], ensure_ascii=False)},
    )
    pdf = compiler.compile(format="pdf", timestamp=0)
    if not isinstance(pdf, bytes):  # typst gives a list only for formats of one file per page
        raise TypeError("typst gave no single PDF")
    return pdf


def main() -> None:
    """Read the order, write the PDF; whatever goes wrong ends the process with a code above 0."""
    seconds, size = (int(each) for each in sys.argv[1:3])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the paper
    sys.stdout.buffer.write(typeset(sys.stdin.buffer.read()))


@cache
def _template() -> bytes:
    return files(__package__).joinpath("paper.typ").read_bytes()


@cache
def _fonts(directories: tuple[str, ...]) -> "typst.Fonts":
    """Only the found typefaces: what else the machine has must not change a paper."""
    import typst  # noqa: PLC0415  # see `typeset`

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(directories)
    )


if __name__ == "__main__":
    main()
