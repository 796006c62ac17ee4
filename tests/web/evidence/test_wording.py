"""What a record says: ids beside readable names, figures by name, and nothing invented."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from tests.web.factories import AT, client_for, make_person

from sekisho.catalogue import load
from sekisho.web import evidence as room
from sekisho.web.evidence import actions
from sekisho.web.evidence.wording import figure_name, figure_value, person_of, subject_name

WEB = Path(room.__file__).parents[1]
SEALED = st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text())


def test_a_check_a_control_and_a_zone_are_called_as_the_catalogue_calls_them():
    catalogue = load()
    for check in catalogue.checks.values():
        assert subject_name(check.id, {}) == check.title.ja
    for control in catalogue.controls.values():
        assert subject_name(f"control:{control.id}", {}) == control.title.ja
    for zone in catalogue.zones.values():
        assert subject_name(f"zone:{zone.id}", {}) == zone.title.ja


@pytest.mark.parametrize(
    "subject", ["", "no-such-check", "zone:no-such", "control:no-such", "thing:1", "person:gone"]
)
def test_what_nobody_knows_gets_no_name(subject):
    assert subject_name(subject, {"somebody": "黒田 敏夫"}) == ""


def test_a_person_is_named_only_as_far_as_the_reader_may_know():
    assert person_of("person:one") == "one"
    assert person_of("personnel:one") == ""
    assert subject_name("person:one", {"one": "黒田 敏夫"}) == "黒田 敏夫"
    assert subject_name("person:other", {"one": "黒田 敏夫"}) == ""


def test_the_names_follow_the_readers_language():
    check = next(iter(load().checks.values()))
    with translation.override("en"):
        assert subject_name(check.id, {}) == check.title.en


def test_every_figure_that_checks_seal_has_a_name():
    """Read from the source of the checks, so that a new figure without a name is found."""
    sealed = {
        name
        for path in WEB.glob("*/checks.py")
        for name in re.findall(
            r'^\s*(?:figures = \{)?"([a-z_]+)": ', path.read_text("utf-8"), re.MULTILINE
        )
    }
    assert len(sealed) > 20
    assert {name for name in sealed if figure_name(name) == name} == set()


def test_a_figure_nobody_named_keeps_its_own_name():
    assert figure_name("no_such_figure") == "no_such_figure"


def test_ids_and_dates_are_written_as_people_read_them():
    assert figure_value("role", "ciso") == load().roles["ciso"].title.ja
    assert figure_value("from", "2026-04-01") == "令和8年4月1日（2026-04-01）"
    assert figure_value("at", "2026-11-23T09:03:03+00:00").endswith("18:03")
    assert figure_value("joint", value=False) == "いいえ"
    assert figure_value("vacant", 0) == 0
    assert figure_value("until", None) == "－"


@given(st.text(), SEALED)
def test_no_sealed_value_breaks_the_page_or_loses_a_number(name, value):
    shown = figure_value(name, value)
    assert shown is not None
    if isinstance(value, int) and not isinstance(value, bool):
        assert shown == value


@pytest.mark.django_db
def test_the_list_shows_the_name_and_the_id_it_stands_for():
    zone = next(iter(load().zones.values()))
    actions.seal(kind="zone.installed", subject=f"zone:{zone.id}", at=AT)
    reader = client_for(make_person(roles=("committee-member",)))
    page = reader.get(reverse("evidence:list")).content.decode()
    assert zone.title.ja in page
    assert f"zone:{zone.id}" in page


@pytest.mark.django_db
def test_a_record_about_a_person_shows_the_name():
    person = make_person("黒田 敏夫")
    subject = f"person:{person.opaque_id}"
    body = {"person": str(person.opaque_id)}
    actions.seal(kind="person.changed", subject=subject, at=AT, body=body)
    reader = client_for(make_person(roles=("committee-member",)))
    page = reader.get(reverse("evidence:detail", args=[0])).content.decode()
    assert page.count("黒田 敏夫") == 2
    assert subject in page
