"""What a named person says of a terminal for a time, where its reports cannot show it."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue import load_terminal_rules
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.access import rights_of
from sekisho.web.organization.models import Person
from sekisho.web.terminals.access import ATTEST
from sekisho.web.terminals.agreement import TABLES
from sekisho.web.terminals.errors import AttestationRefusedError
from sekisho.web.terminals.models import Attestation, Terminal

LONGEST_DAYS = 184  # half a year: looked at again at least twice a year


@transaction.atomic
def attest(  # noqa: PLR0913  # the columns of an attestation
    *, terminal: Terminal, measure: str, statement: str, until: date, by: Person, at: datetime
) -> Attestation:
    """Record what somebody saw. Raises AttestationRefusedError, ValueError for no such measure."""
    if measure not in load_terminal_rules().measures:
        raise ValueError(f"unknown measure {measure!r}")
    today = timezone.localdate(at)
    if ATTEST not in rights_of(by, today):
        raise AttestationRefusedError(_("確認を記録する権限がありません。"))
    if not statement.strip():
        raise AttestationRefusedError(_("何をどう確かめたかを書いてください。"))
    if not today <= until <= today + timedelta(days=LONGEST_DAYS):
        raise AttestationRefusedError(
            _("有効期限は、今日から%(days)s日以内の日にしてください。") % {"days": LONGEST_DAYS}
        )
    row = Attestation.objects.create(
        terminal=terminal, measure=measure, statement=statement.strip(), by=by, at=at, until=until
    )
    evidence.seal(
        kind="terminal.attested",
        subject=f"terminal:{terminal.pk}",
        at=at,
        by=str(by.opaque_id),
        body={
            "measure": measure,
            "until": until.isoformat(),
            **TABLES.stands("terminal.attested", [row]),
        },
        files=(evidence.File("statement.txt", "text/plain", row.statement.encode()),),
    )
    return row
