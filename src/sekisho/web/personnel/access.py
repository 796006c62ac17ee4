"""Who prepares moves of people, and who may settle one."""

MANAGE = "people.manage"
ASSIGN = "roles.assign"  # a move gives roles and takes them
LOOK = (MANAGE, ASSIGN)


def may_settle(rights: frozenset[str]) -> bool:
    """Whether a holder of these rights may settle a move: it changes people and their roles."""
    return {MANAGE, ASSIGN} <= rights
