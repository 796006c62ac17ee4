"""Whether sources, readings, partitions, alerts and rules are what was sealed of them.

The bytes of a partition are compared with its digest by the check `logs-unaltered`, and by
`verification.altered_of`; here the rows are.
"""

from collections.abc import Iterator

from sekisho.web.evidence.agreeing import Difference
from sekisho.web.evidence.standing import Kept, Tables
from sekisho.web.monitoring.models import (
    Alert,
    Gap,
    LogSource,
    Partition,
    Reading,
    RuleFile,
    Suppression,
    Verdict,
)

TABLES = Tables(
    kinds=frozenset({
        "logs.read", "logs.judged", "logs.compacted", "logs.destroyed",
        "log-source.registered", "log-source.closed",
        "log-source.found", "log-gap.noted", "alert.incident", "alert.explained",
        "alert.suppressed", "suppression.lifted", "rules.imported", "rules.withdrawn",
    }),
    kept=(
        Kept(LogSource, "log-source", without=frozenset({"heard_at", "taken"})),
        Kept(Reading, "log-reading"),
        Kept(
            Partition, "log-partitions", group="reading_id", where={"reading__isnull": False}
        ),
        Kept(Partition, "log-partition", where={"reading": None}),
        Kept(Gap, "log-gap"),
        Kept(Alert, "alert"),
        Kept(Suppression, "suppression"),
        Kept(RuleFile, "rule-file"),
        Kept(Verdict, "log-verdict"),
    ),
)  # fmt: skip


def differences() -> Iterator[Difference]:
    """Compare every row of this room with the ledger; a query a table, and one."""
    return TABLES.differences()
