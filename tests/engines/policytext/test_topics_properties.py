"""What holds of proposals whatever the policy says."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.catalogue import load
from sekisho.policytext.model import Clause, Document
from sekisho.policytext.topics import REASONS, propose
from sekisho.policytext.topics.wording import demanding_words, fold, sentences

TOPICS = tuple(load().topics.values())
PHRASES = (
    "監査を実施する。", "次の対策を講じる。", "情報資産", "外部サービス", "に基づき、", "ため、",
    "職員等は、", "場合には、", "緊急時対応計画を策定する。", "（", "）", "「", "」", "をいう。",
    "サーバー", "持ち出し", "靭", "①", "\n", "　", "Ａ", "とする。", "ことができる。", "ログを",
)  # fmt: skip
WORDS = st.lists(st.sampled_from(PHRASES) | st.text(max_size=6), max_size=8).map("".join)
LABELS = st.sampled_from(["", "1", "(1)", "①", "第1条", "ア", "附則"])


def clauses():
    leaf = st.builds(Clause, st.text(max_size=4), LABELS, WORDS, WORDS)
    return st.recursive(
        leaf,
        lambda inner: st.builds(
            lambda i, lab, h, t, c: Clause(i, lab, h, t, children=tuple(c)),
            st.text(max_size=4), LABELS, WORDS, WORDS, st.lists(inner, max_size=3),
        ),
        max_leaves=6,
    )  # fmt: skip


DOCUMENTS = st.lists(clauses(), max_size=4).map(lambda c: Document("方針", clauses=tuple(c)))


@given(DOCUMENTS)
def test_there_is_one_proposal_per_clause_in_document_order(document):
    found = propose(document, TOPICS)
    assert [p.clause for p in found] == [c.id for c in document.walk()]


@given(DOCUMENTS)
def test_what_a_proposal_says_is_consistent(document):
    order = [t.id for t in TOPICS]
    for proposal in propose(document, TOPICS):
        named = [t.topic for t in proposal.topics]
        assert proposal.reason in REASONS
        assert named == sorted(set(named), key=order.index)
        assert proposal.demand == (proposal.reason in {"words", "context", "unmatched"})
        assert bool(named) == (proposal.reason in {"words", "context"})


@given(DOCUMENTS)
def test_the_matched_words_stand_in_the_clause_or_above_it(document):
    said = "".join(fold(c.heading) + "\n" + fold(c.text) for c in document.walk())
    for proposal in propose(document, TOPICS):
        for topic in proposal.topics:
            assert all(word in said for word in topic.matched)


@given(DOCUMENTS, clauses(), st.integers(0, 4))
def test_an_unrelated_clause_changes_no_other_proposal(document, extra, place):
    before = propose(document, TOPICS)
    place = min(place, len(document.clauses))
    with_extra = (*document.clauses[:place], extra, *document.clauses[place:])
    after = propose(Document("方針", clauses=with_extra), TOPICS)
    start = sum(len(list(c.walk())) for c in document.clauses[:place])
    stop = start + len(list(extra.walk()))
    assert after[:start] + after[stop:] == before


@given(DOCUMENTS)
def test_the_same_document_gives_the_same_proposals(document):
    assert propose(document, TOPICS) == propose(document, iter(TOPICS))


@given(DOCUMENTS, st.permutations(TOPICS))
def test_the_order_of_topics_changes_only_the_order_named(document, shuffled):
    one, other = propose(document, TOPICS), propose(document, shuffled)
    assert [(p.clause, p.demand, set(p.topics), p.reason) for p in one] == [
        (p.clause, p.demand, set(p.topics), p.reason) for p in other
    ]


@given(DOCUMENTS)
def test_without_topics_nothing_is_proposed_and_demands_stay(document):
    bare, full = propose(document, ()), propose(document, TOPICS)
    assert [p.demand for p in bare] == [p.demand for p in full]
    assert not any(p.topics for p in bare)


@dataclass
class _Term:
    all_of: tuple[tuple[str, ...], ...]
    none_of: tuple[str, ...] = ()
    where: str = "demand"


@dataclass
class _Topic:
    id: str
    terms: tuple[_Term, ...]


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        (_Term((("花", "草"), ("水",))), "草に水をやる。", ("草", "水")),
        (_Term((("花",), ("水",))), "花を植える。水をまく。", None),
        (_Term((("花",),), ("枯",)), "枯れた花を抜く。", None),
        (_Term((("花",),), where="heading"), "花を植える。", None),
        (_Term((("花",),), where="whole"), "花のため、水をやる。", ("花",)),
        (_Term((("花",),), where="demand"), "花のため、水をやる。", None),
    ],
)
def test_terms_of_any_make_are_understood(term, text, found):
    document = Document("方針", clauses=(Clause("1", "1", "", text),))
    (proposal,) = propose(document, [_Topic("garden", (term,))])
    assert [t.matched for t in proposal.topics] == ([found] if found else [])


@given(st.text())
def test_folding_twice_changes_nothing(words):
    assert fold(fold(words)) == fold(words)


@given(WORDS)
def test_sentences_together_are_the_folded_text(text):
    assert "".join(sentences(text)) == fold(text)


@given(WORDS)
def test_the_demanding_words_are_segments_of_the_sentence_in_order(text):
    for sentence in sentences(text):
        rest = sentence.split("、")
        for segment in demanding_words(sentence).split("、"):
            assert segment in rest
            rest = rest[rest.index(segment) + 1 :]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("持ち出し", "持出し"),
        ("持ち出す", "持出す"),
        ("持ち込み", "持込み"),
        ("取り扱い", "取扱い"),
        ("サーバー", "サーバ"),
        ("ｻｰﾊﾞｰ", "サーバ"),
        ("ＣＩＳＯ", "CISO"),
        ("強靭性", "強靱性"),
        ("強じん性", "強靱性"),
        ("漏洩", "漏えい"),
        ("多　要　素", "多要素"),
    ],
)
def test_two_spellings_fold_to_one(one, other):
    assert fold(one) == fold(other)


def test_brackets_do_not_end_a_sentence():
    assert len(sentences("情報（印刷したものを含む。）を守る。次に、消す。")) == 2


def test_a_long_document_is_read_in_reasonable_time():
    """5,000 clauses: linear in clauses, the deepest chain included."""
    text = "職員等は、外部サービスを利用する場合には、{}番の規定を整えなければならない。"
    many = tuple(Clause(str(n), str(n), "利用", text.format(n)) for n in range(5000))
    assert len(propose(Document("方針", clauses=many), TOPICS)) == 5000
