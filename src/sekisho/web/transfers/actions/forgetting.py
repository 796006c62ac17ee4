"""Taking the names of somebody who is erased out of what crossed."""

from sekisho.web.organization.models import Person
from sekisho.web.transfers.models import Crossing, Recipient


def forget_person(person: Person) -> int:
    """Empty the addresses of somebody who is erased, and the subjects of their mail.

    The fingerprints stay: that a mail crossed, when and how, is still proven. Returns how many rows
    said it.
    """
    got = Recipient.objects.filter(person=person)
    mails = Crossing.objects.filter(pk__in=list(got.values_list("crossing", flat=True)))
    count = mails.exclude(subject="").update(subject="")
    count += got.exclude(address="").update(address="")
    sent = Crossing.objects.filter(sender_person=person).exclude(sender="")
    return count + sent.update(sender="", subject="")
