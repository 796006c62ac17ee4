"""Numbers as Japanese documents write them: full-width, kanji, circled, kana order."""

import unicodedata

KANJI_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}

GOJUON = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
)
IROHA = (
    "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
)
_GOJUON_VALUE = {c: n for n, c in enumerate(GOJUON, start=1)}


def number(written: str) -> int:
    """Return the value of `12`, `１２` or `十二`; raises ValueError for anything else."""
    if not written:
        raise ValueError("no number")
    if written[0] in KANJI_DIGITS or written[0] in _UNITS:
        return _kanji(written)
    return int(unicodedata.normalize("NFKC", written))


def _kanji(written: str) -> int:
    if not set(written) & set(_UNITS):
        return int("".join(str(KANJI_DIGITS[c]) for c in written))
    total = digit = 0
    for c in written:
        if c in _UNITS:
            total += (digit or 1) * _UNITS[c]
            digit = 0
        elif c in KANJI_DIGITS:
            digit = KANJI_DIGITS[c]
        else:
            raise ValueError(f"no number: {written}")
    return total + digit


def kana(written: str) -> int:
    """Return the place of a kana in アイウ order; イロハ order is told apart by `iroha`."""
    return _GOJUON_VALUE.get(written, 0)


def in_iroha(values: list[str]) -> bool:
    """Say whether a run of kana labels is in イロハ order rather than アイウ order."""
    return values[:2] == ["イ", "ロ"]


def circled(written: str) -> int:
    """Return the value of ①…㊿, or of one-character brackets ⑴…⒇."""
    return int(unicodedata.numeric(written))


def garbled_circled(written: str) -> str:
    """Return the circled number whose second CP932 byte was read as ASCII.

    `@` stands for ①, `A` for ②, and so on.
    CP932 writes ① as 0x87 0x40; a reader that drops the first byte leaves `@`.
    """
    return chr(0x2460 + ord(unicodedata.normalize("NFKC", written)) - 0x40)


def narrow(written: str) -> str:
    """Return the text in half-width form, as canonical ids write it (`⑴` becomes `(1)`)."""
    return unicodedata.normalize("NFKC", written)


def in_kanji(value: int) -> str:
    """Return a number below 1000 in kanji, as 十二 is 12; larger ones digit by digit."""
    digits = "〇一二三四五六七八九"
    if not 0 < value < 1000:  # noqa: PLR2004  # three places have names here
        return "".join(digits[int(d)] for d in str(value))
    hundreds, tens, ones = value // 100, value // 10 % 10, value % 10
    places = ((hundreds, "百"), (tens, "十"))
    named = "".join(("" if n == 1 else digits[n]) + unit for n, unit in places if n)
    return named + (digits[ones] if ones else "")
