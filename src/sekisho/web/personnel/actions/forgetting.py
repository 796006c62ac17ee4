"""Forgetting who somebody was in moves and proposals."""

from sekisho.web.organization.models import Person
from sekisho.web.personnel.models import Line, Proposal


def forget_person(person: Person) -> None:
    """Blank what lines and proposals say of somebody: name, furigana, address, staff number."""
    Line.objects.filter(person=person).update(name="", furigana="", email="", number="")
    Proposal.objects.filter(person=person).update(number="", values={}, reason="")
