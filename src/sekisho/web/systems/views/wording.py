"""How an account and what is wrong with it are shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person
from sekisho.web.systems.models import SystemAccount
from sekisho.web.systems.reconciling import GRAVE, Problem, Reconciled
from sekisho.web.ui.words import Sign

_PROBLEMS: Mapping[Problem, Promise] = {
    Problem.LEAVER: _("離任した人のもの"),
    Problem.UNKNOWN: _("誰のものか分からない"),
    Problem.MOVER: _("異動の後に確認していない"),
    Problem.KEEPERLESS: _("管理する人がいない"),
    Problem.PRIVILEGE: _("特権を確認していない"),
    Problem.UNUSED: _("長く使われていない"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One account of the list."""

    account: SystemAccount
    holder: Person | None  # who uses it, or answers for it
    signs: tuple[Sign, ...]


def shown(found: Reconciled) -> Line:
    """Return an account with a sign for each problem."""
    account = found.account
    personal = account.kind == SystemAccount.Kind.PERSONAL
    signs = tuple(_sign(problem) for problem in found.problems)
    return Line(account, account.person if personal else account.keeper, signs)


def _sign(problem: Problem) -> Sign:
    if problem in GRAVE:
        return Sign("×", _PROBLEMS[problem], "bad")
    return Sign("△", _PROBLEMS[problem], "doubtful")
