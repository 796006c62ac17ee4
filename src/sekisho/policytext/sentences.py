"""Sentences of official Japanese: where they end, and which of them demand something."""

import re

_CLOSED = re.compile(r"[。．！？][」』）)\]］]*$|[。]?[）)]$")
_DUTY = re.compile(
    r"(?:なければならない|てはならない|ものとする|[うくすつぬぶむるぐ]こと|しない"
    r"|[をにへ][^、。をにへ]{0,24}[うくすつぬぶむるぐ])。[」』）)]*$"
)
_MEANING = re.compile(r"[をと]いう。[」』）)]*$")
_REMARK = re.compile(r"(?:なお|ただし|但し|この場合)[、，,に]?")
_FURTHER = re.compile(r"。[ 　]*(?=(?:また|さらに|更に|あわせて|併せて|加えて)[、，])")
_PLAIN_VERB = re.compile(r"[一-龠々ァ-ヶー]する。[」』）)]*$")
_STATES = re.compile(r"(?:[有関存属値接反]|意味|相当|該当|由来)する。[」』）)]*$")


def ends(text: str) -> bool:
    """Say whether the text ends as a sentence does."""
    return bool(_CLOSED.search(text[-8:]))


def is_sentence(text: str) -> bool:
    """Say whether a paragraph holds a whole sentence, not only a heading or a noun."""
    return "。" in text and ends(text)


def demands(sentence: str) -> bool:
    """Say whether a sentence lays a duty on somebody by its closing verb."""
    tail = sentence[-60:]
    return bool(_DUTY.search(tail)) and not _MEANING.search(tail)


def demands_further(sentence: str) -> bool:
    """Say whether a sentence that goes on with また、 lays a duty of its own on somebody.

    After such an opening a plain する (毎年度点検する) is an order too; 有する and its like state.
    """
    tail = sentence[-60:]
    return (demands(sentence) or bool(_PLAIN_VERB.search(tail))) and not _STATES.search(tail)


def is_remark(paragraph: str) -> bool:
    """Say whether a paragraph is a なお書き or ただし書き, which stays with its clause."""
    return bool(_REMARK.match(paragraph))


def further_demands(text: str) -> list[str]:
    """Split before each sentence that opens with また、 or さらに、 and demands something itself.

    What follows such a sentence stays with it; the pieces joined are the text, but for blanks.
    """
    starts = [0]
    for match in _FURTHER.finditer(text):
        stop = text.find("。", match.end())
        if stop > 0 and demands_further(text[match.end() : stop + 1]):
            starts.append(match.end())
    ends_at = [*starts[1:], len(text)]
    return [text[a:b].strip() for a, b in zip(starts, ends_at, strict=True)]
