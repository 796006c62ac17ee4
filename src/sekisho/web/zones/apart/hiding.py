"""Secrets in lines that are shown: what follows the word for one is not told to anybody."""

import re

_SECRET = re.compile(
    r"(?i)\b(password|passwd|passphrase|secret|pre-shared-key|presharedkey|psksecret|community"
    r"|md5-key|key-string|authentication-key|auth myname\s+\S+)(\s+(?:text|encrypted|0|5|7|8|9)\b)?"
    r"[\s=:]+\S.*$"
)
LONGEST = 400


def hidden(line: str) -> str:
    """Return a line as it may be shown: secrets covered, cut where it is long."""
    shown = _SECRET.sub(lambda found: f"{found[1]}{found[2] or ''} ＊＊＊", line.strip())
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"
