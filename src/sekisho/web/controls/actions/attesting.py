"""A named person says that a control holds, with words or a file, for a limited period."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue import CheckSpec, Control, Role, load
from sekisho.verdicts import Verdict
from sekisho.web.controls import access
from sekisho.web.controls.actions.telling import notice_key
from sekisho.web.controls.errors import AttestationRefusedError
from sekisho.web.controls.faults import standing_fault
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.actions import File
from sekisho.web.evidence.queries import EvidenceView
from sekisho.web.notices import actions as notices
from sekisho.web.organization.access import roles_of
from sekisho.web.organization.models import Person
from sekisho.web.ui.words import worded


@transaction.atomic
def attest(  # noqa: PLR0913  # what an attestation is made of
    *,
    check_id: str,
    verdict: Verdict,
    statement: str,
    files: Sequence[File] = (),
    by: Person,
    at: datetime,
) -> EvidenceView:
    """Seal a person's word about an attested check, valid for the check's period.

    Words and files may name people, so they are kept beside the tree, where they can be erased.
    Raises AttestationRefusedError for a check nobody attests, for somebody who neither answers for
    the control nor coordinates it, with neither words nor file, and for saying anything over a
    fault that only the control's own role may lift.
    """
    spec = _attested(check_id)
    control = next(each for each in load().controls.values() if spec in each.checks)
    roles = roles_of(by, timezone.localdate(at))
    _refuse_others(roles, control)
    words = statement.strip()
    if not words and not files:
        raise AttestationRefusedError(_("確認した内容を書くか、証拠のファイルを添付してください。"))
    attached = [File("statement.txt", "text/plain", words.encode())] if words else []
    sealed = evidence.seal(
        kind="attestation",
        subject=spec.id,
        at=at,
        by=str(by.opaque_id),
        verdict=verdict,
        valid_until=at + timedelta(days=spec.period_days),
        files=[*attached, *files],
    )
    # After the sealing, which lets one writer in at a time: no fault can slip in between.
    _refuse_over_fault(roles, control, sealed)
    notices.done_for_all(key=notice_key(spec.id), at=at)
    return sealed


def _refuse_others(roles: tuple[Role, ...], control: Control) -> None:
    if not access.may_attest(roles, control):
        raise AttestationRefusedError(
            _("この確認を記録できるのは、「%(role)s」か、全体を取りまとめる役割の人だけです。")
            % {"role": worded(load().roles[control.role].title)}
        )


def _refuse_over_fault(roles: tuple[Role, ...], control: Control, sealed: EvidenceView) -> None:
    fault = standing_fault(sealed.subject, sealed.at, before=sealed.index)
    if fault and not fault.mendable_with(roles, control):
        raise AttestationRefusedError(
            _(
                "この確認には「適合していない」という有効な記録があります。"
                "改めて記録できるのは、「%(role)s」の役割の人だけです。"
            )
            % {"role": worded(load().roles[control.role].title)}
        )


def _attested(check_id: str) -> CheckSpec:
    spec = load().checks.get(check_id)
    if spec is None:
        raise AttestationRefusedError(_("この確認項目はありません。"))
    if spec.mode != "attested":
        raise AttestationRefusedError(
            _("この確認はシステムが自動で行います。人の申告で置き換えることはできません。")
        )
    return spec
