"""Who may see the status and who may say something about it."""

from collections.abc import Iterable

from sekisho.catalogue import Control, Role, load

READ = "status.read"
ATTEST = "controls.attest"
ADOPT = "controls.adopt"  # ask for and end exemptions
EVIDENCE = "evidence.read"
COORDINATING = frozenset({"chief-officer", "secretariat"})  # they see to all measures


def may_attest(roles: Iterable[Role], control: Control) -> bool:
    """Whether somebody with these roles may attest the control's checks.

    The roles together carry the right, and one of them answers for the control or coordinates all.
    """
    held = {role.id: role for role in roles}
    able = any(ATTEST in role.permissions for role in held.values())
    return able and not held.keys().isdisjoint({control.role, *COORDINATING})


def may_mend(roles: Iterable[Role], control: Control, said_by: Iterable[Role]) -> bool:
    """Whether somebody with these roles may speak over a fault found by one who had `said_by`.

    Only the control's own role may. Where that role carries no right to attest, the coordinating
    roles stand for it, but never against somebody who held it.
    """
    held = tuple(roles)
    if not may_attest(held, control):
        return False
    own = load().roles[control.role]
    return own in held or (ATTEST not in own.permissions and own not in tuple(said_by))
