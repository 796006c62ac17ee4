"""Noting that a letter's link was opened, or a letter reported; neither names anybody."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from sekisho.web.maildrills.models import Drill, Letter
from sekisho.web.maildrills.tokens import digest_of, links_in, word_for
from sekisho.web.organization.models import Person


def note_opened(*, drill: Drill, untrusted_word: str, at: datetime) -> bool:
    """Note that a link was opened, the first time; False when nothing was to be counted."""
    return _note(drill, [untrusted_word], "opened_on", at)


def note_reported(
    *, untrusted_text: str, subject: str, by: Person | None, at: datetime
) -> Drill | None:
    """Note a report; return the drill it is of, None for anything else: it may be a real attack.

    A letter is known by its link in the text. Without one, by the subject of a drill in which a
    letter went to the reader; somebody else's subject says nothing.
    """
    found = None
    for pk, word in sorted(links_in(untrusted_text)):
        drill = Drill.objects.filter(pk=pk, started_at__isnull=False).first()
        if drill is not None and _known(drill, word):
            _report(drill, [word], at)
            found = found or drill
    if found is not None or by is None:
        return found
    return _by_subject(subject, by, at)


def _by_subject(subject: str, by: Person, at: datetime) -> Drill | None:
    for drill in Drill.objects.running():
        letter = drill.wording
        if letter is None or subject.strip() != letter.subject:
            continue
        word = word_for(drill.salt, by.opaque_id)
        if Letter.objects.filter(drill=drill, digest=digest_of(word), sent=True).exists():
            _report(drill, [word], at)
            return drill
    return None


def _known(drill: Drill, word: str) -> bool:
    """Whether the link is one of the drill's; of a closed one nobody can say, and none counts."""
    return Letter.objects.filter(drill=drill, digest=digest_of(word)).exists()


def _report(drill: Drill, words: Iterable[str], at: datetime) -> None:
    if _note(drill, words, "reported_on", at):
        Drill.objects.filter(pk=drill.pk, first_reported_at=None).update(first_reported_at=at)


def _note(drill: Drill, words: Iterable[str], field: str, at: datetime) -> bool:
    today = timezone.localdate(at)
    if not drill.counts(today):
        return False
    digests = [digest_of(word) for word in words]
    rows = Letter.objects.filter(drill=drill, digest__in=digests, **{field: None})
    return rows.update(**{field: today}) > 0
