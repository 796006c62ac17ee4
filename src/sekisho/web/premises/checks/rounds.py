"""What rounds prove: made in time, and what they found is mended."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.verdicts import Result, Value, Verdict
from sekisho.web.premises.models import Area, Fault, Round

ROWS = 200
Row = dict[str, Value]


def rounds_made(at: datetime) -> Result:
    """Every area has rounds planned, and none waits past its day."""
    today = timezone.localdate(at)
    areas = set(Area.objects.in_use().values_list("pk", flat=True))
    waiting = Round.objects.filter(done_at=None, ended_at=None, area__in=areas).order_by("pk")
    rounds = list(waiting)
    unplanned = sorted(areas - {each.area_id for each in rounds})
    overdue = [each for each in rounds if each.is_overdue(today)]
    figures: dict[str, int | str] = {
        "areas": len(areas),
        "rounds": len(rounds),
        "unplanned": len(unplanned),
        "overdue": len(overdue),
    }
    rows: list[Row] = [{"round": each.pk, "area": each.area_id} for each in overdue[:ROWS]]
    rows += [{"area": each} for each in unplanned[:ROWS]]
    if not areas:
        message = gettext_noop(
            "管理区域が登録されていません。情報システム室などを登録してください。"
        )
        return Result(Verdict.FAILS, message, figures)
    if overdue:
        message = gettext_noop("期限を過ぎた点検が{overdue}件あります。")
        return Result(Verdict.FAILS, message, figures, tuple(rows))
    if unplanned:
        message = gettext_noop("点検の予定のない管理区域が{unplanned}か所あります。")
        return Result(Verdict.FAILS, message, figures, tuple(rows))
    message = gettext_noop("予定された点検{rounds}件に、期限を過ぎたものはありません。")
    return Result(Verdict.HOLDS, message, figures)


def faults_mended(at: datetime) -> Result:
    """Nothing a round found wrong stays open past its day; something is looked at on rounds."""
    today = timezone.localdate(at)
    open_faults = list(Fault.objects.open().order_by("pk"))
    late = [each for each in open_faults if each.due_on < today]
    done = Round.objects.exclude(done_at=None).count()
    figures: dict[str, int | str] = {
        "rounds": done,
        "open": len(open_faults),
        "overdue": len(late),
    }
    rows: tuple[Row, ...] = tuple(
        {"fault": each.pk, "fixture": each.fixture_id} for each in (late or open_faults)[:ROWS]
    )
    if late:
        message = gettext_noop("直す期限を過ぎた不良が{overdue}件あります。")
        return Result(Verdict.FAILS, message, figures, rows)
    if not done:
        message = gettext_noop("点検が一度も行われていません。")
        return Result(Verdict.FAILS, message, figures)
    if open_faults:
        message = gettext_noop("直していない不良が{open}件あります（期限内）。")
        return Result(Verdict.WEAK, message, figures, rows)
    message = gettext_noop("点検{rounds}回で見つかった不良は、全て直されています。")
    return Result(Verdict.HOLDS, message, figures)
