"""Which character set a file of text is written in (UTF-8, UTF-16, CP932, EUC-JP, ISO-2022-JP)."""

import codecs
import re

from sekisho.policytext.errors import UnknownFormatError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ODD = re.compile(r"[\uff61-\uff9f\ue000-\uf8ff]")  # half-width kana, private use
_BELIEVED = frozenset({"utf-8", "cp932", "euc_jp", "iso2022_jp"})
_ALIASES = {"shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932"}
_NO_TEXT = (
    "方針として読める形式のファイルではありません。"
    "Word（.docx）、PDF、HTML、テキスト（.txt、.md）のいずれかを選んでください。"
)
_HELP = "文字の種類（文字コード）が分かりません。UTF-8 のテキストで保存し直してください。"


def decode(untrusted_data: bytes, declared: str = "") -> str:
    """Return the text; `declared` is what the file says of itself, believed where it fits.

    Raises `UnknownFormatError` when the bytes are no text in any of the character sets.
    """
    for bom, name in _BOMS:
        if untrusted_data.startswith(bom):
            text = _strictly(untrusted_data, name)
            return _refuse() if text is None else text
    if b"\0" in untrusted_data:
        raise UnknownFormatError(_NO_TEXT)
    for name in _candidates(untrusted_data, _known(declared)):
        text = _strictly(untrusted_data, name) if name else None
        if text is not None:
            return text
    return _refuse()


def _candidates(data: bytes, declared: str) -> tuple[str, ...]:
    """Return character sets to try; one that gives half-width kana comes last.

    UTF-8 goes before what the file declares: other text hardly ever happens to be valid UTF-8.
    """
    if b"\x1b$" in data:
        return ("iso2022_jp", "utf-8", "cp932")
    japanese = sorted(("cp932", "euc_jp"), key=lambda name: _oddness(data, name))
    return ("utf-8", declared, *japanese)


def _oddness(data: bytes, name: str) -> float:
    """Return the share of characters a Japanese office text would not hold (half-width kana)."""
    text = _strictly(data[:20_000], name, partial=True)
    if not text:
        return 2.0
    return len(_ODD.findall(text)) / len(text)


def _strictly(data: bytes, name: str, *, partial: bool = False) -> str | None:
    decoder = codecs.getincrementaldecoder(name)("strict")
    try:
        return decoder.decode(data, final=not partial)
    except UnicodeError:
        return None


def _known(declared: str) -> str:
    name = _ALIASES.get(declared.strip().lower(), declared.strip())
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    return info.name if info.name in _BELIEVED else ""


def _refuse() -> str:
    raise UnknownFormatError(_HELP)
