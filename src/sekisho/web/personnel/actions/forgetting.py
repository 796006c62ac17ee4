"""Forgetting who somebody was in the lines of moves."""

from sekisho.web.organization.models import Person
from sekisho.web.personnel.models import Line


def forget_person(person: Person) -> None:
    """Blank what lines still say of somebody: name, furigana, address and staff number."""
    Line.objects.filter(person=person).update(name="", furigana="", email="", number="")
