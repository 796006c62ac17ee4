"""Pages of the year plan, and the feed calendars read."""
