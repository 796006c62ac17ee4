"""Decisions on this room's pages reach the upper room, or do not happen at all."""

import pytest
from tests.web.approvals.asking import submitted
from tests.web.factories import AT, make_person

from sekisho.web.approvals import deciding
from sekisho.web.approvals.errors import OwnApplicationError
from sekisho.web.approvals.models import Application
from sekisho.web.evidence import queries
from sekisho.web.ui.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch):
    """Collect what the handler of editions is told: (subject, state)."""
    seen = []
    monkeypatch.setattr(
        deciding, "_handlers", {"edition": lambda row: seen.append((row.subject, row.state))}
    )
    return seen


def test_each_decision_is_passed_on_as_it_now_stands(told):
    ciso = make_person(roles=("ciso",))
    one, two, three = (submitted(subject=f"edition:{n}") for n in (1, 2, 3))
    deciding.approve(application=one, by=ciso, comment="", at=AT)
    deciding.give_back(application=two, by=ciso, comment="直す", at=AT)
    deciding.withdraw(application=three, by=three.applicant, at=AT)
    assert told == [
        ("edition:1", "approved"),
        ("edition:2", "returned"),
        ("edition:3", "withdrawn"),
    ]


def test_a_refused_decision_is_not_passed_on(told):
    ciso = make_person(roles=("ciso",))
    with pytest.raises(OwnApplicationError):
        deciding.approve(application=submitted(ciso), by=ciso, comment="", at=AT)
    assert told == []


def test_a_kind_without_handler_is_decided_all_the_same(told):
    application = submitted(kind="procedure-edition")
    deciding.approve(application=application, by=make_person(roles=("ciso",)), comment="", at=AT)
    assert told == []
    assert Application.objects.get().state == "approved"


def test_when_the_upper_room_refuses_nothing_is_decided_and_nothing_sealed(monkeypatch):
    def refuse(_application):
        raise Refused("版が変わっています。")

    monkeypatch.setattr(deciding, "_handlers", {"edition": refuse})
    application = submitted()
    before = queries.size()
    with pytest.raises(Refused, match="版が変わって"):
        deciding.approve(
            application=application, by=make_person(roles=("ciso",)), comment="", at=AT
        )
    assert Application.objects.get().is_waiting
    assert queries.size() == before


def test_a_kind_has_one_handler(told):
    handler = deciding._handlers["edition"]
    deciding.hand_in({"edition": handler})  # the same again is no quarrel
    with pytest.raises(ValueError, match="two handlers"):
        deciding.hand_in({"edition": lambda _row: None})
