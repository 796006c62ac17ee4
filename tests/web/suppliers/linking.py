"""Confirmations, links and answers for the tests of the portal."""

from datetime import date, timedelta

from tests.web.factories import AT, DAY, make_person
from tests.web.suppliers.test_working import listed

from sekisho.catalogue import load_suppliers
from sekisho.web.suppliers import actions, policy
from sekisho.web.suppliers.answering import Answer
from sekisho.web.suppliers.policy import Policy, PolicyClause

YES = {each.id: Answer("yes") for each in load_suppliers().yearly_for("personal")}
EDITION = Policy("edition:1", "基本方針", date(2026, 4, 1), (PolicyClause(0, "1", "目的", "守る"),))


def asked(contract, by, due_on=DAY + timedelta(days=14), at=AT):
    return actions.ask_confirmation(contract=contract, due_on=due_on, by=by, at=at)


def link_of(row):
    return row.links.filter(closed_at=None).get()


def opened(row, at=AT):
    """Open the link of a confirmation or worker with its code."""
    link = link_of(row)
    return actions.open_link(link=link, untrusted_code=actions.secrets_of(link)[1], at=at)


def answered(row, answers=YES, at=AT):
    return actions.answer_confirmation(
        link=opened(row, at), answers=answers, respondent="営業部長 真壁", at=at
    )


def resident(contract, by, **fields):
    """Somebody of the register of people on a contract's list."""
    person = make_person(category="resident-contractor", account=False)
    return listed(contract, by, name="", person=person, **fields)


def linked(worker, by, at=AT):
    return actions.make_link(subject=worker, by=by, at=at)


def in_force(monkeypatch, found=EDITION):
    monkeypatch.setattr(policy, "_sources", [lambda: found])
