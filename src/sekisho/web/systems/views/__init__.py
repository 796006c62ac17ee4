"""Pages of systems, and the address at which backup programs report."""
