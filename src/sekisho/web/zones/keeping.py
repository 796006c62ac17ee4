"""How confidential bytes of this room are kept: packed, then encrypted with the instance's key."""

import json
import zlib
from typing import Any

from sekisho.web.ui.ciphering import Cipher

_CIPHER = Cipher("sekisho.zones.configuration")


def closed(data: bytes) -> bytes:
    """Return bytes for keeping."""
    return _CIPHER.encrypt(zlib.compress(data, 6))


def opened(data: bytes | memoryview) -> bytes:
    """Return what was kept. Raises `ui.ciphering.UndecipherableError`."""
    return zlib.decompress(_CIPHER.decrypt(data))


def as_bytes(found: dict[str, Any]) -> bytes:
    """Return findings in the one form that is fingerprinted and kept."""
    return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
