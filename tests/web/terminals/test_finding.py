"""Terminals and systems are found by whoever may open them, and by nobody else."""

import pytest
from django.urls import reverse
from tests.web.factories import client_for, make_person
from tests.web.systems.parts import made as made_system
from tests.web.terminals.parts import keeper, made

pytestmark = pytest.mark.django_db


def _found(client, words):
    return client.get(reverse("search:search"), {"words": words}).content.decode()


def test_by_number_place_and_name():
    client = client_for(keeper())
    row = made("PC-777", zone_key="mynumber")
    system = made_system("給付基幹システム", zone_key="mynumber")
    for words in ("PC-777", "pc-777 執務室", "ＰＣ-777"):
        assert reverse("terminals:detail", args=[row.pk]) in _found(client, words)
    assert reverse("systems:detail", args=[system.pk]) in _found(client, "基幹")
    assert reverse("terminals:detail", args=[row.pk]) not in _found(client, "PC-778")


def test_hidden_ones_are_not_found():
    made("PC-777", zone_key="mynumber")
    made_system("給付基幹システム", zone_key="mynumber")
    for person in (make_person(roles=("contact-point",)), make_person()):
        page = _found(client_for(person), "PC-777")
        assert "/terminals/" not in page.split("<main", 1)[1]
        page = _found(client_for(person), "基幹")
        assert "/systems/" not in page.split("<main", 1)[1]
