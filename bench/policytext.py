"""How long a 5,000-clause policy takes to read, against a floor that only finds the labels.

The floor is what no reader can go below: `str.splitlines()` and one regular expression per line
over the same text, in the same run. Prints seconds, the ratio, and the peak memory.
"""

import re
import time
import tracemalloc
from collections.abc import Callable

from sekisho import policytext
from sekisho.policytext import Limits

LIMIT_SECONDS = 1.0
CLAUSES = 5_000
_LABEL = re.compile(
    r"\s*(?:第[0-9０-９一二三四五六七八九十百]+[編章節款条](?:の[0-9]+)?|[（(][0-9ア-ン]+[)）]"
    r"|[①-⑳]|[0-9０-９]+[.．)）]?(?=\s)|[ア-ン](?=\s))"
)


def policy(clauses: int) -> str:
    """Return a policy of that many labelled clauses: articles, items, sub-items."""
    lines = ["朝霧市職員共済組合情報セキュリティ基本方針", "令和6年4月1日施行"]
    count = article = 0
    while count < clauses:
        article += 1
        lines += [
            f"{article} 対策その{article}",
            f"上記{max(1, article - 1)}に基づき、次の対策を講じる。",
        ]
        for item in range(1, 5):
            lines += [
                f"({item}) 端末の管理",
                "責任者は、端末を点検し、その結果を記録しなければならない。",
            ]
            lines += [f"{mark} 鍵（以下「鍵{mark}」という。）を管理する。" for mark in "①②"]
        count += 13
    return "\n".join(lines)


def hostile() -> dict[str, str]:
    """Return texts made to be slow; each is at a limit."""
    head = "端末管理規程\n1 目的\n端末を管理する。\n"
    systems = ("1", "(1)", "①", "ア", "(ア)", "a.", "(a)", "一", "(一)", "1.", "1)")
    return {
        "100,000 lines of `(`": head + "(\n" * 100_000,
        "one line of 2,000,000 `（`": head + "（" * 2_000_000,
        "99,000 items `(1)`": head + "(1) 端末を管理する。\n" * 99_000,
        "every system under the last, 9,000 times": head + "\n".join(systems * 9_000),
        "200,000 × 前項の": head + "前項の規定により、" * 200_000,
        "100,000 × また、": head + "また、端末を管理する。" * 100_000,
        "100,000 × 以下「": head + "（以下「" * 100_000,
        "100,000 headings, a contents that never returns": head + "第2章 端末\n" * 90_000,
        "200,000 × 上記1、": head + "上記" + "1、" * 200_000,
        "400,000 × とは、": head + "とは、" * 400_000,
        "90,000 blank letters": head + "あ " * 90_000,
    }


def seconds(work: Callable[[], object]) -> float:
    """Return the best of three runs, in seconds of this process's own CPU time.

    Reading starts no threads and waits for nothing, so on an idle machine this is wall time.
    """
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def main() -> int:
    text = policy(CLAUSES)
    data = text.encode()
    document = policytext.read(data)
    count = sum(1 for _ in document.walk())
    own = seconds(lambda: policytext.read(data))
    floor = seconds(lambda: [_LABEL.match(line) for line in text.splitlines()])
    print(f"{count:,} clauses, {len(text):,} characters")
    print(f"read: {own:.3f} s CPU (limit {LIMIT_SECONDS} s)")
    print(f"floor splitlines + label regex: {floor:.4f} s; ratio {own / floor:.0f}")
    twice = policy(2 * CLAUSES).encode()
    print(f"twice the clauses: {seconds(lambda: policytext.read(twice)) / own:.2f} times the time")
    tracemalloc.start()
    policytext.read(data)
    print(f"peak memory {tracemalloc.get_traced_memory()[1] / 2**20:.0f} MiB")
    tracemalloc.stop()
    for name, nasty in hostile().items():
        start = time.process_time()
        try:
            policytext.read(nasty.encode(), limits=Limits())
            outcome = "read"
        except policytext.ReadError as error:
            outcome = error.code
        print(f"hostile: {name}: {time.process_time() - start:.2f} s, {outcome}", flush=True)
    return 0 if own < LIMIT_SECONDS else 1


if __name__ == "__main__":
    raise SystemExit(main())
