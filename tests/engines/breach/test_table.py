"""The truth table of the three laws: what is owed until when, and what is not owed.

Every row names the facts and the whole of what the laws ask; days were counted by hand on a
printed calendar, the day it was known being the first.
"""

import pytest
from tests.engines.breach.build import at, facts, judged, lawful

NOTHING: dict[str, str] = {}


def _three(law, prompt, final):
    return {f"{law}-prompt": prompt, f"{law}-final": final, f"{law}-notice": prompt}


def _business(prompt="2026-12-04", final="2026-12-29"):
    return _three("business", prompt, final)


def _admin(prompt="2026-12-04", final="2026-12-29"):
    return _three("admin", prompt, final)


def _number(prompt="2026-12-04", final="2026-12-29"):
    return _three("number", prompt, final)


LONG = "2027-01-28"  # the sixtieth day from 30 November 2026
ADMIN = "body=administrative "

TABLE = [
    # --- how many people: business operators
    ("business, 1 person, nothing special", "", 1, NOTHING),
    ("business, 100 people", "", 100, NOTHING),
    ("business, 101 people", "", 101, NOTHING),
    ("business, 999 people", "", 999, NOTHING),
    ("business, exactly 1,000 people", "", 1000, NOTHING),
    ("business, 1,001 people", "", 1001, _business()),
    ("business, 460,000 people", "", 460_000, _business()),
    ("business, 1,001 people, encrypted", "protected=yes", 1001, NOTHING),
    ("business, 1,001 people, all back unseen", "harm=no", 1001, NOTHING),
    ("business, 1,001 things about nobody", "personal=no", 1001, NOTHING),
    # --- how many people: administrative bodies
    ("administrative, 1 person, nothing special", ADMIN, 1, NOTHING),
    ("administrative, 99 people", ADMIN, 99, NOTHING),
    ("administrative, exactly 100 people", ADMIN, 100, NOTHING),
    ("administrative, 101 people", ADMIN, 101, _admin()),
    ("administrative, 1,000 people", ADMIN, 1000, _admin()),
    ("administrative, 1,001 people", ADMIN, 1001, _admin()),
    ("administrative, 101 people, encrypted", ADMIN + "protected=yes", 101, NOTHING),
    ("administrative, 101 people, all back unseen", ADMIN + "harm=no", 101, NOTHING),
    # --- one person is enough
    ("business, sensitive, 1 person", "sensitive=yes", 1, _business()),
    ("business, property, 1 person", "property=yes", 1, _business()),
    ("business, on purpose, 1 person", "unlawful=yes", 1, _business(final=LONG)),
    ("business, on purpose, encrypted", "unlawful=yes protected=yes", 1, NOTHING),
    ("business, sensitive, encrypted", "sensitive=yes protected=yes", 1, NOTHING),
    ("business, what an ordinance calls sensitive", "local-sensitive=yes", 1, NOTHING),
    ("administrative, sensitive, 1 person", ADMIN + "sensitive=yes", 1, _admin()),
    ("administrative, property, 1 person", ADMIN + "property=yes", 1, _admin()),
    ("administrative, on purpose", ADMIN + "unlawful=yes", 1, _admin(final=LONG)),
    ("administrative, ordinance", ADMIN + "local-sensitive=yes", 1, _admin()),
    ("administrative, ordinance, encrypted", ADMIN + "local-sensitive=yes protected=yes", 1,
     NOTHING),
    ("on purpose and sensitive keep the sixty days", "unlawful=yes sensitive=yes", 1,
     _business(final=LONG)),
    ("on purpose and many keep the sixty days", ADMIN + "unlawful=yes", 101, _admin(final=LONG)),
    ("on purpose, but nothing got out", "unlawful=yes harm=no", 1, NOTHING),
    # --- individual numbers: which work, which system
    ("use, its system, 1 person", "number=use system=use-system", 1, _number()),
    ("use and related, system of use", "number=both system=use-system", 1, _number()),
    ("use, its system, encrypted", "number=use system=use-system protected=yes", 1, NOTHING),
    ("use, its system, all back unseen", "number=use system=use-system harm=no", 1, NOTHING),
    ("use, on paper, 1 person", "number=use system=other", 1, NOTHING),
    ("use, on paper, 100 people", "number=use system=other", 100, NOTHING),
    ("use, on paper, 101 people", "number=use system=other", 101, _number()),
    ("related work of a business operator, its system", "number=related system=related-system", 1,
     NOTHING),
    ("related work of a business operator, 101 people", "number=related system=related-system", 101,
     _number()),
    ("related work of an administrative body, its system",
     ADMIN + "number=related system=related-system", 1, _number()),
    ("related work, but the system of use is not theirs", "number=related system=use-system", 1,
     NOTHING),
    ("the sharing network, whatever the work", "number=related system=network", 1, _number()),
    ("the sharing network, encrypted", "number=use system=network protected=yes", 1, NOTHING),
    ("no numbers, though from the system of use", "number=none system=use-system", 1, NOTHING),
    ("numbers on purpose", "number=related system=other unlawful=yes", 1,
     _number(final=LONG) | _business(final=LONG)),
    ("numbers used on purpose, nothing got out",
     "number=use system=other misuse=yes unlawful=yes harm=no", 1, _number(final=LONG)),
    ("numbers misused without purpose, 1 person", "number=use misuse=yes harm=no", 1, NOTHING),
    ("numbers misused without purpose, 101 people", "number=use misuse=yes harm=no", 101,
     _number()),
    ("numbers anybody could see", "number=related open=yes", 1, _number()),
    ("names anybody could see, without numbers", "open=yes", 1, NOTHING),
    ("numbers anybody could see, encrypted", "number=related open=yes protected=yes", 1, NOTHING),
    ("both laws at once, 101 people of an administrative body",
     ADMIN + "number=use system=use-system", 101, _admin() | _number()),
    ("both laws at once, 1,001 people of a business operator",
     "number=use system=use-system", 1001, _business() | _number()),
    ("numbers misused on purpose by 101, though encrypted",
     "number=use misuse=yes unlawful=yes protected=yes", 101, _number(final=LONG)),
]  # fmt: skip


@pytest.mark.parametrize(("words", "people", "owed"), [row[1:] for row in TABLE],
                         ids=[row[0] for row in TABLE])  # fmt: skip
def test_the_laws_ask_for_exactly_this(words, people, owed):
    assert lawful(judged(facts(words, people=people))) == owed


DAYS = [
    # known on, prompt, final, final on purpose
    ("a common day", "2026-11-02", "2026-11-06", "2026-12-01", "2026-12-31"),
    ("the last day of the year", "2026-12-31", "2027-01-04", "2027-01-29", "2027-02-28"),
    ("new year", "2027-01-01", "2027-01-05", "2027-01-30", "2027-03-01"),
    ("over the end of the year", "2026-12-28", "2027-01-01", "2027-01-26", "2027-02-25"),
    ("into a leap day", "2028-01-31", "2028-02-04", "2028-02-29", "2028-03-30"),
    ("on a leap day", "2028-02-29", "2028-03-04", "2028-03-29", "2028-04-28"),
    ("over a leap day", "2028-02-28", "2028-03-03", "2028-03-28", "2028-04-27"),
    ("over the end of a common February", "2027-02-26", "2027-03-02", "2027-03-27", "2027-04-26"),
    ("2100 is no leap year", "2100-02-26", "2100-03-02", "2100-03-27", "2100-04-26"),
    ("into a new fiscal year", "2027-03-29", "2027-04-02", "2027-04-27", "2027-05-27"),
    ("over the spring holidays", "2027-04-28", "2027-05-02", "2027-05-27", "2027-06-26"),
    ("the first day of the act", "2023-04-01", "2023-04-05", "2023-04-30", "2023-05-30"),
]  # fmt: skip


@pytest.mark.parametrize(("known", "prompt", "final", "long"), [row[1:] for row in DAYS],
                         ids=[row[0] for row in DAYS])  # fmt: skip
def test_days_are_counted_from_the_day_it_was_known(known, prompt, final, long):
    plain = judged(facts("sensitive=yes", known=at(known)))
    purpose = judged(facts("unlawful=yes", known=at(known)))
    assert lawful(plain) == _business(prompt, final)
    assert lawful(purpose) == _business(prompt, long)


@pytest.mark.parametrize(
    ("hour", "minute", "prompt"),
    [(0, 0, "2026-12-04"), (23, 59, "2026-12-04")],
    ids=["the first minute of the day", "the last minute of the day"],
)
def test_the_hour_of_the_day_moves_nothing(hour, minute, prompt):
    found = lawful(judged(facts("sensitive=yes", known=at("2026-11-30", hour, minute))))
    assert found["business-prompt"] == prompt


def test_the_table_has_at_least_sixty_rows():
    assert len(TABLE) + len(DAYS) >= 60
    assert len({row[0] for row in (*TABLE, *DAYS)}) == len(TABLE) + len(DAYS)
