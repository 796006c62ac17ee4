"""A named person says that a control holds, with words or a file, for a limited period."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.catalogue import CheckSpec, load
from sekisho.verdicts import Verdict
from sekisho.web.controls.actions.telling import notice_key
from sekisho.web.controls.errors import AttestationRefusedError
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.actions import File
from sekisho.web.evidence.queries import EvidenceView
from sekisho.web.notices import actions as notices
from sekisho.web.organization.models import Person


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
    Raises AttestationRefusedError for a check nobody attests, or with neither words nor file.
    """
    spec = _attested(check_id)
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
    notices.done_for_all(key=notice_key(spec.id), at=at)
    return sealed


def _attested(check_id: str) -> CheckSpec:
    spec = load().checks.get(check_id)
    if spec is None:
        raise AttestationRefusedError(_("この確認項目はありません。"))
    if spec.mode != "attested":
        raise AttestationRefusedError(
            _("この確認はシステムが自動で行います。人の申告で置き換えることはできません。")
        )
    return spec
