"""Addresses in a mail's words, written so that no mail program makes a link of them."""

import re

_SCHEME = re.compile(r"(?i)http(s?)(?=\s{0,3}:\s{0,3}//)")
_HOST = re.compile(r"(hxxps?\s{0,3}:\s{0,3}//)([^\s/?#]{1,300})")
_DOT = re.compile(r"(?<!\[)\.|\.(?!\])")  # one that is not in brackets yet
_BARE = re.compile(r"(?i)(?<![A-Za-z0-9])www\.(?=[\w-])")


def not_live(text: str) -> str:
    """Return `text` with `http` written `hxxp` and the dots of host names in brackets."""
    text = _SCHEME.sub(lambda match: f"hxxp{match[1].lower()}", text)
    text = _HOST.sub(lambda match: match[1] + _DOT.sub("[.]", match[2]), text)
    return _BARE.sub(lambda match: f"{match[0][:3]}[.]", text)
