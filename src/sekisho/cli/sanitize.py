"""`sekisho sanitize`: files made safe to cross, as many at a time as there are cores."""

import argparse
import getpass
import json
import os
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sekisho.cli.confinement import Confined
from sekisho.sandbox import Layer
from sekisho.sanitize import (
    VECTORS,
    Options,
    Outcome,
    Result,
    Vector,
    in_japanese,
    sanitize,
    withheld,
)

if TYPE_CHECKING:
    _Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # argparse names it nowhere else

OK, UNREADABLE_INPUT, NOT_DELIVERED = 0, 2, 3


def add(subparsers: "_Subparsers") -> None:
    """Add `sanitize FILE... --out DIR [--json]`, and `sanitize --vectors`."""
    parser = subparsers.add_parser("sanitize", help="ファイルを無害化する", description=__doc__)
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE", help="無害化するファイル")
    parser.add_argument("--out", type=Path, metavar="DIR", help="無害化したファイルを置く場所")
    parser.add_argument("--json", action="store_true", help="JSON を1件だけ標準出力に出す")
    parser.add_argument("--vectors", action="store_true", help="通さないものの一覧を出して終わる")
    parser.add_argument("--ask-password", action="store_true", help="パスワードを入力する")
    parser.add_argument(
        "--pdf", choices=["A", "B", "C"], default="A", help="PDF の作り直し方（この段階から試す）"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="同時に処理する数")
    parser.add_argument(
        "--accept-missing",
        metavar="LAYER",
        action="append",
        default=[],
        choices=[layer.value for layer in Layer],
        help="欠けていても続ける隔離の仕組み（記録に残る）",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Sanitise the files; return 0 (all delivered), 2 (nothing to read) or 3 (some were not)."""
    if args.vectors:
        return _print_vectors(as_json=args.json)
    problem = _problem(args)
    if problem:
        print(problem, file=sys.stderr)
        return UNREADABLE_INPUT
    args.out.mkdir(parents=True, exist_ok=True)
    passwords = (getpass.getpass("パスワード: "),) if args.ask_password else ()
    results = list(_written(args, passwords))
    if args.json:
        print(json.dumps({"results": [row for row, _ in results]}, ensure_ascii=False, indent=2))
    else:
        for _, result in results:
            print(in_japanese(result), end="")
    crossed = {Outcome.DELIVERED, Outcome.TEXT_ONLY}
    return OK if all(result.outcome in crossed for _, result in results) else NOT_DELIVERED


def _problem(args: argparse.Namespace) -> str | None:
    if not args.files or args.out is None:
        return "無害化するファイルと、--out に置き場所を指定してください。"
    for path in args.files:
        if not path.is_file():
            return f"{path}: ファイルがありません。名前と場所を確かめてください。"
        if not os.access(path, os.R_OK):
            return f"{path}: 読み取りの権限がありません。"
    return None


def _written(
    args: argparse.Namespace, passwords: tuple[str, ...]
) -> Iterator[tuple[dict[str, object], Result]]:
    """Give each file's JSON row and result, in the order given, its output written."""
    grades = "ABC"[("ABC").index(args.pdf) :]
    options = Options(pdf_grades=tuple(grades))  # type: ignore[arg-type]  # the letters A, B, C
    accepted = frozenset(Layer(name) for name in args.accept_missing)
    taken: set[str] = set()
    with (
        Confined(accept_missing=accepted, parallel=args.jobs) as sandbox,
        ThreadPoolExecutor(args.jobs) as pool,
    ):
        waiting = deque(pool.submit(_one, path, options, sandbox, passwords) for path in args.files)
        for done, path in enumerate(args.files, 1):
            result = waiting.popleft().result()
            try:
                output = _save(result, args.out, taken)
            except OSError:  # a full disk, a folder that may not be written to
                result, output = withheld(result, "not-saved"), None
            _progress(done, len(args.files))
            row = {**result.as_json(), "input": str(path), "output": output}
            yield row, replace(result, data=None)  # a long batch does not fill the memory


def _one(path: Path, options: Options, sandbox: Confined, passwords: tuple[str, ...]) -> Result:
    with path.open("rb") as file:
        untrusted_data = file.read(options.limits.bytes + 1)
    return sanitize(untrusted_data, path.name, options, sandbox=sandbox, passwords=passwords)


def _save(result: Result, folder: Path, taken: set[str]) -> str | None:
    """Write what was delivered under a free name; return its absolute path."""
    if result.data is None or result.output_name is None:
        return None
    stem, extension = os.path.splitext(result.output_name)  # noqa: PTH122  # a name, not a path
    name, number = result.output_name, 1
    while name.casefold() in taken or (folder / name).exists():
        number += 1
        name = f"{stem} ({number}){extension}"
    taken.add(name.casefold())
    path = (folder / name).resolve()
    _write_whole(path, result.data)
    return str(path)


def _write_whole(path: Path, data: bytes) -> None:
    """Write the file so that under its name there is all of it or nothing."""
    part = path.with_name(f".{path.stem[:40]}.{os.getpid()}.part")
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _progress(done: int, total: int) -> None:
    if total > 1 and sys.stderr.isatty():
        width = 30 * done // total
        end = "\n" if done == total else ""
        print(f"\r[{'#' * width:<30}] {done}/{total}", end=end, file=sys.stderr, flush=True)


def _print_vectors(*, as_json: bool) -> int:
    if as_json:
        rows = [_vector_row(vector) for vector in VECTORS.values()]
        print(json.dumps({"vectors": rows}, ensure_ascii=False, indent=2))
    else:
        for vector in VECTORS.values():
            print(f"{vector.id}\t{vector.action}\t{vector.title}\t{vector.english}")
    return OK


def _vector_row(vector: Vector) -> dict[str, str]:
    return {
        "id": vector.id,
        "family": vector.family,
        "action": vector.action,
        "title": vector.title,
        "english": vector.english,
    }
