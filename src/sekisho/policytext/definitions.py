"""Finds the terms a policy defines, and the meaning it gives them.

Three forms: 「Xとは、…をいう」; an item whose heading is the term and whose text is the meaning;
and, inside a sentence, （以下「X」という。）.
"""

import re
from dataclasses import replace

from sekisho.policytext.model import Clause, Definition

_ARTICLE = re.compile(r"定義|用語")
_NAMES_ARTICLE = re.compile(r"(?:用語の?)?(?:定義|意義)(?:等)?|用語")
_ONE_MEANING = re.compile(r"^[^。\n]+をいう(?:[（(][^（）()]*[)）])?。$")
_TOHA = re.compile(
    r"(?:^|[。\n]|において、?)[ 　]*[「『]?"
    r"(?P<term>(?:(?!において)[^「」『』、。\n]){1,40}?)[」』]?とは、?"
    r"(?P<meaning>[^。\n]{1,600}?をいう(?:[（(][^。]{0,200}。?[)）])?。)"
)
_QUOTED = r"(?:「[^「」]{1,40}」|『[^『』]{1,40}』)"
_INLINE = re.compile(
    r"[（(](?P<before>[^（）()]{0,200}?)以下[^「」『』（）()]{0,12}"
    rf"(?P<terms>{_QUOTED}(?:[^「」『』（）()]{{0,4}}{_QUOTED}){{0,5}})"
    r"[^「」『』（）()]{0,10}(?:とい[うい]|と(?:総)?称する|と略する?|とする)[^（）()]{0,20}[)）]"
)
_TERM = re.compile(_QUOTED)
_QUOTES = "「」『』"
_ONE_LINE = re.compile(r"^(?P<term>[^\s。、]{1,40})[ 　:：]+(?P<meaning>\S.*)$", re.DOTALL)
_SUBJECT = re.compile(r"^.*(?:は|において|については?|では)、", re.DOTALL)


def find(clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """Return the same clauses, each with the definitions it makes."""
    return tuple(_find(clause, inside=False) for clause in clauses)


def _find(clause: Clause, *, inside: bool) -> Clause:
    below = inside or bool(_ARTICLE.search(clause.heading))
    children = tuple(_find(child, inside=below) for child in clause.children)
    made = tuple(dict.fromkeys((*_own(clause, inside=inside), *_inline(clause.text))))
    if not made and children == clause.children:
        return clause
    return replace(clause, children=children, definitions=made)


def _own(clause: Clause, *, inside: bool) -> list[Definition]:
    """Return the terms a clause defines by とは, by its heading, or by its opening words."""
    text = clause.text
    spoken = [Definition(m["term"].strip(), m["meaning"].strip()) for m in _TOHA.finditer(text)]
    if spoken or not clause.label or not text:
        return spoken
    if clause.heading:
        if _NAMES_ARTICLE.fullmatch(clause.heading):
            return []
        meant = inside or bool(_ONE_MEANING.search(text))
        return [Definition(clause.heading.strip(_QUOTES), _with_list(clause))] if meant else []
    match = _ONE_LINE.match(text) if inside else None
    return [Definition(match["term"].strip(_QUOTES), match["meaning"].strip())] if match else []


def _with_list(clause: Clause) -> str:
    """Return the meaning together with the list it may introduce (次のとおりとする)."""
    lines = [clause.text, *(f"{child.label} {child.text}".strip() for child in clause.children)]
    return "\n".join(line for line in lines if line)


def _inline(text: str) -> list[Definition]:
    made: list[Definition] = []
    for match in _INLINE.finditer(text):
        meaning = match["before"].strip("。、") or _phrase(text[: match.start()])
        terms = (term.strip(_QUOTES) for term in _TERM.findall(match["terms"]))
        made.extend(Definition(term, meaning) for term in terms)
    return made


def _phrase(before: str) -> str:
    """Return the words a bracket explains: from the sentence's subject to the bracket."""
    sentence = re.split(r"[。\n]", before[-400:])[-1]
    return _SUBJECT.sub("", sentence).strip()
