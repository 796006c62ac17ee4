"""`sekisho detect`: logs read, and held against rules and the permitted flows between zones."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sekisho.cli.inputs import add_at

if TYPE_CHECKING:
    _Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # argparse names it nowhere else


def add(subparsers: "_Subparsers") -> None:
    """Add `detect LOG...` and what it is asked for (docs/architecture.md lists it)."""
    parser = subparsers.add_parser(
        "detect", help="記録から不正な通信を見つける", description=__doc__
    )
    parser.add_argument("logs", type=Path, nargs="+", metavar="LOG", help="記録（.gz も可）")
    parser.add_argument("--rules", type=Path, metavar="DIR", help="Sigma の規則のフォルダー")
    parser.add_argument(
        "--own-rules", action="store_true", help="関所に付いている Sigma の規則でも調べる"
    )
    parser.add_argument(
        "--behaviour",
        action="store_true",
        help="最後の一日の振る舞いを、それまでの日と比べて調べる",
    )
    parser.add_argument("--zones", type=Path, metavar="ZONES.yaml", help="領域と許可する通信")
    add_at(parser)
    parser.add_argument("--json", action="store_true", help="JSON を1件だけ標準出力に出す")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Return 0 when there is no alert, 1 when there is, 2 when something cannot be read."""
    from sekisho.cli import detecting  # noqa: PLC0415  # a second and 100 MB, for this command only

    return detecting.run(args)
