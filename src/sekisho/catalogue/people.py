"""Who takes part: security roles, kinds of staff, relations to the body."""

from dataclasses import dataclass

from sekisho.catalogue.model import Text

PERMISSIONS = (
    "documents.draft",
    "documents.approve",
    "documents.publish",
    "procedures.read",
    "controls.attest",
    "controls.adopt",
    "people.manage",
    "roles.assign",
    "scope.manage",
    "evidence.read",
    "ledger.witness",
    "pledges.manage",
    "pledges.record",
    "status.read",
    "assets.manage",
    "terminals.manage",
    "systems.manage",
    "monitoring.read",  # logs, alerts
    "monitoring.manage",  # sources, answers to alerts, rules
    "zones.read",
    "zones.manage",
    "transfers.read",
    "transfers.manage",
    "assets.secret",
    "mynumber.read",
    "permits.read",
    "permits.manage",
    "premises.manage",
    "premises.record",
    "training.manage",
    "corrections.manage",
    "inspections.manage",
    "audits.manage",
    "audits.carry",
    "audits.visit",
    "suppliers.manage",
    "incidents.read",
    "incidents.manage",
    "social.manage",
    "instance.operate",
)
"""Every permission a role can carry.

Reading the public policy and doing one's own pledge need none.
"""


@dataclass(frozen=True, slots=True)
class Role:
    """A security role a person holds for a period.

    `mandatory`: the body cannot be run without a holder. `second_factor`: its holders must sign in
    with a second factor. `conflicts`: ids of roles the same person should not hold at that time
    (nobody audits what they run; symmetric). `typical_post`: the post that usually holds it.
    """

    id: str
    title: Text
    duties: Text
    permissions: tuple[str, ...]
    mandatory: bool
    second_factor: bool
    conflicts: tuple[str, ...]
    typical_post: Text
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class StaffCategory:
    """A kind of staff; `in_pledge`: the article on compliance names it, it confirms editions."""

    id: str
    title: Text
    in_pledge: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """How a person stands to the body. `in_scope`: the policy can apply to such a person.

    `categories` are ids of the staff categories a person of this relation can have.
    """

    id: str
    title: Text
    in_scope: bool
    categories: tuple[str, ...]
