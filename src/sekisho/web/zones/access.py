"""Who may read the design of the network, its configurations and proofs, and who keeps them.

A configuration is confidential: whoever reads it knows where to attack. Only roles with a second
factor carry these words; the whole text of a configuration is handed to its keepers alone.
"""

READ = "zones.read"
MANAGE = "zones.manage"
LOOK = (READ, MANAGE)
