"""Pages of terminals, and the addresses terminals use by themselves."""
