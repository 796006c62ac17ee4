"""Asking for a permit, and the permit a decision yields."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from secrets import token_hex

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from sekisho.catalogue import PermitKind
from sekisho.ledger import canonical_bytes
from sekisho.web.approvals import permit_kinds, subjects
from sekisho.web.approvals.actions.sealing import seal
from sekisho.web.approvals.actions.submitting import submit
from sekisho.web.approvals.errors import PermitRefusedError
from sekisho.web.approvals.models import (
    Application,
    Permit,
    PermitRequest,
    PermitSubject,
)
from sekisho.web.approvals.numbering import number_text
from sekisho.web.approvals.restrictions import Restriction, restrictions_of
from sekisho.web.organization.models import Person
from sekisho.web.ui.dates import fiscal_year_end
from sekisho.web.ui.words import worded

AHEAD = timedelta(days=92)  # how far ahead a permit may begin
TITLE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a permit is asked for: the answers by field name, the things, and from when to when."""

    kind: PermitKind
    answers: dict[str, object]
    starts: date
    ends: date
    subjects: tuple[str, ...] = ()
    subject_words: str = ""
    reason: str = ""
    extends: Permit | None = None
    revises: Application | None = field(default=None)


def last_day(
    kind: PermitKind,
    answers: dict[str, object],
    starts: date,
    restrictions: Iterable[Restriction] = (),
) -> date:
    """Return the last day a permit beginning then may have: its longest time, or 31 March.

    What the class of a thing allows is shorter still.
    """
    limits = [each.longest_days for each in restrictions if each.longest_days]
    longest = starts + timedelta(days=min([kind.days_for(answers), *limits]) - 1)
    return min(longest, fiscal_year_end(starts))


@transaction.atomic
def ask_permit(*, wanted: Wanted, applicant: Person, by: Person, at: datetime) -> Application:
    """Ask for a permit for `applicant`; `by` enters it. Raises PermitRefusedError."""
    _refuse_unusable(wanted, applicant, by, at)
    request = PermitRequest.objects.create(
        kind=wanted.kind.id,
        subjects=list(wanted.subjects),
        subject_words=wanted.subject_words.strip(),
        answers=wanted.answers,
        starts=wanted.starts,
        ends=wanted.ends,
        extends=wanted.extends,
    )
    request.application = submit(
        kind=wanted.kind.id,
        subject=f"permit-request:{request.pk}",
        title=_title(wanted),
        url="",
        applicant=applicant,
        prepared_by=by,
        reason=wanted.reason,
        answers=wanted.answers,
        revises=wanted.revises,
        at=at,
    )
    request.save(update_fields=["application"])
    return request.application


def _title(wanted: Wanted) -> str:
    """Name the application in the body's language: it is stored, and read by others."""
    with translation.override(settings.LANGUAGE_CODE):
        kind = worded(wanted.kind.title)
        names = [*subjects.labels_of(wanted.subjects).values(), wanted.subject_words.strip()]
        about = _("、").join(name for name in names if name)
        title = _("%(kind)s: %(about)s") % {"kind": kind, "about": about} if about else kind
    return Truncator(title).chars(TITLE_LENGTH)


def _refuse_unusable(wanted: Wanted, applicant: Person, by: Person, at: datetime) -> None:
    today = timezone.localdate(at)
    if applicant != by and applicant.unit_id != by.unit_id:
        raise PermitRefusedError(_("代わりに申請できるのは、同じ所属の人の分だけです。"))
    if not applicant.is_present(today):
        raise PermitRefusedError(_("在任期間の外の人の申請はできません。"))
    if not today <= wanted.starts <= today + AHEAD:
        raise PermitRefusedError(_("開始日は、今日から92日以内の日にしてください。"))
    if wanted.ends < wanted.starts:
        raise PermitRefusedError(_("終了日は、開始日以後の日にしてください。"))
    if wanted.kind.subject and not _names_something(wanted):
        raise PermitRefusedError(_("何についての申請かを、選ぶか書いてください。"))
    found = restrictions_of(wanted.kind, wanted.subjects)
    _refuse_forbidden(found)
    latest = last_day(wanted.kind, wanted.answers, wanted.starts, found)
    if wanted.ends > latest:
        words = _(
            "この内容で許可できるのは%(day)sまでです。終了日を直してください。"
            "続けて必要なときは、終わる前に改めて申請してください。"
        ) % {"day": latest.isoformat()}
        raise PermitRefusedError(words + _shortening(found))
    if wanted.revises is not None and not _may_revise(wanted, by):
        raise PermitRefusedError(_("直して出し直せるのは、自分が出して差し戻された申請だけです。"))


def _names_something(wanted: Wanted) -> bool:
    """Whether it is said what the permit is about; what only goes along says nothing of it."""
    carries = wanted.kind.carries
    along = f"{carries.room}:" if carries else ""
    named = [each for each in wanted.subjects if not along or not each.startswith(along)]
    return bool(named or wanted.subject_words.strip())


def _refuse_forbidden(found: Iterable[Restriction]) -> None:
    """Refuse what the class of a thing forbids, with its rule. Raises PermitRefusedError."""
    for each in found:
        if each.forbidden:
            raise PermitRefusedError(
                _(
                    "「%(label)s」は、区分の取扱いのルールで許可できません（%(rule)s）。"
                    "区分が違うときは、台帳の区分を先に直してください。"
                )
                % {"label": each.label, "rule": each.words}
            )


def _shortening(found: Iterable[Restriction]) -> str:
    """Return why a permit is shorter than its kind allows; empty when nothing says so."""
    return "".join(
        _("「%(label)s」は、区分の取扱いのルールで最長%(days)d日です（%(rule)s）。")
        % {"label": each.label, "days": each.longest_days, "rule": each.words}
        for each in found
        if each.longest_days
    )


def _may_revise(wanted: Wanted, by: Person) -> bool:
    old = wanted.revises
    return (
        old is not None
        and old.is_returned
        and old.kind == wanted.kind.id
        and by.pk in {old.applicant_id, old.prepared_by_id}
        and not old.revisions.exists()
    )


def grant_permit(application: Application) -> None:
    """Carry out a decision about a permit; runs in its transaction.

    The classes are asked again: what was graded graver meanwhile is forbidden or shortened. Raises
    PermitRefusedError, also for one whose last day has passed: it would never count.
    """
    if application.state != Application.State.APPROVED:
        return
    request = application.permit_request
    kind = permit_kinds.find(application.kind)
    decided_at, decider = application.decided_at, application.decider
    if decided_at is None or decider is None:
        raise ValueError("an approved application has a decider and a time")
    today = timezone.localdate(decided_at)
    if request.ends < today:
        raise PermitRefusedError(
            _("期限を過ぎた申請は決裁できません。差し戻して、申請し直してもらってください。")
        )
    starts, found = max(request.starts, today), restrictions_of(kind, request.subjects)
    _refuse_forbidden(found)
    ends = min(request.ends, last_day(kind, request.answers, starts, found))
    permit = Permit.objects.create(
        application=application,
        kind=kind.id,
        holder=application.applicant,
        unit=application.unit,
        scope=_scope(kind, request.answers),
        subject_words=request.subject_words,
        starts=starts,
        ends=ends,
        decision=number_text(application),
        decided_by=decider,
        decided_at=decided_at,
        conditions=_conditions(application, _shortening(found) if ends < request.ends else ""),
        needs_return="return" in kind.duties,
        needs_wipe="wipe" in kind.duties,
        salt=token_hex(32),
    )
    PermitSubject.objects.bulk_create(
        PermitSubject(permit=permit, subject=each) for each in dict.fromkeys(request.subjects)
    )
    body = sealed_of(permit, request.subjects)
    seal("permit.granted", f"permit:{permit.pk}", by=decider, at=decided_at, body=body)


def sealed_of(permit: Permit, about: list[str]) -> dict[str, str | int | None]:
    """Return what is sealed of a permit; the check `permits-bounded` compares the row with it.

    What it is limited to can name people, so only a salted fingerprint is sealed.
    """
    limits = canonical_bytes([permit.salt, permit.scope, sorted(set(about)), permit.subject_words])
    return {
        "kind": permit.kind,
        "holder": str(permit.holder.opaque_id),
        "unit": permit.unit_id,
        "from": permit.starts.isoformat(),
        "until": permit.ends.isoformat(),
        "application": permit.application_id,
        "limits_sha256": sha256(limits).hexdigest(),
    }


def _scope(kind: PermitKind, answers: dict[str, object]) -> dict[str, object]:
    names = [each.name for each in kind.fields if each.scope]
    return {name: answers[name] for name in names if answers.get(name) not in (None, "")}


def _conditions(application: Application, shortened: str) -> str:
    """Return what those along the route wrote, and why it ends sooner: it binds the holder."""
    steps = application.steps.filter(what__in=["agreed", "approved"]).exclude(comment="")
    return "\n".join([*(step.comment for step in steps), *([shortened] if shortened else [])])
