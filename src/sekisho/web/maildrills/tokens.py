"""The word in each person's link: made anew from the drill's secret, kept only as a digest.

The law (decision 0023): a word is the first 128 bits of HMAC-SHA-256 over the person's opaque id,
keyed with the drill's salt and the secret of the installation. The database holds its SHA-256
beside a unit, and no person. When the drill closes the salt is destroyed with the rows, and nobody
can tell any more whose word it was.
"""

import base64
import hashlib
import hmac
import re
from uuid import UUID

from django.conf import settings

_BYTES = 16
_LINK = re.compile(r"/mail-drill/(\d{1,9})/([a-z2-7]{26})(?![a-z2-7])")


def word_for(salt: str, person: UUID) -> str:
    """Return a person's word: 26 letters and digits of base 32."""
    key = bytes.fromhex(salt) + settings.SECRET_KEY.encode()
    made = hmac.digest(key, person.bytes, "sha256")[:_BYTES]
    return base64.b32encode(made).decode().rstrip("=").lower()


def digest_of(word: str) -> str:
    """Return what is kept of a word."""
    return hashlib.sha256(word.encode()).hexdigest()


def links_in(untrusted_text: str) -> frozenset[tuple[int, str]]:
    """Return the drill and word of every link of a drill in a text."""
    return frozenset((int(drill), word) for drill, word in _LINK.findall(untrusted_text))
