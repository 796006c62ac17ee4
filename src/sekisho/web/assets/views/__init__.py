"""Pages of the register of assets, of grading, and of the zones."""
