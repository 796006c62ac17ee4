"""Writes docs/vectors.md, the published list with what each id was tried on.

.venv/bin/python -m tests.engines.sanitize.vectors_page
"""

from collections import Counter
from pathlib import Path

from tests.engines.sanitize.every import SAMPLES

from sekisho.sanitize import VECTORS

PAGE = Path(__file__).parents[3] / "docs" / "vectors.md"
_FAMILIES = {
    "name": "ファイルの名前",
    "type": "渡さない種類のファイル",
    "text": "文字",
    "csv": "表（CSV・TSV）",
    "image": "画像",
    "svg": "図（SVG）",
    "xml": "XML",
    "html": "HTML",
    "pdf": "PDF",
    "ooxml": "Word・Excel・PowerPoint",
    "odf": "OpenDocument",
    "ole": "旧い Office",
    "rtf": "リッチテキスト",
    "archive": "圧縮ファイル",
    "mail": "メール",
    "calendar": "予定",
    "card": "住所録",
    "verify": "検査",
}
_ACTIONS = {
    "removed": "取り除く",
    "neutralised": "ただの文字にする",
    "converted": "安全な形に変える",
    "held": "全体を保留する",
    "rejected": "受け取らない",
    "dropped": "黙って落とす",
}
_HEAD = """# 通さないものの一覧 / What does not cross

無害化で通さないものには、変わらない番号（id）があります。取り除いたものは、結果の `removals` にこの番号で示します。
`sekisho sanitize --vectors` でも同じ一覧を出せます。試料は、その一つだけを仕込んだファイルの数です。どの試料にも、それを除いた
無害な双子があり、双子からは何も取り除かれないことを試験で確かめています。
「黙って落とす」ものは、ふつうのソフトがどのファイルにも書くので、一つずつは示しません。

Every construct that may not cross has an id that never changes; reports name it in `removals`. *Samples* counts the files that
carry this one construct and nothing else; each has a benign twin that loses nothing. This page is written by
`tests/engines/sanitize/vectors_page.py`; a test keeps it true.
"""


def page() -> str:
    """Return the page."""
    counts = Counter(sample.vector for sample in SAMPLES)
    lines = [_HEAD, f"{len(VECTORS)} 件、試料 {sum(counts.values())} 個。\n"]
    family = ""
    for vector in VECTORS.values():
        if vector.family != family:
            family = vector.family
            lines += [f"## {_FAMILIES[family]}\n", "| id | 扱い | 内容 | English | 試料 |", "|---|---|---|---|--:|"]  # fmt: skip
        row = (f"`{vector.id}`", _ACTIONS[vector.action], vector.title, vector.english, str(counts[vector.id]))  # fmt: skip
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |")
        following = _after(vector.id)
        if following != family:
            lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _after(id_: str) -> str:
    ids = list(VECTORS)
    at = ids.index(id_) + 1
    return VECTORS[ids[at]].family if at < len(ids) else ""


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
