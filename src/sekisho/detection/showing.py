"""Text of a log made safe to show: no terminal escapes, no letters that turn or hide others."""

import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def shown(untrusted: str | bytes, most: int = 300) -> str:
    r"""Return one line a terminal can show: whatever acts instead of being seen is `\x1b`-like.

    HTML is left to whoever writes HTML: every letter stays itself.
    """
    words = untrusted.decode("utf-8", "replace") if isinstance(untrusted, bytes) else untrusted
    cut = words[:most]
    safe = "".join(map(_letter, cut))
    return f"{safe}…" if len(words) > most else safe


def _letter(letter: str) -> str:
    if " " <= letter <= "~":
        return letter
    if unicodedata.category(letter) in _HIDDEN:
        code = ord(letter)
        return (
            f"\\x{code:02x}"
            if code < 0x100
            else f"\\u{code:04x}"
            if code < 0x10000
            else f"\\U{code:08x}"
        )
    return letter
