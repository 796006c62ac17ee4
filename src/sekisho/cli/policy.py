"""`sekisho policy outline`: a policy file's clause tree on the terminal, or as JSON."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sekisho import policytext
from sekisho.policytext import Clause, Document, ReadError

if TYPE_CHECKING:
    _Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # argparse names it nowhere else

OK, UNREADABLE_INPUT, NOT_A_POLICY = 0, 2, 3


def add_outline(subparsers: "_Subparsers") -> None:
    """Add `outline FILE [--json]` to the commands under `sekisho policy`."""
    parser = subparsers.add_parser(
        "outline", help="方針のファイルを条項の木として読む", description=__doc__
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="txt, md, html, docx, pdf")
    parser.add_argument("--json", action="store_true", help="JSON を1件だけ標準出力に出す")
    parser.set_defaults(run=outline)


def outline(args: argparse.Namespace) -> int:
    """Print the outline of `args.file`; return 0, 2 (no such file) or 3 (no policy in it)."""
    try:
        untrusted_data = _bytes_of(args.file)
    except OSError as error:
        return _fail(args, UNREADABLE_INPUT, "unreadable-file", _file_message(args.file, error))
    try:
        document = policytext.read(untrusted_data, name=args.file.name)
    except ReadError as error:
        return _fail(args, NOT_A_POLICY, error.code, f"{args.file}: {error}")
    if args.json:
        _print_json(policytext.as_json(document))
    else:
        print("\n".join(_lines(document)))
    return OK


def _bytes_of(path: Path) -> bytes:
    """Return the file's bytes, never more than one beyond the limit `read` will refuse."""
    with path.open("rb") as file:
        return file.read(policytext.Limits().bytes + 1)


def _file_message(path: Path, error: OSError) -> str:
    why = "ファイルがありません" if isinstance(error, FileNotFoundError) else "ファイルを開けません"
    return f"{path}: {why}。ファイルの名前と場所、読み取りの権限を確かめてください。"


def _fail(args: argparse.Namespace, status: int, code: str, message: str) -> int:
    print(message, file=sys.stderr)
    if args.json:
        _print_json({"error": {"code": code, "message": message}})
    return status


def _print_json(value: dict[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _lines(document: Document) -> Iterator[str]:
    yield from _metadata(document)
    yield ""
    for clause in document.clauses:
        yield from _clause(clause, 0)
    yield from _left_out(document)
    yield from _warnings(document)


def _metadata(document: Document) -> Iterator[str]:
    yield document.title or "（題名なし）"
    facts = (
        ("番号", document.number),
        ("公布", _day(document.promulgated)),
        ("施行", _day(document.effective)),
        ("所管", document.issuer),
        ("改正", "全部改正" if document.replaces_all else ""),
    )
    for name, value in facts:
        if value:
            yield f"  {name}  {value}"


def _day(day: date | None) -> str:
    return f"{policytext.japanese_date(day)}（{day.isoformat()}）" if day else ""


def _clause(clause: Clause, depth: int) -> Iterator[str]:
    margin = "  " * depth
    name = " ".join(part for part in (clause.label or "¶", clause.heading) if part)
    notes = [f"定義: {'、'.join(d.term for d in clause.definitions)}"] if clause.definitions else []
    if clause.references:
        notes.append(f"参照: {'、'.join(clause.references)}")
    yield f"{margin}{name}  [{clause.id}]" + (f"  〔{'／'.join(notes)}〕" if notes else "")
    for line in clause.text.splitlines():
        yield f"{margin}    {line}"
    for child in clause.children:
        yield from _clause(child, depth + 1)


def _left_out(document: Document) -> Iterator[str]:
    counts = Counter(item.reason for item in document.left_out)
    if counts:
        yield ""
        yield "条項の外にある文字"
    for reason, count in counts.items():
        yield f"  {policytext.REASONS[reason]}（{count}か所）"


def _warnings(document: Document) -> Iterator[str]:
    if document.warnings:
        yield ""
        yield f"注意（{len(document.warnings)}件）"
    for notice in document.warnings:
        yield f"  [{notice.clause}] {notice.message}" if notice.clause else f"  {notice.message}"
