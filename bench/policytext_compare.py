"""Compares two 5,000-clause editions, and difflib over the same lines in the same run.

`python bench/policytext_compare.py` prints seconds of CPU and fails (exit 1) when an edition pair
takes 3 seconds or longer. The first peer column only says which lines differ: it finds no clause
that moved, and underlines nothing. The second adds difflib over the characters of those pairs of
clauses that `compare` found changed, which difflib could not have found: the same underlines.
"""

import difflib
import sys
import time
from collections.abc import Callable
from random import Random

from sekisho.policytext import Clause, Comparison, Document, compare

CLAUSES = 5_000
LIMIT_SECONDS = 3.0
_SUBJECTS = ["端末", "サーバ", "通信回線", "記録媒体", "管理区域", "委託先", "電子メール", "複写機"]
_ACTIONS = ["点検", "記録", "承認", "廃棄", "暗号化", "監視", "研修", "報告", "分類", "持出し"]


def sentence(random: Random) -> str:
    first, second, third = random.sample(_SUBJECTS, 3)
    often, then = random.sample(_ACTIONS, 2)
    days, article = random.randint(1, 365), random.randint(1, 400)
    return (
        f"責任者は、{first}及び{second}の{often}を{days}日ごとに行い、"
        f"{third}については第{article}条の規定により{then}しなければならない。"
    )


def articles(random: Random) -> list[tuple[str, list[str]]]:
    """Return 500 articles of nine items each: 5,000 clauses."""
    return [(sentence(random), [sentence(random) for _ in range(9)]) for _ in range(CLAUSES // 10)]


def amended(old: list[tuple[str, list[str]]], random: Random) -> list[tuple[str, list[str]]]:
    """Insert, remove, move and reword as a thorough revision does: a third of all clauses."""
    new = [(lead, [reworded(item, random) for item in items]) for lead, items in old]
    for _ in range(40):
        new.insert(random.randrange(len(new)), (sentence(random), [sentence(random)]))
        new.pop(random.randrange(len(new)))
        new.insert(random.randrange(len(new)), new.pop(random.randrange(len(new))))
    return new


def reworded(item: str, random: Random) -> str:
    return item.replace("しなければならない", "するものとする") if random.random() < 0.3 else item


def document(content: list[tuple[str, list[str]]]) -> Document:
    return Document(
        "朝霧市職員共済組合情報セキュリティ対策基準",
        clauses=tuple(
            Clause(str(n), f"第{n}条", "", lead, children=tuple(items_of(n, items)))
            for n, (lead, items) in enumerate(content, 1)
        ),
    )


def items_of(number: int, items: list[str]) -> list[Clause]:
    return [Clause(f"{number}({k})", f"({k})", "", text) for k, text in enumerate(items, 1)]


def lines(edition: Document) -> list[str]:
    return [clause.text for clause in edition.walk()]


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def pairs() -> dict[str, tuple[Document, Document]]:
    random = Random(20260401)
    old = articles(random)
    flat = [Clause(str(n), str(n), "", "同じ規定を置くものとする。") for n in range(CLAUSES)]
    other = [Clause(str(n), str(n), "", sentence(random)) for n in range(CLAUSES)]
    reworded_all = [
        Clause(c.id, c.label, "", c.text.replace("しなければならない", "するものとする"))
        for c in other
    ]
    return {
        "thorough revision": (document(old), document(amended(old, random))),
        "all clauses equal": (
            Document("", clauses=tuple(flat)),
            Document("", clauses=tuple(flat[9:])),
        ),
        "every clause reworded": (
            Document("", clauses=tuple(other)),
            Document("", clauses=tuple(reworded_all)),
        ),
    }


def by_lines(old: Document, new: Document) -> None:
    difflib.SequenceMatcher(None, lines(old), lines(new), autojunk=False).get_opcodes()


def by_characters(comparison: Comparison) -> None:
    for change in comparison:
        if change.old and change.new and change.kind == "changed":
            before, after = change.old.text, change.new.text
            difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()


def main() -> int:
    slowest = 0.0
    print(f"{'pair':<24}{'compare s':>11}{'lines s':>9}{'+ words s':>11}{'ratio':>8}")
    for name, (old, new) in pairs().items():
        ours = seconds(lambda old=old, new=new: compare(old, new))
        by_line = seconds(lambda old=old, new=new: by_lines(old, new))
        found = compare(old, new)
        by_word = by_line + seconds(lambda found=found: by_characters(found))
        print(f"{name:<24}{ours:>11.2f}{by_line:>9.2f}{by_word:>11.2f}{ours / by_word:>8.2f}")
        slowest = max(slowest, ours)
    print(f"limit {LIMIT_SECONDS} s: {'kept' if slowest < LIMIT_SECONDS else 'BROKEN'}")
    return 0 if slowest < LIMIT_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
