"""Forgetting a person: what lists of accounts told about them."""

from sekisho.web.organization.models import Person
from sekisho.web.systems.models import SystemAccount


def forget_person(person: Person) -> None:
    """Take name and address out of the rows of the person's accounts; the rows stay."""
    SystemAccount.objects.filter(person=person).update(name="", email="")
