"""Whether systems, their accounts, weaknesses and backups are what was sealed of them.

The accounts of a system are compared together. What their lists say of names and addresses can be
forgotten, and what became of the last reading of a directory is the machine's own: neither is
compared.
"""

from collections.abc import Iterator

from sekisho.web.evidence.agreeing import Difference
from sekisho.web.evidence.standing import Kept, Tables
from sekisho.web.systems.models import (
    BackupRun,
    Directory,
    InformationSystem,
    RefusedLog,
    RestoreDrill,
    SystemAccount,
    Weakness,
)

TABLES = Tables(
    kinds=frozenset({
        "system.recorded", "system.changed", "system.own", "system.retired",
        "system.accounts-listed", "system.account-told", "system.account-confirmed",
        "system.directory-set", "system.weakness-noted", "system.weakness-closed",
        "system.token-made", "system.backup-reported", "system.backup-log-taken",
        "system.restore-drilled", "system.backup-log-refused", "system.backup-log-settled",
    }),
    kept=(
        Kept(InformationSystem, "system"),
        Kept(Directory, "directory", without=frozenset({"failed_at", "failure"})),
        Kept(SystemAccount, "system-accounts", group="system_id",
             without=frozenset({"name", "email"})),
        Kept(Weakness, "weakness"),
        Kept(BackupRun, "backup"),
        Kept(RestoreDrill, "restore-drill"),
        Kept(RefusedLog, "refused-log", without=frozenset({"name", "reason"})),
    ),
)  # fmt: skip


def differences() -> Iterator[Difference]:
    """Compare every row of this room with the ledger; eight queries."""
    return TABLES.differences()
