"""What the entry log proves: rights, no gaps, nobody forgotten inside, lists looked through."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.catalogue import load_premises
from sekisho.verdicts import Result, Value, Verdict
from sekisho.web.premises import permits
from sekisho.web.premises.actions.imports import digest
from sekisho.web.premises.coverage import days_in, gaps
from sekisho.web.premises.entering import unrightful
from sekisho.web.premises.models import Area, DoorImport, Listed, Passage, UnreadLine, Visit
from sekisho.web.premises.staying import still_inside

ROWS = 200  # rows named in a result
LOOKED_BACK = timedelta(days=90)
_ONE_DAY = timedelta(days=1)
Row = dict[str, Value]

_NO_AREA = gettext_noop("管理区域が登録されていません。情報システム室などを登録してください。")


def entries_permitted(at: datetime) -> Result:
    """Nobody went in within 90 days without being listed, permitted or received, unexplained."""
    entered = Passage.objects.filter(
        way=Passage.Way.IN, at__lte=at, at__gt=at - LOOKED_BACK, area__closed_at=None
    )
    entries, wrong = entered.count(), entered.filter(unrightful())
    unexplained = wrong.unexplained()
    figures: dict[str, int | str] = {
        "entries": entries,
        "explained": wrong.exclude(explained_at=None).count(),
        "unrightful": unexplained.count(),
        "permits": "read" if permits.known() else "unread",
    }
    named = unexplained.order_by("at", "pk").values_list("pk", "area_id")[:ROWS]
    rows: tuple[Row, ...] = tuple({"passage": pk, "area": area} for pk, area in named)
    if not Area.objects.in_use().exists():
        return Result(Verdict.FAILS, _NO_AREA, figures)
    if rows:
        message = gettext_noop(
            "入室{entries}件のうち、名簿にも許可にもない入室が{unrightful}件あります。調べて結果を記録してください。"
        )
        return Result(Verdict.FAILS, message, figures, rows)
    if not entries:
        message = gettext_noop("90日以内の入室の記録が一件もありません。")
        return Result(Verdict.WEAK, message, figures)
    message = gettext_noop(
        "入室{entries}件は、全て名簿か許可か受付のあるものです（調べて説明したもの{explained}件）。"
    )
    return Result(Verdict.HOLDS, message, figures)


def entry_log_current(at: datetime) -> Result:
    """Every area's log covers each day until its grade's lag, and is as it was taken in."""
    areas = list(Area.objects.in_use().prefetch_related("spans").order_by("pk"))
    lines = {area.pk: _uncovered(area, timezone.localdate(at)) for area in areas}
    altered = _altered(at)
    unread = UnreadLine.objects.open().count()
    figures: dict[str, int | str] = {
        "areas": len(areas),
        "gap_days": sum(lines.values()),
        "altered": len(altered),
        "unread": unread,
    }
    rows: list[Row] = [{"area": area, "gap_days": count} for area, count in lines.items() if count]
    rows += [{"door_import": each} for each in altered[:ROWS]]
    if not areas:
        return Result(Verdict.FAILS, _NO_AREA, figures)
    if altered:
        message = gettext_noop(
            "取り込んだ時と違う入退室記録があります（ファイル{altered}件分）。控えと照合してください。"
        )
        return Result(Verdict.FAILS, message, figures, tuple(rows))
    if rows:
        message = gettext_noop("入退室記録のない日が、合わせて{gap_days}日あります。")
        return Result(Verdict.FAILS, message, figures, tuple(rows))
    if unread:
        message = gettext_noop("入退室記録に、読み取れないままの行が{unread}行あります。")
        return Result(Verdict.WEAK, message, figures)
    message = gettext_noop("管理区域{areas}か所の入退室記録は、途切れずに続いています。")
    return Result(Verdict.HOLDS, message, figures)


def areas_cleared(at: datetime) -> Result:
    """Nobody is inside longer than the area's grade lets stand; where leaving is recorded."""
    areas = list(Area.objects.in_use())
    judged = {each.pk for each in areas if each.logs_exit}
    inside = [each for each in still_inside(at) if each.area_id in judged]
    long = [each for each in inside if each.explained_at is None and _too_long(each, at)]
    figures: dict[str, int | str] = {
        "areas": len(areas),
        "unjudged": len(areas) - len(judged),
        "inside": len(inside),
        "long": len(long),
    }
    if not areas:
        return Result(Verdict.FAILS, _NO_AREA, figures)
    if long:
        rows: tuple[Row, ...] = tuple(
            {"passage": each.pk, "area": each.area_id} for each in long[:ROWS]
        )
        message = gettext_noop(
            "退室の記録がないまま夜を越した人が{long}人あります。確かめて結果を記録してください。"
        )
        return Result(Verdict.FAILS, message, figures, rows)
    if not judged:
        message = gettext_noop("退室を記録している管理区域がないため、確かめられません。")
        return Result(Verdict.WEAK, message, figures)
    message = gettext_noop(
        "入室したままの人はいません（在室{inside}人、退室を記録しない区域{unjudged}か所）。"
    )
    return Result(Verdict.HOLDS, message, figures)


def entry_lists_reviewed(at: datetime) -> Result:
    """Every area has a list with somebody on it, looked through within its grade's time."""
    today = timezone.localdate(at)
    areas = list(Area.objects.in_use().order_by("pk"))
    listed = set(Listed.objects.on(today).order_by().values_list("area_id", flat=True))
    empty = [each for each in areas if each.pk not in listed]
    old = [each for each in areas if each.pk in listed and review_due(each) < today]
    figures: dict[str, int | str] = {
        "areas": len(areas),
        "empty": len(empty),
        "overdue": len(old),
    }
    rows: tuple[Row, ...] = tuple({"area": each.pk} for each in [*empty, *old])
    if not areas:
        return Result(Verdict.FAILS, _NO_AREA, figures)
    if empty:
        message = gettext_noop("入室者名簿に誰も載っていない管理区域が{empty}か所あります。")
        return Result(Verdict.FAILS, message, figures, rows)
    if old:
        message = gettext_noop(
            "入室者名簿を1年以内に見直していない管理区域が{overdue}か所あります。"
        )
        return Result(Verdict.FAILS, message, figures, rows)
    message = gettext_noop("管理区域{areas}か所の入室者名簿は、全て期限内に見直されています。")
    return Result(Verdict.HOLDS, message, figures)


def visitors_escorted(at: datetime) -> Result:
    """Every visitor of 90 days was identified, had an escort where asked for, and has left."""
    levels = load_premises().levels
    strict = {level.id for level in levels.values() if level.escort}
    visits = list(
        Visit.objects.filter(in_at__lte=at, in_at__gt=at - LOOKED_BACK)
        .select_related("area")
        .order_by("pk")
    )
    alone = [each for each in visits if each.escort_id is None and each.area.level in strict]
    unknown = [each for each in visits if not each.identified]
    long = [each for each in visits if each.out_at is None and at - each.in_at > _ONE_DAY]
    figures: dict[str, int | str] = {
        "visits": len(visits),
        "alone": len(alone),
        "unidentified": len(unknown),
        "long": len(long),
    }
    wrong = {each.pk: each.area_id for each in [*alone, *long, *unknown]}
    rows: tuple[Row, ...] = tuple(
        {"visit": pk, "area": area} for pk, area in list(wrong.items())[:ROWS]
    )
    if alone or long:
        message = gettext_noop(
            "来訪者{visits}人のうち、付添いのない人が{alone}人、退室の記録がない人が{long}人あります。"
        )
        return Result(Verdict.FAILS, message, figures, rows)
    if unknown:
        message = gettext_noop(
            "来訪者{visits}人のうち、身分証を確かめていない人が{unidentified}人あります。"
        )
        return Result(Verdict.WEAK, message, figures, rows)
    message = gettext_noop("90日以内の来訪者{visits}人は、全て付添いと退室の記録があります。")
    return Result(Verdict.HOLDS, message, figures)


def review_due(area: Area) -> date:
    """Return the last day by which an area's list is looked through again."""
    days = timedelta(days=load_premises().levels[area.level].review_days)
    return (timezone.localdate(area.reviewed_at) if area.reviewed_at else date.min) + days


def log_gaps(area: Area, today: date) -> list[tuple[date, date]]:
    """Return the days of an area's log that nothing covers, of the last 90; spans prefetched."""
    first = max(area.log_from, today - LOOKED_BACK)
    last = today - timedelta(days=load_premises().levels[area.level].log_days)
    return gaps(((each.from_date, each.until_date) for each in area.spans.all()), first, last)


def _uncovered(area: Area, today: date) -> int:
    return days_in(log_gaps(area, today))


def _altered(at: datetime) -> list[int]:
    """Return the files of 90 days whose passages are no more what was taken in."""
    imports = dict(
        DoorImport.objects.filter(at__gt=at - LOOKED_BACK).values_list("pk", "rows_sha256")
    )
    found: dict[int, list[Passage]] = {pk: [] for pk in imports}
    rows = Passage.objects.filter(source__in=imports).order_by()
    for each in rows.only("at", "area_id", "way", "card", "door", "source_id"):
        found[each.source_id or 0].append(each)
    return [pk for pk, sealed in imports.items() if digest(found[pk]) != sealed]


def _too_long(passage: Passage, at: datetime) -> bool:
    hours = load_premises().levels[passage.area.level].stay_hours
    over_night = timezone.localdate(passage.at) < timezone.localdate(at)
    return over_night and at - passage.at > timedelta(hours=hours)
