"""Two editions of a real policy, as its officials might amend it ($SEKISHO_REAL_POLICY)."""

import os
from pathlib import Path

import pytest
from tests.engines.policytext.comparison_samples import kinds, marked_up, of_kind

from sekisho.policytext import changed_clauses, compare, read

PATH = os.environ.get("SEKISHO_REAL_POLICY", "")
pytestmark = pytest.mark.skipif(
    not PATH, reason="SEKISHO_REAL_POLICY names no file: the real policy is not in this repository"
)
INSERTED = "7 例外措置\n\n例外を認める場合には、期限を付して承認する。\n\n"


def editions(change):
    text = Path(PATH).read_text(encoding="utf-8")
    amended = change(text)
    assert amended != text
    return read(text.encode()), read(amended.encode())


def with_new_article(text: str) -> str:
    """Insert an article 7 and renumber 7 to 10 and the references to them."""
    lines = []
    for line in text.splitlines():
        number = line.split(" ")[0]
        if number in {"7", "8", "9", "10"}:
            if number == "7":
                lines.append(INSERTED)
            line = f"{int(number) + 1}{line.removeprefix(number)}"  # noqa: PLW2901 - renumbered
        lines.append(line.replace("上記6、7及び8", "上記6、8及び9"))
    return "\n".join(lines)


def test_the_policy_against_itself_is_unchanged():
    text = Path(PATH).read_bytes()
    assert {change.kind for change in compare(read(text), read(text))} == {"same"}


def test_one_word_amended_asks_for_one_confirmation():
    old, new = editions(lambda text: text.replace("多要素認証", "二要素認証"))
    found = compare(old, new)
    assert changed_clauses(found) == ("6(3)①",)
    (change,) = of_kind(found, "changed")
    assert "端末への【二要素認証】の導入" in marked_up(change, "new")


def test_an_article_inserted_renumbers_four_and_changes_one_reference():
    old, new = editions(with_new_article)
    found = compare(old, new)
    rows = [row for row in kinds(found) if row[0] != "same"]
    assert rows[:4] == [
        ("added", "", "7"),
        ("renumbered", "7", "8"),
        ("renumbered", "8", "9"),
        ("changed", "9", "10"),
    ]
    assert {kind for kind, *_ in rows[4:]} == {"renumbered"}
    (change,) = of_kind(found, "changed")
    assert marked_up(change, "new").startswith("上記6、【8】及び【9】")


def test_an_item_removed_is_the_only_one_shown_as_removed():
    old, new = editions(
        lambda text: "\n".join(
            line for line in text.splitlines() if not line.startswith("(5) 電力")
        )
    )
    rows = [row for row in kinds(compare(old, new)) if row[0] != "same"]
    assert rows == [("removed", "3(5)", "")]
