"""What this room can prove about chapter 4, and about disposal and stock-taking."""

from sekisho.verdicts import Check
from sekisho.web.premises.checks.entries import (
    areas_cleared,
    entries_permitted,
    entry_lists_reviewed,
    entry_log_current,
    visitors_escorted,
)
from sekisho.web.premises.checks.rounds import faults_mended, rounds_made
from sekisho.web.premises.checks.stock import disposals_certified, stock_taken

CHECKS = (
    Check("entries-permitted", entries_permitted),
    Check("entry-log-current", entry_log_current),
    Check("areas-cleared", areas_cleared),
    Check("entry-lists-reviewed", entry_lists_reviewed),
    Check("visitors-accompanied", visitors_escorted),
    Check("rounds-made", rounds_made),
    Check("faults-mended", faults_mended),
    Check("stock-taken", stock_taken),
    Check("disposals-certified", disposals_certified),
)
