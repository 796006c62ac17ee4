"""ZIP as our writer makes it: verified files, a note, and names that lead nowhere else."""

import hashlib
import re

from sekisho.sanitize.verify import text
from sekisho.sanitize.verify.contract import require
from sekisho.sanitize.verify.zipped import unzipped

FORMATS = ("zip",)
_NOTE = re.compile(r"無害化のお知らせ( \(\d+\))?\.txt")
_BAD = re.compile(r'[<>:"|?*\\\x00-\x1f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)


def verify(data: bytes, children: frozenset[str]) -> None:
    """Refuse an archive with a file nobody verified, or a name that leads elsewhere."""
    files = unzipped(data)
    require(files, "empty archive")
    for name, body in files:
        for piece in name.split("/"):
            plain = piece and piece == piece.strip(". ") and text.visible(piece)
            require(
                plain and not _BAD.search(piece) and not _RESERVED.fullmatch(piece), "entry name"
            )
        if hashlib.sha256(body).hexdigest() not in children:
            require(_NOTE.fullmatch(name), "entry not verified")
            text.verify(body, frozenset())
