"""Days as Japanese papers write them: 令和8年12月4日."""

from datetime import date

from japanera import EraDate


def japanese_day(day: date) -> str:
    """Return the day by its era; the first year is 元年. The day must not be before 1873."""
    if day.year < 1873:  # noqa: PLR2004  # 明治6年: before it Japan counted by another calendar
        raise ValueError("Japan counted by another calendar before 1873")
    era = EraDate.from_date(day).era
    number = day.year - era.since.year + 1
    return f"{era.kanji}{'元' if number == 1 else number}年{day.month}月{day.day}日"
