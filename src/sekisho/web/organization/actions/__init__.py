"""Every change to people, units, roles, scope and accounts; each seals its evidence."""

from sekisho.web.organization.actions.accounts import (
    OneTimePassword,
    close_account,
    close_accounts_of_leavers,
    open_account,
    reopen_account,
    reset_password,
    reset_second_factor,
)
from sekisho.web.organization.actions.erasing import erase_person
from sekisho.web.organization.actions.people import add_person, change_person, leave_person
from sekisho.web.organization.actions.roles import assign_role, end_role, restore_assigner
from sekisho.web.organization.actions.scope import end_scope, enter_scope
from sekisho.web.organization.actions.units import add_post, add_unit, change_post, change_unit

__all__ = [
    "OneTimePassword",
    "add_person",
    "add_post",
    "add_unit",
    "assign_role",
    "change_person",
    "change_post",
    "change_unit",
    "close_account",
    "close_accounts_of_leavers",
    "end_role",
    "end_scope",
    "enter_scope",
    "erase_person",
    "leave_person",
    "open_account",
    "reopen_account",
    "reset_password",
    "reset_second_factor",
    "restore_assigner",
]
