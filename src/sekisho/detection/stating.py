"""What an auditor is told of a period: that nothing was missed, or why it cannot be said."""

from sekisho.detection.completeness import (
    CLOCK,
    GAP,
    REFUSING,
    UNKNOWN,
    UNREAD,
    Coverage,
    Fault,
)
from sekisho.detection.errors import DetectionError
from sekisho.detection.times import TOKYO, moment

_FAULTS = {
    GAP: "{source} の記録が {first} から {last} まで届いていません",
    CLOCK: "{source} の時計が {first} から {last} まで合っていません（{count} 件）",
    UNREAD: "{source} の記録を {count} 件読めていません（{first} から {last} まで）",
    UNKNOWN: "{source} の記録がどのくらいの間隔で届くかが、まだ分かりません",
}


class IncompleteError(DetectionError):
    """The records of a period have `faults`: what happened in it cannot be said."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("。".join(fault_words(each) for each in faults) + "。")
        self.faults = faults


def statement(coverage: Coverage, unlawful: int) -> str:
    """Return what can be said of a period; raises `IncompleteError` when something was missed."""
    missed = tuple(each for each in coverage.faults if each.kind in REFUSING)
    if missed:
        raise IncompleteError(missed)
    return (
        f"{_told(coverage.since_us)} から {_told(coverage.until_us)} まで途切れなく監視し、"
        f"記録 {coverage.events} 件を調べ、許可していない通信は {unlawful} 件でした。"
    )


def fault_words(fault: Fault) -> str:
    """Return a fault as a sentence without its full stop; a repetition is no such fault."""
    return _FAULTS[fault.kind].format(
        source=fault.source,
        first=_told(fault.first_us),
        last=_told(fault.last_us),
        count=fault.count,
    )


def _told(us: int) -> str:
    at = moment(us).astimezone(TOKYO)
    return f"{at:%Y-%m-%d %H:%M:%S}"
