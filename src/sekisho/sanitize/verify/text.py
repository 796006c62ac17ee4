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
_COMMON = re.compile("[\t\r\n -~¡-¬®-ͷ←-⏿①-⟿　-〿ぁ-ゖ゙-ヿ一-\u9fff！-ﾟ]*+")
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
    rest = text.translate(None, _PLAIN)
    try:
        return not rest or visible(rest.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def visible(text: str) -> bool:
    """Whether every character of `text` can be seen, or ends a line or a column."""
    return bool(_COMMON.fullmatch(text)) or all(
        unicodedata.category(character) not in _FORBIDDEN_CATEGORIES
        or _OWN_CHARACTERS[0] <= character <= _OWN_CHARACTERS[1]
        or _EMOJI[0] <= character <= _EMOJI[1]
        for character in frozenset(text) - _ALLOWED
    )
