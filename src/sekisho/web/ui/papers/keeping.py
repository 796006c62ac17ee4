"""Keeps the PDF of a public paper, so that asking for it again and again costs no typesetting.

Kept in the cache all workers share, under the digest of everything the PDF is made from (words of
the edition, typefaces): another edition, or another word, is another PDF. One worker sets one such
paper at a time; a failure is remembered for a minute, so that asking again starts nothing.
"""

import hashlib
from base64 import b64decode, b64encode
from threading import Lock

from django.core.cache import cache
from django.utils.translation import gettext as _

from sekisho.web.ui.apart import ApartLimits
from sekisho.web.ui.papers.docx import to_docx
from sekisho.web.ui.papers.model import Paper
from sekisho.web.ui.papers.pdf import order_of
from sekisho.web.ui.papers.printing import LIMITS, PaperRefusedError, printed

KEPT_SECONDS = 30 * 24 * 60 * 60
REFUSED_SECONDS = 60
_PATIENCE_SECONDS = 5.0  # a thread that waits here answers nobody else
_REFUSED = "refused"
_one_at_a_time = Lock()


def kept_pdf(paper: Paper, *, limits: ApartLimits = LIMITS) -> bytes:
    """Return the PDF of the paper, from the cache or made now. Raises PaperRefusedError."""
    order = order_of(paper)
    key = f"pdf-{hashlib.sha256(order).hexdigest()}"
    found = _found(key)
    if found is not None:
        return found
    if not _one_at_a_time.acquire(timeout=_PATIENCE_SECONDS):
        raise _being_made()
    try:
        return _found(key) or _made(key, order, limits)
    finally:
        _one_at_a_time.release()


def kept_docx(paper: Paper) -> bytes:
    """Return the .docx of the paper, from the cache or made now: a fraction of a second."""
    key = f"docx-{hashlib.sha256(repr(paper).encode('utf-8', 'surrogatepass')).hexdigest()}"
    kept: str | None = cache.get(key)
    if kept is not None:
        return b64decode(kept)
    data = to_docx(paper)
    cache.set(key, b64encode(data).decode("ascii"), KEPT_SECONDS)
    return data


def _found(key: str) -> bytes | None:
    """Return what is kept, None for nothing. Raises PaperRefusedError after a fresh failure."""
    kept: str | None = cache.get(key)
    if kept == _REFUSED:
        raise _being_made()
    return b64decode(kept) if kept else None


def _made(key: str, order: bytes, limits: ApartLimits) -> bytes:
    try:
        pdf = printed(order, limits)
    except PaperRefusedError:
        cache.set(key, _REFUSED, REFUSED_SECONDS)
        raise
    cache.set(key, b64encode(pdf).decode("ascii"), KEPT_SECONDS)
    return pdf


def _being_made() -> PaperRefusedError:
    return PaperRefusedError(
        _("PDFを今は用意できません。1分ほどしてから、もう一度お試しください。")
    )
