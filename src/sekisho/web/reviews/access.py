"""Who prepares a review, who concludes it, and who reads what called for it."""

CYCLE = "status.read"  # figures and statuses of the year, no single trigger
KEEP = "documents.draft"  # the desk: calls for the review, writes its agenda and its outcomes
CONCLUDE = "documents.approve"  # the CISO: never whoever prepared it
LOOK = (KEEP, CONCLUDE, "audits.manage", "audits.carry")
