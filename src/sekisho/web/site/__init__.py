"""Settings, urls, start-up wiring, schedule, and the tuple of all checks."""
