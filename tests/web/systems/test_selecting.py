"""What is wrong with accounts, asked of the database, is what the law of one account says."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.web.factories import AT, DAY, make_person, make_unit
from tests.web.systems.parts import made

from sekisho.catalogue import load_system_rules
from sekisho.web.systems.models import SystemAccount
from sekisho.web.systems.reconciling import Problem, problems_of
from sekisho.web.systems.selecting import conditions, counted, wrong

pytestmark = pytest.mark.django_db
RULES = load_system_rules()
UNUSED = DAY - timedelta(days=RULES.unused_days)


def _some(random, system, people, units, number):
    whose = [None, *people]
    back = timedelta(days=RULES.privilege_days)
    return SystemAccount(
        system=system, login=f"u{number}", kind=random.choice(SystemAccount.Kind.values),
        enabled=random.random() < 0.8, privileged=random.random() < 0.4,
        last_used=random.choice([None, UNUSED, UNUSED - timedelta(days=1)]),
        person=random.choice(whose), keeper=random.choice(whose),
        unit=random.choice([None, *units]),
        first_seen_at=AT,
        confirmed_at=random.choice([None, AT, AT - back, AT - back - timedelta(seconds=1)]),
        gone_at=random.choice([None, None, None, AT]),
    )  # fmt: skip


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_the_database_and_the_law_of_one_account_agree_on_every_account(seed):
    random, units = Random(seed), [make_unit() for _ in range(2)]
    people = [
        make_person(unit=random.choice(units), joined_on=DAY - timedelta(days=early), left_on=left)
        for early, left in (
            (9, None), (9, DAY), (9, DAY - timedelta(days=1)), (0, None), (-1, None),
        )
    ]  # fmt: skip
    systems = [made(f"S{seed}-{n}") for n in range(2)]
    SystemAccount.objects.bulk_create(
        _some(random, random.choice(systems), people, units, n) for n in range(80)
    )
    rows = list(SystemAccount.objects.filter(system__in=systems).select_related("person", "keeper"))
    law = {row.pk: set(problems_of(row, RULES, AT)) for row in rows}
    mine = SystemAccount.objects.filter(system__in=systems)
    for problem, where in conditions(AT).items():
        expected = {pk for pk, found in law.items() if problem in found}
        assert {row.pk for row in mine.filter(where)} == expected, problem
    assert {row.pk for row in mine.filter(wrong(AT))} == {pk for pk, found in law.items() if found}
    for system, (usable, problems) in counted(systems, AT).items():
        of_it = [row for row in rows if row.system_id == system and row.gone_at is None]
        assert usable == sum(row.enabled for row in of_it)
        for problem in Problem:
            assert problems[problem] == sum(problem in law[row.pk] for row in of_it)
