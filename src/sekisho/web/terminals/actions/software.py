"""The list of permitted software; what terminals reported is judged anew by each change."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.web.organization.models import Person
from sekisho.web.terminals.actions.reporting import permitted, put_value
from sekisho.web.terminals.actions.sealing import seal
from sekisho.web.terminals.errors import TerminalRefusedError
from sekisho.web.terminals.models import PermittedSoftware, Reading


@transaction.atomic
def permit(*, patterns: list[tuple[str, str]], by: Person, at: datetime) -> int:
    """Add (name or pattern, note) to the list; return how many were new.

    Raises TerminalRefusedError for a pattern that would permit everything.
    """
    added: list[PermittedSoftware] = []
    for pattern, note in patterns:
        if not pattern.strip(" *"):
            raise TerminalRefusedError(
                _("全てを許可する書き方はできません。名称を書いてください。")
            )
        row, new = PermittedSoftware.objects.get_or_create(
            pattern=pattern.strip(), defaults={"note": note.strip()}
        )
        added += [row] if new else []
    if added:
        _judge_again()
        seal("software.permitted", "software", by=by, at=at, added=len(added), rows=added)
    return len(added)


@transaction.atomic
def forbid(*, row: PermittedSoftware, by: Person, at: datetime) -> None:
    """Take a name from the list."""
    gone = f"permitted-software:{row.pk}"
    row.delete()
    _judge_again()
    seal("software.forbidden", "software", by=by, at=at, removed=[gone])


def _judge_again() -> None:
    listed = permitted()
    rows = list(Reading.objects.select_for_update().filter(measure="software"))
    for row in rows:
        put_value(row, listed.judge(row.bulk))
    Reading.objects.bulk_update(rows, ["value", "word", "as_of"], batch_size=100)
