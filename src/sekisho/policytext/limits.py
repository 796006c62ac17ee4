"""How much one policy file may cost to read.

Every pass over the text is linear in its characters. The depth of the tree is bounded by the
number of numbering systems (each stands on a branch at most once) and by `depth` below.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds; a file beyond one of them raises `TooLargeError`."""

    bytes: int = 50 * 1024 * 1024  # the file as given
    expanded_bytes: int = 200 * 1024 * 1024  # what a .docx may unpack to, all parts together
    pages: int = 2_000  # of a PDF
    characters: int = 5_000_000  # of extracted text
    lines: int = 200_000  # of extracted text, blank ones of plain text too
    elements: int = 500_000  # of the mark-up of a page or a .docx, all parts together
    clauses: int = 100_000  # nodes of the tree, further paragraphs too
    depth: int = 24  # nodes on one branch; deeper labels become siblings
    seconds: float = 120.0  # for taking out the text, and again for reading it
