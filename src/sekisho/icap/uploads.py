"""What a terminal sends out: forms pass, files do not, but to hosts the body has named.

Requests for pages are mended so that answers can be looked at: whole, and without compression.
"""

import re

from sekisho.icap.heads import Head, host_of, media_type
from sekisho.icap.options import IcapOptions

_FORMS = frozenset({
    "application/x-www-form-urlencoded", "application/json", "text/plain", "application/csp-report",
    "application/reports+json", "application/graphql",
})  # fmt: skip
_MULTIPART = "multipart/form-data"
_FILE = re.compile(
    rb"content-disposition:[^\r\n]*;[ \t]*filename(?:\*[0-9]*\*?|)[ \t]*=[ \t]*(?!\"\"|'')[^\s;]",
    re.IGNORECASE,
)
_WRITES = re.compile(rb"(POST|PUT|PATCH) .*", re.DOTALL)


def mended(request: Head) -> Head:
    """Return a request that asks for the whole file, uncompressed."""
    kept = request.without("Accept-Encoding", "Range", "If-Range")
    return Head(kept.first, (*kept.fields, (b"Accept-Encoding", b"identity")))


def needs_a_look(request: Head, options: IcapOptions) -> bool:
    """Whether the body decides about the request."""
    return _is_judged(request, options) and media_type(request) == _MULTIPART


def is_refused(request: Head, options: IcapOptions, body: bytes) -> bool:
    """Whether a request sends files where none may go; `body` is whole where it needs a look."""
    if not _is_judged(request, options):
        return False
    kind = media_type(request)
    if kind == _MULTIPART:
        return _FILE.search(body) is not None
    return bool(body) and kind not in _FORMS


def _is_judged(request: Head, options: IcapOptions) -> bool:
    writes = _WRITES.fullmatch(request.first) is not None
    return writes and not options.may_upload_to(host_of(request))
