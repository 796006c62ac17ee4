"""A drill of twelve people in three units, ready to run."""

from datetime import timedelta

from tests.web.factories import AT, DAY, make_person, make_unit

from sekisho.web.maildrills import actions
from sekisho.web.maildrills.models import Drill, Letter
from sekisho.web.maildrills.tokens import digest_of, word_for

CLOSES = DAY + timedelta(days=7)
AFTER = AT + timedelta(days=8)


def keeper():
    return make_person("推進 担当", roles=("secretariat",))


def planned(by=None, *, at=AT, **more) -> Drill:
    given = {
        "title": "春の訓練", "letter": "password", "audience": actions.Audience(everyone=True),
        "send_on": DAY, "closes_on": CLOSES, "goal": 50,
    }  # fmt: skip
    return actions.plan(by=by or keeper(), at=at, **given | more)


def body_of_twelve():
    """Seven in one unit, three and two in two others."""
    units = [make_unit("給付課"), make_unit("年金課"), make_unit("会計課")]
    return [make_person(unit=unit) for unit, number in zip(units, (7, 3, 2), strict=True)
            for _ in range(number)]  # fmt: skip


def started(**more) -> Drill:
    row = planned(**more)
    assert actions.start_due(at=AT) == 1
    row.refresh_from_db()
    return row


def link_word(drill, person):
    return word_for(drill.salt, person.opaque_id)


def letter_of(drill, person):
    return Letter.objects.get(drill=drill, digest=digest_of(link_word(drill, person)))


def all_sent(drill):
    """As if the mail server had taken every letter."""
    drill.letters.update(sent=True)
    drill.waiting.all().delete()
