"""A second calendar, written from other things: day numbers and printed lists, not `datetime`.

The engine adds with `timedelta` and computes holidays; here days are counted by Julian day number
and the public holidays of nine years stand as the Cabinet Office printed them.
"""

PRINTED = {
    2019: "1/1 1/14 2/11 3/21 4/29 4/30 5/1 5/2 5/3 5/4 5/5 "
    "5/6 7/15 8/11 8/12 9/16 9/23 10/14 10/22 11/3 11/4 11/23",
    2020: "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/23 7/24 8/10 9/21 9/22 11/3 11/23",
    2021: "1/1 1/11 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/22 7/23 8/8 8/9 9/20 9/23 11/3 11/23",
    2022: "1/1 1/10 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/18 8/11 9/19 9/23 10/10 11/3 11/23",
    2023: "1/1 1/2 1/9 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/23 10/9 11/3 11/23",
    2024: "1/1 1/8 2/11 2/12 2/23 3/20 4/29 5/3 5/4 5/5 "
    "5/6 7/15 8/11 8/12 9/16 9/22 9/23 10/14 11/3 11/4 11/23",
    2025: "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 "
    "5/5 5/6 7/21 8/11 9/15 9/23 10/13 11/3 11/23 11/24",
    2026: "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23",
    2027: "1/1 1/11 2/11 2/23 3/21 3/22 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 11/3 11/23",
}
ERAS = (  # first day, name
    ((2019, 5, 1), "令和"),
    ((1989, 1, 8), "平成"),
    ((1926, 12, 25), "昭和"),
    ((1912, 7, 30), "大正"),
    ((1873, 1, 1), "明治"),
)


def printed(year):
    return {tuple(int(n) for n in each.split("/")) for each in PRINTED[year].split()}


def number_of(year, month, day):
    """Julian day number (Fliegel and Van Flandern)."""
    early = -1 if month <= 2 else 0
    return (
        1461 * (year + 4800 + early) // 4
        + 367 * (month - 2 - 12 * early) // 12
        - 3 * ((year + 4900 + early) // 100) // 4
        + day
        - 32075
    )


def weekday(year, month, day):
    """0 is Monday."""
    return number_of(year, month, day) % 7


def closed(year, month, day):
    turn = (month == 12 and day >= 29) or (month == 1 and day <= 3)
    return turn or weekday(year, month, day) >= 5 or (month, day) in printed(year)


def wareki(year, month, day):
    for (first, first_month, first_day), name in ERAS:
        if (year, month, day) >= (first, first_month, first_day):
            count = year - (1868 if name == "明治" else first) + 1
            return f"{name}{'元' if count == 1 else count}年{month}月{day}日"
    raise ValueError
