"""Who keeps contracts, and who may look at them."""

MANAGE = "suppliers.manage"
LOOK = "status.read"
