"""Incidents: reports by anybody, how they are handled, to whom they are reported by when."""
