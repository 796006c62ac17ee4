"""Makes policy documents as bodies write them, with the ids the contract gives their clauses.

The ids are put together here by rules of their own, so that reading is checked against them.
"""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from sekisho.policytext import Clause, Document

_WHO = ("組合", "職員", "責任者", "管理者", "委託先", "理事長", "情報システム担当者")
_WHAT = ("情報資産", "端末", "記録媒体", "台帳", "研修の記録", "LGWAN接続系の設備", "USBメモリ")
_DOES = ("管理する", "点検しなければならない", "整備するものとする", "定める", "記録し、保存する")
_NAMES = (
    "目的",
    "適用範囲",
    "組織体制",
    "教育及び研修",
    "入退室の管理",
    "委託先の監督",
    "点検・見直し",
)
_NOUNS = ("地震、火災等の災害", "不正アクセス（内部によるものを含む）", "機器の故障", "端末の紛失")
_KANA = "アイウエオカキク"
_CIRCLED = "①②③④⑤⑥⑦⑧"

names = st.sampled_from(_NAMES)
nouns = st.sampled_from(_NOUNS)
plain_sentences = st.builds(
    "{}は、{}を{}。".format, st.sampled_from(_WHO), st.sampled_from(_WHAT), st.sampled_from(_DOES)
)
sentences = st.builds(
    lambda first, more: first + more,
    plain_sentences,
    st.sampled_from(("", "なお、記録は１年間保存する。", "ただし、緊急の場合は、この限りでない。")),
)
texts = st.builds(
    lambda first, rest: "\n".join((first, *rest)),
    sentences,
    st.lists(st.sampled_from(("なお、細目は、別に定める。", "区分\t期間\n台帳\t5年")), max_size=1),
)
further = st.builds(
    lambda opening, text: opening + text, st.sampled_from(("", "また、")), plain_sentences
)


def _round(mark: int) -> str:
    return f"({mark})"


_SYSTEMS = (
    ("({})", lambda n: f"({n})", _round),
    (
        "（全角）",
        lambda n: f"（{str(n).translate(str.maketrans('12345678', '１２３４５６７８'))}）",
        _round,
    ),
    ("⑴", lambda n: chr(0x2474 + n - 1), _round),
    ("①", lambda n: _CIRCLED[n - 1], lambda n: _CIRCLED[n - 1]),
    ("1)", lambda n: f"{n})", lambda n: f"{n})"),
    ("ア", lambda n: _KANA[n - 1], lambda n: _KANA[n - 1]),
    ("(ア)", lambda n: f"({_KANA[n - 1]})", lambda n: f"({_KANA[n - 1]})"),
)
"""Name, label as written, part of the id."""


@st.composite
def _lists(draw, owner, systems, *, in_article):
    """Return the entries of a list below `owner`, in one system, with lists below them."""
    if not systems:
        return ()
    at = draw(st.integers(0, len(systems) - 1))
    _, written, part = systems[at]
    below = [s for s in systems[at + 1 :] if s[2](1) != part(1)]
    count = draw(st.integers(1, 4))
    dash = "-" if (owner[-1] + part(1)[0]).isdecimal() else ""  # 2-1), never 21)
    return tuple(
        draw(_entry(f"{owner}{dash}{part(n)}", written(n), below, in_article=in_article))
        for n in range(1, count + 1)
    )


@st.composite
def _entry(draw, own_id, label, systems, *, in_article):
    shape = draw(st.sampled_from(("noun", "sentence", "headed", "list")))
    children = ()
    if systems and draw(st.integers(0, 3)) == 0:
        children = draw(_lists(own_id, systems, in_article=in_article))
    if shape == "noun" and not children:
        return Clause(own_id, label, "", draw(nouns))
    if shape == "list" and children and not in_article:
        return Clause(own_id, label, draw(names), "", children=children)
    heading = draw(names) if shape == "headed" else ""
    more = draw(_further(own_id))
    return Clause(own_id, label, heading, draw(texts), children=(*more, *children))


@st.composite
def _further(draw, owner):
    found = draw(st.lists(further, max_size=2))
    return tuple(Clause(f"{owner}¶{n}", "", "", text) for n, text in enumerate(found, start=2))


@st.composite
def _numbered_article(draw, number):
    """Return an article of the kind `3 組織体制`."""
    own = str(number)
    text = draw(st.one_of(st.just(""), texts))
    more = draw(_further(own)) if text else ()
    children = draw(st.one_of(st.just(()), _lists(own, _SYSTEMS, in_article=False)))
    label = draw(
        st.sampled_from((own, own.translate(str.maketrans("0123456789", "０１２３４５６７８９"))))
    )
    return Clause(own, label, draw(names), text, children=(*more, *children))


@st.composite
def _dashed_article(draw, number):
    """Return an article of the kind `2 管理` with `2―1` and `2―1―1` below it."""
    below = []
    for second in range(1, draw(st.integers(1, 3)) + 1):
        own = f"{number}-{second}"
        thirds = draw(st.integers(0, 2))
        children = tuple(
            draw(_entry(f"{own}-{n}", f"{number}―{second}―{n}", _SYSTEMS[:1], in_article=False))
            for n in range(1, thirds + 1)
        )
        children = tuple(
            c if c.heading else replace(c, heading="管理", text=c.text or "次の表による。")
            for c in children
        )
        children = tuple(
            replace(
                c,
                text=c.text
                if c.text.endswith("。") or "\n" in c.text
                else "職員は、台帳を管理する。",
            )
            for c in children
        )
        below.append(Clause(own, f"{number}―{second}", draw(names), draw(texts), children=children))
    return Clause(str(number), str(number), draw(names), "", children=tuple(below))


@st.composite
def _law_article(draw, number, branch=0):
    """Return a 第N条 with 項 and 号."""
    own = f"{number}の{branch}" if branch else str(number)
    label = f"第{number}条" + (f"の{branch}" if branch else "")
    paragraphs = []
    for n in range(2, draw(st.integers(1, 3)) + 1):
        items = draw(st.one_of(st.just(()), _lists(f"{own}-{n}", _SYSTEMS[:1], in_article=True)))
        paragraphs.append(Clause(f"{own}-{n}", str(n), "", draw(sentences), children=items))
    items = draw(st.one_of(st.just(()), _lists(own, (_SYSTEMS[0], *_SYSTEMS[5:]), in_article=True)))
    heading = draw(st.one_of(st.just(""), names))
    return Clause(own, label, heading, draw(texts), children=(*items, *paragraphs))


@st.composite
def _law(draw):
    """Return a regulation: chapters (or none), articles counted through, 附則."""
    number, tops = 0, []
    chapters = draw(st.integers(0, 3))
    for chapter in range(max(1, chapters)):
        articles = []
        for _ in range(draw(st.integers(1, 3))):
            number += 1
            articles.append(draw(_law_article(number)))
            if draw(st.integers(0, 4)) == 0:
                articles.append(draw(_law_article(number, branch=2)))
        if chapters:
            name = f"第{chapter + 1}章"
            tops.append(Clause(name, name, draw(names), "", children=tuple(articles)))
        else:
            tops.extend(articles)
    tops.append(Clause("附則", "附則", "", "この規程は、公布の日から施行する。"))
    return tuple(tops)


@st.composite
def _numbered(draw, article):
    return tuple(draw(article(n)) for n in range(1, draw(st.integers(1, 5)) + 1))


regulations = _law()

trees = st.one_of(_numbered(_numbered_article), _numbered(_dashed_article), _law())

days = st.one_of(st.none(), st.dates(date(1950, 1, 1), date(2060, 12, 31)))


@st.composite
def documents(draw):
    """Return a document; its 附則 gives no date of its own unless one is given in front."""
    promulgated = draw(days)
    effective = draw(days)
    clauses = draw(trees)
    if effective is None and promulgated and any(c.id == "附則" for c in clauses):
        effective = promulgated
    return Document(
        title=draw(
            st.sampled_from(("朝霧市職員共済組合情報セキュリティ基本方針", "情報安全管理規程"))
        ),
        number=draw(st.sampled_from(("", "公告第18号", "訓令第3号", "告示第120号"))),
        promulgated=promulgated,
        effective=effective,
        issuer=draw(st.sampled_from(("", "総務部総務課", "事務局"))),
        replaces_all=draw(st.booleans()),
        clauses=clauses,
    )
