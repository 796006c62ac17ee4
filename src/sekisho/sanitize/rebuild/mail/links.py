"""Addresses in a mail's words, written so that no mail program makes a link of them."""

import re

_SCHEME = re.compile(r"(?i)h(tt)p(s?)(\s{0,3}):(\s{0,3})//(\S{0,2000})")
_BARE = re.compile(r"(?i)(?<![\w.])www\.(?=[\w-])")
_HOST = re.compile(r"[^/?#]*")


def not_live(text: str) -> str:
    """Return `text` with `http` written `hxxp` and the dots of host names in brackets."""
    return _BARE.sub(lambda match: match[0][:3] + "[.]", _SCHEME.sub(_defanged, text))


def _defanged(match: re.Match[str]) -> str:
    rest = match[5]
    host = _HOST.match(rest)
    end = host.end() if host else 0
    return f"hxxp{match[2].lower()}://{rest[:end].replace('.', '[.]')}{not_live(rest[end:])}"
