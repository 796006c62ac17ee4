"""What this room can prove of the systems: accounts, weaknesses and updates, backups and drills."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils.translation import gettext_noop

from sekisho.verdicts import Check, Result, Value, Verdict
from sekisho.web.systems.queries import Standing, all_standings
from sekisho.web.systems.reconciling import Problem

ROWS = 200  # systems named in a result
Row = dict[str, Value]
_NONE = gettext_noop("情報システムが登録されていません。システムの登録簿に登録してください。")


def accounts_reconciled(at: datetime) -> Result:
    """Fails for a leaver's or nobody's account; weak for movers, keeperless ones and old lists."""
    found = all_standings(at)
    figures = {
        "systems": len(found),
        "accounts": sum(each.accounts for each in found),
        "leavers": _count(found, Problem.LEAVER),
        "unknown": _count(found, Problem.UNKNOWN),
        "movers": _count(found, Problem.MOVER),
        "keeperless": _count(found, Problem.KEEPERLESS),
        "late": sum(each.list_late for each in found),
    }
    if figures["leavers"] or figures["unknown"]:
        message = gettext_noop(
            "離任した人のアカウントが{leavers}件、誰のものか分からないアカウントが{unknown}件あります"
            "（システム{systems}、アカウント{accounts}件）。"
        )
        rows = _rows(found, Problem.LEAVER, Problem.UNKNOWN)
        return Result(Verdict.FAILS, message, figures, rows)
    if not found:
        return Result(Verdict.WEAK, _NONE, figures)
    if figures["movers"] or figures["keeperless"] or figures["late"]:
        message = gettext_noop(
            "異動の後に確認していないアカウントが{movers}件、管理する人のない共用のものが"
            "{keeperless}件、一覧が古いシステムが{late}あります。"
        )
        late = [each for each in found if each.list_late]
        rows = _rows(found, Problem.MOVER, Problem.KEEPERLESS) + _named(late, "list")
        return Result(Verdict.WEAK, message, figures, rows)
    message = gettext_noop(
        "システム{systems}のアカウント{accounts}件は、全て在任中の人か管理する人のものです。"
    )
    return Result(Verdict.HOLDS, message, figures)


def privileges_confirmed(at: datetime) -> Result:
    """Weak for privileged accounts nobody else looked at in time."""
    return _of_problem(
        Problem.PRIVILEGE,
        at,
        gettext_noop("特権アカウントは全て、180日以内に確認されています（システム{systems}）。"),
        gettext_noop("180日以内に確認されていない特権アカウントが{missing}件あります。"),
    )


def accounts_used(at: datetime) -> Result:
    """Weak for accounts not used for long, as far as lists tell the last use."""
    return _of_problem(
        Problem.UNUSED,
        at,
        gettext_noop("90日以上使われていないアカウントはありません（システム{systems}）。"),
        gettext_noop("90日以上使われていないアカウントが{missing}件あります。"),
    )


def weaknesses_closed(at: datetime) -> Result:
    """Fails for a grave weakness past its day or a system without support; weak for the rest."""
    found = all_standings(at)
    late = [each for each in found if each.late_weaknesses]
    stale = [each for each in found if each.patch_late]
    ended = [each for each in found if each.unsupported]
    figures = {
        "systems": len(found),
        "open": sum(each.open_weaknesses for each in found),
        "late": sum(each.late_weaknesses for each in found),
        "stale": len(stale),
        "unsupported": len(ended),
    }
    rows = _named(late, "weakness") + _named(stale, "patch") + _named(ended, "support")
    grave = any(each.grave_late for each in found)
    if grave or ended:
        message = gettext_noop(
            "期限を過ぎた脆弱性が{late}件（重いものを含むか、サポートの切れたシステムが{unsupported}）"
            "あります。更新の古いシステムは{stale}です。"
        )
        return Result(Verdict.FAILS, message, figures, rows)
    if not found:
        return Result(Verdict.WEAK, _NONE, figures)
    if rows:
        message = gettext_noop(
            "期限を過ぎた脆弱性が{late}件、更新の古いシステムが{stale}あります。"
        )
        return Result(Verdict.WEAK, message, figures, rows)
    message = gettext_noop(
        "システム{systems}に期限を過ぎた脆弱性はなく（対応中{open}件）、更新は期限内です。"
    )
    return Result(Verdict.HOLDS, message, figures)


def backups_run(at: datetime) -> Result:
    """Every system that needs backups has one that succeeded within its interval."""
    return _of_lateness(
        at,
        lambda each: each.backup_late,
        "backup",
        gettext_noop("バックアップの要るシステム{systems}の全てで、間隔どおりに成功しています。"),
        gettext_noop(
            "バックアップの要るシステム{systems}のうち、{missing}で間隔どおりの成功がありません。"
        ),
    )


def restore_drilled(at: datetime) -> Result:
    """Every system that needs backups was restored from one, as a trial, within a year."""
    return _of_lateness(
        at,
        lambda each: each.drill_late,
        "drill",
        gettext_noop("バックアップの要るシステム{systems}の全てで、1年以内に復元を試しています。"),
        gettext_noop(
            "バックアップの要るシステム{systems}のうち、{missing}で1年以内の復元の試しがありません。"
        ),
    )


def _of_problem(problem: Problem, at: datetime, holds: str, lacks: str) -> Result:
    found = all_standings(at)
    figures = {"systems": len(found), "missing": _count(found, problem)}
    if not found:
        return Result(Verdict.WEAK, _NONE, figures)
    if figures["missing"]:
        return Result(Verdict.WEAK, lacks, figures, _rows(found, problem))
    return Result(Verdict.HOLDS, holds, figures)


def _of_lateness(
    at: datetime, late: Callable[[Standing], bool], problem: str, holds: str, lacks: str
) -> Result:
    found = [each for each in all_standings(at) if each.system.backup_days]
    missing = [each for each in found if late(each)]
    figures = {"systems": len(found), "missing": len(missing)}
    if missing:
        return Result(Verdict.FAILS, lacks, figures, _named(missing, problem))
    if not found:
        return Result(Verdict.WEAK, _NONE, figures)
    return Result(Verdict.HOLDS, holds, figures)


def _count(found: Iterable[Standing], problem: Problem) -> int:
    return sum(each.problems[problem] for each in found)


def _rows(found: Iterable[Standing], *problems: Problem) -> tuple[Row, ...]:
    """Tell for each system how many accounts have each problem; accounts are named on its page."""
    rows: list[Row] = [
        {"system": each.system.name, "problem": problem.value, "accounts": each.problems[problem]}
        for each in found
        for problem in problems
        if each.problems[problem]
    ]
    return tuple(rows[:ROWS])


def _named(found: Iterable[Standing], problem: str) -> tuple[Row, ...]:
    rows: list[Row] = [{"system": each.system.name, "problem": problem} for each in found]
    return tuple(rows[:ROWS])


CHECKS = (
    Check("system-accounts-reconciled", accounts_reconciled),
    Check("system-privileges-confirmed", privileges_confirmed),
    Check("system-accounts-used", accounts_used),
    Check("system-weaknesses-closed", weaknesses_closed),
    Check("backups-run", backups_run),
    Check("restore-drilled", restore_drilled),
)
