"""Applications and permits are found by who may see them, and by nobody else."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse
from tests.web.approvals.asking import submitted
from tests.web.approvals.permitting import asked, office, permit
from tests.web.factories import AT, client_for, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


def found(person, words, kind):
    page = client_for(person).get(reverse("search:search"), {"words": words, "kind": kind})
    main = BeautifulSoup(page.content, "lxml").main
    return [link["href"] for link in main.find_all("a", href=True)]


def test_the_applicant_the_sitter_and_nobody_else_find_an_application():
    people = office()
    row = asked(people)
    url = reverse("approvals:detail", args=[row.pk])
    assert url in found(people.member, "USBメモリ", "applications")
    assert url in found(people.head, "尾崎", "applications")
    assert url not in found(make_person(), "USBメモリ", "applications")
    assert url not in found(people.member, "無線", "applications")


def test_of_a_procedure_those_find_nothing_who_may_not_read_it():
    row = submitted(kind="procedure-edition")
    chair = make_person(roles=("committee-chair",))
    url = reverse("approvals:detail", args=[row.pk])
    assert url not in found(chair, "基本方針", "applications")
    assert url in found(make_person(roles=("ciso",)), "基本方針", "applications")


def test_a_permit_is_found_by_number_thing_or_holder():
    people = office()
    row = permit(people)
    url = reverse("approvals:permit", args=[row.pk])
    for words in ("令和8年度第1号", "USBメモリ", "尾崎"):
        assert url in found(people.ciso, words, "permits")
        assert url in found(people.member, words, "permits")
        assert url not in found(make_person(), words, "permits")
