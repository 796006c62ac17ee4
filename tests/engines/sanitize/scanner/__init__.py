"""An independent scanner: says what active content stands in a file, whoever made it.

It shares nothing with the product: no import from it, none of the libraries its rebuilders parse
with. It reads with the standard library, with walkers of its own and, for PDF, with the `qpdf`
program; and it looks for the samples' marker in every layer it can decode. It names *hard*
indicators only: constructs that may stand in nothing that crossed.
"""

from collections.abc import Iterable

from tests.engines.sanitize.scanner import mails, marks, packages, pdfs, pictures, texts

_PICTURES = {
    b"\x89PNG\r\n\x1a\n": pictures.png,
    b"\xff\xd8\xff": pictures.jpeg,
    b"GIF8": pictures.gif,
    b"BM": pictures.bmp,
    b"II*\x00": pictures.tiff,
    b"MM\x00*": pictures.tiff,
}
_NEVER = {
    b"\xd0\xcf\x11\xe0": "compound file",
    b"{\\rt": "RTF",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
    b"\x1f\x8b": "gzip",
    b"\x78\x9f\x3e\x22": "TNEF",
    b"ID;P": "SYLK",
    b"MZ": "program",
    b"\x7fELF": "program",
    b"#!": "program",
    b"\xca\xfe\xba\xbe": "program",
    b"L\x00\x00\x00\x01\x14\x02\x00": "shortcut",
    b"MSCF": "cabinet",
}
_TEXTS = {
    "csv": texts.table,
    "tsv": texts.table,
    "ics": texts.lines,
    "vcf": texts.lines,
    "html": texts.page,
    "htm": texts.page,
    "svg": texts.drawing,
}
_DEPTH = 6


def scan(data: bytes, name: str, depth: int = 0) -> list[str]:
    """Return every hard indicator found, each once, in the order met."""
    found = [*_judged(data, name, depth)]
    if depth == 0:
        found += marks.marked(data)
    return list(dict.fromkeys(found))


def _judged(data: bytes, name: str, depth: int) -> list[str]:
    if depth > _DEPTH:
        return ["nested too deep"]
    within = lambda inner, inner_name: scan(inner, inner_name, depth + 1)  # noqa: E731
    never = next((word for magic, word in _NEVER.items() if data.startswith(magic)), None)
    if never:
        return [never]
    picture = next((judge for magic, judge in _PICTURES.items() if data.startswith(magic)), None)
    if picture:
        return list(picture(data))
    if data.startswith(b"PK"):
        return list(packages.package(data, within))
    return list(_document(data, name.rpartition(".")[2].lower(), within))


def _document(data: bytes, extension: str, within: packages.Within) -> Iterable[str]:
    if b"%PDF-" in data[:1024]:
        return pdfs.document(data)
    if extension == "eml":
        return mails.message(data, within)
    return _TEXTS.get(extension, texts.plain)(data)
