"""Forgetting a person who is erased: what they were told, and what others were told of them."""

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Left, Replace

from sekisho.web.notices.models import TITLE_LENGTH, Mail, Notice, Wish
from sekisho.web.organization.models import ERASED_NAME, Person


@transaction.atomic
def forget_person(person: Person) -> None:
    """Delete a person's notices and mails, and take their name out of what others were told.

    Open notices about their roles or things are rewritten or taken back by whoever opened them.
    A mail to an address that somebody else has too stays.
    """
    Notice.objects.filter(person=person).delete()
    Wish.objects.filter(person=person).delete()
    about = Notice.objects.filter(key__contains=str(person.opaque_id))
    done = Notice.objects.closed().filter(title__contains=person.name)
    unnamed = Replace("title", Value(person.name), Value(ERASED_NAME))
    for rows in (about, done):
        rows.order_by().update(title=Left(unnamed, TITLE_LENGTH))
    shared = Person.objects.filter(email=person.email).exclude(pk=person.pk)
    if person.email and not shared.exists():
        Mail.objects.filter(to=person.email).delete()
