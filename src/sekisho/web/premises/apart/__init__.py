"""Programs of short-lived child processes."""
