"""`sekisho policy compare OLD NEW`: the 新旧対照表 of two files."""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from sekisho.policytext import Document, Limits, ReadError, comparison, read
from sekisho.policytext.comparison import Change, Comparison, kind_word, lines, phrases, writable

if TYPE_CHECKING:
    from sekisho.policytext.comparison import Line, Side

    _Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - has no public name

OK = 0
UNREADABLE = 2  # a file is missing or cannot be opened, or the result cannot be written
NOT_A_POLICY = 3  # a file was opened, but no policy could be read from it

_AROUND = 12  # characters shown on either side of what differs
_LONGEST = 40  # characters shown of one stretch that differs
_KIND_WIDTH = 12  # columns of the terminal
_ID_WIDTH = 22


class _StopError(Exception):
    """What to tell the official, and with which exit code to stop."""

    def __init__(self, message: str, *, status: int, code: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


def add_compare(subparsers: "_Subparsers") -> None:
    """Add `compare OLD NEW [--html F | --docx F | --json]` to the commands of `sekisho policy`."""
    parser = subparsers.add_parser(
        "compare", help="二つの版を比べて新旧対照表を作る", description=__doc__
    )
    parser.add_argument("old", type=Path, metavar="OLD", help="改正前のファイル")
    parser.add_argument("new", type=Path, metavar="NEW", help="改正後のファイル")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--html", type=Path, metavar="F", help="HTML で F に書く")
    form.add_argument("--docx", type=Path, metavar="F", help="Word の文書として F に書く")
    form.add_argument("--json", action="store_true", help="JSON を1件だけ標準出力に出す")
    parser.set_defaults(run=compare)


def compare(args: argparse.Namespace) -> int:
    """Compare two files and write the table.

    Returns 0 when done; 2 when a file is missing, cannot be opened or cannot be written; 3 when a
    file is no policy, has no text, is locked with a password, is too large or of an unknown
    format. With `--json` a failure too is one document: `{"error": {"code", "message"}}`.
    """
    try:
        old, new = _document(args.old), _document(args.new)
        _write(args, comparison.compare(old, new), _title(old, args.old), _title(new, args.new))
    except _StopError as stop:
        print(stop, file=sys.stderr)
        if args.json:
            _print_json({"error": {"code": stop.code, "message": str(stop)}})
        return stop.status
    return OK


def _document(path: Path) -> Document:
    limits = Limits()
    try:
        with path.open("rb") as file:
            untrusted_data = file.read(limits.bytes + 1)
    except OSError as error:
        message = f"{path}: {_why(error)}。ファイルの名前と場所、読み取りの権限を確かめてください。"
        raise _StopError(message, status=UNREADABLE, code="unreadable-file") from error
    try:
        return read(untrusted_data, name=path.name, limits=limits)
    except ReadError as error:
        raise _StopError(f"{path}: {error}", status=NOT_A_POLICY, code=error.code) from error


def _why(error: OSError) -> str:
    missing = isinstance(error, FileNotFoundError)
    return "ファイルがありません" if missing else "ファイルを開けません"


def _title(document: Document, path: Path) -> str:
    return document.title or path.stem


def _print_json(value: dict[str, object]) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _write(args: argparse.Namespace, found: Comparison, old: str, new: str) -> None:
    if args.html:
        _save(args.html, comparison.to_html(found, old_title=old, new_title=new).encode())
    elif args.docx:
        _save(args.docx, comparison.to_docx(found, old_title=old, new_title=new))
    elif args.json:
        _print_json(comparison.as_json(found))
    else:
        _show(found)


def _save(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        message = f"{path}: 書き込めません。場所と書き込みの権限を確かめてください。"
        raise _StopError(message, status=UNREADABLE, code="unwritable-file") from error
    print(f"{path} に新旧対照表を書きました。", file=sys.stderr)


def _show(found: Comparison) -> None:
    for change in found:
        if change.kind != "same":
            _show_change(change)
    counts = Counter(kind_word(change, phrases("ja")) for change in found)
    print("、".join(f"{word} {count}" for word, count in counts.items()) or "条文がありません。")


def _show_change(change: Change) -> None:
    kind = _padded(kind_word(change, phrases("ja")), _KIND_WIDTH)
    first = kind + _padded(_ids(change), _ID_WIDTH)
    if change.new is not None:
        print(f"{first}新 {_snippet(change, 'new')}")
        first = " " * (_KIND_WIDTH + _ID_WIDTH)
    if change.kind in {"changed", "removed"}:
        print(f"{first}旧 {_snippet(change, 'old')}")


def _ids(change: Change) -> str:
    ids = [writable(clause.id) for clause in (change.old, change.new) if clause is not None]
    return " → ".join(dict.fromkeys(ids)) + " "


def _snippet(change: Change, side: "Side") -> str:
    """Return the words around the differences, in one line: 端末への【多要素認証】の導入."""
    return " ".join(_line(line) for line in lines(change, side))


def _line(line: "Line") -> str:
    shown = []
    for at, piece in enumerate(line):
        text = " ".join(piece.text.split())
        if piece.underlined:
            shown.append(f"【{_shortened(text, _LONGEST, 0)}】")
        else:
            tail = _AROUND if at < len(line) - 1 else 0
            shown.append(_shortened(text, _AROUND, tail))
    return "".join(shown)


def _shortened(text: str, head: int, tail: int) -> str:
    if len(text) <= head + tail + 1:
        return text
    return f"{text[:head]}…{text[len(text) - tail :]}"


def _padded(text: str, width: int) -> str:
    columns = sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
    return text + " " * (width - columns)
