"""What every check of this room begins with: rows that are not what was sealed prove nothing."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils.translation import gettext_noop

from sekisho.verdicts import Result, Value, Verdict
from sekisho.web.suppliers.agreement import differences

ROWS = 200  # rows named in a result
Row = dict[str, Value]
Figures = dict[str, int | str]
_ALTERED = gettext_noop(
    "委託・外部サービス・SNSの記録{altered}件が、台帳に封印したものと違います。控えと照合し、元に戻してください。"
)


def unaltered(judge: Callable[[datetime], Result]) -> Callable[[datetime], Result]:
    """Let the check judge only rows that are what was sealed of them."""

    def check(at: datetime) -> Result:
        altered = len(list(differences()))
        if altered:
            return Result(Verdict.FAILS, _ALTERED, {"altered": altered})
        return judge(at)

    check.__doc__ = judge.__doc__
    return check


def named(word: str, numbers: Iterable[int]) -> tuple[Row, ...]:
    """Return rows of a result that name things by their number."""
    return tuple({word: number} for number in list(numbers)[:ROWS])
