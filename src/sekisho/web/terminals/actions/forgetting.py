"""Forgetting a person: which terminals they use."""

from sekisho.web.organization.models import Person
from sekisho.web.terminals.models import Terminal


def forget_person(person: Person) -> None:
    """Take the person from the users of every terminal."""
    Terminal.users.through.objects.filter(person=person).delete()
