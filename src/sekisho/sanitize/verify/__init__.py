"""Verifiers: re-read what a rebuilder wrote, with parsers of their own, against an allow-list.

This room imports the standard library and itself, never a rebuilder or a library one uses: a fault
that lets something through over there must not exist here too. It stays below 2,500 lines.
"""
