"""Which schemes the body grades its assets by."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.web.assets.agreement import TABLES
from sekisho.web.assets.errors import UnfitSchemeError
from sekisho.web.assets.grading import Aspect, schemes_for
from sekisho.web.assets.models import ChosenScheme
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person


@transaction.atomic
def choose_scheme(*, aspect: Aspect, scheme: str, by: Person, at: datetime) -> ChosenScheme:
    """Grade an aspect by another scheme. Grades of the old one count as none until set anew.

    Raises UnfitSchemeError.
    """
    if scheme not in {each.id for each in schemes_for(aspect)}:
        raise UnfitSchemeError(_("この観点には使えない分類体系です。"))
    row, _new = ChosenScheme.objects.update_or_create(aspect=aspect, defaults={"scheme": scheme})
    evidence.seal(
        kind="scheme.chosen",
        subject=f"scheme:{aspect}",
        at=at,
        by=str(by.opaque_id),
        body={"scheme": scheme, **TABLES.stands("scheme.chosen", [row])},
    )
    return row
