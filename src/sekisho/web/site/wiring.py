"""What start-up hands from room to room; the one place where all of it can be read."""

from django.utils.translation import gettext_lazy as _

from sekisho.web.approvals import deciding, kinds
from sekisho.web.controls import actions as controls
from sekisho.web.controls import registry
from sekisho.web.controls.actions.setting_aside import KIND as SET_ASIDE
from sekisho.web.evidence import naming
from sekisho.web.organization.queries import names_of
from sekisho.web.policies.actions import edition_decided
from sekisho.web.site.checks import CHECKS


def wire() -> None:
    """Hand in checks, names, kinds of applications and what their decisions do."""
    registry.install(CHECKS)
    naming.install(names_of)
    kinds.hand_in([kinds.Kind(SET_ASIDE, _("対策の適用除外"), "controls.adopt")])
    deciding.hand_in(
        {
            "edition": edition_decided,
            "procedure-edition": edition_decided,
            SET_ASIDE: controls.decide_set_aside,
        }
    )
