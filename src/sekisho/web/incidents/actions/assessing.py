"""Facts and the known time: what they ask is kept as duties, and what moved is written down."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from sekisho.breach import UNSURE, Change, Move, moves
from sekisho.catalogue import load_breach_rules
from sekisho.web.incidents.actions.allowing import locked, refuse_future, require_manage
from sekisho.web.incidents.actions.sealing import seal
from sekisho.web.incidents.actions.telling import tell_incidents
from sekisho.web.incidents.errors import IncidentRefusedError
from sekisho.web.incidents.models import BodyRule, Duty, Entry, Incident
from sekisho.web.incidents.standing import BODY, assessment_of, body_rule
from sekisho.web.organization.models import Person
from sekisho.web.ui.dates import clock, local_day, wareki_only
from sekisho.web.ui.words import worded


@transaction.atomic
def answer_facts(  # noqa: PLR0913  # what the assessment rests on
    *,
    incident: Incident,
    answers: Mapping[str, str],
    least: int,
    most: int | None,
    known_at: datetime,
    by: Person,
    at: datetime,
) -> Incident:
    """Take the facts as they are known now; the clock and the duties follow, and moves are noted.

    Raises IncidentRefusedError for answers the rules do not know, a number that cannot be, or a
    known time in the future.
    """
    _refuse_unusable(answers, least, most)
    refuse_future(known_at, at)
    row = locked(incident, by, at)
    if row.triaged_at is None:
        raise IncidentRefusedError(_("先に、件名と重さを決めてください。"))
    rule = body_rule()
    before = assessment_of(row, rule)
    old_known = row.known_at
    row.answers = {name: answer for name, answer in answers.items() if answer != UNSURE}
    row.least, row.most, row.known_at, row.assessed_at = least, most, known_at, at
    row.save()
    moved = moves(before, assessment_of(row, rule))
    entries = _note_moves(row, old_known, moved, by, at)
    duties = sync_duties(row, by, at)
    seal(
        "incident.assessed", row, by=by, at=at, rows=[row, *entries, *duties],
        least=least, most=most, known_at=known_at.isoformat(), moved=[each.duty for each in moved],
    )  # fmt: skip
    tell_incidents(at=at)
    return row


@transaction.atomic
def set_body_rule(*, body: str, chosen: Iterable[str], by: Person, at: datetime) -> BodyRule:
    """Say what kind of body this is and what it does besides the law; open incidents follow.

    Raises IncidentRefusedError for words the rules do not know.
    """
    require_manage(by, at)
    rules, wanted = load_breach_rules(), sorted(set(chosen))
    if body not in {*rules.facts[BODY].values, UNSURE} or not set(wanted) <= set(rules.settings):
        raise IncidentRefusedError(_("団体の種類を選んでください。"))
    given = {"body": body, "settings": wanted, "changed_at": at, "changed_by": by}
    rule, _new = BodyRule.objects.update_or_create(pk=1, defaults=given)
    changed: list[Duty] = []
    for row in Incident.objects.open().exclude(triaged_at=None).exclude(severity="none"):
        changed += sync_duties(row, by, at)
    seal("incident.body-rule", None, by=by, at=at, rows=[rule, *changed], body=body, chosen=wanted)
    tell_incidents(at=at)
    return rule


def sync_duties(row: Incident, by: Person, at: datetime) -> list[Duty]:
    """Make the rows of duties those of the facts; what was done stays as it was done."""
    del by, at  # the caller seals
    found = {each.id: each for each in assessment_of(row, body_rule()).duties}
    known = {each.rule: each for each in Duty.objects.filter(incident=row)}
    changed = []
    for name, duty in found.items():
        old = known.get(name) or Duty(incident=row, rule=name)
        old.due_at, old.certain, old.owed = duty.due_at, duty.certain, True
        old.save()
        changed.append(old)
    for name, old in known.items():
        if name not in found and old.owed:
            old.owed = False
            old.save(update_fields=["owed"])
            changed.append(old)
    return changed


def _refuse_unusable(answers: Mapping[str, str], least: int, most: int | None) -> None:
    facts = load_breach_rules().facts
    for name, answer in answers.items():
        if name not in facts or answer not in {*facts[name].values, UNSURE}:
            raise IncidentRefusedError(_("選べない答えがあります。もう一度選んでください。"))
    if most is not None and most < least:
        raise IncidentRefusedError(_("人数は、少なくとも、多くとも、の順に入力してください。"))


def _note_moves(
    row: Incident, old_known: datetime, moved: Iterable[Move], by: Person, at: datetime
) -> list[Entry]:
    """Write on the timeline what the new facts changed about the clocks."""
    with translation.override(settings.LANGUAGE_CODE):  # stored, and read by others
        lines = [_moved_words(each) for each in moved]
        if old_known != row.known_at:
            words = _("知った日時を %(old)s から %(new)s に改めた")
            lines.insert(0, words % {"old": _moment(old_known), "new": _moment(row.known_at)})
    if not lines:
        return []
    entry = Entry.objects.create(
        incident=row, what=Entry.What.CLOCK, at=at, words="\n".join(lines), noted_at=at, noted_by=by
    )
    return [entry]


def _moved_words(move: Move) -> str:
    rules = load_breach_rules()
    duty = rules.duties[move.duty]
    name = f"{worded(rules.recipients[duty.recipient].title)} {worded(duty.title)}"
    given = {
        "name": name,
        "before": _moment(move.before) if move.before else "",
        "after": _moment(move.after) if move.after else "",
    }
    if move.change is Change.APPEARED:
        return _("%(name)s: 新たに必要（期限 %(after)s）") % given
    if move.change is Change.GONE:
        return _("%(name)s: 不要になった（期限は %(before)s だった）") % given
    return _("%(name)s: 期限が %(before)s から %(after)s に変わった") % given


def _moment(when: datetime) -> str:
    return f"{wareki_only(local_day(when))} {clock(when)}"
