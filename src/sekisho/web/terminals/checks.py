"""What this room can prove: how the terminals stand, zone by zone, by their own reports."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils.translation import gettext_noop

from sekisho.verdicts import Check, Result, Value, Verdict
from sekisho.web.assets.access import MYNUMBER_ZONE
from sekisho.web.terminals.models import Node
from sekisho.web.terminals.posture import State
from sekisho.web.terminals.queries import Posture, all_postures, silent

ROWS = 200  # terminals named in a result
MANY = 20  # per cent of terminals without a measure: no longer an exception
Row = dict[str, Value]


def takeout_blocked(at: datetime) -> Result:
    """Each terminal whose zone requires the take-out block has it, as far as no permit lifts it."""
    return _required("takeout", at, _TAKEOUT)


def second_factor(at: datetime) -> Result:
    """Each terminal whose zone requires two factors asks for them, by report or by a person."""
    return _required("second-factor", at, _FACTOR)


def lifts_ended(at: datetime) -> Result:
    """No terminal of any zone is open further than its permits in force say."""
    found = all_postures(at)
    lifted = [each for each in found if each.lifts]
    open_ = [each for each in found if each.judged["takeout"].state is State.BAD]
    figures = {"terminals": len(found), "lifted": len(lifted), "open": len(open_)}
    if open_:
        message = gettext_noop(
            "許可の範囲を超えてUSB記憶装置が使える端末が{open}台あります（許可のある端末は{lifted}台）。"
        )
        return Result(Verdict.FAILS, message, figures, _rows(open_, "takeout"))
    if not found:
        return Result(Verdict.WEAK, _NONE, figures)
    message = gettext_noop(
        "端末{terminals}台のうち、許可の範囲を超えてUSB記憶装置が使えるものはありません"
        "（許可のある端末は{lifted}台）。"
    )
    return Result(Verdict.HOLDS, message, figures)


def reporting(at: datetime) -> Result:
    """Every terminal was heard in time, and every agent that reports is known whose it is."""
    found = all_postures(at)
    quiet = [each for each in found if silent(each, at)]
    strangers = Node.objects.filter(terminal=None, revoked_at=None).count()
    figures = {"terminals": len(found), "silent": len(quiet), "strangers": strangers}
    rows = _rows(quiet, "takeout")
    if any(each.terminal.zone.key == MYNUMBER_ZONE for each in quiet):
        message = gettext_noop(
            "期限内の報告がない端末が{silent}台あり、マイナンバー事務系の端末を含みます。"
        )
        return Result(Verdict.FAILS, message, figures, rows)
    if not found:
        return Result(Verdict.WEAK, _NONE, figures)
    if quiet or strangers:
        message = gettext_noop(
            "端末{terminals}台のうち、期限内の報告がないものが{silent}台、"
            "どの端末のものか分からないエージェントが{strangers}件あります。"
        )
        return Result(Verdict.WEAK, message, figures, rows)
    message = gettext_noop("端末{terminals}台の全てから、期限内に報告が届いています。")
    return Result(Verdict.HOLDS, message, figures)


def as_registered(at: datetime) -> Result:
    """No terminal calls itself otherwise than its row of the register says; weak where one does."""
    found = all_postures(at)
    told = [each for each in found if each.judged["identity"].state in {State.GOOD, State.BAD}]
    differing = [each for each in told if each.judged["identity"].state is State.BAD]
    figures = {"terminals": len(found), "told": len(told), "differing": len(differing)}
    if differing:
        message = gettext_noop(
            "名乗る端末{told}台のうち{differing}台で、ホスト名・製造番号・基本ソフトが登録簿と違います。"
        )
        return Result(Verdict.WEAK, message, figures, _rows(differing, "identity"))
    if not told:
        message = gettext_noop("ホスト名や製造番号を名乗った端末が、まだありません。")
        return Result(Verdict.WEAK, message, figures)
    message = gettext_noop("名乗る端末{told}台の全てで、登録簿の記載と合っています。")
    return Result(Verdict.HOLDS, message, figures)


def _wanted(measure: str, sentences: tuple[str, str]) -> Callable[[datetime], Result]:
    """Return the check of a measure every zone wants; with many terminals unmet it fails."""

    def run(at: datetime) -> Result:
        found = all_postures(at)
        unmet = [each for each in found if not each.judged[measure].state.counts]
        figures = {"terminals": len(found), "missing": len(unmet)}
        if not found:
            return Result(Verdict.WEAK, _NONE, figures)
        holds, lacks = sentences
        if not unmet:
            return Result(Verdict.HOLDS, holds, figures)
        many = len(unmet) * 100 >= len(found) * MANY
        verdict = Verdict.FAILS if many else Verdict.WEAK
        return Result(verdict, lacks, figures, _rows(unmet, measure))

    return run


_NONE = gettext_noop("端末が登録されていません。端末の登録簿に登録してください。")
_TAKEOUT = (
    gettext_noop("持出し不可設定が要る端末{terminals}台の全てで、設定が働いています。"),
    gettext_noop("持出し不可設定が要る端末{terminals}台のうち、{missing}台で確かめられません。"),
)
_FACTOR = (
    gettext_noop("多要素認証が要る端末{terminals}台の全てで、働いています。"),
    gettext_noop("多要素認証が要る端末{terminals}台のうち、{missing}台で確かめられません。"),
)
_ENCRYPTION = (
    gettext_noop("端末{terminals}台の全てで、ディスクが暗号化されています。"),
    gettext_noop("端末{terminals}台のうち、{missing}台でディスクの暗号化を確かめられません。"),
)
_MALWARE = (
    gettext_noop("端末{terminals}台の全てで、不正プログラム対策が新しく働いています。"),
    gettext_noop("端末{terminals}台のうち、{missing}台で不正プログラム対策を確かめられません。"),
)
_SOFTWARE = (
    gettext_noop("端末{terminals}台に、許可のないソフトウェアはありません。"),
    gettext_noop(
        "端末{terminals}台のうち、{missing}台で許可のないソフトウェアがあるか、確かめられません。"
    ),
)
_PATCHES = (
    gettext_noop("端末{terminals}台の全てに、期限内に修正プログラムが当てられています。"),
    gettext_noop(
        "端末{terminals}台のうち、{missing}台で期限内の修正プログラムを確かめられません。"
    ),
)


def _required(measure: str, at: datetime, sentences: tuple[str, str]) -> Result:
    """Judge the terminals whose zone requires the measure: one without it fails the whole."""
    found = [each for each in all_postures(at) if measure in each.rule.required]
    unmet = [each for each in found if not each.judged[measure].state.counts]
    figures = {"terminals": len(found), "missing": len(unmet)}
    if unmet:
        return Result(Verdict.FAILS, sentences[1], figures, _rows(unmet, measure))
    if not found:
        message = gettext_noop(
            "対象の領域の端末が登録されていません。端末の登録簿に登録してください。"
        )
        return Result(Verdict.WEAK, message, figures)
    return Result(Verdict.HOLDS, sentences[0], figures)


def _rows(postures: Iterable[Posture], measure: str) -> tuple[Row, ...]:
    """Name the terminals by their number, which is the body's own and tells nothing of people."""
    return tuple(
        {"terminal": each.terminal.number, "problem": each.judged[measure].state.value}
        for each in list(postures)[:ROWS]
    )


CHECKS = (
    Check("terminals-takeout-blocked", takeout_blocked),
    Check("terminals-lifts-ended", lifts_ended),
    Check("terminals-second-factor", second_factor),
    Check("terminals-reporting", reporting),
    Check("terminals-as-registered", as_registered),
    Check("terminals-encrypted", _wanted("encryption", _ENCRYPTION)),
    Check("terminals-malware-fresh", _wanted("malware", _MALWARE)),
    Check("terminals-software-permitted", _wanted("software", _SOFTWARE)),
    Check("terminals-patched", _wanted("patches", _PATCHES)),
)
