"""Who may run training, whichever way they came."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.organization.access import rights_of
from sekisho.web.organization.models import Person
from sekisho.web.training.access import MANAGE
from sekisho.web.training.errors import TrainingError


def require_manage(by: Person, at: datetime) -> None:
    """Raise TrainingError for somebody who may not run training on the day."""
    if MANAGE not in rights_of(by, timezone.localdate(at)):
        raise TrainingError(_("研修を行う権限がありません。推進担当に依頼してください。"))
