"""年間計画: every duty of the fiscal year, handed in by the rooms, on a calendar and as a feed."""
