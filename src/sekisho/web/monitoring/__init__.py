"""Monitoring (監視): log sources, what was read of them, alerts and what became of each."""
