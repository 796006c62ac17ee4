"""Cuts Japanese text into the pieces officials underline: words, numbers, references."""

import re

_NUMBER = r"[0-9０-９一二三四五六七八九十百千〇]+"
_UNIT = "[編章節款目条項号表]"
# 第三者 is no number: without its unit only digits count (第1 趣旨).
_REFERENCE = rf"第(?:{_NUMBER}{_UNIT}|[0-9０-９]+)(?:の{_NUMBER})*"

# Frequent function words, so that a change inside a run of hiragana underlines no more than it
# must: 「することをいう」 is four pieces. Longest first; what is not listed stays in one piece.
_FUNCTION = (
    "なければならない", "ものとする", "ができる", "において", "における", "に関する", "について",
    "により", "によって", "に対し", "に対する", "として", "とする", "とともに", "をいう",
    "ことができる", "もの", "こと", "とき", "ところ", "ため", "まで", "から", "より",
    "する", "した", "して", "され", "される", "させる", "れる", "ない", "など", "を",
    "が", "に", "は", "で", "と", "の", "も", "へ", "や",
)  # fmt: skip
_PARTICLES = "|".join(sorted(_FUNCTION, key=len, reverse=True))

_TOKEN = re.compile(
    rf"{_REFERENCE}"
    r"|[0-9０-９]+(?:[.,．，][0-9０-９]+)*"
    r"|[A-Za-zＡ-Ｚａ-ｚÀ-ɏ]+"
    r"|[\u30A1-\u30FAー\uFF66-\uFF9F]+"
    r"|[\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\U00020000-\U0003FFFF々〆〇ヶ]+"
    rf"|{_PARTICLES}"
    rf"|(?:(?!{_PARTICLES})[\u3041-\u309F])+"
    r"|.",
    re.DOTALL,
)
_NUMERIC = re.compile(rf"{_REFERENCE}|{_NUMBER}|[①-⑳⑴-⒇]")
_GLUE = re.compile(r"[\u3041-\u309F、。，．・,.\s]{1,2}")
_STEM = re.compile(r"[\u3400-\u4DBF\u4E00-\u9FFF]")
_ENDING = re.compile(rf"(?!(?:{_PARTICLES})\Z)[\u3041-\u309F]+")
_KANA = re.compile(r"[\u3041-\u309F、。，．・,.\s]+")
_SENTENCE = re.compile(r"[^。\n]*[。\n]|[^。\n]+")


def tokens(text: str) -> list[str]:
    """Return the pieces of `text`; joined they are `text` again."""
    return _TOKEN.findall(text)


def is_inflection(stem: str, ending: str) -> bool:
    """Return whether `ending` is 送り仮名 to a stem of one kanji (講 + じる): one word in two."""
    return _STEM.fullmatch(stem) is not None and _ENDING.fullmatch(ending) is not None


def sentences(text: str) -> list[str]:
    """Return the sentences of `text`, each with its 。; joined they are `text` again."""
    return _SENTENCE.findall(text)


def is_numeric(token: str) -> bool:
    """Return whether a piece is a number or a reference such as 第6条."""
    return _NUMERIC.fullmatch(token) is not None


def is_glue(text: str) -> bool:
    """Return whether `text` is too slight to stay without underline between two underlines."""
    return _GLUE.fullmatch(text) is not None


def is_kana(text: str) -> bool:
    """Return whether `text` is hiragana and punctuation only."""
    return _KANA.fullmatch(text) is not None
