"""Sets one paper in type: the program of the short-lived child process.

Run by `ui.apart`, with the paper as JSON on standard input and the PDF on standard output. It
knows typst and the standard library only: typst and the typefaces (100 MiB and more) go when the
process ends.
"""

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from sekisho.web.ui.apart import answer

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
    answer(typeset)
