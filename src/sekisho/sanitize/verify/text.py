"""Plain text: UTF-8 with a byte-order mark, CRLF lines, visible characters and tabs only."""

import re
import unicodedata

from sekisho.sanitize.verify.contract import require

FORMATS = ("txt",)
_MARK = "\ufeff"
_FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_ALLOWED = frozenset("\t\r\n\u200d")  # a joiner stands inside emoji
_OWN_CHARACTERS = "\ue000", "\uf8ff"  # 外字
_PLAIN = b"\t\r\n" + bytes(range(32, 127))
# Blocks without a hole or a hidden character: most text is judged by them alone.
_COMMON = re.compile("[\t\r\n -~¡-¬®-\u034e\u0350-ͷ←-⏿①-⟿\u3000-〿ぁ-ゖ゙-ヿ一-\u9fff！-ﾟ]*+")
_EMPTY = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # letters, yet nothing shows
_CHOOSING = frozenset(map(chr, (0x200D, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
_CHOICE = re.compile("[\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_PICTURE = re.compile("[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]")
_EMOJI = "\U0001f000", "\U0001faff"  # newer ones are not in this Python's tables


def verify(data: bytes, children: frozenset[str]) -> None:
    """Refuse text with controls, direction marks, or characters without a meaning."""
    require(not children, "text holds no documents")
    text = data.decode("utf-8")
    require(text.startswith(_MARK), "byte-order mark")
    body = text[1:]
    require("\r" not in body.replace("\r\n", ""), "bare carriage return")
    require(body.count("\n") == body.count("\r\n"), "bare line feed")
    require(visible(body), "character")


def visible_bytes(text: bytes) -> bool:
    """Whether every character of UTF-8 `text` can be seen; plain ASCII is not looked at twice."""
    try:
        rest = text.translate(None, _PLAIN).decode("utf-8")
        if not rest:
            return True
        # What chooses a shape is judged by its neighbours, of whatever kind they are.
        return visible(text.decode("utf-8") if _CHOICE.search(rest) else rest)
    except UnicodeDecodeError:
        return False


def visible(text: str) -> bool:
    """Whether every character of `text` can be seen, or ends a line or a column."""
    if _COMMON.fullmatch(text):
        return True
    found = frozenset(text)
    if found & _CHOOSING and not all(map(_chooses, _CHOICE.finditer(text))):
        return False
    return not _EMPTY & found and all(
        unicodedata.category(character) not in _FORBIDDEN_CATEGORIES
        or _OWN_CHARACTERS[0] <= character <= _OWN_CHARACTERS[1]
        or _EMOJI[0] <= character <= _EMOJI[1]
        for character in found - _ALLOWED
    )


def _chooses(match: "re.Match[str]") -> bool:
    """Whether a selector stands behind a letter it can change, a joiner between two pictures."""
    text, at = match.string, match.start()
    before = text[at - 1 : at]
    if match[0] == "\u200d":
        return bool(_PICTURE.match(before) and _PICTURE.match(text, at + 1))
    letter = before.isascii() and before.isalpha()
    return bool(before) and not letter and not before.isspace() and before not in _CHOOSING
