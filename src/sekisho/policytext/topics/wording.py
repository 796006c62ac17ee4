"""Folds spellings and cuts a clause into the words that demand something.

A demand says what must be done; around it stand purposes (…ため、), grounds (…に基づき、) and
results (…の結果、) that only speak *of* other measures: 「監査の結果、見直す」 demands a review
and no audit. Conditions (…場合には、) stay: they say what a demand is about.
"""

import re
import unicodedata
from functools import lru_cache

_SPELLINGS = (
    (re.compile("強じん"), "強靱"),
    (re.compile(r"[靭靱](?:\(じん\))?"), "靱"),
    (re.compile("持ち?(出|込)し*"), r"持\1"),
    (re.compile("(取|受|書|読|引|貸|立|割)[りきみしち]?(扱|渡|換|入|出|継|当)"), r"\1\2"),
    (re.compile("(サーバ|コンピュータ|ユーザ|フォルダ|ルータ|プリンタ)ー+"), r"\1"),
    (re.compile("ウィルス"), "ウイルス"),
    (re.compile("ソフトウエア"), "ソフトウェア"),
    (re.compile("漏洩"), "漏えい"),
    (re.compile("つて(?=[、。い])"), "って"),
)
_BLANK = re.compile(r"\s+")
_GROUND = re.compile(
    "(?:ため|ために|為|為に|目的として|を目的とし|に基づき|に基づいて|に基づく|に従い|に従って|に則り|"
    "に照らし|を踏まえ|を踏まえて|の結果|結果を受けて|に鑑み|にかんがみ)$"
)
_ACTOR = re.compile(
    "^(?:[一-龥々ァ-ヶーA-Za-z0-9・()]|の|又は|及び|並びに|その他)*"
    "(?:者|長|員|人|CISO|CSIRT|組合|委員会|課|室|部|局)等?[はが]$"
)
_LISTED = re.compile("[一-龥ァ-ヶー0-9A-Za-z)]$")


@lru_cache(maxsize=65_536)
def fold(words: str) -> str:
    """Return the words in one spelling: NFKC, no spaces, one form of 持ち出し, サーバー, 靭."""
    # a lone accent becomes blank + accent: once the blank is gone they join, hence twice
    folded = unicodedata.normalize("NFKC", _BLANK.sub("", unicodedata.normalize("NFKC", words)))
    for pattern, plain in _SPELLINGS:
        folded = pattern.sub(plain, folded)
    return folded


def sentences(text: str) -> tuple[str, ...]:
    """Return the folded sentences of a text; brackets do not end a sentence."""
    found, start, depth = [], 0, 0
    folded = fold(text)
    for position, char in enumerate(folded):
        depth += (char in "(「『") - (char in ")」』" and depth > 0)
        if char == "。" and depth == 0:
            found.append(folded[start : position + 1])
            start = position + 1
    return tuple(s for s in (*found, folded[start:]) if s)


def demanding_words(sentence: str) -> str:
    """Return a folded sentence without its purposes, grounds, results and acting persons."""
    kept: list[str] = []
    *segments, last = sentence.split("、")
    for segment in segments:
        if _GROUND.search(segment):
            _drop_list_before(kept)
        elif not _ACTOR.search(segment):
            kept.append(segment)
    return "、".join((*kept, last))


def _drop_list_before(kept: list[str]) -> None:
    """Drop the nouns counted up just before: 「漏えい、改ざんを防ぐため、」 is one purpose."""
    while kept and _LISTED.search(kept[-1]):
        kept.pop()
