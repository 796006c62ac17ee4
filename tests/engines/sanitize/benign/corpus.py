"""The whole benign corpus: everything the makers make, of one size and seed, program by program."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.engines.sanitize.benign import programs
from tests.engines.sanitize.benign.mails import MAILS
from tests.engines.sanitize.benign.office import OFFICE
from tests.engines.sanitize.benign.pictures import PICTURES

_CONVERTED = {
    "docx": ("odt", "doc", "rtf", "docx", "pdf"),
    "xlsx": ("ods", "xls", "xlsx", "pdf"),
    "pptx": ("odp", "ppt", "pptx", "pdf"),
}


@dataclass(frozen=True)
class File:
    name: str
    data: bytes
    producer: str

    def __str__(self) -> str:
        return f"{self.name} ({self.producer})"


@cache
def made(size: int, seed: int) -> tuple[File, ...]:
    """Return what Python's own libraries write."""
    return tuple(File(b.name, b.make(size, seed), b.producer) for b in (*MAILS, *OFFICE, *PICTURES))


_MOST_SENT = {"docx": ("docx", "doc"), "xlsx": ("xlsx",), "pptx": ("pptx",)}


@cache
def converted(size: int, seed: int, *, whole: bool = True) -> tuple[File, ...]:
    """Return the Office files as LibreOffice writes them, in every format it shares with us.

    Not `whole`: only in the formats people send most.
    """
    found = []
    for old, formats in (_CONVERTED if whole else _MOST_SENT).items():
        sources = {b.name: b.make(size, seed) for b in OFFICE if b.name.endswith(old)}
        for wanted in formats:
            for name, data in programs.libreoffice(sources, wanted).items():
                found.append(File(f"{Path(name).stem}.{wanted}", data, f"LibreOffice of {old}"))
    return tuple(found)


@cache
def papers(size: int, seed: int) -> tuple[File, ...]:
    """Return PDFs of every writer there is."""
    return tuple(_papers(size, seed))


def _papers(size: int, seed: int) -> Iterator[File]:
    typeset = programs.typeset(size, seed)
    yield File("監査.pdf", typeset, "typst")
    yield File("監査2.pdf", programs.compact(typeset), "typst, pikepdf")
    if programs.has("chromium"):
        yield File("案内.pdf", programs.chromium(programs.web_page(size, seed)), "Chromium")
    if programs.has("qpdf"):
        yield File("直列.pdf", programs.through(programs.QPDF_LINEAR, typeset), "typst, qpdf")
        yield File("制限.pdf", programs.through(programs.QPDF_RESTRICTED, typeset), "typst, qpdf")
    if programs.has("pdftocairo"):
        yield File("描画.pdf", programs.through(programs.POPPLER, typeset), "typst, poppler")


def everything(size: int, seed: int) -> tuple[File, ...]:
    """Return all there is on this machine."""
    office = converted(size, seed) if programs.has("soffice") else ()
    return (*made(size, seed), *office, *papers(size, seed))
