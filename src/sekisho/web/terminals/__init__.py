"""端末: the register of terminals, what each reports about itself, and its take-out settings."""
