"""Browsing by screen transfer (インターネット閲覧): sessions, where to, and how they ended."""
