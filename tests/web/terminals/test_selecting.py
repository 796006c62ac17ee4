"""The database judges terminals as the page of one terminal does: two laws held together."""

import hashlib
from datetime import timedelta
from importlib import import_module
from random import Random

import pytest
from django.apps import apps
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.web.assets.register import zone
from tests.web.factories import AT, DAY, make_unit
from tests.web.terminals.parts import hand_in, keeper, lift, made, report

from sekisho.catalogue import load_terminal_rules
from sekisho.web.assets.models import Zone
from sekisho.web.terminals.actions.reporting import put_value
from sekisho.web.terminals.models import Attestation, Reading, Terminal
from sekisho.web.terminals.posture import stored
from sekisho.web.terminals.queries import postures
from sekisho.web.terminals.selecting import standing_so
from sekisho.web.terminals.takeout import Expected, udev_text

pytestmark = pytest.mark.django_db
VERDICTS = ("fails", "weak", "holds")
PRINTS = [
    hashlib.sha256(udev_text(Expected(each, each)).encode()).hexdigest()
    for each in ("closed", "read", "write")
]
DAYS = [(DAY - timedelta(days=n)).isoformat() for n in (0, 3, 4, 7, 8, 31, 32, 45, 46, 60, 61)]
VALUES = {
    "takeout": [
        {}, {"state": "closed"}, {"state": "read"}, {"state": "write"}, {"state": "odd"},
        {"state": "read", "devices": ["A"]}, {"state": None}, {"sha256": "0" * 64},
        *({"sha256": each} for each in PRINTS),
    ],
    "second-factor": [{}, {"card": True}, {"card": False}, {"card": "yes"}],
    "encryption": [
        {}, {"drives": 1, "bare": []}, {"drives": 2, "bare": ["C:"]}, {"drives": 0, "bare": []},
    ],
    "malware": [
        {}, {"running": True, "fresh": True}, {"running": True, "fresh": False},
        {"running": False, "fresh": True}, {"running": True, "fresh": "yes"}, {"running": True},
        {"running": False, "updated": DAYS[0]},
        *({"running": True, "updated": day} for day in DAYS), {"running": True, "updated": "soon"},
    ],
    "software": [{}, {"unpermitted": [], "count": 0}, {"unpermitted": ["x"], "count": 1}],
    "identity": [{}, {"host": "elsewhere"}, {"serial": "X"}],
    "patches": [{}, *({"updated": day} for day in DAYS), {"updated": "2026-13-01"}, {"updated": 5}],
}  # fmt: skip
AGES = [timedelta(), *(timedelta(days=n) for n in (3, 4, 7, 8, 14, 15, 40))]
AGES += [age - timedelta(seconds=1) for age in AGES[1:]] + [timedelta(seconds=-1)]


def _any_terminal(random, zones, unit, number):
    row = Terminal.objects.create(
        number=number, zone=random.choice(zones), unit=unit, recorded_at=AT,
        system=random.choice(["windows", "linux"]),
    )  # fmt: skip
    readings = []
    for measure, values in VALUES.items():
        if random.random() < 0.12:
            continue
        value = values[0]
        good = random.random() < 0.75  # mostly good, so that every verdict comes up
        for _ in range(20 if good else 1):
            value = random.choice(values)
            if stored(measure, value).word in {"sound", "fresh", "closed", PRINTS[0]}:
                break
        age = random.choice(AGES) if random.random() < 0.5 else timedelta()
        reading = Reading(terminal=row, measure=measure, observed_at=AT - age, source="agent")
        put_value(reading, value)
        readings.append(reading)
    Reading.objects.bulk_create(readings)
    return row


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_the_database_and_the_page_of_one_terminal_agree_on_every_terminal(seed):
    random = Random(seed)
    unknown, _new = Zone.objects.get_or_create(key="elsewhere", defaults={"label": "別"})
    zones = [zone(key) for key in ("mynumber", "lgwan", "internet")] + [unknown]
    unit, person = make_unit(), keeper()
    rows = [_any_terminal(random, zones, unit, f"H{seed}-{n}") for n in range(25)]
    Attestation.objects.bulk_create(
        Attestation(terminal=random.choice(rows), measure=random.choice(list(VALUES)), by=person,
                    statement="x", at=AT, until=DAY + timedelta(days=random.choice([-1, 0, 9])))
        for _ in range(30)
    )  # fmt: skip
    hand_in(*(
        lift(row, write=random.random() < 0.5, devices=random.choice([(), ("ABCD1234",)]))
        for row in random.sample(rows, 4)
    ))  # fmt: skip
    of_these = Terminal.objects.filter(number__startswith=f"H{seed}-").select_related("zone")
    judged = postures(of_these, AT)
    for verdict in VERDICTS:
        expected = {each.terminal.number for each in judged if each.verdict == verdict}
        assert {row.number for row in standing_so(of_these, verdict, AT)} == expected


def test_each_terminal_stands_in_exactly_one_of_the_three_lists():
    report(made("A"), takeout_windows=[])
    report(made("B"))
    made("C", zone_key="lgwan")
    found = [
        row.number for each in VERDICTS for row in standing_so(Terminal.objects.all(), each, AT)
    ]
    assert sorted(found) == ["A", "B", "C"]


def test_a_permit_that_has_lapsed_moves_the_terminal_to_the_failing_without_a_new_report():
    row = made("A")
    report(row, takeout_windows=[])
    hand_in(lift(row))
    fails = [standing_so(Terminal.objects.all(), "fails", AT + timedelta(days=n)) for n in (0, 1)]
    assert [list(each) for each in fails] == [[], [row]]


def test_rows_from_before_the_columns_are_judged_after_the_migration():
    row = made("A")
    report(row)
    before = {each.measure: (each.word, each.as_of) for each in Reading.objects.all()}
    Reading.objects.update(word="", as_of=None)
    assert list(standing_so(Terminal.objects.all(), "fails", AT)) == [row]
    name = "sekisho.web.terminals.migrations.0003_judged_from_values"
    import_module(name).say_again(apps, None)
    assert {each.measure: (each.word, each.as_of) for each in Reading.objects.all()} == before
    assert not standing_so(Terminal.objects.all(), "fails", AT).exists()


def test_every_measure_of_the_catalogue_is_judged_by_the_database_too():
    assert set(VALUES) == set(load_terminal_rules().measures)
    zones = load_terminal_rules().zones.values()
    asked = {each for rule in zones for each in (*rule.required, *rule.wanted)}
    for measure in asked:  # nothing asks for the others: they have a check of their own
        assert any(stored(measure, each).word for each in VALUES[measure]), measure
