"""The six digits of an authenticator, computed by RFC 6238 and nothing of the product."""

import base64
import hmac
import struct
import time


def code_at(secret: str, moment: float) -> str:
    """RFC 6238 with SHA-1, 30 seconds, six digits; `secret` is base32 without padding."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(moment) // 30), "sha1")
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


_used: dict[str, str] = {}


def code_now(secret: str) -> str:
    """The code of this moment; each code counts once, so wait for the next one if it was used."""
    code = code_at(secret, time.time())
    while _used.get(secret) == code:
        time.sleep(0.5)
        code = code_at(secret, time.time())
    _used[secret] = code
    return code
