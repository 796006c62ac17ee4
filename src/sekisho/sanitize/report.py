"""What became of a document, in the recipient's words: plain Japanese, one thing a line."""

from collections.abc import Iterator, Sequence

from sekisho.sanitize.results import Action, Outcome, Removal, Result
from sekisho.sanitize.vectors import VECTORS

_OUTCOMES = {
    Outcome.DELIVERED: "無害化して渡せます。",
    Outcome.TEXT_ONLY: "文字だけを渡せます。",
    Outcome.HELD: "保留しています。元のファイルは渡していません。",
    Outcome.REJECTED: "受け取れません。元のファイルは渡していません。",
}
_GRADES = {
    "A": "PDF: 文字とページをそのまま作り直しました。",
    "B": "PDF: ページを描き直しました。",
    "C": "PDF: ページを画像にしました。",
}
_ACTIONS = (
    (Action.REMOVED, "取り除いたもの"),
    (Action.NEUTRALISED, "ただの文字にしたもの"),
    (Action.CONVERTED, "安全な形に変えたもの"),
    (Action.HELD, "保留した理由になったもの"),
)
_KEPT = {
    "characters": "文字",
    "pages": "ページ",
    "paragraphs": "段落",
    "headings": "見出し",
    "tables": "表",
    "images": "画像",
    "sheets": "シート",
    "cells": "セル",
    "formulas": "数式",
    "slides": "スライド",
    "charts": "グラフ",
    "comments": "コメント",
    "entries": "中のファイル",
    "attachments": "添付ファイル",
}
_MOST = 20  # of one kind named one by one; the rest is counted


def in_japanese(result: Result) -> str:
    """Return the report a recipient reads; every line says one thing.

    What was done, to what, by which rule (the id of the published list), what stayed, and the
    fingerprints of both files.
    """
    return "\n".join(_lines(result)) + "\n"


def _lines(result: Result) -> Iterator[str]:
    arrow = f" → {result.output_name}" if result.output_name not in {None, result.name} else ""
    yield f"{result.name}{arrow}"
    yield f"  {_OUTCOMES[result.outcome]}"
    yield from (f"  {reason.message}" for reason in result.reasons)
    if result.grade in _GRADES and result.output_name is not None:
        yield f"  {_GRADES[result.grade]}"
    for action, title in _ACTIONS:
        yield from _group(title, [one for one in result.removals if one.action == action])
    yield from (f"  {sentence}" for sentence in result.changes)
    kept = [f"{_KEPT[key]} {count:,}" for key, count in result.fidelity.items() if key in _KEPT]
    if kept and result.sha256_out:
        yield "  残したもの: " + "、".join(kept)
    yield f"  元のファイルの指紋（SHA-256）: {result.sha256_in}"
    if result.sha256_out:
        yield f"  渡すファイルの指紋（SHA-256）: {result.sha256_out}"
    for child in result.children:
        yield from (f"    {line}" for line in _child(child))


def _child(child: Result) -> Iterator[str]:
    """Give a document inside shortly: its name, and why it stayed when it did."""
    arrow = f" → {child.output_name}" if child.output_name not in {None, child.name} else ""
    yield f"・{child.name}{arrow}"
    if child.reasons:
        yield f"  {_OUTCOMES[child.outcome]}"
    yield from (f"  {reason.message}" for reason in child.reasons)
    for inner in child.children:
        yield from (f"  {line}" for line in _child(inner))


def _group(title: str, removals: Sequence[Removal]) -> Iterator[str]:
    if not removals:
        return
    yield f"  {title}（{len(removals)}件）"
    for removal in removals[:_MOST]:
        place = f" … {removal.location}" if removal.location else ""
        yield f"    ・{VECTORS[removal.vector].title}{place}〔{removal.vector}〕"
    if len(removals) > _MOST:
        yield f"    ほか {len(removals) - _MOST:,} 件"
