"""Bytes of a configuration become text: UTF-8, Shift_JIS, EUC-JP, or UTF-16 with its mark."""

import codecs

_CONTROL_SHARE = 0.01  # of characters that no configuration has
_KNOWN = frozenset("\n\r\t\f\x1b\x08")


class NoTextError(ValueError):
    """The bytes are no text; `code` says how: empty, binary, encoding."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def decoded(untrusted: bytes) -> str:
    """Return the text. Raises NoTextError."""
    if not untrusted.strip():
        raise NoTextError("empty")
    if untrusted.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _plain(_tried(untrusted, "utf-16"))
    if b"\0" in untrusted:
        raise NoTextError("binary")
    for encoding in ("utf-8-sig", "cp932", "euc_jp"):
        try:
            return _plain(untrusted.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise NoTextError("encoding")


def _tried(untrusted: bytes, encoding: str) -> str:
    try:
        return untrusted.decode(encoding)
    except UnicodeDecodeError:
        raise NoTextError("encoding") from None


def _plain(text: str) -> str:
    strange = sum(1 for each in text[:100_000] if each < " " and each not in _KNOWN)
    if strange > len(text[:100_000]) * _CONTROL_SHARE:
        raise NoTextError("binary")
    return text
